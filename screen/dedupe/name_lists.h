// Lists of names, as text and for NumPy.
#ifndef SLEEVE_SCREEN_DEDUPE_NAME_LISTS_H_
#define SLEEVE_SCREEN_DEDUPE_NAME_LISTS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "screen/dedupe/corpus.h"

namespace sleeve {

/// Which rows a list holds.
using RowFilter = std::function<bool(uint32_t row)>;

/// Writes the paths of these rows in their order: a line each, or ended by NUL
/// when one of them holds a newline. Returns their number.
int64_t write_name_list(const Corpus& corpus, const RowFilter& filter,
                        const std::string& path);

/// The same as a .npy file: an array of bytes ("|S" with the longest length),
/// short names filled up with NUL.
void write_npy_names(const Corpus& corpus, const RowFilter& filter,
                     const std::string& path);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_NAME_LISTS_H_
