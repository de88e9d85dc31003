// The module sleeve_hdf5.so: reads matrices from HDF5 files, whose library few
// programs need.
#include <hdf5.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

#include "index/hdf5_call.h"

namespace sleeve {
namespace {

// An identifier that is given back at the end of its scope.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle(hid_t id, Close close, const char* failure) : id_(id), close_(close) {
    if (id < 0) throw std::runtime_error(failure);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { close_(id_); }
  hid_t id() const { return id_; }

 private:
  hid_t id_;
  Close close_;
};

// A dataset of an open file.
struct Opened {
  Handle file;
  Handle dataset;
  Handle type;

  explicit Opened(const Hdf5Matrix& matrix)
      : file(H5Fopen(matrix.file, H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose,
             "is no HDF5 file, or is damaged"),
        dataset(H5Dopen2(file.id(), matrix.dataset, H5P_DEFAULT), H5Dclose,
                "lacks the dataset"),
        type(H5Dget_type(dataset.id()), H5Tclose, "has a damaged type") {}
};

bool is_float(hid_t type) { return H5Tget_class(type) == H5T_FLOAT; }

bool is_byte(hid_t type) {
  const H5T_class_t kind = H5Tget_class(type);
  return (kind == H5T_INTEGER || kind == H5T_ENUM) && H5Tget_size(type) == 1;
}

void read_distance(hid_t file, Hdf5Matrix& matrix) {
  if (H5Aexists(file, "distance") <= 0) return;
  const Handle attribute(H5Aopen(file, "distance", H5P_DEFAULT), H5Aclose,
                         "has a damaged attribute");
  const Handle type(H5Aget_type(attribute.id()), H5Tclose,
                    "has a damaged attribute");
  if (H5Tget_class(type.id()) != H5T_STRING) return;
  std::string text;
  if (H5Tis_variable_str(type.id()) > 0) {
    char* found = nullptr;
    if (H5Aread(attribute.id(), type.id(), &found) >= 0 && found != nullptr) {
      text = found;
      H5free_memory(found);
    }
  } else {
    text.resize(std::min<size_t>(H5Tget_size(type.id()), 1 << 16));
    if (H5Tget_size(type.id()) > text.size() ||
        H5Aread(attribute.id(), type.id(), text.data()) < 0) {
      text.clear();
    }
  }
  text.copy(matrix.distance, sizeof(matrix.distance) - 1);
}

void describe_matrix(Hdf5Matrix& matrix) {
  const Opened opened(matrix);
  const Handle space(H5Dget_space(opened.dataset.id()), H5Sclose,
                     "has a damaged shape");
  hsize_t sizes[2] = {};
  if (H5Sget_simple_extent_ndims(space.id()) != 2 ||
      H5Sget_simple_extent_dims(space.id(), sizes, nullptr) != 2) {
    throw std::runtime_error("has no matrix there");
  }
  if (!is_float(opened.type.id()) && !is_byte(opened.type.id())) {
    throw std::runtime_error("holds neither floats nor bytes there");
  }
  matrix.rows = static_cast<int64_t>(std::min<hsize_t>(sizes[0], INT64_MAX));
  matrix.columns = static_cast<int64_t>(std::min<hsize_t>(sizes[1], INT64_MAX));
  matrix.floats = is_float(opened.type.id()) ? 1 : 0;
  read_distance(opened.file.id(), matrix);
}

void read_matrix(const Hdf5Matrix& matrix, void* to) {
  const Opened opened(matrix);
  const hid_t type = matrix.floats != 0 ? H5T_NATIVE_FLOAT : opened.type.id();
  if (H5Dread(opened.dataset.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, to) <
      0) {
    throw std::runtime_error("is damaged or cut short");
  }
}

void explain(char* reason, std::string_view text) {
  const size_t length = std::min(text.size(), kHdf5TextBytes - 1);
  std::memcpy(reason, text.data(), length);
  reason[length] = '\0';
}

// Runs act() while HDF5 keeps from printing.
template <class Act>
int32_t guard(char* reason, const Act& act) {
  try {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    act();
    return 0;
  } catch (const std::exception& error) {
    explain(reason, error.what());
  } catch (...) {
    explain(reason, "cannot be read");
  }
  return 1;
}

int32_t describe(Hdf5Matrix* matrix, char* reason) {
  return guard(reason, [&] { describe_matrix(*matrix); });
}

int32_t read(const Hdf5Matrix* matrix, void* to, char* reason) {
  return guard(reason, [&] { read_matrix(*matrix, to); });
}

}  // namespace
}  // namespace sleeve

extern "C" __attribute__((visibility("default"))) const sleeve::Hdf5Functions*
sleeve_module_hdf5(int32_t version) {
  static constexpr sleeve::Hdf5Functions kFunctions = {sleeve::describe,
                                                       sleeve::read};
  return version == sleeve::kHdf5ModuleVersion ? &kFunctions : nullptr;
}
