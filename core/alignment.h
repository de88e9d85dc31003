// Lays a picture upon the sketch of an artwork as exactly as it will go, and
// measures how alike they are there.
#ifndef SLEEVE_CORE_ALIGNMENT_H_
#define SLEEVE_CORE_ALIGNMENT_H_

#include <array>

#include "core/geometry.h"
#include "core/scene.h"
#include "core/sketch.h"

namespace sleeve {

/// The sketch is compared in kBlocks x kBlocks blocks of its cells.
inline constexpr int kBlocks = 8;

/// How alike one block is.
struct BlockLikeness {
  float correlation = 0;  ///< -1 to 1
  float energy = 0;       ///< mean square of the artwork's cells
  float structure = 0;    ///< of the artwork, in the direction with least
  float visible = 0;      ///< share of its cells that lie in the picture
};

struct Alignment {
  Homography map{};        ///< from sides of the artwork to sides of the scene
  double correlation = 0;  ///< over all visible cells, -1 to 1
  double visible = 0;      ///< share of the artwork's cells in the picture
  std::array<BlockLikeness, kBlocks * kBlocks> blocks{};
};

/// Starts at `start` and changes it so that the picture correlates best with
/// the artwork, whose height and width in sides are `rows` and `columns`.
/// Source: Baker and Matthews, "Lucas-Kanade 20 years on", IJCV 2004 (inverse
/// compositional, projective warp).
Alignment align(const SketchCells& artwork, double rows, double columns,
                const Scene& scene, const Homography& start);

/// The same without changing `map`.
Alignment likeness_at(const SketchCells& artwork, double rows, double columns,
                      const Scene& scene, const Homography& map);

}  // namespace sleeve

#endif  // SLEEVE_CORE_ALIGNMENT_H_
