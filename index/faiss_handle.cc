#include "index/faiss_handle.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/module.h"
#include "index/watch.h"

namespace sleeve {
namespace {

using Answers = std::vector<std::vector<Neighbour>>;

constexpr int kDefaultEf = 64;
constexpr int kDefaultPqBits = 8;

// A search is cut into portions of some seconds, between which it may end: so
// many rows are looked at by a scan, for so many queries of each thread.
constexpr int64_t kRowsAtOnce = int64_t{1} << 27;
constexpr int kLeastQueries = 32;

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

void refuse(const IndexSpec& spec, const std::string& what) {
  throw Error(
      ErrorCode::invalid_argument,
      fmt::format("The specification \"{}\" {}.", index_spec_text(spec), what));
}

// What FAISS would crash on, or say in its own words.
void check(const IndexSpec& spec, const FaissRows& rows) {
  const bool lists =
      spec.kind == IndexKind::ivf || spec.kind == IndexKind::ivfpq;
  if (lists && spec.number(0, 0) > rows.n) {
    refuse(spec,
           fmt::format("makes more lists than there are codes ({})", rows.n));
  }
  const int bits = spec.number(3, kDefaultPqBits);
  if (spec.kind == IndexKind::ivfpq && (int64_t{1} << bits) > rows.n) {
    refuse(spec, fmt::format("needs {} rows to learn from, but there are {}",
                             1 << bits, rows.n));
  }
}

// What the module tells, gathered. An exception waits until it is back.
template <class Kept>
struct Gathering {
  Kept kept;
  std::exception_ptr failure;

  template <class Act>
  bool keep(const Act& act) {
    try {
      act(kept);
    } catch (...) {
      failure = std::current_exception();
    }
    return !failure;
  }
};

void take_neighbour(void* context, int64_t query, int64_t position,
                    int32_t distance) {
  static_cast<Gathering<Answers>*>(context)->keep([&](Answers& answers) {
    answers[static_cast<size_t>(query)].push_back({position, distance});
  });
}

// Tells who watches this work. What that throws waits until FAISS is back.
int32_t pass_on(void* context, int64_t rows) {
  try {
    checkpoint(rows);
    return 0;
  } catch (...) {
    *static_cast<std::exception_ptr*>(context) = std::current_exception();
    return 1;
  }
}

int32_t take_bytes(void* context, const void* bytes, uint64_t size) {
  using Bytes = std::vector<uint8_t>;
  const auto* begin = static_cast<const uint8_t*>(bytes);
  const bool kept = static_cast<Gathering<Bytes>*>(context)->keep(
      [&](Bytes& all) { all.insert(all.end(), begin, begin + size); });
  return kept ? 0 : 1;
}

}  // namespace

void FaissHandle::Close::operator()(void* index) const {
  functions().close(index);
}

FaissHandle::FaissHandle(const IndexSpec& spec, const FaissRows& rows,
                         int threads)
    : spec_(spec), rows_(rows), threads_(threads) {
  if (rows.n == 0 && spec.kind != IndexKind::ivf &&
      spec.kind != IndexKind::ivfpq) {
    return;
  }
  check(spec, rows);
  std::exception_ptr ended;
  const FaissBuild build{
      shape(rows, threads), rows.rows, rows.n, {pass_on, &ended}};
  char reason[kFaissReasonBytes] = {};
  index_.reset(functions().build(&build, reason));
  if (ended) std::rethrow_exception(ended);
  if (!index_) fail(reason);
}

FaissHandle::FaissHandle(const IndexSpec& spec, const FaissRows& rows,
                         int threads, std::span<const uint8_t> saved)
    : spec_(spec) {
  if (rows.n == 0) return;
  const FaissShape wanted = shape(rows, threads);
  char reason[kFaissReasonBytes] = {};
  index_.reset(functions().load(&wanted, saved.data(), saved.size(), reason));
  if (!index_) fail(reason);
}

FaissShape FaissHandle::shape(const FaissRows& rows, int threads) const {
  FaissShape shape{};
  shape.kind = static_cast<int32_t>(spec_.kind);
  for (size_t i = 0; i < std::size(shape.numbers); ++i) {
    shape.numbers[i] = spec_.number(i, 0);
  }
  if (spec_.kind == IndexKind::hnsw) {
    shape.numbers[1] = spec_.number(1, kDefaultEf);
  }
  if (spec_.kind == IndexKind::ivfpq) {
    shape.numbers[3] = spec_.number(3, kDefaultPqBits);
  }
  shape.threads = threads;
  shape.floats = rows.floats ? 1 : 0;
  shape.width = rows.width;
  return shape;
}

void FaissHandle::fail(const char* reason) const {
  throw Error(
      ErrorCode::invalid_argument,
      fmt::format("FAISS refuses \"{}\": {}.", index_spec_text(spec_), reason));
}

uint64_t FaissHandle::bytes() const {
  return index_ ? functions().bytes(index_.get()) : 0;
}

std::vector<uint8_t> FaissHandle::save() const {
  Gathering<std::vector<uint8_t>> gathering;
  if (!index_) return {};
  char reason[kFaissReasonBytes] = {};
  const int32_t failed =
      functions().save(index_.get(), take_bytes, &gathering, reason);
  if (gathering.failure) std::rethrow_exception(gathering.failure);
  if (failed != 0) fail(reason);
  return std::move(gathering.kept);
}

Answers FaissHandle::search(const void* queries, int64_t count, int radius,
                            int64_t k) const {
  Answers answers;
  answers.reserve(static_cast<size_t>(count));
  const auto* query = static_cast<const uint8_t*>(queries);
  const auto query_bytes =
      rows_.width * static_cast<int64_t>(rows_.floats ? sizeof(float) : 1);
  const int64_t at_once = std::max(kRowsAtOnce / std::max<int64_t>(rows_.n, 1),
                                   int64_t{kLeastQueries} * threads_);
  for (int64_t first = 0; first < count; first += at_once) {
    checkpoint();
    Answers some = search_some(query + first * query_bytes,
                               std::min(at_once, count - first), radius, k);
    std::move(some.begin(), some.end(), std::back_inserter(answers));
  }
  return answers;
}

Answers FaissHandle::search_some(const void* queries, int64_t count, int radius,
                                 int64_t k) const {
  Gathering<Answers> gathering;
  gathering.kept.resize(static_cast<size_t>(count));
  if (!index_) return std::move(gathering.kept);
  FaissSearch search{};
  search.queries = queries;
  search.count = count;
  search.radius = radius;
  search.k = k;
  search.take = take_neighbour;
  search.context = &gathering;
  char reason[kFaissReasonBytes] = {};
  if (functions().search(index_.get(), &search, reason) != 0) fail(reason);
  if (gathering.failure) std::rethrow_exception(gathering.failure);
  return std::move(gathering.kept);
}

}  // namespace sleeve
