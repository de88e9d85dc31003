#include "screen/claim_signature.h"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#include "core/error.h"
#include "index/sha256.h"
#include "screen/hash_binding.h"
#include "screen/rights/cbor.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

template <class T, void (*release)(T*)>
struct Release {
  void operator()(T* object) const { release(object); }
};
template <class T, void (*release)(T*)>
using Owned = std::unique_ptr<T, Release<T, release>>;

using Certificate = Owned<X509, X509_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using Context = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

constexpr size_t kMaxCertificates = 10;
constexpr uint64_t kAlgorithmLabel = 1;  // of COSE headers
constexpr uint64_t kChainLabel = 33;     // RFC 9360

// COSE algorithms; the registry numbers them below zero.
struct Algorithm {
  uint64_t number;     ///< minus one minus its number in the registry
  const char* digest;  ///< null for EdDSA
  int half;            ///< bytes of r and of s; 0 unless ECDSA
  bool pss;
};
constexpr Algorithm kAlgorithms[] = {
    {6, "SHA256", 32, false},   // ES256 = -7
    {34, "SHA384", 48, false},  // ES384 = -35
    {35, "SHA512", 66, false},  // ES512 = -36
    {36, "SHA256", 0, true},    // PS256 = -37
    {37, "SHA384", 0, true},    // PS384 = -38
    {38, "SHA512", 0, true},    // PS512 = -39
    {7, nullptr, 0, false},     // EdDSA = -8
};

const uint8_t* raw(const std::string& text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

const Cbor* find(const Cbor& map, uint64_t label) {
  for (const auto& [key, value] : map.map) {
    if (key.kind == Cbor::Kind::number && key.number == label) return &value;
  }
  return nullptr;
}

// A byte string of CBOR.
std::string byte_string(const std::string& bytes) {
  std::string text = "\x5a";
  for (int shift = 24; shift >= 0; shift -= 8) {
    text += static_cast<char>(bytes.size() >> shift);
  }
  // The shortest head, as signers wrote it.
  if (bytes.size() < 24) {
    text = std::string(1, static_cast<char>(0x40 + bytes.size()));
  } else if (bytes.size() < 256) {
    text = std::string("\x58") + static_cast<char>(bytes.size());
  } else if (bytes.size() < 65536) {
    text = std::string("\x59") + static_cast<char>(bytes.size() >> 8) +
           static_cast<char>(bytes.size());
  }
  return text + bytes;
}

// RFC 9052, 4.4: ["Signature1", protected header, nothing, payload].
std::string to_be_signed(const std::string& header, const std::string& claim) {
  return "\x84\x6aSignature1" + byte_string(header) + "\x40" +
         byte_string(claim);
}

// A COSE_Sign1 taken apart.
struct Envelope {
  std::string header;
  const Algorithm* algorithm = nullptr;
  std::vector<Certificate> chain;  ///< the signer's first
  std::string signature;
};

std::vector<Certificate> read_chain(const Cbor& value) {
  std::vector<std::string> all;
  if (value.kind == Cbor::Kind::bytes) all.push_back(value.text);
  for (const Cbor& one : value.list) all.push_back(one.text);
  std::vector<Certificate> chain;
  if (all.size() > kMaxCertificates) return chain;
  for (const std::string& der : all) {
    const uint8_t* at = raw(der);
    Certificate one(::d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    if (!one) return {};
    chain.push_back(std::move(one));
  }
  return chain;
}

// Nothing when it is no envelope that can be checked.
std::optional<Envelope> open(const std::string& cose) {
  const auto tree = read_cbor(as_bytes(cose));
  if (!tree || tree->list.size() != 4) return std::nullopt;
  Envelope envelope;
  envelope.header = tree->list[0].text;
  envelope.signature = tree->list[3].text;
  const auto header = read_cbor(as_bytes(envelope.header));
  if (!header) return std::nullopt;
  const Cbor* number = find(*header, kAlgorithmLabel);
  if (number == nullptr || number->kind != Cbor::Kind::negative) {
    return std::nullopt;
  }
  for (const Algorithm& known : kAlgorithms) {
    if (known.number == number->number) envelope.algorithm = &known;
  }
  const Cbor* chain = find(*header, kChainLabel);
  if (chain == nullptr) chain = find(tree->list[1], kChainLabel);
  if (chain == nullptr) chain = tree->list[1].find("x5chain");
  if (chain != nullptr) envelope.chain = read_chain(*chain);
  if (envelope.algorithm == nullptr || envelope.chain.empty()) {
    return std::nullopt;
  }
  return envelope;
}

// COSE has r and s side by side; the library wants them in ASN.1.
std::string in_asn1(const std::string& signature, int half) {
  if (signature.size() != 2 * static_cast<size_t>(half)) return "";
  const Owned<ECDSA_SIG, ECDSA_SIG_free> pair(::ECDSA_SIG_new());
  BIGNUM* const r = ::BN_bin2bn(raw(signature), half, nullptr);
  BIGNUM* const s = ::BN_bin2bn(raw(signature) + half, half, nullptr);
  if (!pair || ::ECDSA_SIG_set0(pair.get(), r, s) != 1) return "";
  uint8_t* der = nullptr;
  const int size = ::i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return "";
  std::string text(reinterpret_cast<const char*>(der),
                   static_cast<size_t>(size));
  ::OPENSSL_free(der);
  return text;
}

bool is_signed(const Envelope& envelope, const std::string& claim) {
  const Algorithm& algorithm = *envelope.algorithm;
  EVP_PKEY* const key = ::X509_get0_pubkey(envelope.chain.front().get());
  const Context context(::EVP_MD_CTX_new());
  if (key == nullptr || !context) return false;
  const EVP_MD* digest = algorithm.digest == nullptr
                             ? nullptr
                             : ::EVP_get_digestbyname(algorithm.digest);
  EVP_PKEY_CTX* options = nullptr;
  if (::EVP_DigestVerifyInit(context.get(), &options, digest, nullptr, key) !=
      1) {
    return false;
  }
  if (algorithm.pss &&
      (::EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
       ::EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) !=
           1)) {
    return false;
  }
  const std::string signature =
      algorithm.half > 0 ? in_asn1(envelope.signature, algorithm.half)
                         : envelope.signature;
  const std::string message = to_be_signed(envelope.header, claim);
  return ::EVP_DigestVerify(context.get(), raw(signature), signature.size(),
                            raw(message), message.size()) == 1;
}

// Whether the claim states the hash of the assertion `part`.
bool lists(const Cbor& claim, const SignedClaim::Part& part) {
  const auto digest = Sha256().update(std::string_view(part.bytes)).finish();
  for (const char* name :
       {"assertions", "created_assertions", "gathered_assertions"}) {
    const Cbor* list = claim.find(name);
    if (list == nullptr) continue;
    for (const Cbor& item : list->list) {
      const Cbor* url = item.find("url");
      const Cbor* hash = item.find("hash");
      if (url != nullptr && hash != nullptr &&
          url->text.ends_with("/" + part.label) &&
          hash->text == as_text(Bytes(digest))) {
        return true;
      }
    }
  }
  return false;
}

bool all_listed(const SignedClaim& signed_claim) {
  const auto claim = read_cbor(as_bytes(signed_claim.claim));
  if (!claim) return false;
  for (const SignedClaim::Part& part : signed_claim.parts) {
    if (!lists(*claim, part)) return false;
  }
  return true;
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    throw Error(ErrorCode::not_found, "The file of trusted certificates \"" +
                                          file.string() + "\" cannot be read.");
  }
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace

struct TrustAnchors::Store {
  Owned<X509_STORE, X509_STORE_free> store{::X509_STORE_new()};

  // An intermediate certificate may be the anchor too.
  bool vouches_for(const std::vector<Certificate>& chain) const {
    const Owned<X509_STORE_CTX, X509_STORE_CTX_free> context(
        ::X509_STORE_CTX_new());
    STACK_OF(X509)* const others = sk_X509_new_null();
    for (const Certificate& one : chain) sk_X509_push(others, one.get());
    bool trusted = false;
    if (::X509_STORE_CTX_init(context.get(), store.get(), chain.front().get(),
                              others) == 1) {
      ::X509_STORE_CTX_set_flags(
          context.get(), X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
      trusted = ::X509_verify_cert(context.get()) == 1;
    }
    sk_X509_free(others);
    return trusted;
  }
};

TrustAnchors TrustAnchors::read_pem(const std::filesystem::path& file) {
  const std::string text = read_file(file);
  const auto store = std::make_shared<Store>();
  const Owned<BIO, BIO_free_all> in(
      ::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  int count = 0;
  for (;; ++count) {
    const Certificate one(
        ::PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    if (!one) break;
    ::X509_STORE_add_cert(store->store.get(), one.get());
  }
  if (count == 0) {
    throw Error(ErrorCode::invalid_argument,
                "\"" + file.string() + "\" holds no certificate in PEM form.");
  }
  TrustAnchors anchors;
  anchors.store_ = store;
  anchors.digest_ = sha256_hex(text.data(), text.size());
  return anchors;
}

void check_signatures(RightsReport& report, const TrustAnchors& anchors) {
  if (report.claims.empty()) return;
  const SignedClaim& claim = report.claims.front();
  const auto envelope = open(claim.signature);
  if (!envelope) return;
  const bool sound = is_signed(*envelope, claim.claim) && all_listed(claim);
  const bool trusted = sound && anchors.store().vouches_for(envelope->chain);
  for (Signal& signal : report.signals) {
    if (!is_active_c2pa(signal)) continue;
    if (!sound) {
      signal.verification = Verification::signature_failed;
    } else if (signal.verification == Verification::binding_ok) {
      signal.verification =
          trusted ? Verification::trusted : Verification::signature_ok;
    }
  }
}

}  // namespace sleeve
