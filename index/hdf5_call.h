// What passes between Sleeve and its module that reads HDF5: plain data.
#ifndef SLEEVE_INDEX_HDF5_CALL_H_
#define SLEEVE_INDEX_HDF5_CALL_H_

#include <cstddef>
#include <cstdint>

namespace sleeve {

/// Grows with every change of this file.
inline constexpr int32_t kHdf5ModuleVersion = 1;

inline constexpr const char kHdf5ModuleFile[] = "sleeve_hdf5.so";

/// The name of the one function of the module, an Hdf5ModuleFunction.
inline constexpr const char kHdf5ModuleSymbol[] = "sleeve_module_hdf5";

inline constexpr size_t kHdf5TextBytes = 256;

/// A matrix of a file.
struct Hdf5Matrix {
  const char* file;
  const char* dataset;

  int64_t rows;
  int64_t columns;
  int32_t floats;     ///< 0: bytes, or truths of one byte each
  char distance[64];  ///< the file's attribute of that name, or empty
};

/// Return 0, or write a phrase to `reason` [kHdf5TextBytes]. describe() fills
/// in the matrix; read() writes its numbers, float or uint8, to `to`.
struct Hdf5Functions {
  int32_t (*describe)(Hdf5Matrix* matrix, char* reason);
  int32_t (*read)(const Hdf5Matrix* matrix, void* to, char* reason);
};

/// Null when the module is of another version than `version`.
using Hdf5ModuleFunction = const Hdf5Functions* (*)(int32_t version);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_HDF5_CALL_H_
