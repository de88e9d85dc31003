#include "index/recall_run.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <system_error>
#include <type_traits>
#include <utility>

#include "core/error.h"
#include "index/disk.h"
#include "index/file.h"
#include "index/memory.h"
#include "index/recall_cache.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void refuse(const std::string& sentence) {
  throw Error(ErrorCode::invalid_argument, sentence);
}

void check_finite(std::span<const uint8_t> bytes, int64_t columns,
                  const char* what) {
  const std::span features(reinterpret_cast<const float*>(bytes.data()),
                           bytes.size() / sizeof(float));
  const auto bad = std::ranges::find_if(
      features, [](float number) { return !std::isfinite(number); });
  if (bad == features.end()) return;
  refuse(fmt::format("{} row {} holds {}, which is no number to measure with.",
                     what, (bad - features.begin()) / columns, *bad));
}

void check_data(const RecallData& data) {
  if (data.columns < 1 ||
      (!data.floats && data.columns != 32 && data.columns != 8)) {
    refuse("Codes have 32 or 8 bytes, features at least one column.");
  }
  const auto width = static_cast<size_t>(data.row_bytes());
  if (data.rows.size() % width != 0 || data.queries.size() % width != 0) {
    refuse("Rows and queries must be whole and have as many columns.");
  }
  if (!data.floats) return;
  check_finite(data.rows, data.columns, "Searched");
  check_finite(data.queries, data.columns, "Asked");
}

void check_question(const RecallData& data, const Question& question) {
  if (question.radius < 0) {
    if (question.k < 1 || question.k > data.row_count()) {
      refuse(fmt::format("k must lie between 1 and the number of rows, {}.",
                         data.row_count()));
    }
    return;
  }
  if (data.floats) refuse("Features are asked for the k nearest.");
  if (question.radius > 8 * data.columns) {
    refuse(fmt::format("The radius must not exceed the {} bits of a code.",
                       8 * data.columns));
  }
}

double memory_of(const RecallData& data, const IndexSpec& spec) {
  return data.floats
             ? feature_index_memory(spec, data.row_count(), data.columns)
             : index_memory(spec, data.row_count(),
                            static_cast<size_t>(data.columns));
}

void check_memory(const RecallData& data, const std::vector<IndexSpec>& specs) {
  for (const IndexSpec& spec : specs) {
    require_memory(memory_of(data, spec),
                   fmt::format("The index \"{}\" over {} rows",
                               index_spec_text(spec), data.row_count()));
  }
}

// Codes and features, each with the functions that they are measured by.
struct OfCodes {
  const RecallData& data;
  const RecallOptions& options;
  using All = Answers;

  auto build(const IndexSpec& spec) const {
    return build_search_index(data.rows, static_cast<size_t>(data.columns),
                              spec, options.threads);
  }
  auto open(const IndexSpec& spec, const FindPart& find) const {
    return open_search_index(data.rows, static_cast<size_t>(data.columns), spec,
                             options.threads, find);
  }
  All truth() const { return ask(*build({}), options.question, data.queries); }
  RecallFigures figures(const SearchIndex& index, const All& truth) const {
    return measure_recall(index, options.question, data.queries,
                          static_cast<size_t>(data.columns), truth);
  }
};

struct OfFeatures {
  const RecallData& data;
  const RecallOptions& options;
  using All = FeatureAnswers;

  static std::span<const float> floats(std::span<const uint8_t> bytes) {
    return {reinterpret_cast<const float*>(bytes.data()),
            bytes.size() / sizeof(float)};
  }
  auto build(const IndexSpec& spec) const {
    return build_feature_index(floats(data.rows), data.columns, spec,
                               options.threads);
  }
  auto open(const IndexSpec& spec, const FindPart& find) const {
    return open_feature_index(floats(data.rows), data.columns, spec,
                              options.threads, find);
  }
  All truth() const {
    return build({})->nearest_batch(floats(data.queries), options.question.k);
  }
  RecallFigures figures(const FeatureIndex& index, const All& truth) const {
    return measure_recall(index, options.question.k, floats(data.queries),
                          truth);
  }
};

// A file that is gone at the end of its scope.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& folder) {
    std::string name = (folder / "sleeve-recall-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    if (descriptor < 0) {
      throw Error(ErrorCode::io_error,
                  "Cannot make a file in " + folder.string() + ".");
    }
    ::close(descriptor);
    path_ = name;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void save(const std::vector<IndexPart>& parts, const fs::path& path) {
  std::vector<SectionSize> sizes;
  for (const IndexPart& part : parts) {
    sizes.push_back({part.name, part.bytes.size()});
  }
  IndexFileWriter writer(sizes);
  for (const IndexPart& part : parts) {
    std::ranges::copy(part.bytes, writer.section(part.name).begin());
  }
  replace_file(path, std::move(writer).finish());
}

// How long it takes to open what was built from a file.
template <class Kind, class Index>
double time_load(const Kind& kind, const Index& index) {
  try {
    const fs::path& cache = kind.options.cache;
    const TemporaryFile file(cache.empty() ? fs::temp_directory_path() : cache);
    save(index.parts(), file.path());
    const auto start = Clock::now();
    const MappedFile mapped(file.path());
    const IndexFile sections(mapped.bytes(), file.path().string());
    const auto opened = kind.open(index.spec(), [&](std::string_view name) {
      sections.check(name);
      return sections.section(name);
    });
    return seconds_since(start);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::io_error) throw;
    return -1;
  } catch (const fs::filesystem_error&) {
    return -1;
  }
}

template <class Kind, class All>
RecallLine measure(const Kind& kind, const IndexSpec& spec, const All& truth) {
  RecallLine line;
  const MemoryPeak peak;
  const auto start = Clock::now();
  const auto index = kind.build(spec);
  line.build_seconds = seconds_since(start);
  line.about = index->about();
  if (index->size() > 0) {
    line.bytes_per_row = static_cast<double>(index->bytes()) /
                         static_cast<double>(index->size());
  }
  line.figures = kind.figures(*index, truth);
  line.peak_bytes = peak.bytes();
  line.load_seconds = time_load(kind, *index);
  return line;
}

template <class Kind>
std::vector<RecallLine> run(const Kind& kind, const RecallProgress& progress) {
  const RecallOptions& options = kind.options;
  const RecallCache cache(kind.data, options);
  const auto tell = [&](const std::string& doing) {
    if (progress) progress(doing);
  };
  std::optional<typename Kind::All> truth;
  std::vector<RecallLine> lines;
  for (const IndexSpec& spec : options.specs) {
    auto line = cache.line(spec);
    if (!line) {
      if (!truth) {
        tell("asking the exact index");
        truth = cache.truth([&] { return kind.truth(); });
      }
      tell("measuring " + index_spec_text(spec));
      line = measure(kind, spec, *truth);
    }
    line->spec = index_spec_text(spec);
    line->rows = kind.data.row_count();
    line->queries = kind.data.query_count();
    line->question = options.question;
    line->threads = options.threads;
    cache.keep(*line);
    lines.push_back(std::move(*line));
  }
  return lines;
}

void mark_best(std::vector<RecallLine>& lines, double target) {
  std::vector<RecallFigures> figures;
  for (const RecallLine& line : lines) figures.push_back(line.figures);
  const std::vector<bool> front = pareto_front(figures);
  RecallLine* fastest = nullptr;
  for (size_t i = 0; i < lines.size(); ++i) {
    lines[i].front = front[i];
    if (target < 0 || lines[i].figures.recall < target) continue;
    if (fastest == nullptr || lines[i].figures.queries_per_second >
                                  fastest->figures.queries_per_second) {
      fastest = &lines[i];
    }
  }
  if (fastest != nullptr) fastest->fastest = true;
}

}  // namespace

int64_t RecallData::row_count() const {
  return static_cast<int64_t>(rows.size()) / row_bytes();
}

int64_t RecallData::query_count() const {
  return static_cast<int64_t>(queries.size()) / row_bytes();
}

std::vector<RecallLine> run_recall(const RecallData& data,
                                   const RecallOptions& options,
                                   const RecallProgress& progress) {
  check_data(data);
  check_question(data, options.question);
  if (options.threads < 1) refuse("At least one thread is needed.");
  check_memory(data, options.specs);
  auto lines = data.floats ? run(OfFeatures{data, options}, progress)
                           : run(OfCodes{data, options}, progress);
  mark_best(lines, options.target);
  return lines;
}

}  // namespace sleeve
