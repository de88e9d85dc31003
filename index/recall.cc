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

// Asks one query after another with ask_one(i), i < count.
template <class AskOne>
void time_singles(size_t count, const AskOne& ask_one, RecallFigures& figures) {
  std::vector<double> milliseconds;
  const auto start = Clock::now();
  for (size_t i = 0; i < count; ++i) {
    const auto before = Clock::now();
    ask_one(i);
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

// Asks all queries at once with ask_all().
template <class AskAll>
auto time_batch(const AskAll& ask_all, RecallFigures& figures) {
  const auto start = Clock::now();
  auto found = ask_all();
  const double seconds = seconds_since(start);
  if (seconds > 0) {
    figures.queries_per_second = static_cast<double>(found.size()) / seconds;
  }
  for (const auto& some : found) {
    figures.pairs += static_cast<int64_t>(some.size());
  }
  return found;
}

double share(size_t count, size_t wanted) {
  return wanted == 0 ? 1
                     : static_cast<double>(count) / static_cast<double>(wanted);
}

}  // namespace

double recall_by_distance(const Answers& truth, const Answers& found) {
  size_t wanted = 0;
  size_t count = 0;
  for (size_t q = 0; q < truth.size(); ++q) {
    wanted += truth[q].size();
    if (q < found.size()) count += shared(truth[q], found[q]);
  }
  return share(count, wanted);
}

double recall_by_distance(const FeatureAnswers& truth,
                          const FeatureAnswers& found) {
  size_t wanted = 0;
  size_t count = 0;
  for (size_t q = 0; q < truth.size(); ++q) {
    wanted += truth[q].size();
    if (q >= found.size() || truth[q].empty()) continue;
    const float farthest = truth[q].back().distance;
    const auto near = static_cast<size_t>(std::ranges::count_if(
        found[q], [&](const auto& one) { return one.distance <= farthest; }));
    count += std::min(near, truth[q].size());
  }
  return share(count, wanted);
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
  const auto ask_one = [&](size_t i) {
    ask(index, question, queries.subspan(i * code_bytes, code_bytes));
  };
  time_singles(queries.size() / code_bytes, ask_one, figures);
  const Answers found =
      time_batch([&] { return ask(index, question, queries); }, figures);
  figures.recall = recall_by_distance(truth, found);
  return figures;
}

RecallFigures measure_recall(const FeatureIndex& index, int64_t k,
                             std::span<const float> queries,
                             const FeatureAnswers& truth) {
  RecallFigures figures;
  const auto columns = static_cast<size_t>(index.columns());
  const auto ask_one = [&](size_t i) {
    index.nearest_batch(queries.subspan(i * columns, columns), k);
  };
  time_singles(queries.size() / columns, ask_one, figures);
  const FeatureAnswers found =
      time_batch([&] { return index.nearest_batch(queries, k); }, figures);
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
