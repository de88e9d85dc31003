#include "screen/catalogue/file_digest.h"

#include <openssl/evp.h>

#include <string_view>

#include "core/error.h"
#include "screen/ed25519.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

constexpr struct {
  std::string_view name;  ///< letters and digits only
  const EVP_MD* (*digest)();
} kAlgorithms[] = {
    {"md5", EVP_md5},       {"sha", EVP_sha1},      {"sha1", EVP_sha1},
    {"sha2", EVP_sha256},   {"sha256", EVP_sha256}, {"sha224", EVP_sha224},
    {"sha384", EVP_sha384}, {"sha512", EVP_sha512},
};

const EVP_MD* find_digest(std::string_view name) {
  std::string plain;
  for (const char c : lower_case(name)) {
    if (c != '-' && c != ' ' && c != '_') plain += c;
  }
  for (const auto& algorithm : kAlgorithms) {
    if (algorithm.name == plain) return algorithm.digest();
  }
  return nullptr;
}

std::string digest_of(Bytes bytes, const EVP_MD* digest) {
  unsigned char value[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), value, &size, digest, nullptr) !=
      1) {
    throw Error(ErrorCode::internal,
                "OpenSSL refused to compute a hash sum. Check its "
                "configuration.");
  }
  return std::string(reinterpret_cast<const char*>(value), size);
}

std::string hex_of(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    hex += kDigits[static_cast<uint8_t>(c) >> 4];
    hex += kDigits[static_cast<uint8_t>(c) & 15];
  }
  return hex;
}

}  // namespace

HashCheck check_hash(Bytes bytes, const ErnHash& hash) {
  const EVP_MD* digest = find_digest(hash.algorithm);
  if (digest == nullptr) return HashCheck::unknown;
  const std::string value = digest_of(bytes, digest);
  const bool right = equal_ignoring_case(hash.value, hex_of(value)) ||
                     hash.value == base64(value);
  return right ? HashCheck::right : HashCheck::wrong;
}

std::string check_hashes(Bytes bytes, const std::vector<ErnHash>& hashes) {
  static constexpr const char* kWords[] = {"right: ", "wrong: ", "unknown: "};
  std::string says;
  for (const ErnHash& hash : hashes) {
    const HashCheck check = check_hash(bytes, hash);
    std::string told = kWords[static_cast<int>(check)] + hash.algorithm;
    if (check == HashCheck::wrong) return told;
    if (says.empty() || check == HashCheck::right) says = std::move(told);
  }
  return says;
}

}  // namespace sleeve
