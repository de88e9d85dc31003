// Sorts a folder of pictures into a catalogue and distractors.
#ifndef SLEEVE_BENCHMARKS_SUITE_SPLIT_H_
#define SLEEVE_BENCHMARKS_SUITE_SPLIT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace sleeve::suite {

/// A picture and the group of pictures that share something with it, so that
/// a match between two of one group is neither right nor wrong.
struct GroupedPicture {
  std::string path;
  int group = 0;
};

/// A picture that was left out because it looks like an earlier one.
struct Duplicate {
  std::string path;
  std::string of;    ///< the earlier picture, which stayed
  int distance = 0;  ///< bits of cover256, 0 for equal bytes too
  bool same_bytes = false;
};

struct Split {
  std::vector<GroupedPicture> artworks;
  std::vector<GroupedPicture> distractors;
  std::vector<Duplicate> duplicates;
  std::vector<std::string> unreadable;  ///< "path: reason"
};

struct SplitOptions {
  std::string folder;
  int artworks = 0;     ///< 0: half of the pictures
  int distractors = 0;  ///< 0: all that are left
  uint64_t seed = 1;
  int threads = 0;
};

/// Pictures whose cover256 hashes differ by at most this many bits, in any
/// orientation, count as duplicates of each other.
inline constexpr int kDuplicateBits = 20;

/// Reads `folder` deeply. Where it holds a table groups.tsv (file, base), the
/// pictures of one base stay on one side. Calls `progress` after each picture.
/// Throws Error (not_found; invalid_argument when there are fewer than two
/// usable pictures).
Split split_folder(const SplitOptions& options,
                   const std::function<void(double share)>& progress = {});

/// All usable pictures of `folder` as artworks, duplicates too, each a group
/// of its own. Throws Error (not_found; invalid_argument when there are none).
Split whole_folder(const SplitOptions& options,
                   const std::function<void(double share)>& progress = {});

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_SPLIT_H_
