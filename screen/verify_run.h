// Proves that a run's evidence is what its checkpoint says, without a network.
#ifndef SLEEVE_SCREEN_VERIFY_RUN_H_
#define SLEEVE_SCREEN_VERIFY_RUN_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "screen/checkpoint.h"

namespace sleeve {

/// What checking a run found.
struct RunCheck {
  enum class State {
    sound,          ///< everything fits
    bad_record,     ///< a line was changed: `line` and `fault` say which
    bad_log,        ///< lines are missing, added, or the root differs
    bad_file,       ///< another file of the run was changed; `fault` names it
    bad_signature,  ///< the checkpoint is not signed by the key
    not_extension,  ///< the earlier checkpoint is not a beginning of this log
  };
  State state = State::sound;
  std::string fault;    ///< a sentence; empty when sound
  int64_t line = 0;     ///< of evidence.jsonl, from 1; 0 for none
  int64_t records = 0;  ///< lines that were read
  Checkpoint checkpoint;
  bool is_signed = false;  ///< and the signature is right
};

/// For example "bad_record".
const char* state_name(RunCheck::State state);

/// Checks evidence.jsonl, leaves.bin, checkpoint and the files for which it
/// vouches, of a finished run. `key` is who must have signed; without it a
/// signature must be that of the run's own checkpoint.key, if there is one.
/// `earlier` is a checkpoint of the same log that was handed out before.
/// Throws Error: not_found (no finished run there), corrupt (no checkpoint, or
/// a changed one), io_error.
RunCheck verify_run(const std::filesystem::path& run,
                    const std::optional<VerifierKey>& key = {},
                    const std::optional<SignedCheckpoint>& earlier = {});

/// The same of the decisions of reviews beside the run; sound, with no
/// records, when there are none.
RunCheck verify_reviews(const std::filesystem::path& run);

/// The proof that line `line` (from 1) stands in the run's log, as JSON: leaf
/// index, tree size, leaf, root and path. Throws as verify_run() does, and
/// invalid_argument when there is no such line.
std::string prove_line(const std::filesystem::path& run, int64_t line);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_VERIFY_RUN_H_
