#include "screen/fingerprinter.h"

#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <vector>

#include "screen/worker_process.h"
#include "screen/worker_program.h"

namespace sleeve {
namespace {

class InProcess final : public Fingerprinter {
 public:
  explicit InProcess(const Limits& limits) : limits_(limits) {}

  Result<Fingerprints> fingerprint(Bytes bytes) override {
    return fingerprint_bytes_orientations(bytes, limits_);
  }

 private:
  Limits limits_;
};

// Keeps idle workers of both kinds, and lets no more than allowed be busy.
class Sandboxed final : public Fingerprinter {
 public:
  explicit Sandboxed(SandboxOptions options) : options_(std::move(options)) {
    if (options_.program.empty()) options_.program = find_worker_program();
    // Ready by the time the caller has opened its catalogue.
    idle_.push_back(start(WorkerKind::jpeg_png));
  }

  Result<Fingerprints> fingerprint(Bytes bytes) override;

 private:
  using Worker = std::unique_ptr<WorkerProcess>;

  Worker start(WorkerKind kind) const {
    return std::make_unique<WorkerProcess>(options_, kind);
  }
  Worker acquire(WorkerKind kind);
  void release(Worker worker);

  SandboxOptions options_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Worker> idle_;
  int busy_ = 0;
};

// An idle worker of that kind, or null when one must be started.
Sandboxed::Worker Sandboxed::acquire(WorkerKind kind) {
  std::unique_lock lock(mutex_);
  freed_.wait(lock, [&] { return busy_ < options_.workers; });
  ++busy_;
  // The latest to become idle is the warmest.
  const auto found =
      std::find_if(idle_.rbegin(), idle_.rend(),
                   [&](const Worker& idle) { return idle->kind() == kind; });
  if (found == idle_.rend()) return nullptr;
  Worker worker = std::move(*found);
  idle_.erase(std::next(found).base());
  return worker;
}

// Takes a worker back, unless it has ended.
void Sandboxed::release(Worker worker) {
  {
    const std::lock_guard lock(mutex_);
    --busy_;
    if (worker && worker->alive()) idle_.push_back(std::move(worker));
  }
  freed_.notify_one();
}

Result<Fingerprints> Sandboxed::fingerprint(Bytes bytes) {
  const WorkerKind kind = worker_kind(bytes);
  Worker worker = acquire(kind);
  try {
    if (!worker) worker = start(kind);
    const bool fresh = worker->served() == 0;
    auto result = worker->fingerprint(bytes);
    if (!result && result.problem().kind == ProblemKind::crash && !fresh) {
      // An earlier picture may have broken it: only a fresh worker's death
      // tells about this one.
      worker = start(kind);
      result = worker->fingerprint(bytes);
    }
    release(std::move(worker));
    return result;
  } catch (...) {
    release(nullptr);
    throw;
  }
}

}  // namespace

std::unique_ptr<Fingerprinter> Fingerprinter::in_process(const Limits& limits) {
  return std::make_unique<InProcess>(limits);
}

std::unique_ptr<Fingerprinter> Fingerprinter::sandboxed(
    const SandboxOptions& options) {
  return std::make_unique<Sandboxed>(options);
}

}  // namespace sleeve
