// Reads codes and features from HDF5 files in the layout of ann-benchmarks.
#ifndef SLEEVE_INDEX_HDF5_FILE_H_
#define SLEEVE_INDEX_HDF5_FILE_H_

#include <filesystem>

#include "index/vectors.h"

namespace sleeve {

/// The dataset `train` or `test`, as read_vectors() describes. The library
/// sleeve_hdf5.so is loaded on first use. Calls take turns, since HDF5 is not
/// made for several threads.
Vectors read_hdf5(const std::filesystem::path& file, VectorRole role);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_HDF5_FILE_H_
