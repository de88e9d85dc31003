#include "index/npy_file.h"

#include <fmt/format.h>

#include <charconv>
#include <fstream>
#include <limits>

#include "core/error.h"

namespace sleeve {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr size_t kPreambleBytes = 10;      // version 1
constexpr size_t kLongPreambleBytes = 12;  // versions 2 and 3
constexpr int64_t kMostColumns = 65536;

[[noreturn]] void fail(ErrorCode code, const std::string& name,
                       const std::string& what) {
  throw Error(code, fmt::format("{}: {}.", name, what));
}

size_t byte_at(std::string_view text, size_t i) {
  return static_cast<unsigned char>(text[i]);
}

// Where the header's dictionary begins and ends.
std::string_view dictionary(std::string_view file, const std::string& name) {
  if (file.size() < kPreambleBytes || file.substr(0, 6) != kMagic) {
    fail(ErrorCode::corrupt, name, "is no .npy file");
  }
  size_t length = byte_at(file, 8) | byte_at(file, 9) << 8;
  size_t begin = kPreambleBytes;
  if (byte_at(file, 6) == 2 || byte_at(file, 6) == 3) {
    if (file.size() < kLongPreambleBytes) {
      fail(ErrorCode::corrupt, name, "ends within its header");
    }
    length |= byte_at(file, 10) << 16 | byte_at(file, 11) << 24;
    begin = kLongPreambleBytes;
  } else if (byte_at(file, 6) != 1) {
    fail(ErrorCode::unsupported, name, "has an unknown .npy version");
  }
  if (length > file.size() - begin) {
    fail(ErrorCode::corrupt, name, "ends within its header");
  }
  return file.substr(begin, length);
}

std::string_view skip_spaces(std::string_view text) {
  const size_t begin = text.find_first_not_of(' ');
  return begin == std::string_view::npos ? "" : text.substr(begin);
}

// What follows 'key': in a dictionary that Python printed.
std::string_view value_of(std::string_view dict, std::string_view key,
                          const std::string& name) {
  const size_t at = dict.find(fmt::format("'{}':", key));
  if (at == std::string_view::npos) {
    fail(ErrorCode::corrupt, name, fmt::format("its header lacks {}", key));
  }
  return skip_spaces(dict.substr(at + key.size() + 3));
}

// Reads a whole number off the front of `text`.
int64_t take_number(std::string_view& text, const std::string& name) {
  int64_t value = -1;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value < 0) {
    fail(ErrorCode::corrupt, name, "has no readable shape");
  }
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return value;
}

bool take(std::string_view& text, char expected) {
  text = skip_spaces(text);
  if (text.empty() || text[0] != expected) return false;
  text.remove_prefix(1);
  text = skip_spaces(text);
  return true;
}

bool holds_floats(std::string_view dict, const std::string& name) {
  const std::string_view type = value_of(dict, "descr", name);
  if (type.starts_with("'<f4'")) return true;
  if (type.starts_with("'|u1'") || type.starts_with("'u1'")) return false;
  fail(ErrorCode::unsupported, name,
       "holds neither bytes nor floats; save codes as uint8, features as "
       "float32");
}

// Reads "(rows, columns)".
void parse_shape(std::string_view shape, const std::string& name,
                 NpyHeader& header) {
  const std::string wrong = header.floats
                                ? "must have the shape (n, d)"
                                : "must have the shape (n, 32) or (n, 8)";
  if (!take(shape, '(')) fail(ErrorCode::corrupt, name, wrong);
  header.rows = take_number(shape, name);
  if (!take(shape, ',')) fail(ErrorCode::unsupported, name, wrong);
  if (shape.starts_with(')')) fail(ErrorCode::unsupported, name, wrong);
  header.columns = take_number(shape, name);
  take(shape, ',');
  const bool fits = header.floats
                        ? header.columns >= 1 && header.columns <= kMostColumns
                        : header.columns == 32 || header.columns == 8;
  if (!take(shape, ')') || !fits) fail(ErrorCode::unsupported, name, wrong);
  if (header.rows > std::numeric_limits<int64_t>::max() / 4 / header.columns) {
    fail(ErrorCode::corrupt, name, "has an impossible shape");
  }
}

}  // namespace

NpyHeader parse_npy_header(std::string_view begin, const std::string& name) {
  const std::string_view dict = dictionary(begin, name);
  NpyHeader header;
  header.floats = holds_floats(dict, name);
  if (!value_of(dict, "fortran_order", name).starts_with("False")) {
    fail(ErrorCode::unsupported, name,
         "is in Fortran order; save numpy.ascontiguousarray() of it");
  }
  parse_shape(value_of(dict, "shape", name), name, header);
  header.data_begin =
      static_cast<size_t>(dict.data() + dict.size() - begin.data());
  return header;
}

Vectors read_npy(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) fail(ErrorCode::not_found, file.string(), "cannot be opened");
  std::string begin(kNpyHeaderBytes, '\0');
  in.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  begin.resize(static_cast<size_t>(in.gcount()));
  if (in.bad()) fail(ErrorCode::io_error, file.string(), "cannot be read");
  const NpyHeader header = parse_npy_header(begin, file.string());
  const auto bytes = static_cast<uint64_t>(header.rows * header.columns) *
                     (header.floats ? sizeof(float) : 1);
  std::error_code error;
  const auto length = std::filesystem::file_size(file, error);
  if (error || length < header.data_begin ||
      length - header.data_begin != bytes) {
    fail(ErrorCode::corrupt, file.string(),
         fmt::format("should hold {} bytes of data, by its header", bytes));
  }
  Vectors vectors = make_vectors(header.floats, header.rows, header.columns,
                                 "Reading " + file.string());
  in.clear();
  in.seekg(static_cast<std::streamoff>(header.data_begin));
  in.read(reinterpret_cast<char*>(vectors.bytes.data()),
          static_cast<std::streamsize>(bytes));
  if (static_cast<uint64_t>(in.gcount()) != bytes) {
    fail(ErrorCode::io_error, file.string(), "cannot be read");
  }
  return vectors;
}

}  // namespace sleeve
