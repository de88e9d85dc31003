// What happens to covers on the web, as seeded transformations: each row of
// docs/recognition.md, with parameters drawn from ranges.
#ifndef SLEEVE_BENCHMARKS_SUITE_TRANSFORMATIONS_H_
#define SLEEVE_BENCHMARKS_SUITE_TRANSFORMATIONS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/pixels.h"
#include "index/matcher.h"

namespace sleeve::suite {

/// A number that a transformation draws: low <= value <= high.
struct Range {
  std::string name;
  double low = 0;
  double high = 0;
  enum class Kind { even, ratio, whole } kind = Kind::even;
};

/// A number that was drawn.
struct Parameter {
  std::string name;
  double value = 0;
};

/// Where a cover lies in the result: the places of the cover's own corners
/// top left, top right, bottom right, bottom left, in pixels of the upright
/// result. They may lie outside it when the cover is cut.
struct Placement {
  int cover = 0;  ///< 0: the cover itself; i: pool[i - 1]
  std::array<Point, 4> region{};
};

/// What a transformation made.
struct Transformed {
  std::vector<uint8_t> bytes;  ///< encoded
  int rows = 0;
  int columns = 0;
  std::vector<Placement> placements;  ///< the cover's first
  std::vector<Parameter> parameters;  ///< one for each range, in order
};

/// The most covers besides its own that a transformation shows.
inline constexpr int kMaxPool = 35;

struct Transformation {
  std::string family;  ///< "encoding", "colour", ..., "edition"
  std::string name;    ///< unique among all families
  std::vector<Range> ranges;
  bool edition = false;  ///< a match of it should be of kind `edition`
  int pool = 0;          ///< how many further covers it shows at most

  /// Applies itself to RGB samples of at least 64 x 64. `pool` holds further
  /// covers, any number of them; at most the first `Transformation::pool` are
  /// used. The same arguments give the same bytes.
  std::function<Transformed(const Pixels& cover, std::span<const Pixels> pool,
                            uint64_t seed)>
      apply;
};

/// All of them, family by family.
const std::vector<Transformation>& transformations();

/// The transformation of that name; null when there is none.
const Transformation* find_transformation(std::string_view name);

/// Area of the intersection of two convex quadrilaterals over that of their
/// union, both first clipped to the picture; 0 when both are empty.
double overlap(const std::array<Point, 4>& a, const std::array<Point, 4>& b,
               int rows, int columns);

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_TRANSFORMATIONS_H_
