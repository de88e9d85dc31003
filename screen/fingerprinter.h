// Makes fingerprints of untrusted pictures, in sandboxed processes or here.
#ifndef SLEEVE_SCREEN_FINGERPRINTER_H_
#define SLEEVE_SCREEN_FINGERPRINTER_H_

#include <array>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/fingerprint.h"
#include "core/origin.h"
#include "core/picture.h"
#include "screen/rights/signal.h"
#include "screen/worker/look.h"

namespace sleeve {

/// The fingerprints of a picture's eight orientations.
using Fingerprints = std::array<Fingerprint, 8>;

/// What is found out about a picture that is to be judged.
struct Examined {
  Result<Picture> picture;
  RightsReport rights;  ///< embedded channels; not_checked after a crash
};

struct SandboxOptions {
  int workers = 1;           ///< processes at most; started when needed
  double time_out = 30;      ///< seconds for one picture
  Limits limits;             ///< as decode() obeys them
  bool self_test = false;    ///< workers obey orders to misbehave, for tests
  std::string program = {};  ///< of the worker; found by itself when empty
};

/// Threads may share it.
class Fingerprinter {
 public:
  virtual ~Fingerprinter() = default;

  /// fingerprint_bytes_orientations() of each picture; element i is about
  /// pictures[i]. Several small pictures at a time cost less than one by one.
  /// Throws Error when no worker can be started.
  virtual std::vector<Result<Fingerprints>> fingerprint(
      std::span<const Bytes> pictures) = 0;

  /// picture_of() and read_embedded_rights(): element i is about pictures[i],
  /// which origins[i] became; an empty `origins` knows of none. Throws as
  /// fingerprint() does.
  virtual std::vector<Examined> examine(std::span<const Bytes> pictures,
                                        std::span<const Origin> origins,
                                        Effort effort) = 0;

  /// look() at each picture; element i is about pictures[i]. Decodes them at
  /// full size for LookFor::pixels. Throws as fingerprint() does.
  virtual std::vector<Result<Look>> look(std::span<const Bytes> pictures,
                                         LookFor wanted) = 0;

  Result<Fingerprints> fingerprint(Bytes picture) {
    return std::move(fingerprint({&picture, 1}).front());
  }

  /// Decodes in the calling thread: fast to start, and only as safe as the
  /// decoders are.
  static std::unique_ptr<Fingerprinter> in_process(const Limits& limits);

  /// Decodes in worker processes that can reach neither files nor network. A
  /// picture that kills or stalls its worker is a Problem (crash, time_out).
  /// Throws Error (not_found) when the program sleeve-worker is missing.
  static std::unique_ptr<Fingerprinter> sandboxed(
      const SandboxOptions& options);
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_FINGERPRINTER_H_
