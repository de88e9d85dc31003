#include "core/hash.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/error.h"

namespace sleeve {
namespace {

struct Named {
  Algorithm algorithm;
  std::string_view name;
  int version;
  int bits;
};

constexpr Named kNamed[] = {
    {Algorithm::cover256, "cover256", 1, 256},
    {Algorithm::pdq, "pdq", 1, 256},
    {Algorithm::phash64, "phash64", 1, 64},
    {Algorithm::dhash64, "dhash64", 1, 64},
    {Algorithm::ahash64, "ahash64", 1, 64},
    {Algorithm::iscc_image, "iscc-image", 0, 64},
    {Algorithm::iscc_image256, "iscc-image256", 0, 256},
};

const Named& named(Algorithm algorithm) {
  for (const Named& entry : kNamed) {
    if (entry.algorithm == algorithm) return entry;
  }
  throw Error(ErrorCode::invalid_argument, "There is no such hash algorithm.");
}

int digit_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

}  // namespace

std::string_view algorithm_name(Algorithm algorithm) {
  return named(algorithm).name;
}

std::string algorithm_identity(Algorithm algorithm) {
  const Named& entry = named(algorithm);
  return std::string(entry.name) + "/" + std::to_string(entry.version);
}

std::optional<Algorithm> find_algorithm(std::string_view name) {
  for (const Named& entry : kNamed) {
    if (entry.name == name) return entry.algorithm;
  }
  return std::nullopt;
}

const std::vector<Algorithm>& all_algorithms() {
  static const std::vector<Algorithm> all = [] {
    std::vector<Algorithm> list;
    for (const Named& entry : kNamed) list.push_back(entry.algorithm);
    return list;
  }();
  return all;
}

int hash_bits(Algorithm algorithm) { return named(algorithm).bits; }

std::string to_hex(const Hash& hash) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (int i = 0; i < hash_bits(hash.algorithm) / 8; ++i) {
    hex += kDigits[hash.bytes[i] >> 4];
    hex += kDigits[hash.bytes[i] & 15];
  }
  return hex;
}

std::optional<Hash> parse_hex(Algorithm algorithm, std::string_view hex) {
  if (static_cast<int>(hex.size()) != hash_bits(algorithm) / 4) {
    return std::nullopt;
  }
  Hash hash;
  hash.algorithm = algorithm;
  for (size_t i = 0; i < hex.size(); ++i) {
    const int value = digit_value(hex[i]);
    if (value < 0) return std::nullopt;
    hash.bytes[i / 2] |= static_cast<uint8_t>(i % 2 == 0 ? value << 4 : value);
  }
  return hash;
}

int distance(const Hash& a, const Hash& b) {
  if (a.algorithm != b.algorithm) {
    throw Error(ErrorCode::unsupported, "A " + algorithm_identity(a.algorithm) +
                                            " hash cannot be compared with a " +
                                            algorithm_identity(b.algorithm) +
                                            " hash.");
  }
  int bits = 0;
  for (size_t i = 0; i < a.bytes.size(); i += 8) {
    uint64_t left, right;
    std::memcpy(&left, &a.bytes[i], 8);
    std::memcpy(&right, &b.bytes[i], 8);
    bits += std::popcount(left ^ right);
  }
  return bits;
}

}  // namespace sleeve
