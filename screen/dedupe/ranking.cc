#include "screen/dedupe/ranking.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace sleeve {
namespace {

// Compared from left to right; the greatest comes first.
struct Key {
  double standing;  ///< reference, kept before, neither
  double value;
  uint64_t pixels;
  uint64_t bytes;
  uint32_t row;

  bool operator<(const Key& other) const {
    if (standing != other.standing) return standing > other.standing;
    if (value != other.value) return value > other.value;
    if (pixels != other.pixels) return pixels > other.pixels;
    if (bytes != other.bytes) return bytes > other.bytes;
    return row < other.row;
  }
};

double value_of(const KeepRule& rule, const RecordView& record, uint32_t row,
                uint64_t pixels) {
  switch (rule.by) {
    case KeepRule::By::largest:
      return static_cast<double>(pixels);
    case KeepRule::By::smallest:
      return -static_cast<double>(pixels);
    case KeepRule::By::first:
      return -static_cast<double>(row);
    case KeepRule::By::quality:
      return record.numbers().quality;
    case KeepRule::By::newest:
      return static_cast<double>(record.numbers().modified);
    default:
      return (*rule.expression)(record, row);
  }
}

double standing_of(const Corpus& corpus, uint32_t row) {
  if (row < corpus.references) return 2;
  return !corpus.kept_before.empty() && corpus.kept_before[row] ? 1 : 0;
}

}  // namespace

KeepRule parse_keep_rule(const std::string& text) {
  using By = KeepRule::By;
  static constexpr std::pair<const char*, By> kNames[] = {
      {"largest", By::largest}, {"smallest", By::smallest},
      {"first", By::first},     {"quality", By::quality},
      {"newest", By::newest},
  };
  KeepRule rule;
  rule.text = text;
  for (const auto& [name, by] : kNames) {
    if (text != name) continue;
    rule.by = by;
    return rule;
  }
  rule.by = By::expression;
  rule.expression.emplace(text);
  return rule;
}

std::vector<uint32_t> rank_rows(const Corpus& corpus, const KeepRule& rule) {
  std::vector<Key> keys;
  for (uint32_t row = 0; row < corpus.size(); ++row) {
    const RecordView record = corpus.row(row);
    if (!record.checked()) continue;
    const RecordNumbers& numbers = record.numbers();
    const uint64_t pixels = uint64_t{numbers.rows} * numbers.columns;
    double value = value_of(rule, record, row, pixels);
    if (std::isnan(value)) value = -std::numeric_limits<double>::infinity();
    keys.push_back(
        {standing_of(corpus, row), value, pixels, numbers.bytes, row});
  }
  std::sort(keys.begin(), keys.end());
  std::vector<uint32_t> rows;
  rows.reserve(keys.size());
  for (const Key& key : keys) rows.push_back(key.row);
  return rows;
}

}  // namespace sleeve
