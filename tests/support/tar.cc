#include "tests/support/tar.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace sleeve {
namespace {

constexpr size_t kBlock = 512;

void put(std::string& header, size_t offset, std::string_view text) {
  header.replace(offset, text.size(), text);
}

}  // namespace

// Offsets and field widths: POSIX.1-1988 "ustar".
void Tar::append(std::string_view name, std::string_view content, char type,
                 std::string_view target) {
  if (name.size() > 100) throw std::runtime_error("name too long for ustar");
  std::string header(kBlock, '\0');
  put(header, 0, name);
  put(header, 100, fmt::format("{:07o}", 0644));
  put(header, 108, fmt::format("{:07o}", 0));
  put(header, 116, fmt::format("{:07o}", 0));
  put(header, 124, fmt::format("{:011o}", content.size()));
  put(header, 136, fmt::format("{:011o}", 0));
  put(header, 148, std::string(8, ' '));
  header[156] = type;
  put(header, 157, target);
  put(header, 257,
      std::string_view("ustar\0"
                       "00",
                       8));
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(header, 148, fmt::format("{:06o}", sum));
  header[154] = '\0';
  bytes_ += header;
  bytes_ += content;
  bytes_.resize((bytes_.size() + kBlock - 1) / kBlock * kBlock, '\0');
}

Tar& Tar::add(std::string_view name, std::string_view content) {
  append(name, content, '0', "");
  return *this;
}

Tar& Tar::add_link(std::string_view name, std::string_view target) {
  append(name, "", '1', target);
  return *this;
}

Tar& Tar::add_folder(std::string_view name) {
  append(name, "", '5', "");
  return *this;
}

Tar& Tar::add_global(std::string_view comment) {
  size_t length = comment.size() + 10;
  while (std::to_string(length).size() + comment.size() + 10 != length) {
    ++length;
  }
  append("global", fmt::format("{} comment={}\n", length, comment), 'g', "");
  return *this;
}

Tar& Tar::add_pax(std::string_view name, std::string_view content) {
  // A record is "LENGTH path=NAME\n", and LENGTH counts its own digits.
  size_t length = name.size() + 7;
  while (std::to_string(length).size() + name.size() + 7 != length) ++length;
  append("pax", fmt::format("{} path={}\n", length, name), 'x', "");
  append("short", content, '0', "");
  return *this;
}

}  // namespace sleeve
