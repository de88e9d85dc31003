// Signatures of C2PA manifests, made here, checked as a stranger's would be.
#include "screen/claim_signature.h"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

#include "core/error.h"
#include "index/sha256.h"
#include "screen/hash_binding.h"
#include "screen/rights/embedded.h"
#include "screen/rights/report_codec.h"
#include "screen/rights/words.h"
#include "tests/support/metadata.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

Key make_key(bool elliptic) {
  return {elliptic ? EVP_EC_gen("P-256")
                   : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"),
          EVP_PKEY_free};
}

Certificate certify(const Key& subject, const std::string& name,
                    const Key& issuer, const std::string& issuer_name,
                    bool issuer_is_elliptic) {
  Certificate certificate(X509_new(), X509_free);
  X509* const x = certificate.get();
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
  X509_gmtime_adj(X509_getm_notBefore(x), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x), 3600);
  const auto put = [](X509_NAME* to, const std::string& text) {
    X509_NAME_add_entry_by_txt(
        to, "CN", MBSTRING_ASC,
        reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1, 0);
  };
  put(X509_get_subject_name(x), name);
  put(X509_get_issuer_name(x), issuer_name);
  X509_set_pubkey(x, subject.get());
  if (name == issuer_name) {
    X509_EXTENSION* const authority = X509V3_EXT_conf_nid(
        nullptr, nullptr, NID_basic_constraints, "critical,CA:TRUE");
    X509_add_ext(x, authority, -1);
    X509_EXTENSION_free(authority);
  }
  X509_sign(x, issuer.get(), issuer_is_elliptic ? EVP_sha256() : nullptr);
  return certificate;
}

std::string der(const Certificate& certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate.get(), &bytes);
  std::string text(reinterpret_cast<char*>(bytes), size);
  OPENSSL_free(bytes);
  return text;
}

std::string byte_string(const std::string& bytes) {
  return "\x59" + be16(bytes.size()) + bytes;
}

// As COSE wants it signed; heads are the shortest there.
std::string to_be_signed(const std::string& header, const std::string& claim) {
  const auto shortest = [](const std::string& bytes) {
    if (bytes.size() < 24) {
      return std::string(1, static_cast<char>(0x40 + bytes.size())) + bytes;
    }
    if (bytes.size() < 256) {
      return "\x58" + std::string(1, static_cast<char>(bytes.size())) + bytes;
    }
    return byte_string(bytes);
  };
  return "\x84\x6aSignature1" + shortest(header) + "\x40" + shortest(claim);
}

class Signer {
 public:
  explicit Signer(bool elliptic)
      : elliptic_(elliptic),
        authority_(make_key(elliptic)),
        key_(make_key(elliptic)),
        root_(certify(authority_, "root", authority_, "root", elliptic)),
        own_(certify(key_, "signer", authority_, "root", elliptic)) {}

  std::string anchor_pem() const {
    BIO* const out = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(out, root_.get());
    char* data = nullptr;
    const long size = BIO_get_mem_data(out, &data);
    std::string text(data, size);
    BIO_free(out);
    return text;
  }

  std::string envelope(const std::string& claim) const {
    // {1: algorithm, 33: [certificate]}
    const std::string header = std::string("\xa2\x01") +
                               (elliptic_ ? "\x26" : "\x27") + "\x18\x21\x81" +
                               byte_string(der(own_));
    return "\xd2\x84" + byte_string(header) + "\xa0\xf6" +
           byte_string(sign(to_be_signed(header, claim)));
  }

 private:
  std::string sign(const std::string& message) const {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, elliptic_ ? EVP_sha256() : nullptr,
                       nullptr, key_.get());
    std::string signature(200, '\0');
    size_t size = signature.size();
    EVP_DigestSign(context, reinterpret_cast<uint8_t*>(signature.data()), &size,
                   reinterpret_cast<const uint8_t*>(message.data()),
                   message.size());
    EVP_MD_CTX_free(context);
    signature.resize(size);
    if (!elliptic_) return signature;
    const auto* at = reinterpret_cast<const uint8_t*>(signature.data());
    ECDSA_SIG* const pair =
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size));
    std::string halves(64, '\0');
    auto* to = reinterpret_cast<uint8_t*>(halves.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), to, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), to + 32, 32);
    ECDSA_SIG_free(pair);
    return halves;
  }

  bool elliptic_;
  Key authority_, key_;
  Certificate root_, own_;
};

std::string digest_of(const std::string& bytes) {
  const auto digest = Sha256().update(bytes).finish();
  return {digest.begin(), digest.end()};
}

std::string listed(const std::string& label, const std::string& assertion) {
  return cbor_map({{"url", cbor_text("self#jumbf=c2pa.assertions/" + label)},
                   {"hash", byte_string(digest_of(assertion.substr(8)))}});
}

// A PNG with a signed manifest that is bound to the rest of the file.
std::string signed_png(const Signer& signer, const std::string& use,
                       const std::string& signed_use) {
  const auto number = [](uint64_t value) { return "\x1a" + be32(value); };
  const auto training = [](const std::string& what) {
    return cbor_assertion("cawg.training-mining",
                          training_entries("cawg.ai_training", what));
  };
  const auto build = [&](uint64_t start, uint64_t length,
                         const std::string& digest) {
    const std::string range =
        cbor_map({{"start", number(start)}, {"length", number(length)}});
    const std::string binding = cbor_assertion(
        "c2pa.hash.data", cbor_map({{"exclusions", "\x81" + range},
                                    {"alg", cbor_text("sha256")},
                                    {"hash", byte_string(digest)}}));
    const std::string claim = cbor_map(
        {{"assertions",
          "\x82" + listed("cawg.training-mining", training(signed_use)) +
              listed("c2pa.hash.data", binding)}});
    return png_chunk(
        "caBX",
        superbox(
            "c2pa", "c2pa",
            superbox(
                "c2ma", "urn:c2pa:1",
                superbox("c2as", "c2pa.assertions", training(use) + binding) +
                    superbox("c2cl", "c2pa.claim", box("cbor", claim)) +
                    superbox("c2cs", "c2pa.signature",
                             box("cbor", signer.envelope(claim))))));
  };
  constexpr size_t kStart = 33;  // behind IHDR
  const std::string rest = png_of(png_chunk("IDAT", "picture"));
  const std::string digest = digest_of(rest);
  const size_t size = build(0, 0, digest).size();
  return rest.substr(0, kStart) + build(kStart, size, digest) +
         rest.substr(kStart);
}

class ClaimSignatureTest : public testing::TestWithParam<bool> {
 protected:
  TrustAnchors anchors(const Signer& signer) {
    return TrustAnchors::read_pem(
        folder_.write("anchors.pem", signer.anchor_pem()));
  }

  static Verification check(const std::string& file,
                            const TrustAnchors& anchors) {
    RightsReport report = read_embedded_rights(as_bytes(file));
    // As it comes out of the sandbox.
    report = *decode_report(encode_report(report));
    check_bindings(report, as_bytes(file));
    check_signatures(report, anchors);
    EXPECT_EQ(report.signals.size(), 1u);
    return report.signals.front().verification;
  }

  TempFolder folder_;
};

TEST_P(ClaimSignatureTest, TellsWhoIsTrusted) {
  const Signer signer(GetParam()), stranger(GetParam());
  const std::string file = signed_png(signer, "notAllowed", "notAllowed");
  EXPECT_EQ(check(file, anchors(signer)), Verification::trusted);
  EXPECT_EQ(check(file, anchors(stranger)), Verification::signature_ok);
}

TEST_P(ClaimSignatureTest, WhatWasChangedIsNoticed) {
  const Signer signer(GetParam());
  const TrustAnchors own = anchors(signer);
  EXPECT_EQ(check(signed_png(signer, "allowed", "notAllowed"), own),
            Verification::signature_failed);
  std::string file = signed_png(signer, "notAllowed", "notAllowed");
  file[file.find("picture")] ^= 1;
  EXPECT_EQ(check(file, own), Verification::binding_failed);
}

TEST_P(ClaimSignatureTest, NoFlippedByteIsTrusted) {
  const Signer signer(GetParam());
  const TrustAnchors own = anchors(signer);
  const std::string file = signed_png(signer, "notAllowed", "notAllowed");
  const size_t begin = file.find("cawg.training-mining");
  const size_t end = file.find("IDAT");
  for (size_t i = begin; i < end; i += 5) {
    std::string changed = file;
    changed[i] ^= 1;
    RightsReport report = read_embedded_rights(as_bytes(changed));
    check_bindings(report, as_bytes(changed));
    check_signatures(report, own);
    for (const Signal& signal : report.signals) {
      if (signal.verification != Verification::trusted) continue;
      // Still trusted is only what says the same.
      EXPECT_EQ(effect_of(signal.effects, Use::training), Effect::reserved)
          << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Keys, ClaimSignatureTest, testing::Bool());

TEST(TrustAnchorsTest, OtherFilesAreRefused) {
  TempFolder folder;
  EXPECT_THROW(TrustAnchors::read_pem(folder / "none"), Error);
  EXPECT_THROW(TrustAnchors::read_pem(folder.write("text", "no PEM")), Error);
}

}  // namespace
}  // namespace sleeve
