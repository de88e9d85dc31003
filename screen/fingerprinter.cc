#include "screen/fingerprinter.h"

#include <algorithm>
#include <condition_variable>
#include <iterator>
#include <mutex>
#include <vector>

#include "screen/rights/embedded.h"
#include "screen/worker_process.h"
#include "screen/worker_program.h"

namespace sleeve {
namespace {

class InProcess final : public Fingerprinter {
 public:
  explicit InProcess(const Limits& limits) : limits_(limits) {}

  std::vector<Result<Fingerprints>> fingerprint(
      std::span<const Bytes> pictures) override {
    std::vector<Result<Fingerprints>> results;
    for (const Bytes picture : pictures) {
      results.push_back(fingerprint_bytes_orientations(picture, limits_));
    }
    return results;
  }

  std::vector<Examined> examine(std::span<const Bytes> pictures,
                                std::span<const Origin> origins,
                                Effort effort) override {
    std::vector<Examined> results;
    for (size_t i = 0; i < pictures.size(); ++i) {
      const Origin origin = origins.empty() ? Origin{} : origins[i];
      results.push_back({picture_of(pictures[i], effort, limits_, origin),
                         read_embedded_rights(pictures[i])});
    }
    return results;
  }

  std::vector<Result<Look>> look(std::span<const Bytes> pictures,
                                 LookFor wanted) override {
    std::vector<Result<Look>> results;
    for (const Bytes picture : pictures) {
      results.push_back(sleeve::look(picture, wanted, limits_));
    }
    return results;
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

  std::vector<Result<Fingerprints>> fingerprint(
      std::span<const Bytes> pictures) override {
    return work_all<Fingerprints>(
        pictures, [](WorkerProcess& worker, auto some, size_t, auto& results) {
          return worker.fingerprint(some, results);
        });
  }

  std::vector<Examined> examine(std::span<const Bytes> pictures,
                                std::span<const Origin> origins,
                                Effort effort) override {
    auto all = work_all<Examined>(
        pictures,
        [&](WorkerProcess& worker, auto some, size_t first, auto& results) {
          const auto theirs =
              origins.empty() ? origins : origins.subspan(first, some.size());
          return worker.examine(some, theirs, effort, results);
        });
    std::vector<Examined> results;
    for (auto& one : all) {
      results.push_back(one ? std::move(*one) : Examined{one.problem(), {}});
    }
    return results;
  }

  std::vector<Result<Look>> look(std::span<const Bytes> pictures,
                                 LookFor wanted) override {
    return work_all<Look>(pictures, [wanted](WorkerProcess& worker, auto some,
                                             size_t, auto& results) {
      return worker.look(some, wanted, results);
    });
  }

 private:
  using Worker = std::unique_ptr<WorkerProcess>;

  Worker start(WorkerKind kind) const {
    return std::make_unique<WorkerProcess>(options_, kind);
  }
  Worker acquire(WorkerKind kind);
  void release(Worker worker);

  // `ask` is WorkerProcess::fingerprint() or the like. It is also told which
  // picture of all is the first of some; `results` has those before.
  template <class T, class Ask>
  std::vector<Result<T>> work_all(std::span<const Bytes> pictures,
                                  const Ask& ask);
  template <class T, class Ask>
  void work(Worker& worker, WorkerKind kind, std::span<const Bytes> pictures,
            const Ask& ask, std::vector<Result<T>>& results);
  template <class T, class Ask>
  void work_alone(Worker& worker, WorkerKind kind, Bytes picture,
                  const Ask& ask, std::vector<Result<T>>& results);

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

// Only a fresh worker's death tells about this picture: an earlier one may
// have broken a worker that served before.
template <class T, class Ask>
void Sandboxed::work_alone(Worker& worker, WorkerKind kind, Bytes picture,
                           const Ask& ask, std::vector<Result<T>>& results) {
  for (;;) {
    if (!worker || !worker->alive()) worker = start(kind);
    const bool fresh = worker->served() == 0;
    const auto death = ask(*worker, std::span<const Bytes>(&picture, 1),
                           results.size(), results);
    if (!death) return;
    if (fresh || death->kind != ProblemKind::crash) {
      results.push_back(*death);
      return;
    }
  }
}

// A batch that kills its worker or takes too long is tried one by one.
template <class T, class Ask>
void Sandboxed::work(Worker& worker, WorkerKind kind,
                     std::span<const Bytes> pictures, const Ask& ask,
                     std::vector<Result<T>>& results) {
  if (pictures.size() > 1) {
    if (!worker) worker = start(kind);
    if (!ask(*worker, pictures, results.size(), results)) return;
  }
  for (const Bytes picture : pictures) {
    work_alone(worker, kind, picture, ask, results);
  }
}

template <class T, class Ask>
std::vector<Result<T>> Sandboxed::work_all(std::span<const Bytes> pictures,
                                           const Ask& ask) {
  std::vector<Result<T>> results;
  while (!pictures.empty()) {
    const auto batch =
        pictures.first(std::min(pictures.size(), worker::kBatch));
    pictures = pictures.subspan(batch.size());
    WorkerKind kind = WorkerKind::jpeg_png;
    for (const Bytes picture : batch) {
      kind = std::max(kind, worker_kind(picture));
    }
    Worker worker = acquire(kind);
    try {
      work(worker, kind, batch, ask, results);
    } catch (...) {
      release(nullptr);
      throw;
    }
    release(std::move(worker));
  }
  return results;
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
