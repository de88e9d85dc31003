// Makes pictures that look like album covers, for users without pictures of
// their own and for tests.
#ifndef SLEEVE_BENCHMARKS_SUITE_COVERS_H_
#define SLEEVE_BENCHMARKS_SUITE_COVERS_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/pixels.h"

namespace sleeve::suite {

/// A cover of `side` x `side` RGB samples drawn from nothing: shapes, texture
/// and lettering, or lettering alone. The same for the same seed.
Image draw_cover(uint64_t seed, int side);

/// What make_covers() shall make.
struct CoverOptions {
  std::filesystem::path pictures;  ///< folder of base pictures, read deeply
  std::filesystem::path output;    ///< folder of the covers, made when missing
  int count = 3000;                ///< at most; fewer when pictures run out
  int drawn = 0;                   ///< of them drawn from nothing
  int per_picture = 4;             ///< most covers that share a base picture
  int min_side = 500;
  int max_side = 640;
  uint64_t seed = 1;
};

/// A cover that was made, and the group of covers that share its base.
struct MadeCover {
  std::string file;  ///< name in the output folder
  std::string base;  ///< path of the base picture, or "drawn-N"
};

/// Writes JPEG covers and a table groups.tsv (file, base). Large pictures are
/// cut into disjoint squares, pictures that look the same at 16 x 16 samples
/// share a group, and pictures without structure are left out. `progress` is
/// called after each cover. Throws Error (not_found, io_error).
std::vector<MadeCover> make_covers(
    const CoverOptions& options,
    const std::function<void(const MadeCover&)>& progress = {});

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_COVERS_H_
