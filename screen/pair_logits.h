// Measures pairs of pictures that are known to match, or known not to.
#ifndef SLEEVE_SCREEN_PAIR_LOGITS_H_
#define SLEEVE_SCREEN_PAIR_LOGITS_H_

#include <string>
#include <vector>

namespace sleeve {

/// How sure the surest place of each artwork in its query is, for the lines
/// `query,artwork` of a CSV file, whose names count from its folder, and
/// -infinity where no corners propose a place; a first line of these two words
/// is passed over. Throws Error: not_found,
/// invalid_argument that names file and line, or the picture, that cannot be
/// used.
std::vector<double> logits_of_pairs(const std::string& csv);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_PAIR_LOGITS_H_
