#include "screen/uid_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace sleeve {
namespace {

constexpr size_t kHalf = 16;  // digits

// NumPy wants the header to end at a multiple of this.
constexpr size_t kAlignment = 64;

std::optional<uint64_t> parse_half(std::string_view digits) {
  uint64_t number = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, number, 16);
  if (error != std::errc() || end != last) return std::nullopt;
  return number;
}

void put_number(std::string& bytes, uint64_t number) {
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(number >> 8 * i);
}

}  // namespace

void UidList::add(std::string_view uid) {
  const bool sized = uid.size() == 2 * kHalf && uid.front() != '-';
  const auto high = sized ? parse_half(uid.substr(0, kHalf)) : std::nullopt;
  const auto low = sized ? parse_half(uid.substr(kHalf)) : std::nullopt;
  if (!high || !low || uid[kHalf] == '-') {
    whole_ = false;
    return;
  }
  uids_.emplace_back(*high, *low);
}

std::string UidList::npy() {
  std::sort(uids_.begin(), uids_.end());
  std::string header = fmt::format(
      "{{'descr': [('f0', '<u8'), ('f1', '<u8')], 'fortran_order': False, "
      "'shape': ({},), }}",
      uids_.size());
  constexpr size_t kBefore = 10;  // magic, version and length
  header.resize(
      (kBefore + header.size() + kAlignment) / kAlignment * kAlignment -
          kBefore,
      ' ');
  header.back() = '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 255);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  for (const auto& [high, low] : uids_) {
    put_number(bytes, high);
    put_number(bytes, low);
  }
  return bytes;
}

}  // namespace sleeve
