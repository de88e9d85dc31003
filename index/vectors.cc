#include "index/vectors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "index/faiss_file.h"
#include "index/hdf5_file.h"
#include "index/memory.h"
#include "index/npy_file.h"

namespace sleeve {
namespace {

bool ends_with(const std::filesystem::path& file,
               std::initializer_list<const char*> endings) {
  const std::string ending = file.extension().string();
  return std::ranges::find(endings, ending) != endings.end();
}

bool is_hdf5(const std::filesystem::path& file) {
  return ends_with(file, {".hdf5", ".h5"});
}

Vectors read_any(const std::filesystem::path& file, VectorRole role) {
  if (is_hdf5(file)) return read_hdf5(file, role);
  if (ends_with(file, {".index", ".faiss"})) return read_faiss_file(file);
  if (ends_with(file, {".npy"})) return read_npy(file);
  throw Error(ErrorCode::unsupported,
              fmt::format("{}: is no file of codes or features; give one that "
                          "ends in .npy, .index, .faiss, .hdf5 or .h5.",
                          file.string()));
}

void refuse_odd_numbers(const Vectors& vectors, const std::string& name) {
  const auto features = vectors.features();
  const auto odd = std::ranges::find_if(
      features, [](float number) { return !std::isfinite(number); });
  if (odd == features.end()) return;
  throw Error(
      ErrorCode::invalid_argument,
      fmt::format("{}: row {} holds {}, which is no number to measure "
                  "distances with. Leave such rows out.",
                  name, (odd - features.begin()) / vectors.columns, *odd));
}

}  // namespace

Vectors make_vectors(bool floats, int64_t rows, int64_t columns,
                     const std::string& what) {
  Vectors vectors;
  vectors.floats = floats;
  vectors.rows = rows;
  vectors.columns = columns;
  const double bytes =
      static_cast<double>(rows) * static_cast<double>(vectors.row_bytes());
  require_memory(bytes, what);
  vectors.bytes =
      LargeArray<uint8_t>(static_cast<size_t>(rows) * vectors.row_bytes());
  return vectors;
}

Vectors read_vectors(const std::filesystem::path& file, VectorRole role) {
  Vectors vectors = read_any(file, role);
  if (vectors.floats) {
    refuse_odd_numbers(vectors, file.string());
  } else if (vectors.columns != 32 && vectors.columns != 8) {
    throw Error(ErrorCode::unsupported,
                fmt::format("{}: has codes of {} bits; Sleeve searches codes "
                            "of 256 or 64 bits.",
                            file.string(), 8 * vectors.columns));
  }
  return vectors;
}

bool has_queries(const std::filesystem::path& file) { return is_hdf5(file); }

}  // namespace sleeve
