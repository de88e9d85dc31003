#include "index/recall.h"

#include <algorithm>
#include <chrono>

namespace sleeve {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kSingleSeconds = 3;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Both are sorted by distance: counts what they share as multisets.
size_t shared(const std::vector<Neighbour>& truth,
              const std::vector<Neighbour>& found) {
  size_t count = 0;
  size_t t = 0;
  for (const Neighbour& neighbour : found) {
    while (t < truth.size() && truth[t].distance < neighbour.distance) ++t;
    if (t == truth.size()) break;
    if (truth[t].distance == neighbour.distance) {
      ++count;
      ++t;
    }
  }
  return count;
}

double quantile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<size_t>(share * last + 0.5)];
}

void time_singles(const SearchIndex& index, const Question& question,
                  std::span<const uint8_t> queries, size_t code_bytes,
                  RecallFigures& figures) {
  std::vector<double> milliseconds;
  const auto start = Clock::now();
  for (size_t at = 0; at < queries.size(); at += code_bytes) {
    const auto before = Clock::now();
    ask(index, question, queries.subspan(at, code_bytes));
    milliseconds.push_back(1000 * seconds_since(before));
    if (seconds_since(start) > kSingleSeconds) break;
  }
  const double seconds = seconds_since(start);
  std::sort(milliseconds.begin(), milliseconds.end());
  figures.p50_milliseconds = quantile(milliseconds, 0.5);
  figures.p99_milliseconds = quantile(milliseconds, 0.99);
  if (seconds > 0) {
    figures.single_per_second =
        static_cast<double>(milliseconds.size()) / seconds;
  }
}

}  // namespace

double recall_by_distance(const Answers& truth, const Answers& found) {
  size_t wanted = 0;
  size_t count = 0;
  for (size_t q = 0; q < truth.size(); ++q) {
    wanted += truth[q].size();
    if (q < found.size()) count += shared(truth[q], found[q]);
  }
  return wanted == 0 ? 1
                     : static_cast<double>(count) / static_cast<double>(wanted);
}

Answers ask(const SearchIndex& index, const Question& question,
            std::span<const uint8_t> queries) {
  return question.radius < 0 ? index.nearest_batch(queries, question.k)
                             : index.within_batch(queries, question.radius);
}

RecallFigures measure_recall(const SearchIndex& index, const Question& question,
                             std::span<const uint8_t> queries,
                             size_t code_bytes, const Answers& truth) {
  RecallFigures figures;
  time_singles(index, question, queries, code_bytes, figures);
  const auto start = Clock::now();
  const Answers found = ask(index, question, queries);
  const double seconds = seconds_since(start);
  if (seconds > 0) {
    figures.queries_per_second = static_cast<double>(found.size()) / seconds;
  }
  for (const auto& some : found) {
    figures.pairs += static_cast<int64_t>(some.size());
  }
  figures.recall = recall_by_distance(truth, found);
  return figures;
}

std::vector<bool> pareto_front(std::span<const RecallFigures> figures) {
  std::vector<bool> front;
  for (const RecallFigures& one : figures) {
    front.push_back(std::none_of(
        figures.begin(), figures.end(), [&](const RecallFigures& other) {
          return other.recall >= one.recall &&
                 other.queries_per_second >= one.queries_per_second &&
                 (other.recall > one.recall ||
                  other.queries_per_second > one.queries_per_second);
        }));
  }
  return front;
}

}  // namespace sleeve
