// Codes or features from outside: arrays in memory, and the files they are
// read from.
#ifndef SLEEVE_INDEX_VECTORS_H_
#define SLEEVE_INDEX_VECTORS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "index/multi_index_memory.h"

namespace sleeve {

/// Codes [rows][columns] of bytes, or features [rows][columns] of floats.
struct Vectors {
  bool floats = false;
  int64_t rows = 0;
  int64_t columns = 0;
  LargeArray<uint8_t> bytes;

  std::span<const uint8_t> span() const { return bytes.span(); }
  std::span<const float> features() const {
    return {reinterpret_cast<const float*>(bytes.data()),
            bytes.size() / sizeof(float)};
  }
  float* feature_data() { return reinterpret_cast<float*>(bytes.data()); }
  size_t row_bytes() const {
    return static_cast<size_t>(columns) * (floats ? sizeof(float) : 1);
  }
};

/// Room for so many rows. Throws Error (invalid_argument) when there is not
/// enough memory; `what` begins its sentence.
Vectors make_vectors(bool floats, int64_t rows, int64_t columns,
                     const std::string& what);

/// Which array of a file that holds several.
enum class VectorRole {
  base,     ///< what is searched: `train` of ann-benchmarks
  queries,  ///< `test`
};

/// Reads a file by its ending:
///
///   .npy                 uint8 of shape (n, 32) or (n, 8), or float32 (n, d)
///   .index, .faiss       FAISS indexes that keep their vectors as they are:
///                        flat, HNSW and IVF, over codes or floats
///   .hdf5, .h5           ann-benchmarks' layout; its distance must be
///                        euclidean, angular (rows are then made of length 1,
///                        which leaves their order as it is) or hamming
///
/// Throws Error: not_found, io_error, corrupt (damaged or cut short),
/// unsupported (what is not among these), invalid_argument (a number that is
/// no number, or more memory than there is).
Vectors read_vectors(const std::filesystem::path& file, VectorRole role);

/// Whether a file of this name holds queries too.
bool has_queries(const std::filesystem::path& file);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_VECTORS_H_
