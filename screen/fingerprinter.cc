#include "screen/fingerprinter.h"

#include <condition_variable>
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

class Sandboxed final : public Fingerprinter {
 public:
  explicit Sandboxed(SandboxOptions options) : options_(std::move(options)) {
    if (options_.program.empty()) options_.program = find_worker_program();
    // The first one loads its decoders while the caller opens its catalogue.
    idle_.push_back(start());
  }

  Result<Fingerprints> fingerprint(Bytes bytes) override;

 private:
  using Worker = std::unique_ptr<WorkerProcess>;

  Worker start() const { return std::make_unique<WorkerProcess>(options_); }
  Worker acquire();
  void release(Worker worker);

  SandboxOptions options_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Worker> idle_;
  int busy_ = 0;
};

// An idle worker; a new one, not yet made, when fewer than allowed are busy.
Sandboxed::Worker Sandboxed::acquire() {
  std::unique_lock lock(mutex_);
  freed_.wait(lock, [&] { return !idle_.empty() || busy_ < options_.workers; });
  ++busy_;
  if (idle_.empty()) return nullptr;
  Worker worker = std::move(idle_.back());
  idle_.pop_back();
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
  Worker worker = acquire();
  try {
    if (!worker) worker = start();
    const bool fresh = worker->served() == 0;
    auto result = worker->fingerprint(bytes);
    if (!result && result.problem().kind == ProblemKind::crash && !fresh) {
      // An earlier picture may have broken it: only a fresh worker's death
      // tells about this one.
      worker = start();
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
