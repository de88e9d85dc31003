// Golden tables: what the peers' own programs say about pictures that this
// project draws, in tests/golden/*.tsv.
#ifndef SLEEVE_TESTS_SUPPORT_GOLDEN_H_
#define SLEEVE_TESTS_SUPPORT_GOLDEN_H_

#include <map>
#include <string>
#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// One line of a table: the words under their column's name.
using GoldenRow = std::map<std::string, std::string>;

/// Where tests/golden/`name` lies.
std::string golden_path(const std::string& name);

/// The lines of tests/golden/`name`, at least one. The first line of the file
/// names the columns.
std::vector<GoldenRow> golden_table(const std::string& name);

/// Draws the picture of a line from its columns kind, rows, columns and
/// channels, sample for sample as tests/golden/remake.py does: integers only.
Image golden_picture(const GoldenRow& row);

/// For messages: kind and shape.
std::string golden_name(const GoldenRow& row);

}  // namespace sleeve

#endif  // SLEEVE_TESTS_SUPPORT_GOLDEN_H_
