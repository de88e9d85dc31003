// Lets the maker of a call to FAISS end it, also while FAISS learns.
#include <faiss/impl/AuxIndexStructures.h>

#include <memory>
#include <mutex>
#include <stdexcept>

#include "index/faiss_kinds.h"

namespace sleeve {
namespace {

// Threads of FAISS's own have none.
thread_local const FaissWatch* watching = nullptr;

bool wants_end(int64_t rows) {
  return watching != nullptr && watching->passed != nullptr &&
         watching->passed(watching->context, rows) != 0;
}

// FAISS asks while it learns centres.
class Interrupt : public faiss::InterruptCallback {
 public:
  bool want_interrupt() override { return wants_end(0); }
};

void answer_faiss() {
  [[maybe_unused]] static const bool once = [] {
    const std::lock_guard lock(faiss::InterruptCallback::lock);
    faiss::InterruptCallback::instance = std::make_unique<Interrupt>();
    return true;
  }();
}

}  // namespace

FaissWatched::FaissWatched(const FaissWatch& watch) {
  answer_faiss();
  watching = &watch;
}

FaissWatched::~FaissWatched() { watching = nullptr; }

void faiss_checkpoint(int64_t rows) {
  if (wants_end(rows)) throw std::runtime_error("its caller ended it");
}

}  // namespace sleeve
