#include "index/search_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

#include "core/error.h"
#include "index/faiss_index.h"
#include "index/memory.h"
#include "index/multi_index.h"
#include "index/threads.h"

namespace sleeve {
namespace {

using Answers = std::vector<std::vector<Neighbour>>;

constexpr int kDefaultLinks = 32;
constexpr double kHashBytes = 22;  // of one table of FAISS's multi-hash, a code

MultiIndexOptions options_of(const IndexSpec& spec, size_t code_bytes,
                             int threads) {
  MultiIndexOptions options;
  options.code_bytes = code_bytes;
  options.threads = threads;
  if (spec.kind == IndexKind::scan) options.table_bytes_per_code = 0;
  if (spec.kind == IndexKind::mih || spec.kind == IndexKind::automatic) {
    options.design_radius = spec.number(0, options.design_radius);
  }
  if (spec.kind == IndexKind::mih) {
    options.table_bytes_per_code =
        spec.number(1, static_cast<int>(options.table_bytes_per_code));
  }
  return options;
}

// For `auto`: no more tables than half of what is free.
void fit_memory(MultiIndexOptions& options, int64_t n) {
  if (n == 0) return;
  const double room =
      static_cast<double>(available_memory()) / 2 / static_cast<double>(n);
  options.table_bytes_per_code = std::min(options.table_bytes_per_code, room);
}

std::string bands_text(const MultiIndex& index) {
  const auto [least, most] =
      std::ranges::minmax(index.bands(), {}, &Band::width);
  const std::string widths =
      least.width == most.width
          ? fmt::format("{}", most.width)
          : fmt::format("{} to {}", least.width, most.width);
  return fmt::format("multi-index hashing with {} bands of {} bits",
                     index.bands().size(), widths);
}

std::string choice_text(const MultiIndex& index, const IndexSpec& spec,
                        const MultiIndexOptions& options) {
  if (spec.kind == IndexKind::scan) return "scan, as asked for";
  if (index.bands().empty()) {
    return fmt::format("scan, faster than tables for {} codes", index.size());
  }
  if (spec.kind != IndexKind::automatic) return bands_text(index);
  const int radius =
      options.design_radius < 0 ? index.usual_radius() : options.design_radius;
  return fmt::format(
      "{}: within {} bits some {:.0f} times faster than scanning {} codes, for "
      "{} of tables",
      bands_text(index), radius, index.gain(radius), index.size(),
      bytes_text(static_cast<double>(index.table_bytes())));
}

// Sleeve's own indexes. A MultiIndex without tables is the scan.
class OwnIndex : public SearchIndex {
 public:
  OwnIndex(const IndexSpec& spec, const MultiIndexOptions& options,
           MultiIndex index)
      : spec_(spec),
        threads_(options.threads),
        index_(std::move(index)),
        about_(choice_text(index_, spec, options)) {}

  int64_t size() const override { return index_.size(); }
  const IndexSpec& spec() const override { return spec_; }
  std::string about() const override { return about_; }

  size_t bytes() const override {
    return index_.table_bytes() +
           static_cast<size_t>(size()) * index_.code_bytes();
  }

  std::vector<IndexPart> parts() const override {
    const auto bands = index_.bands();
    return {{"bands",
             {reinterpret_cast<const uint8_t*>(bands.data()),
              bands.size() * sizeof(Band)},
             nullptr},
            {"tables", index_.tables(), nullptr}};
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
  std::string about_;
};

// Bands as a file keeps them: two numbers of four bytes each.
static_assert(sizeof(Band) == 8);

std::vector<Band> read_bands(std::span<const uint8_t> bytes) {
  std::vector<Band> bands(bytes.size() / sizeof(Band));
  if (!bands.empty()) {
    std::memcpy(bands.data(), bytes.data(), bands.size() * sizeof(Band));
  }
  return bands;
}

}  // namespace

std::unique_ptr<SearchIndex> build_search_index(std::span<const uint8_t> codes,
                                                size_t code_bytes,
                                                const IndexSpec& spec,
                                                int threads) {
  if (spec.is_faiss()) {
    return build_faiss_index(codes, code_bytes, spec, threads);
  }
  MultiIndexOptions options = options_of(spec, code_bytes, threads);
  if (spec.kind == IndexKind::automatic) {
    fit_memory(options, static_cast<int64_t>(codes.size() / code_bytes));
  }
  return std::make_unique<OwnIndex>(spec, options, MultiIndex(codes, options));
}

std::unique_ptr<SearchIndex> open_search_index(std::span<const uint8_t> codes,
                                               size_t code_bytes,
                                               const IndexSpec& spec,
                                               int threads,
                                               const FindPart& find) {
  if (spec.is_faiss()) {
    return open_faiss_index(codes, code_bytes, spec, threads, find);
  }
  const auto bands = read_bands(find("bands"));
  return std::make_unique<OwnIndex>(
      spec, options_of(spec, code_bytes, threads),
      MultiIndex(codes, code_bytes, bands, find("tables")));
}

double index_memory(const IndexSpec& spec, int64_t n, size_t code_bytes) {
  const auto width = static_cast<double>(code_bytes);
  double each = 0;
  switch (spec.kind) {
    case IndexKind::exact:
      each = MultiIndexOptions{}.table_bytes_per_code;
      break;
    case IndexKind::mih:
      each = spec.number(
          1, static_cast<int>(MultiIndexOptions{}.table_bytes_per_code));
      break;
    case IndexKind::hnsw:
      each = width + 8.0 * spec.number(0, kDefaultLinks) + 16;
      break;
    case IndexKind::ivf:
      each = 2 * width + sizeof(int64_t);
      break;
    case IndexKind::multihash:
      each = width + kHashBytes * spec.number(0, 0);
      break;
    case IndexKind::flat:
      each = width;
      break;
    default:
      break;
  }
  return each * static_cast<double>(n);
}

}  // namespace sleeve
