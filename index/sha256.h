// SHA-256, through OpenSSL.
#ifndef SLEEVE_INDEX_SHA256_H_
#define SLEEVE_INDEX_SHA256_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sleeve {

using Sha256Digest = std::array<uint8_t, 32>;

/// Digests bytes that arrive in pieces. Throws Error (internal) when the
/// system's cryptography library refuses.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  Sha256& update(const void* data, size_t size);
  Sha256& update(std::span<const uint8_t> bytes);
  Sha256& update(std::string_view bytes);

  /// Appends the eight bytes of `number`, lowest first.
  Sha256& update(uint64_t number);

  /// The digest of all that arrived; then starts anew.
  Sha256Digest finish();

  /// The same as 64 lower-case hex digits.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The digest of [size] bytes: 64 lower-case hex digits.
std::string sha256_hex(const void* data, size_t size);

/// Lower-case hex, 64 digits.
std::string to_hex(const Sha256Digest& digest);

/// Reads 64 hex digits of either case; nothing when they are not that.
std::optional<Sha256Digest> parse_sha256(std::string_view hex);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SHA256_H_
