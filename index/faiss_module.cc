// The module sleeve_faiss.so: builds and searches binary indexes of FAISS,
// whose linear algebra would slow the start of every program linked with it.
#include <omp.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <string_view>

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

std::unique_ptr<FaissKind> build_kind(const FaissBuild& build) {
  switch (static_cast<IndexKind>(build.kind)) {
    case IndexKind::flat:
      return build_faiss_flat(build);
    case IndexKind::hnsw:
      return build_faiss_hnsw(build);
    case IndexKind::ivf:
      return build_faiss_ivf(build);
    case IndexKind::multihash:
      return build_faiss_multihash(build);
    default:
      return nullptr;
  }
}

void* build(const FaissBuild* build, char* reason) {
  try {
    omp_set_num_threads(build->threads);
    auto index = build_kind(*build);
    if (!index) {
      explain(reason, "the module knows no such kind");
      return nullptr;
    }
    return new Built{std::move(index), build->threads};
  } catch (const std::exception& error) {
    explain(reason, error.what());
  } catch (...) {
    explain(reason, "FAISS gave no reason");
  }
  return nullptr;
}

int32_t search(void* index, const FaissSearch* search, char* reason) {
  try {
    auto* built = static_cast<Built*>(index);
    omp_set_num_threads(built->threads);
    built->index->search(*search);
    return 0;
  } catch (const std::exception& error) {
    explain(reason, error.what());
  } catch (...) {
    explain(reason, "FAISS gave no reason");
  }
  return 1;
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
      sleeve::build, sleeve::search, sleeve::bytes, sleeve::close};
  return version == sleeve::kFaissModuleVersion ? &kFunctions : nullptr;
}
