// The recall bench: several kinds of index on the same rows.
#include <string>
#include <vector>

#include "c_api/options.h"
#include "index/generated_codes.h"
#include "index/recall_run.h"
#include "screen/recall_report.h"

namespace sleeve::c_api {
namespace {

constexpr int kUsualRadius = 31;
constexpr int kUsualShortRadius = 8;
constexpr size_t kMadeQueries = 1000;
constexpr uint64_t kMadeSeed = 2;

std::span<const uint8_t> bytes_of(const sleeve_rows& rows) {
  const int64_t width = rows.columns * (rows.floats != 0 ? 4 : 1);
  require(rows.rows >= 0 && rows.columns > 0,
          "The number of rows is negative, or there are no columns.");
  require(rows.floats != 0 || rows.columns == 32 || rows.columns == 8,
          "Hashes have 32 or 8 bytes.");
  require(rows.rows == 0 || rows.data != nullptr, "The array of rows is NULL.");
  require(rows.columns <= (1 << 20) && rows.rows <= INT64_MAX / width,
          "There are too many rows or columns.");
  return {static_cast<const uint8_t*>(rows.data),
          static_cast<size_t>(rows.rows * width)};
}

RecallData data_of(const sleeve_rows* rows, const sleeve_rows* queries,
                   std::vector<uint8_t>& made) {
  require(rows != nullptr, "The rows are NULL.");
  RecallData data;
  data.floats = rows->floats != 0;
  data.columns = rows->columns;
  data.rows = bytes_of(*rows);
  if (queries == nullptr) {
    require(!data.floats, "Features need queries.");
    made = generate_queries(data.rows, kMadeQueries, kMadeSeed,
                            static_cast<size_t>(data.columns));
    data.queries = made;
    return data;
  }
  require(
      (queries->floats != 0) == data.floats && queries->columns == data.columns,
      "The queries are of another kind than the rows.");
  data.queries = bytes_of(*queries);
  return data;
}

Question question_of(const RecallData& data, int32_t radius, int64_t k) {
  require(radius >= -1 && k >= 0 && (radius < 0 || k == 0),
          "Ask for a radius, or for the k nearest, not both.");
  if (radius >= 0) return {radius, 0};
  if (k > 0 || data.floats) return {-1, k};
  return {data.columns == 8 ? kUsualShortRadius : kUsualRadius, 0};
}

IndexSpec spec_of(const char* text, const RecallData& data,
                  const Question& question) {
  require(text != nullptr, "A specification is NULL.");
  if (data.floats) return parse_feature_spec(text, data.columns);
  IndexSpec spec = parse_index_spec(text, static_cast<int>(8 * data.columns));
  if (spec.kind == IndexKind::automatic && spec.numbers.empty() &&
      question.radius >= 0) {
    spec.numbers.push_back(question.radius);
  }
  return spec;
}

}  // namespace
}  // namespace sleeve::c_api

using namespace sleeve::c_api;  // NOLINT: this file is their C side

extern "C" sleeve_status sleeve_bench_recall(
    const sleeve_rows* rows, const sleeve_rows* queries,
    const char* const* specs, int64_t spec_count, int32_t radius, int64_t k,
    const char* cache, const sleeve_options* options, sleeve_take_text take,
    void* user) {
  return guard([&] {
    require(take != nullptr, "The function that takes the lines is NULL.");
    require(spec_count > 0 && specs != nullptr, "There are no specifications.");
    const sleeve_options read = read_options(options);
    std::vector<uint8_t> made;
    const sleeve::RecallData data = data_of(rows, queries, made);
    sleeve::RecallOptions run;
    run.question = question_of(data, radius, k);
    for (int64_t i = 0; i < spec_count; ++i) {
      run.specs.push_back(spec_of(specs[i], data, run.question));
    }
    run.threads = threads_of(read);
    if (cache != nullptr) run.cache = cache;
    std::vector<sleeve::RecallLine> lines;
    run_with_progress(read, spec_count, [&](Ticker& ticker) {
      lines = sleeve::run_recall(data, run,
                                 [&](const std::string&) { ticker.step(0); });
      ticker.reach(spec_count);
    });
    for (const sleeve::RecallLine& line : lines) {
      take(user, sleeve::recall_json(line).c_str());
    }
  });
}
