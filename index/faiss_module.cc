// The module sleeve_faiss.so: builds and searches binary indexes of FAISS,
// whose linear algebra would slow the start of every program linked with it.
#include <omp.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "index/faiss_call.h"
#include "index/faiss_kinds.h"
#include "index/index_spec.h"

namespace sleeve {
namespace {

// An index and the threads it works on.
struct Built {
  std::unique_ptr<FaissKind> index;
  int32_t threads;
};

void explain(char* reason, std::string_view text) {
  const size_t length = std::min(text.size(), kFaissReasonBytes - 1);
  std::memcpy(reason, text.data(), length);
  reason[length] = '\0';
}

std::unique_ptr<FaissKind> make_kind(const FaissBuild& build,
                                     const FaissBytes* saved) {
  const bool floats = build.shape.floats != 0;
  switch (static_cast<IndexKind>(build.shape.kind)) {
    case IndexKind::flat:
      return make_faiss_flat(build, saved);
    case IndexKind::hnsw:
      return make_faiss_hnsw(build, saved);
    case IndexKind::ivf:
      return make_faiss_ivf(build, saved);
    case IndexKind::ivfpq:
      return floats ? make_faiss_ivfpq(build, saved) : nullptr;
    case IndexKind::multihash:
      return floats ? nullptr : make_faiss_multihash(build, saved);
    default:
      return nullptr;
  }
}

// Calls act(), and turns what it throws into a reason and `failed`.
template <class Result, class Act>
Result guard(char* reason, Result failed, const Act& act) {
  try {
    return act();
  } catch (const std::exception& error) {
    explain(reason, error.what());
  } catch (...) {
    explain(reason, "FAISS gave no reason");
  }
  return failed;
}

void* make(const FaissBuild& build, const FaissBytes* saved, char* reason) {
  return guard(reason, static_cast<void*>(nullptr), [&]() -> void* {
    const FaissWatched watched(build.watch);
    omp_set_num_threads(build.shape.threads);
    auto index = make_kind(build, saved);
    if (!index) throw std::runtime_error("the module knows no such kind");
    return new Built{std::move(index), build.shape.threads};
  });
}

void* build(const FaissBuild* build, char* reason) {
  return make(*build, nullptr, reason);
}

void* load(const FaissShape* shape, const void* bytes, uint64_t size,
           char* reason) {
  const FaissBytes saved{static_cast<const uint8_t*>(bytes), size};
  return make({*shape, nullptr, 0, {}}, &saved, reason);
}

int32_t save(const void* index, FaissPut put, void* context, char* reason) {
  return guard(reason, 1, [&] {
    const auto bytes = static_cast<const Built*>(index)->index->save();
    if (put(context, bytes.data(), bytes.size()) == 0) return 0;
    throw std::runtime_error("it cannot be kept");
  });
}

int32_t search(void* index, const FaissSearch* search, char* reason) {
  return guard(reason, 1, [&] {
    auto* built = static_cast<Built*>(index);
    // Waking threads for one query takes longer than answering it.
    omp_set_num_threads(static_cast<int>(
        std::clamp<int64_t>(search->count, 1, built->threads)));
    built->index->search(*search);
    return 0;
  });
}

uint64_t bytes(const void* index) {
  return static_cast<const Built*>(index)->index->bytes();
}

void close(void* index) { delete static_cast<Built*>(index); }

}  // namespace
}  // namespace sleeve

extern "C" __attribute__((visibility("default"))) const sleeve::FaissFunctions*
sleeve_module_faiss(int32_t version) {
  static constexpr sleeve::FaissFunctions kFunctions = {
      sleeve::build, sleeve::search, sleeve::save,
      sleeve::load,  sleeve::bytes,  sleeve::close};
  return version == sleeve::kFaissModuleVersion ? &kFunctions : nullptr;
}
