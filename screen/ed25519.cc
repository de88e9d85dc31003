#include "screen/ed25519.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstdio>
#include <memory>

#include "core/error.h"

namespace sleeve {
namespace {

using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using Context = std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)>;

const uint8_t* raw(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

void check(bool success) {
  if (success) return;
  throw Error(ErrorCode::internal,
              "Ed25519 failed inside the system's cryptography library.");
}

Key secret_key(const std::array<uint8_t, 32>& seed) {
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(),
                                       seed.size()),
          EVP_PKEY_free);
  check(key != nullptr);
  return key;
}

}  // namespace

SigningKey SigningKey::read_pem(const std::filesystem::path& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(
      std::fopen(file.c_str(), "rbe"), std::fclose);
  if (!in) {
    throw Error(ErrorCode::not_found,
                "The key file \"" + file.string() + "\" cannot be read.");
  }
  // An empty passphrase, so that nobody is asked for one.
  char none[] = "";
  const Key key(PEM_read_PrivateKey(in.get(), nullptr, nullptr, none),
                EVP_PKEY_free);
  std::array<uint8_t, 32> seed;
  size_t size = seed.size();
  if (!key || EVP_PKEY_id(key.get()) != EVP_PKEY_ED25519 ||
      EVP_PKEY_get_raw_private_key(key.get(), seed.data(), &size) != 1) {
    throw Error(ErrorCode::invalid_argument,
                "\"" + file.string() +
                    "\" holds no Ed25519 key without passphrase. Make one with "
                    "`openssl genpkey -algorithm ed25519`.");
  }
  return SigningKey(seed);
}

PublicKey SigningKey::public_key() const {
  PublicKey key;
  size_t size = key.size();
  check(EVP_PKEY_get_raw_public_key(secret_key(seed_).get(), key.data(),
                                    &size) == 1);
  return key;
}

Signature SigningKey::sign(std::string_view message) const {
  const Key key = secret_key(seed_);
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  Signature signature;
  size_t size = signature.size();
  check(context &&
        EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr,
                           key.get()) == 1 &&
        EVP_DigestSign(context.get(), signature.data(), &size, raw(message),
                       message.size()) == 1);
  return signature;
}

bool verify_signature(const PublicKey& key, std::string_view message,
                      const Signature& signature) {
  const Key parsed(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                               key.data(), key.size()),
                   EVP_PKEY_free);
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return parsed && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr,
                              parsed.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                          raw(message), message.size()) == 1;
}

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '\0');
  EVP_EncodeBlock(reinterpret_cast<uint8_t*>(text.data()), raw(bytes),
                  static_cast<int>(bytes.size()));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<uint8_t*>(bytes.data()),
                                   raw(text), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  size_t padding = 0;
  while (padding < 2 && padding < text.size() &&
         text[text.size() - 1 - padding] == '=') {
    ++padding;
  }
  bytes.resize(static_cast<size_t>(size) - padding);
  // One spelling for each content: what does not come back is refused.
  if (base64(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace sleeve
