#include "index/faiss_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/module.h"
#include "index/faiss_call.h"

namespace sleeve {
namespace {

using Answers = std::vector<std::vector<Neighbour>>;

constexpr int kDefaultEf = 64;

const FaissFunctions& functions() {
  static const FaissFunctions* const loaded = [] {
    std::string failure;
    auto* function = reinterpret_cast<FaissModuleFunction>(
        load_module_function(kFaissModuleFile, kFaissModuleSymbol, failure));
    const FaissFunctions* found =
        function == nullptr ? nullptr : function(kFaissModuleVersion);
    if (found == nullptr && failure.empty()) {
      failure =
          std::string(kFaissModuleFile) + " is of another version of Sleeve";
    }
    if (found == nullptr) {
      throw Error(ErrorCode::unsupported,
                  "FAISS indexes cannot be used: " + failure + ".");
    }
    return found;
  }();
  return *loaded;
}

void check(std::span<const uint8_t> codes, size_t code_bytes,
           const IndexSpec& spec) {
  const auto n = static_cast<int64_t>(codes.size() / code_bytes);
  if (spec.kind == IndexKind::ivf && spec.number(0, 0) > n) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("The specification \"{}\" makes more lists than "
                            "there are codes ({}).",
                            index_spec_text(spec), n));
  }
}

class FaissIndex : public SearchIndex {
 public:
  FaissIndex(std::span<const uint8_t> codes, size_t code_bytes,
             const IndexSpec& spec, int threads)
      : spec_(spec),
        code_bytes_(code_bytes),
        size_(static_cast<int64_t>(codes.size() / code_bytes)) {
    // FAISS does not expect an index without codes.
    if (size_ == 0) return;
    FaissBuild build{};
    build.kind = static_cast<int32_t>(spec.kind);
    for (size_t i = 0; i < std::size(build.numbers); ++i) {
      build.numbers[i] = spec.number(i, 0);
    }
    if (spec.kind == IndexKind::hnsw) {
      build.numbers[1] = spec.number(1, kDefaultEf);
    }
    build.threads = threads;
    build.codes = codes.data();
    build.n = size_;
    build.code_bytes = static_cast<int64_t>(code_bytes);
    char reason[kFaissReasonBytes] = {};
    index_.reset(functions().build(&build, reason));
    if (!index_) fail(reason);
  }

  int64_t size() const override { return size_; }
  const IndexSpec& spec() const override { return spec_; }
  std::string about() const override { return "FAISS, as asked for"; }
  size_t bytes() const override {
    return index_ ? functions().bytes(index_.get()) : 0;
  }

  Answers within_batch(std::span<const uint8_t> queries,
                       int radius) const override {
    return answer(queries, radius, 0);
  }

  Answers nearest_batch(std::span<const uint8_t> queries,
                        int64_t k) const override {
    return answer(queries, -1, std::min(k, size_));
  }

 private:
  struct Close {
    void operator()(void* index) const { functions().close(index); }
  };

  [[noreturn]] void fail(const char* reason) const {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("FAISS refuses \"{}\": {}.", index_spec_text(spec_),
                            reason));
  }

  // What the module tells, gathered. An exception waits until it is back.
  struct Gathering {
    Answers answers;
    std::exception_ptr failure;
  };

  static void take(void* context, int64_t query, int64_t position,
                   int32_t distance) {
    auto* gathering = static_cast<Gathering*>(context);
    try {
      gathering->answers[static_cast<size_t>(query)].push_back(
          {position, distance});
    } catch (...) {
      gathering->failure = std::current_exception();
    }
  }

  Answers answer(std::span<const uint8_t> queries, int radius,
                 int64_t k) const {
    Gathering gathering;
    gathering.answers.resize(queries.size() / code_bytes_);
    if (!index_) return std::move(gathering.answers);
    FaissSearch search{};
    search.queries = queries.data();
    search.count = static_cast<int64_t>(gathering.answers.size());
    search.radius = radius;
    search.k = k;
    search.take = take;
    search.context = &gathering;
    char reason[kFaissReasonBytes] = {};
    if (functions().search(index_.get(), &search, reason) != 0) fail(reason);
    if (gathering.failure) std::rethrow_exception(gathering.failure);
    for (auto& found : gathering.answers) {
      std::sort(found.begin(), found.end(),
                [](const Neighbour& a, const Neighbour& b) {
                  return a.distance != b.distance ? a.distance < b.distance
                                                  : a.position < b.position;
                });
    }
    return std::move(gathering.answers);
  }

  IndexSpec spec_;
  size_t code_bytes_;
  int64_t size_;
  std::unique_ptr<void, Close> index_;
};

}  // namespace

std::unique_ptr<SearchIndex> build_faiss_index(std::span<const uint8_t> codes,
                                               size_t code_bytes,
                                               const IndexSpec& spec,
                                               int threads) {
  check(codes, code_bytes, spec);
  return std::make_unique<FaissIndex>(codes, code_bytes, spec, threads);
}

}  // namespace sleeve
