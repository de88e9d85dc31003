#include "screen/artwork_digests.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/error.h"
#include "index/checksum.h"

namespace sleeve {
namespace {

using Digest = std::array<uint64_t, 2>;

constexpr uint64_t kSeeds[] = {0, 0x9e3779b97f4a7c15};

Digest digest_of(const Snapshot& snapshot, int64_t position) {
  const auto code = snapshot.code(position);
  const auto features = snapshot.features_of(position);
  const auto quality = static_cast<uint8_t>(snapshot.quality(position));
  const std::string_view id = snapshot.id(position);
  Digest digest{};
  for (int i = 0; i < 2; ++i) {
    uint64_t sum = checksum(code.data(), code.size(), kSeeds[i]);
    sum = checksum(features.data(), features.size_bytes(), sum);
    sum = checksum(&quality, 1, sum);
    digest[i] = checksum(id.data(), id.size(), sum);
  }
  return digest;
}

std::vector<Digest> all_digests(const Snapshot& snapshot) {
  std::vector<Digest> all(static_cast<size_t>(snapshot.size()));
  for (size_t i = 0; i < all.size(); ++i) {
    all[i] = digest_of(snapshot, static_cast<int64_t>(i));
  }
  return all;
}

}  // namespace

std::string artwork_digests(const Snapshot& snapshot) {
  std::vector<Digest> all = all_digests(snapshot);
  std::sort(all.begin(), all.end());
  return std::string(reinterpret_cast<const char*>(all.data()),
                     all.size() * sizeof(Digest));
}

ArtworkChanges changes_since(std::string_view earlier,
                             const Snapshot& snapshot) {
  std::vector<Digest> known(earlier.size() / sizeof(Digest));
  if (earlier.size() % sizeof(Digest) == 0 && !known.empty()) {
    std::memcpy(known.data(), earlier.data(), earlier.size());
  }
  if (earlier.size() % sizeof(Digest) != 0 ||
      !std::is_sorted(known.begin(), known.end())) {
    throw Error(ErrorCode::corrupt,
                "The run's artworks.bin is damaged. Screen the pictures "
                "again.");
  }
  ArtworkChanges changes;
  const std::vector<Digest> all = all_digests(snapshot);
  for (size_t i = 0; i < all.size(); ++i) {
    if (!std::binary_search(known.begin(), known.end(), all[i])) {
      changes.fresh.push_back(static_cast<int64_t>(i));
    }
  }
  changes.gone = static_cast<int64_t>(known.size() + changes.fresh.size()) -
                 static_cast<int64_t>(all.size());
  return changes;
}

}  // namespace sleeve
