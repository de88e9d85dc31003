// SHA-256 digests of bytes.
#ifndef SLEEVE_INDEX_SHA256_H_
#define SLEEVE_INDEX_SHA256_H_

#include <cstddef>
#include <memory>
#include <string>

namespace sleeve {

/// Digests bytes that arrive in pieces. Throws Error (internal) when the
/// system's cryptography library refuses.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(const void* data, size_t size);

  /// 64 lower-case hex digits. Ends the digest: call once, last.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The digest of [size] bytes: 64 lower-case hex digits.
std::string sha256_hex(const void* data, size_t size);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SHA256_H_
