// Which rows of a corpus are duplicates of which.
#ifndef SLEEVE_SCREEN_DEDUPE_DUPLICATES_H_
#define SLEEVE_SCREEN_DEDUPE_DUPLICATES_H_

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "screen/dedupe/corpus.h"
#include "screen/dedupe/group_codes.h"
#include "screen/dedupe/part_search.h"

namespace sleeve {

/// How a member of a group is like its keeper.
enum class DuplicateKind {
  identical,    ///< the same bytes
  same_pixels,  ///< the same decoded upright pixels
  near,         ///< the same picture as the hash and the features see it
  part,         ///< a part of it is a part of the keeper
};

inline constexpr int kDuplicateKinds = 4;

/// "identical", "same_pixels", "near", "part".
const char* duplicate_kind_name(DuplicateKind kind);

/// The score of parts below which icons, flags and cards of one family are
/// taken for each other too often.
inline constexpr double kDuplicateScore = 0.9;

/// Answers which pictures show which others; see search_parts().
using FindParts = std::function<std::vector<ShownPart>(const PartQuestion&)>;

struct DuplicateOptions {
  GroupBy by = GroupBy::star;
  int radius = 31;
  int threads = 1;

  FindParts find_parts;         ///< empty: by hash and features alone
  bool demote_smaller = false;  ///< as in PartGraph

  /// Parts and doubtful pairs of a lower score are none.
  double min_score = kDuplicateScore;

  /// Parts of which chance gives one search more than this are none.
  double max_false_parts = 0.01;
};

struct Duplicates {
  /// For each row the row that is kept of its group, itself when it is alone
  /// or kept; kNoRow when it was not checked.
  std::vector<uint32_t> keepers;

  /// Near rows, sorted, the rather kept first. Of rows with equal codes each
  /// is listed with the best, and only that one with others; references with
  /// the rows that go to them.
  std::vector<Edge> pairs;
  int64_t pairs_seen = 0;     ///< near ones, of unlike codes
  int64_t pairs_refused = 0;  ///< whose features did not agree
  bool crowded = false;       ///< see group_codes()

  /// Which rows show which others, sorted by scene and picture, each pair once;
  /// of rows with equal codes only the best.
  std::vector<ShownPart> shown;
  std::vector<uint32_t> bests;  ///< for each row the best of its code
};

/// What was seen of row `picture` in row `scene`, both the best of their codes,
/// or null.
const ShownPart* shown_in(const Duplicates& duplicates, uint32_t scene,
                          uint32_t picture);

/// What was seen between two rows, whichever shows the other more surely, or
/// null.
const ShownPart* shown_between(const Duplicates& duplicates, uint32_t a,
                               uint32_t b);

/// Computes digests of decoded pixels of these rows, in ascending order, so
/// that Corpus::file has them.
using DigestPixels = std::function<void(const std::vector<uint32_t>& rows)>;

/// Groups `ranked` rows (see rank_rows()). With references only pairs of a
/// reference and another row count: each row goes to the nearest reference.
/// `digest` is called for plain pictures that may have the same pixels.
Duplicates find_duplicates(const Corpus& corpus,
                           std::span<const uint32_t> ranked,
                           const DuplicateOptions& options,
                           const DigestPixels& digest);

/// Rows whose kind cannot be told without digests of their pixels, with their
/// keepers, ascending.
std::vector<uint32_t> rows_to_digest(const Corpus& corpus,
                                     const std::vector<uint32_t>& keepers);

/// Differing bits of two rows' hashes.
int distance(const Corpus& corpus, uint32_t a, uint32_t b);

/// Whether two rows have the same bytes.
bool same_bytes(const Corpus& corpus, uint32_t a, uint32_t b);

/// Whether digests of both say that two rows have the same decoded pixels.
bool same_pixels(const Corpus& corpus, uint32_t a, uint32_t b);

/// How `row` is like `keeper`. Same pixels need digests of both.
DuplicateKind kind_of(const Corpus& corpus, const Duplicates& duplicates,
                      uint32_t row, uint32_t keeper);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_DUPLICATES_H_
