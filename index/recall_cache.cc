#include "index/recall_cache.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <sstream>
#include <type_traits>
#include <utility>

#include "core/error.h"
#include "index/checksum.h"
#include "index/disk.h"
#include "index/file.h"

namespace sleeve {
namespace {

// Grows when a line means something else than before.
constexpr int kLineVersion = 1;

template <class Element>
std::span<const uint8_t> bytes_of(const std::vector<Element>& elements) {
  return {reinterpret_cast<const uint8_t*>(elements.data()),
          elements.size() * sizeof(Element)};
}

// True answers as sections: where each query's end, positions, distances.
template <class All>
std::vector<uint8_t> file_of(const All& answers) {
  using Distance =
      std::remove_cvref_t<decltype(answers.front().front().distance)>;
  std::vector<uint64_t> ends;
  std::vector<int64_t> positions;
  std::vector<Distance> distances;
  for (const auto& answer : answers) {
    for (const auto& one : answer) {
      positions.push_back(one.position);
      distances.push_back(one.distance);
    }
    ends.push_back(positions.size());
  }
  const std::array<SectionSize, 3> sizes = {
      {{"ends", bytes_of(ends).size()},
       {"positions", bytes_of(positions).size()},
       {"distances", bytes_of(distances).size()}}};
  IndexFileWriter writer(sizes);
  std::ranges::copy(bytes_of(ends), writer.section("ends").begin());
  std::ranges::copy(bytes_of(positions), writer.section("positions").begin());
  std::ranges::copy(bytes_of(distances), writer.section("distances").begin());
  return std::move(writer).finish();
}

template <class Element>
std::span<const Element> section(const IndexFile& file, const char* name) {
  file.check(name);
  const auto bytes = file.section(name);
  return {reinterpret_cast<const Element*>(bytes.data()),
          bytes.size() / sizeof(Element)};
}

template <class All>
std::optional<All> answers_in(std::span<const uint8_t> bytes, int64_t queries,
                              int64_t rows) {
  using Distance = std::remove_cvref_t<
      decltype(std::declval<All>().front().front().distance)>;
  const IndexFile file(bytes, "The truth");
  const auto ends = section<uint64_t>(file, "ends");
  const auto positions = section<int64_t>(file, "positions");
  const auto distances = section<Distance>(file, "distances");
  const bool fits =
      std::ssize(ends) == queries && std::ranges::is_sorted(ends) &&
      positions.size() == distances.size() &&
      (ends.empty() ? 0 : ends.back()) == positions.size() &&
      std::ranges::all_of(positions,
                          [&](int64_t p) { return p >= 0 && p < rows; });
  if (!fits) return std::nullopt;
  All answers(ends.size());
  for (size_t q = 0, at = 0; q < ends.size(); ++q) {
    for (; at < ends[q]; ++at) {
      answers[q].push_back({positions[at], distances[at]});
    }
  }
  return answers;
}

// A line as text: a name and a value in each row. What is not kept is known
// from the question.
std::string text_of(const RecallLine& line) {
  const RecallFigures& f = line.figures;
  return fmt::format(
      "sleeve recall line {}\nrecall {}\npairs {}\nqueries_per_second {}\n"
      "single_per_second {}\np50 {}\np99 {}\nbuild_seconds {}\nload_seconds "
      "{}\nbytes_per_row {}\npeak_bytes {}\nabout {}\n",
      kLineVersion, f.recall, f.pairs, f.queries_per_second,
      f.single_per_second, f.p50_milliseconds, f.p99_milliseconds,
      line.build_seconds, line.load_seconds, line.bytes_per_row,
      line.peak_bytes, line.about);
}

// Takes "name value" off the front of a text.
template <class Number>
bool take(std::istream& text, const std::string& name, Number& value) {
  std::string found;
  return text >> found && found == name && text >> value;
}

bool read_line(std::istream& text, RecallLine& line) {
  RecallFigures& f = line.figures;
  std::string first;
  std::string about;
  std::getline(text, first);
  if (first != fmt::format("sleeve recall line {}", kLineVersion) ||
      !take(text, "recall", f.recall) || !take(text, "pairs", f.pairs) ||
      !take(text, "queries_per_second", f.queries_per_second) ||
      !take(text, "single_per_second", f.single_per_second) ||
      !take(text, "p50", f.p50_milliseconds) ||
      !take(text, "p99", f.p99_milliseconds) ||
      !take(text, "build_seconds", line.build_seconds) ||
      !take(text, "load_seconds", line.load_seconds) ||
      !take(text, "bytes_per_row", line.bytes_per_row) ||
      !take(text, "peak_bytes", line.peak_bytes) || !(text >> about) ||
      about != "about") {
    return false;
  }
  text.get();
  std::getline(text, line.about);
  return !text.eof();  // The last row was whole.
}

}  // namespace

RecallCache::RecallCache(const RecallData& data, const RecallOptions& options)
    : folder_(options.cache),
      rows_(data.row_count()),
      queries_(data.query_count()) {
  if (folder_.empty()) return;
  make_directories(folder_);
  const std::string question =
      fmt::format("{} {} {} {} {} {}", data.floats, data.columns, rows_,
                  queries_, options.question.radius, options.question.k);
  uint64_t sum = checksum(question.data(), question.size());
  sum = checksum(data.rows.data(), data.rows.size(), sum);
  sum = checksum(data.queries.data(), data.queries.size(), sum);
  truth_key_ = fmt::format("{:016x}", sum);
  line_key_ = fmt::format("{}-{}threads", truth_key_, options.threads);
}

template <class All>
All RecallCache::load_or_make(const std::function<All()>& make) const {
  if (folder_.empty()) return make();
  const auto file = folder_ / ("truth-" + truth_key_ + ".slv");
  try {
    const MappedFile mapped(file);
    auto answers = answers_in<All>(mapped.bytes(), queries_, rows_);
    if (answers) return std::move(*answers);
  } catch (const Error&) {  // Missing or damaged: it is made anew.
  }
  All answers = make();
  replace_file(file, file_of(answers));
  return answers;
}

Answers RecallCache::truth(const std::function<Answers()>& make) const {
  return load_or_make(make);
}

FeatureAnswers RecallCache::truth(
    const std::function<FeatureAnswers()>& make) const {
  return load_or_make(make);
}

std::filesystem::path RecallCache::line_file(const std::string& spec) const {
  std::string name = spec;
  std::ranges::replace(name, ':', '-');
  return folder_ / fmt::format("line-{}-{}.txt", line_key_, name);
}

std::optional<RecallLine> RecallCache::line(const IndexSpec& spec) const {
  if (folder_.empty()) return std::nullopt;
  std::ifstream text(line_file(index_spec_text(spec)));
  RecallLine line;
  if (!text || !read_line(text, line)) return std::nullopt;
  return line;
}

void RecallCache::keep(const RecallLine& line) const {
  if (folder_.empty()) return;
  const std::string text = text_of(line);
  replace_file(line_file(line.spec),
               {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

}  // namespace sleeve
