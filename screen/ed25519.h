// Ed25519 and Base64, through OpenSSL.
#ifndef SLEEVE_SCREEN_ED25519_H_
#define SLEEVE_SCREEN_ED25519_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace sleeve {

using PublicKey = std::array<uint8_t, 32>;
using Signature = std::array<uint8_t, 64>;

/// A secret key: its 32 bytes of seed.
class SigningKey {
 public:
  explicit SigningKey(const std::array<uint8_t, 32>& seed) : seed_(seed) {}

  /// Reads a PEM file, as `openssl genpkey -algorithm ed25519` writes it.
  /// Throws Error: not_found, invalid_argument.
  static SigningKey read_pem(const std::filesystem::path& file);

  PublicKey public_key() const;
  Signature sign(std::string_view message) const;

 private:
  std::array<uint8_t, 32> seed_;
};

bool verify_signature(const PublicKey& key, std::string_view message,
                      const Signature& signature);

std::string base64(std::string_view bytes);

/// Nothing when `text` is not Base64 with its padding.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_ED25519_H_
