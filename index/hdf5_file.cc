#include "index/hdf5_file.h"

#include <fmt/format.h>

#include <cmath>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>

#include "core/error.h"
#include "core/module.h"
#include "index/hdf5_call.h"

namespace sleeve {
namespace {

constexpr int64_t kMostColumns = 65536;

const Hdf5Functions& functions() {
  static const Hdf5Functions* const loaded = [] {
    std::string failure;
    auto* function = reinterpret_cast<Hdf5ModuleFunction>(
        load_module_function(kHdf5ModuleFile, kHdf5ModuleSymbol, failure));
    const Hdf5Functions* found =
        function == nullptr ? nullptr : function(kHdf5ModuleVersion);
    if (found == nullptr && failure.empty()) {
      failure =
          std::string(kHdf5ModuleFile) + " is of another version of Sleeve";
    }
    if (found == nullptr) {
      throw Error(ErrorCode::unsupported,
                  "HDF5 files cannot be read: " + failure + ".");
    }
    return found;
  }();
  return *loaded;
}

[[noreturn]] void fail(ErrorCode code, const Hdf5Matrix& matrix,
                       std::string_view what) {
  throw Error(code, fmt::format("{}, dataset {}: {}.", matrix.file,
                                matrix.dataset, what));
}

// Bytes that are 0 or 1 become bits, the first the most significant.
Vectors pack_bits(const Vectors& truths, const Hdf5Matrix& matrix) {
  if (truths.columns % 8 != 0) {
    fail(ErrorCode::unsupported, matrix, "has no whole bytes of bits");
  }
  Vectors codes = make_vectors(false, truths.rows, truths.columns / 8,
                               std::string("Reading ") + matrix.file);
  const uint8_t* truth = truths.bytes.data();
  for (size_t i = 0; i < codes.bytes.size(); ++i) {
    unsigned byte = 0;
    for (int bit = 0; bit < 8; ++bit) byte = byte << 1 | (*truth++ & 1U);
    codes.bytes[i] = static_cast<uint8_t>(byte);
  }
  return codes;
}

void normalise(Vectors& vectors) {
  for (int64_t row = 0; row < vectors.rows; ++row) {
    float* begin = vectors.feature_data() + row * vectors.columns;
    double sum = 0;
    for (int64_t i = 0; i < vectors.columns; ++i) {
      sum += static_cast<double>(begin[i]) * begin[i];
    }
    if (!(sum > 0)) continue;
    const double length = std::sqrt(sum);
    for (int64_t i = 0; i < vectors.columns; ++i) {
      begin[i] = static_cast<float>(begin[i] / length);
    }
  }
}

}  // namespace

Vectors read_hdf5(const std::filesystem::path& file, VectorRole role) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    throw Error(ErrorCode::not_found, file.string() + ": cannot be opened.");
  }
  static std::mutex turn;
  const std::lock_guard lock(turn);
  const std::string name = file.string();
  Hdf5Matrix matrix{};
  matrix.file = name.c_str();
  matrix.dataset = role == VectorRole::base ? "train" : "test";
  char reason[kHdf5TextBytes] = {};
  if (functions().describe(&matrix, reason) != 0) {
    fail(ErrorCode::corrupt, matrix, reason);
  }
  const std::string_view distance = matrix.distance;
  const bool hamming = distance == "hamming";
  if (hamming == (matrix.floats != 0) ||
      !(hamming || distance == "euclidean" || distance == "angular")) {
    fail(ErrorCode::unsupported, matrix,
         fmt::format("its distance is \"{}\"; it must be euclidean or angular "
                     "for floats, hamming for bits",
                     distance));
  }
  if (matrix.columns < 1 || matrix.columns > kMostColumns) {
    fail(ErrorCode::unsupported, matrix, "must have 1 to 65536 columns");
  }
  Vectors vectors = make_vectors(matrix.floats != 0, matrix.rows,
                                 matrix.columns, "Reading " + name);
  if (vectors.rows > 0 &&
      functions().read(&matrix, vectors.bytes.data(), reason) != 0) {
    fail(ErrorCode::corrupt, matrix, reason);
  }
  if (hamming) return pack_bits(vectors, matrix);
  if (distance == "angular") normalise(vectors);
  return vectors;
}

}  // namespace sleeve
