// Reads codes and features from a .npy file, as NumPy's save() writes it.
#ifndef SLEEVE_INDEX_NPY_FILE_H_
#define SLEEVE_INDEX_NPY_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "index/vectors.h"

namespace sleeve {

/// What the header of a .npy file says of its array.
struct NpyHeader {
  size_t data_begin = 0;  ///< where the array's bytes begin in the file
  int64_t rows = 0;
  int64_t columns = 0;
  bool floats = false;
};

/// Reads the header from the first bytes of a file, at most kNpyHeaderBytes of
/// them. The array must be row-major, of uint8 and shape (n, 32) or (n, 8), or
/// of float32 and shape (n, d), 1 <= d <= 65536. Throws Error (unsupported or
/// corrupt) with a sentence that begins with `name`.
NpyHeader parse_npy_header(std::string_view begin, const std::string& name);

inline constexpr size_t kNpyHeaderBytes = 4096;

/// Reads a whole file. Throws Error also when it cannot be read (not_found,
/// io_error), and when its length is not what the header says (corrupt).
Vectors read_npy(const std::filesystem::path& file);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_NPY_FILE_H_
