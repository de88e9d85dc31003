// Reads codes from a .npy file, as NumPy's save() writes it.
#ifndef SLEEVE_INDEX_NPY_FILE_H_
#define SLEEVE_INDEX_NPY_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "index/multi_index_memory.h"

namespace sleeve {

/// Codes [rows][code_bytes].
struct CodeArray {
  LargeArray<uint8_t> bytes;
  int64_t rows = 0;
  size_t code_bytes = 32;

  std::span<const uint8_t> codes() const { return bytes.span(); }
};

/// What the header of a .npy file says of an array of bytes.
struct NpyHeader {
  size_t data_begin = 0;  ///< where the array's bytes begin in the file
  int64_t rows = 0;
  size_t code_bytes = 0;
};

/// Reads the header from the first bytes of a file, at most kNpyHeaderBytes of
/// them. The array must be of uint8, row-major, of shape (n, 32) or (n, 8).
/// Throws Error (unsupported or corrupt) with a sentence that begins with
/// `name`.
NpyHeader parse_npy_header(std::string_view begin, const std::string& name);

inline constexpr size_t kNpyHeaderBytes = 4096;

/// Reads a whole file. Throws Error also when it cannot be read (not_found,
/// io_error), and when its length is not what the header says (corrupt).
CodeArray read_npy_codes(const std::filesystem::path& file);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_NPY_FILE_H_
