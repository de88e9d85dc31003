// Signed checkpoints of an evidence log (C2SP tlog-checkpoint, signed-note).
#ifndef SLEEVE_SCREEN_CHECKPOINT_H_
#define SLEEVE_SCREEN_CHECKPOINT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "screen/ed25519.h"
#include "screen/merkle.h"

namespace sleeve {

/// A file beside the log that a checkpoint vouches for.
struct SealedFile {
  std::string name;  ///< in the log's folder; neither spaces nor slashes
  Sha256Digest digest{};

  bool operator==(const SealedFile&) const = default;
};

/// What a checkpoint states: this log, of this size, had this root.
struct Checkpoint {
  std::string origin;  ///< names the log; neither space nor plus sign
  uint64_t size = 0;
  Sha256Digest root{};
  std::vector<SealedFile> files{};

  bool operator==(const Checkpoint&) const = default;
};

/// Whether a log may be called that.
bool is_origin(std::string_view name);

/// The note without signatures: three lines and one for each file (its name, a
/// space, the digest in Base64), each with its newline.
std::string checkpoint_text(const Checkpoint& checkpoint);

/// The same with a line "unsigned" and the digest of all lines before it: with
/// no signature to tell, it tells when a byte was changed.
std::string unsigned_checkpoint(const Checkpoint& checkpoint);

/// The note with a signature in the name of its origin.
std::string sign_checkpoint(const Checkpoint& checkpoint,
                            const SigningKey& key);

/// A verifier key in its text form "origin+keyid+base64", and back. Parsing
/// gives nothing when the text is something else or the id does not fit.
struct VerifierKey {
  std::string origin;
  PublicKey key{};
};
std::string verifier_text(const VerifierKey& key);
std::optional<VerifierKey> parse_verifier(std::string_view text);

/// A note taken apart.
struct SignedCheckpoint {
  Checkpoint checkpoint;
  std::string text;                     ///< that is signed
  std::vector<std::string> signatures;  ///< lines, without newline
  bool has_digest = false;  ///< it is an unsigned_checkpoint(), unchanged
};

/// Nothing when `note` is no checkpoint, or a changed unsigned_checkpoint().
std::optional<SignedCheckpoint> parse_checkpoint(std::string_view note);

/// Whether one of the signatures is by this key.
bool is_signed_by(const SignedCheckpoint& note, const VerifierKey& key);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CHECKPOINT_H_
