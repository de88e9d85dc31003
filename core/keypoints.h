// Local features: corners with binary descriptors, which find an artwork
// that is cropped, framed, turned or only a part of a picture.
#ifndef SLEEVE_CORE_KEYPOINTS_H_
#define SLEEVE_CORE_KEYPOINTS_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// 128 bits: comparisons of brightness around a corner, in its own direction.
using Descriptor = std::array<uint8_t, 16>;

/// One corner. Lengths are in sides: 1 is the longer side of the picture, so
/// that x and y lie between 0 and 1.
struct Keypoint {
  float x = 0;
  float y = 0;
  float size = 0;   ///< of the patch described, in sides
  float angle = 0;  ///< direction of the patch, clockwise from right, radians
  Descriptor descriptor{};
};

struct KeypointOptions {
  int side = 384;   ///< longer side, in pixels, of the finest level
  int count = 150;  ///< at most so many keypoints
};

/// What the catalogue keeps of an artwork.
inline constexpr KeypointOptions kArtworkKeypoints{384, 220};

/// What is searched for in a picture that may show several artworks.
inline constexpr KeypointOptions kPictureKeypoints{1024, 2400};

/// Finds corners (FAST) at scales 1.25 apart, spread over the picture, and
/// describes each by brightness comparisons in the direction of its intensity
/// centroid. `grey` is upright, 1 channel. Pictures smaller than `side` are
/// enlarged at most twice. Flat pictures have none. Ordered by level, then by
/// row and column. `mirrored`, where given, receives the same corners as a
/// mirror shows them: places, directions and descriptors.
/// Sources: Rosten and Drummond, ECCV 2006; Calonder et al., ECCV 2010;
/// Rublee et al., ICCV 2011.
std::vector<Keypoint> keypoints(const Pixels& grey,
                                const KeypointOptions& options,
                                std::vector<Keypoint>* mirrored = nullptr);

/// Names what keypoints are compared by: "brief/1". Unlike ones never are.
std::string keypoint_identity();

/// Differing bits, 0 to 128.
int distance(const Descriptor& a, const Descriptor& b);

/// A keypoint in 22 bytes, as the catalogue keeps it.
struct PackedKeypoint {
  uint16_t x = 0;     ///< in 65535ths of a side
  uint16_t y = 0;     ///< in 65535ths of a side
  uint8_t size = 0;   ///< 24 steps for each halving of a side
  uint8_t angle = 0;  ///< in 256ths of a turn
  Descriptor descriptor{};

  bool operator==(const PackedKeypoint&) const = default;
};
static_assert(sizeof(PackedKeypoint) == 22);

PackedKeypoint pack(const Keypoint& keypoint);
Keypoint unpack(const PackedKeypoint& packed);

}  // namespace sleeve

#endif  // SLEEVE_CORE_KEYPOINTS_H_
