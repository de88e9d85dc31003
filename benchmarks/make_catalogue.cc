// Makes a catalogue of any number of artworks that never were, out of a folder
// of pictures, to measure searching at scale.
//
// Every corner of an artwork is a cross between one of a picture and the
// likest of some others, so that strangers come as near to it as to real ones;
// the table that is printed shows how near they come to both.
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <exception>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/details.h"
#include "index/catalogue.h"
#include "index/generated_codes.h"
#include "index/sha256.h"
#include "screen/source.h"

namespace {

using sleeve::Artwork;
using sleeve::Described;
using sleeve::PackedKeypoint;

constexpr size_t kBatch = 1000;
constexpr size_t kOthers = 24;  // of which the likest is crossed with
constexpr size_t kProbeIn = 8;  // one picture of so many is kept for probing
constexpr size_t kSampled = 1000;

struct Pool {
  std::vector<Described> pictures;
  std::vector<PackedKeypoint> corners;  // of all of them
};

struct Pools {
  Pool parents;
  Pool probes;
};

Pools read_pictures(const std::string& folder) {
  Pools pools;
  const auto source = sleeve::Source::open({folder});
  size_t count = 0;
  for (sleeve::Item item; source->next(item);) {
    read_bytes(item);
    if (item.problem) continue;
    auto described = sleeve::describe_bytes(item.bytes);
    if (!described || described->details.keypoints.empty()) continue;
    Pool& pool = count++ % kProbeIn == 0 ? pools.probes : pools.parents;
    const auto& corners = described->details.keypoints;
    pool.corners.insert(pool.corners.end(), corners.begin(), corners.end());
    pool.pictures.push_back(*described);
  }
  if (pools.parents.pictures.empty()) {
    throw std::invalid_argument("there are too few pictures in " + folder);
  }
  return pools;
}

template <class Element>
const Element& any(const std::vector<Element>& of, std::mt19937_64& random) {
  return of[random() % of.size()];
}

// Where both parents agree the child does too; else it mostly takes after a.
sleeve::Descriptor crossed(const sleeve::Descriptor& a,
                           const sleeve::Descriptor& b,
                           std::mt19937_64& random) {
  sleeve::Descriptor child;
  for (size_t i = 0; i < child.size(); ++i) {
    const auto mask = static_cast<uint8_t>(random() | random());
    child[i] = static_cast<uint8_t>((a[i] & mask) | (b[i] & ~mask));
  }
  return child;
}

PackedKeypoint made_corner(const PackedKeypoint& parent, const Pool& pool,
                           std::mt19937_64& random) {
  const PackedKeypoint* mate = nullptr;
  int least = 129;
  for (size_t i = 0; i < kOthers; ++i) {
    const PackedKeypoint& other = any(pool.corners, random);
    const int bits = sleeve::distance(parent.descriptor, other.descriptor);
    if (bits > 0 && bits < least) {
      least = bits;
      mate = &other;
    }
  }
  PackedKeypoint child = parent;
  child.x = static_cast<uint16_t>(parent.x + random() % 4096 - 2048);
  child.y = static_cast<uint16_t>(parent.y + random() % 4096 - 2048);
  child.angle = static_cast<uint8_t>(parent.angle + random() % 32 - 16);
  if (mate != nullptr) {
    child.descriptor = crossed(parent.descriptor, mate->descriptor, random);
  }
  return child;
}

Artwork made_artwork(uint64_t number, std::span<const uint8_t> code,
                     const Pool& pool) {
  std::mt19937_64 random(number);
  const Described& parent = any(pool.pictures, random);
  const Described& other = any(pool.pictures, random);
  Artwork artwork;
  artwork.id = fmt::format("made/{:08}", number);
  artwork.sha256 = sleeve::sha256_hex(artwork.id.data(), artwork.id.size());
  artwork.fingerprint = parent.fingerprint;
  std::ranges::copy(code, artwork.fingerprint.hash.bytes.begin());
  artwork.details = parent.details;
  // One half of each: so it is like neither.
  std::copy(other.details.sketch.begin() + sizeof(sleeve::Sketch) / 2,
            other.details.sketch.end(),
            artwork.details->sketch.begin() + sizeof(sleeve::Sketch) / 2);
  for (PackedKeypoint& corner : artwork.details->keypoints) {
    corner = made_corner(corner, pool, random);
  }
  return artwork;
}

std::vector<Artwork> made_artworks(size_t begin, size_t end,
                                   std::span<const uint8_t> codes,
                                   const Pool& pool) {
  std::vector<Artwork> artworks;
  for (size_t i = begin; i < end; ++i) {
    artworks.push_back(made_artwork(
        i, codes.subspan(i * sleeve::kCodeBytes, sleeve::kCodeBytes), pool));
  }
  return artworks;
}

// How many of the pairs differ in each number of bits.
std::array<double, 129> distances(const Pool& probes,
                                  const std::vector<PackedKeypoint>& corners) {
  std::array<double, 129> shares{};
  std::mt19937_64 random(1);
  const size_t count = std::min<size_t>(corners.size(), 200000);
  for (size_t i = 0; i < kSampled; ++i) {
    const auto& probe = any(probes.corners, random);
    for (size_t j = 0; j < count; ++j) {
      shares[sleeve::distance(
          probe.descriptor,
          corners[j * (corners.size() / count)].descriptor)] +=
          1.0 / static_cast<double>(kSampled * count);
    }
  }
  return shares;
}

void print_table(const Pools& pools, const std::vector<Artwork>& made) {
  std::vector<PackedKeypoint> corners;
  for (const Artwork& artwork : made) {
    const auto& mine = artwork.details->keypoints;
    corners.insert(corners.end(), mine.begin(), mine.end());
  }
  const auto real = distances(pools.probes, pools.parents.corners);
  const auto synthetic = distances(pools.probes, corners);
  fmt::print("{} pictures, {} of them probes\n",
             pools.parents.pictures.size() + pools.probes.pictures.size(),
             pools.probes.pictures.size());
  fmt::print("bits at most\tpairs with real corners\twith made ones\n");
  double sum = 0, made_sum = 0;
  for (int bits = 0; bits <= 48; ++bits) {
    sum += real[bits];
    made_sum += synthetic[bits];
    if (bits % 4 == 0) {
      fmt::print("{}\t{:.3g}\t{:.3g}\n", bits, sum, made_sum);
    }
  }
}

}  // namespace

// make_catalogue FOLDER ARTWORKS DIRECTORY
int main(int argc, char** argv) {
  try {
    if (argc != 4)
      throw std::invalid_argument("give FOLDER ARTWORKS DIRECTORY");
    const Pools pools = read_pictures(argv[1]);
    const size_t wanted = std::stoull(argv[2]);
    auto catalogue =
        sleeve::Catalogue::open(argv[3], sleeve::Catalogue::Mode::create);
    const auto codes = sleeve::generate_codes(wanted, 1);
    for (size_t i = 0; i < wanted; i += kBatch) {
      const auto artworks = made_artworks(i, std::min(wanted, i + kBatch),
                                          codes.span(), pools.parents);
      catalogue.add(artworks);
      if (i == 0) print_table(pools, artworks);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "make_catalogue: {}\n", error.what());
    return 1;
  }
}
