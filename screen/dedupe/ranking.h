// Orders pictures from the one that is rather kept to the one that is not.
#ifndef SLEEVE_SCREEN_DEDUPE_RANKING_H_
#define SLEEVE_SCREEN_DEDUPE_RANKING_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "screen/dedupe/corpus.h"
#include "screen/dedupe/keep_expression.h"

namespace sleeve {

/// Which picture of a group is kept.
struct KeepRule {
  enum class By { largest, smallest, first, quality, newest, expression };

  By by = By::largest;
  std::optional<KeepExpression> expression;  ///< when by expression
  std::string text = "largest";              ///< as parse_keep_rule() took it
};

/// "largest" and "smallest" (of pixels), "first" (in the inputs), "quality"
/// (what the picture has to say, 0 to 100), "newest" (last changed), or else
/// a KeepExpression. Throws Error (invalid_argument).
KeepRule parse_keep_rule(const std::string& text);

/// The rows that were checked, the best first: references before others, what
/// was kept before others, then by the rule. Ties: more pixels, more bytes,
/// earlier in the inputs. A value that is no number counts as the least.
std::vector<uint32_t> rank_rows(const Corpus& corpus, const KeepRule& rule);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_RANKING_H_
