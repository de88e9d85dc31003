// Reads a column of Apache Arrow through its C data interface
// (https://arrow.apache.org/docs/format/CDataInterface.html).
#include <cstdint>
#include <string_view>

#include "c_api/guard.h"
#include "c_api/pictures.h"

extern "C" {

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  ArrowSchema** children;
  ArrowSchema* dictionary;
  void (*release)(ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  ArrowArray** children;
  ArrowArray* dictionary;
  void (*release)(ArrowArray*);
  void* private_data;
};
}

namespace sleeve::c_api {
namespace {

// Stands for the bytes of a value that has none.
constexpr uint8_t kNoBytes[1] = {};

bool is_valid(const ArrowArray& array, int64_t row) {
  const auto* bits = static_cast<const uint8_t*>(array.buffers[0]);
  if (bits == nullptr) return true;
  const int64_t bit = array.offset + row;
  return (bits[bit / 8] >> (bit % 8) & 1) != 0;
}

template <class Offset>
std::vector<sleeve_picture> rows_of(const ArrowArray& array) {
  std::vector<sleeve_picture> rows(static_cast<size_t>(array.length));
  if (rows.empty()) return rows;
  require(array.buffers[1] != nullptr, "The column of Arrow has no offsets.");
  const auto* offsets =
      static_cast<const Offset*>(array.buffers[1]) + array.offset;
  const auto* data = static_cast<const uint8_t*>(array.buffers[2]);
  for (int64_t row = 0; row < array.length; ++row) {
    if (!is_valid(array, row)) continue;
    const int64_t begin = offsets[row];
    const int64_t end = offsets[row + 1];
    require(begin >= 0 && begin <= end && (data != nullptr || begin == end),
            "The offsets of the column of Arrow contradict themselves.");
    rows[row].bytes = begin == end ? kNoBytes : data + begin;
    rows[row].size = static_cast<size_t>(end - begin);
  }
  return rows;
}

}  // namespace

std::vector<sleeve_picture> column_of(const ArrowSchema* schema,
                                      const ArrowArray* array) {
  require(schema != nullptr && array != nullptr && schema->format != nullptr,
          "The column of Arrow is NULL.");
  require(schema->release != nullptr && array->release != nullptr,
          "The column of Arrow was released before the call.");
  const std::string_view format = schema->format;
  const bool small = format == "z" || format == "u";
  const bool large = format == "Z" || format == "U";
  require((small || large) && schema->dictionary == nullptr,
          "The column of Arrow must be of type binary or large_binary.");
  require(array->length >= 0 && array->offset >= 0 && array->n_buffers == 3 &&
              array->buffers != nullptr,
          "The column of Arrow contradicts its type.");
  return small ? rows_of<int32_t>(*array) : rows_of<int64_t>(*array);
}

}  // namespace sleeve::c_api
