#include "index/sha256.h"

#include <openssl/evp.h>

#include "core/error.h"
#include "core/hash.h"

namespace sleeve {
namespace {

void check(int success) {
  if (success != 1) {
    throw Error(ErrorCode::internal,
                "SHA-256 failed inside the system's cryptography library.");
  }
}

// Fetched once, since looking an algorithm up costs more than a short digest.
const EVP_MD* algorithm() {
  static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  check(fetched != nullptr);
  return fetched;
}

}  // namespace

struct Sha256::State {
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(),
                                                             EVP_MD_CTX_free};

  void start() {
    check(EVP_DigestInit_ex2(context.get(), algorithm(), nullptr));
  }
};

Sha256::Sha256() : state_(std::make_unique<State>()) { state_->start(); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::update(const void* data, size_t size) {
  check(EVP_DigestUpdate(state_->context.get(), data, size));
  return *this;
}

Sha256& Sha256::update(std::span<const uint8_t> bytes) {
  return update(bytes.data(), bytes.size());
}

Sha256& Sha256::update(std::string_view bytes) {
  return update(bytes.data(), bytes.size());
}

Sha256& Sha256::update(uint64_t number) {
  uint8_t bytes[8];
  for (uint8_t& byte : bytes) {
    byte = static_cast<uint8_t>(number);
    number >>= 8;
  }
  return update(std::span<const uint8_t>(bytes));
}

Sha256Digest Sha256::finish() {
  Sha256Digest digest;
  check(EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr));
  state_->start();
  return digest;
}

std::string Sha256::hex() { return to_hex(finish()); }

std::string sha256_hex(const void* data, size_t size) {
  return Sha256().update(data, size).hex();
}

std::string to_hex(const Sha256Digest& digest) {
  // A digest has the bytes of a 256-bit hash, and the same text form.
  return to_hex(Hash{Algorithm::cover256, digest});
}

std::optional<Sha256Digest> parse_sha256(std::string_view hex) {
  const auto hash = parse_hex(Algorithm::cover256, hex);
  if (!hash) return std::nullopt;
  return hash->bytes;
}

}  // namespace sleeve
