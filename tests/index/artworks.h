// Artworks and catalogue folders for tests of the catalogue.
#ifndef SLEEVE_TESTS_INDEX_ARTWORKS_H_
#define SLEEVE_TESTS_INDEX_ARTWORKS_H_

#include <string>
#include <vector>

#include "index/catalogue.h"
#include "index/sha256.h"

namespace sleeve {

/// An artwork that differs from those of other numbers in all its parts.
inline Artwork test_artwork(uint64_t number, const std::string& id) {
  const Sha256Digest digest = Sha256().update(number).finish();
  Artwork artwork;
  artwork.id = id;
  artwork.sha256 = to_hex(digest);
  artwork.fingerprint.hash.bytes = digest;
  artwork.fingerprint.weak_bits[number % 32] = 0x81;
  artwork.fingerprint.quality = static_cast<int>(number % 101);
  artwork.fingerprint.rows = 500 + static_cast<int>(number % 1000);
  artwork.fingerprint.columns = 600;
  for (size_t i = 0; i < kFeatureCount; ++i) {
    artwork.fingerprint.features[i] =
        static_cast<float>(digest[i % 32]) / 256 - 0.5f;
  }
  return artwork;
}

inline Artwork test_artwork(uint64_t number) {
  return test_artwork(number, "covers/" + std::to_string(number) + ".jpg");
}

inline std::vector<Artwork> test_artworks(uint64_t begin, uint64_t end) {
  std::vector<Artwork> artworks;
  for (; begin < end; ++begin) artworks.push_back(test_artwork(begin));
  return artworks;
}

/// All artworks, in the catalogue's order.
inline std::vector<Artwork> listed(const Catalogue& catalogue) {
  std::vector<Artwork> artworks;
  catalogue.list([&](const Artwork& artwork) { artworks.push_back(artwork); });
  return artworks;
}

}  // namespace sleeve

#endif  // SLEEVE_TESTS_INDEX_ARTWORKS_H_
