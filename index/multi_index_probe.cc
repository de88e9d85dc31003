#include "index/multi_index_probe.h"

#include <algorithm>
#include <bit>

#include "index/multi_index_kernels.h"

namespace sleeve {

BandProbe::BandProbe(const uint8_t* codes, size_t code_bytes,
                     std::span<const BandTable> tables, const BandPlan& plan,
                     int radius)
    : codes_(codes),
      code_bytes_(code_bytes),
      tables_(tables),
      plan_(plan),
      radius_(radius) {}

bool BandProbe::run(const uint8_t* query, size_t max_candidates,
                    std::vector<Neighbour>& found) {
  query_ = code_words(query, code_bytes_);
  budget_ = max_candidates;
  for (size_t band = 0; band < tables_.size(); ++band) {
    if (!probe_band(band, found)) return false;
  }
  return true;
}

// Looks up all values at most the threshold's flips from the query's.
bool BandProbe::probe_band(size_t band, std::vector<Neighbour>& found) {
  const BandTable& table = tables_[band];
  const uint32_t value = band_value(query_.data(), table.band());
  const uint64_t end = uint64_t{1} << table.band().width;
  size_t values = 0;
  for (int flips = 0; flips <= plan_.thresholds[band]; ++flips) {
    uint64_t mask = (uint64_t{1} << flips) - 1;
    do {
      const uint32_t near = value ^ static_cast<uint32_t>(mask);
      __builtin_prefetch(table.starts() + near);
      values_[values++] = near;
      if (values == kChunk) {
        if (!look_up(table, values, band, found)) return false;
        values = 0;
      }
      if (mask == 0) break;
      mask = next_mask(mask);
    } while (mask < end);
  }
  if (!look_up(table, values, band, found)) return false;
  check_candidates(band, found);
  return true;
}

// Gathers the rows that have one of the first `values` of values_.
bool BandProbe::look_up(const BandTable& table, size_t values, size_t band,
                        std::vector<Neighbour>& found) {
  struct Range {
    uint32_t begin, end;
  } ranges[kChunk];
  size_t count = 0;
  size_t rows = 0;
  for (size_t i = 0; i < values; ++i) {
    const Range range{table.starts()[values_[i]],
                      table.starts()[values_[i] + 1]};
    __builtin_prefetch(table.rows() + range.begin);
    ranges[count] = range;
    count += range.begin != range.end;
    rows += range.end - range.begin;
  }
  if (rows > budget_) return false;
  budget_ -= rows;
  for (size_t i = 0; i < count; ++i) {
    for (uint32_t at = ranges[i].begin; at != ranges[i].end; ++at) {
      candidates_[candidate_count_++] = table.rows()[at];
      if (candidate_count_ == kCandidates) check_candidates(band, found);
    }
  }
  return true;
}

void BandProbe::check_candidates(size_t band, std::vector<Neighbour>& found) {
  const size_t count =
      check_rows(codes_, code_bytes_, candidates_, candidate_count_,
                 query_.data(), radius_, hits_);
  candidate_count_ = 0;
  for (size_t i = 0; i < count; ++i) {
    auto difference =
        code_words(codes_ + hits_[i].row * code_bytes_, code_bytes_);
    for (size_t w = 0; w < difference.size(); ++w) difference[w] ^= query_[w];
    if (seen_before(difference, band)) continue;
    found.push_back({int64_t{hits_[i].row}, hits_[i].distance});
  }
}

// Whether an earlier band has come upon the same code: this rule needs no
// memory of what was found.
bool BandProbe::seen_before(const std::array<uint64_t, 4>& difference,
                            size_t band) const {
  for (size_t b = 0; b < band; ++b) {
    const uint32_t bits = band_value(difference.data(), tables_[b].band());
    if (std::popcount(bits) <= plan_.thresholds[b]) return true;
  }
  return false;
}

}  // namespace sleeve
