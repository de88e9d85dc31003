#include "index/search_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "index/faiss_index.h"
#include "index/multi_index.h"
#include "index/threads.h"

namespace sleeve {
namespace {

using Answers = std::vector<std::vector<Neighbour>>;

MultiIndexOptions options_of(const IndexSpec& spec, size_t code_bytes,
                             int threads) {
  MultiIndexOptions options;
  options.code_bytes = code_bytes;
  options.threads = threads;
  if (spec.kind == IndexKind::scan) options.table_bytes_per_code = 0;
  if (spec.kind == IndexKind::mih) {
    options.design_radius = spec.number(0, options.design_radius);
    options.table_bytes_per_code =
        spec.number(1, static_cast<int>(options.table_bytes_per_code));
  }
  return options;
}

// Sleeve's own indexes. A MultiIndex without tables is the scan.
class OwnIndex : public SearchIndex {
 public:
  OwnIndex(std::span<const uint8_t> codes, size_t code_bytes,
           const IndexSpec& spec, int threads)
      : spec_(spec),
        threads_(threads),
        index_(codes, options_of(spec, code_bytes, threads)) {}

  int64_t size() const override { return index_.size(); }
  const IndexSpec& spec() const override { return spec_; }

  std::string about() const override {
    if (spec_.kind == IndexKind::scan) return "scan, as asked for";
    if (index_.bands().empty()) {
      return fmt::format("scan, faster than tables for {} codes", size());
    }
    return fmt::format("multi-index hashing with {} bands of {} to {} bits",
                       index_.bands().size(), index_.bands().back().width,
                       index_.bands().front().width);
  }

  size_t bytes() const override {
    return index_.table_bytes() +
           static_cast<size_t>(size()) * index_.code_bytes();
  }

  Answers within_batch(std::span<const uint8_t> queries,
                       int radius) const override {
    return split(queries, [&](std::span<const uint8_t> part) {
      return index_.within_batch(part, radius);
    });
  }

  Answers nearest_batch(std::span<const uint8_t> queries,
                        int64_t k) const override {
    return split(queries, [&](std::span<const uint8_t> part) {
      return index_.nearest_batch(part, k);
    });
  }

 private:
  // Gives each thread an equal part of the queries.
  template <class Search>
  Answers split(std::span<const uint8_t> queries, const Search& search) const {
    const size_t bytes = index_.code_bytes();
    const size_t count = queries.size() / bytes;
    const auto threads = static_cast<size_t>(threads_);
    if (threads == 1 || count < 2 || queries.size() % bytes != 0) {
      return search(queries);
    }
    const size_t part = (count + threads - 1) / threads;
    std::vector<Answers> parts((count + part - 1) / part);
    run_threads(parts.size(), threads_, [&](size_t i) {
      const size_t begin = i * part;
      const size_t end = std::min(count, begin + part);
      parts[i] = search(queries.subspan(begin * bytes, (end - begin) * bytes));
    });
    Answers answers;
    for (Answers& some : parts) {
      std::move(some.begin(), some.end(), std::back_inserter(answers));
    }
    return answers;
  }

  IndexSpec spec_;
  int threads_;
  MultiIndex index_;
};

}  // namespace

std::unique_ptr<SearchIndex> build_search_index(std::span<const uint8_t> codes,
                                                size_t code_bytes,
                                                const IndexSpec& spec,
                                                int threads) {
  switch (spec.kind) {
    case IndexKind::exact:
    case IndexKind::scan:
    case IndexKind::mih:
      return std::make_unique<OwnIndex>(codes, code_bytes, spec, threads);
    default:
      return build_faiss_index(codes, code_bytes, spec, threads);
  }
}

}  // namespace sleeve
