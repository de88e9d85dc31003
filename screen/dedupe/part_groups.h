// Groups of near pictures, joined further by what shows what.
#ifndef SLEEVE_SCREEN_DEDUPE_PART_GROUPS_H_
#define SLEEVE_SCREEN_DEDUPE_PART_GROUPS_H_

#include <array>
#include <span>
#include <string>
#include <vector>

#include "core/geometry.h"
#include "screen/dedupe/edges.h"
#include "screen/dedupe/part_search.h"

namespace sleeve {

/// How a scene shows a picture.
struct PartView {
  bool whole = false;  ///< each shows the whole other: only changed or turned
  double visible = 0;  ///< share of the picture that lies in the scene
  double share = 0;    ///< of the scene that the picture takes, 0 to 1
  double scale = 0;    ///< sides in the scene, by sides of the picture itself
};

/// The picture's corners in the scene, in pixels: top left, top right, bottom
/// right, bottom left.
std::array<Point, 4> region_of(const Corpus& corpus, const ShownPart& shown);

PartView view_of(const Corpus& corpus, const ShownPart& shown);

/// "none", "mirror", "rotate90", ..., or words of describe_region(): how the
/// scene shows the picture.
std::string transform_of(const Corpus& corpus, const ShownPart& shown);

/// The same seen from the picture: "rotate90" for "rotate270".
std::string inverse_transform(const std::string& transform);

/// What is grouped: nodes, numbered from the rather kept to others, of which
/// each stands for one row.
struct PartGraph {
  const Corpus& corpus;
  std::span<const uint32_t> rows;    ///< of each node
  std::span<const Edge> near;        ///< sorted
  std::span<const ShownPart> shown;  ///< between these rows
  const std::vector<bool>& pinned;   ///< nodes that are kept in any case
  GroupBy by = GroupBy::star;
  bool demote_smaller = false;  ///< see group_parts()
};

/// As star_groups(), clique_groups() and Components do with the near pairs and
/// with those where one shows the other. But:
///
/// (1) a picture that shows several unlike ones beside each other (a collage)
///     is never the one that is kept of a pair;
/// (2) with demote_smaller, neither is one that shows the other on a smaller
///     scale, among other things;
/// (3) neither holds for what an earlier run kept;
/// (4) what takes less than a tenth of the other, such as a logo or a cell of
///     a large collage, joins nothing.
Keepers group_parts(const PartGraph& graph);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_PART_GROUPS_H_
