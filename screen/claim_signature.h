// Checks the signature of a C2PA manifest: COSE_Sign1 (RFC 9052) over the
// claim, and the claim's hashes over the assertions that were read.
#ifndef SLEEVE_SCREEN_CLAIM_SIGNATURE_H_
#define SLEEVE_SCREEN_CLAIM_SIGNATURE_H_

#include <filesystem>
#include <memory>
#include <string>

#include "screen/rights/signal.h"

namespace sleeve {

/// Certificates whom a user trusts to vouch for signers. Threads may share it.
class TrustAnchors {
 public:
  /// All certificates of a PEM file. Throws Error: not_found,
  /// invalid_argument (it holds none).
  static TrustAnchors read_pem(const std::filesystem::path& file);

  /// SHA-256 of the file, 64 hex digits.
  const std::string& digest() const { return digest_; }

  struct Store;
  const Store& store() const { return *store_; }

 private:
  std::shared_ptr<const Store> store_;
  std::string digest_;
};

/// Marks the signals of the active manifest that are binding_ok as
/// signature_ok, or as trusted where the signer's certificate leads to an
/// anchor; signature_failed where the signature or a signed hash is wrong.
/// Leaves alone what no hash binds to the picture, and what is signed in a way
/// that is not known. Times of validity and revocation are not looked at: a
/// time of signing that can be trusted would be needed for that.
void check_signatures(RightsReport& report, const TrustAnchors& anchors);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CLAIM_SIGNATURE_H_
