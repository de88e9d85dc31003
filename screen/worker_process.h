// One decoding worker: a child process in a sandbox.
#ifndef SLEEVE_SCREEN_WORKER_PROCESS_H_
#define SLEEVE_SCREEN_WORKER_PROCESS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "screen/file_descriptor.h"
#include "screen/fingerprinter.h"
#include "screen/worker/protocol.h"

namespace sleeve {

/// What a worker can decode. Loading the decoders of all formats takes some
/// 0.2 s and 80 MB, which a run over JPEG and PNG never needs.
enum class WorkerKind { jpeg_png, all };

/// Which kind of worker `bytes` need.
WorkerKind worker_kind(Bytes bytes);

/// Belongs to one thread at a time. Ends the child when it dies.
class WorkerProcess {
 public:
  /// Starts the child and does not wait for it. Throws Error (io_error).
  WorkerProcess(const SandboxOptions& options, WorkerKind kind);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// False when the child has ended: the picture that it had killed it.
  bool alive() const { return child_ > 0; }

  WorkerKind kind() const { return kind_; }

  /// How many pictures it has answered for.
  int64_t served() const { return served_; }

  /// Hands over 1 to worker::kBatch pictures and waits for all answers, which
  /// it appends to `results`. When one of them kills the child, or all
  /// together take longer than the time-out, appends nothing and returns a
  /// Problem (crash, time_out). Throws Error when the child could not get
  /// ready. Only while alive().
  std::optional<Problem> fingerprint(
      std::span<const Bytes> pictures,
      std::vector<Result<Fingerprints>>& results);

  /// The same for picture_of() and read_embedded_rights(). The outer Problem of
  /// a result is a death, of which nothing but that is known.
  std::optional<Problem> examine(std::span<const Bytes> pictures,
                                 std::span<const Origin> origins, Effort effort,
                                 std::vector<Result<Examined>>& results);

  /// The same for look().
  std::optional<Problem> look(std::span<const Bytes> pictures, LookFor wanted,
                              std::vector<Result<Look>>& results);

 private:
  void start();
  void await_greeting();
  void make_room(uint64_t bytes);
  worker::Request place(std::span<const Bytes> pictures, uint64_t room);
  std::optional<Problem> ask(worker::Task task, std::span<const Bytes> pictures,
                             void* replies, size_t reply_bytes,
                             std::span<const Origin> origins = {},
                             Effort effort = Effort::fast);
  Result<Picture> read_picture(const worker::Reply& reply, size_t i,
                               Effort effort) const;
  ptrdiff_t receive(void* message, size_t bytes, double seconds);
  std::optional<std::vector<RightsReport>> receive_rights(size_t count);
  std::string end(double patience);
  Problem bury(bool timed_out);

  SandboxOptions options_;
  WorkerKind kind_;
  int child_ = 0;  ///< process id; 0 when there is none
  FileDescriptor socket_;
  FileDescriptor memory_file_;
  uint8_t* memory_ = nullptr;
  uint64_t memory_bytes_ = 0;
  uint64_t filled_bytes_ = 0;  ///< of memory_, by the last batch
  uint64_t grey_offset_ = 0;   ///< of the last batch
  int64_t served_ = 0;
  bool ready_ = false;   ///< the greeting was received
  double waiting_ = -1;  ///< seconds that receive() presently waits at most
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_WORKER_PROCESS_H_
