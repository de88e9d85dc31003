#include "index/multi_index_probe.h"

#include <bit>

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
    if (!probe_band(static_cast<uint32_t>(band), found)) return false;
  }
  if (!look_up(found)) return false;
  check_candidates(found);
  return true;
}

// Asks for all values at most the threshold's flips from the query's.
bool BandProbe::probe_band(uint32_t band, std::vector<Neighbour>& found) {
  const BandTable& table = tables_[band];
  const uint32_t value = band_value(query_.data(), table.band());
  const uint64_t end = uint64_t{1} << table.band().width;
  for (int flips = 0; flips <= plan_.thresholds[band]; ++flips) {
    uint64_t mask = (uint64_t{1} << flips) - 1;
    do {
      const uint32_t near = value ^ static_cast<uint32_t>(mask);
      __builtin_prefetch(table.starts() + near);
      probes_[probe_count_++] = {near, band};
      if (probe_count_ == kProbes && !look_up(found)) return false;
      if (mask == 0) break;
      mask = next_mask(mask);
    } while (mask < end);
  }
  return true;
}

// Gathers the rows that the probes lead to.
bool BandProbe::look_up(std::vector<Neighbour>& found) {
  struct Range {
    const uint32_t* begin;
    const uint32_t* end;
    uint8_t band;
  } ranges[kProbes];
  size_t count = 0;
  size_t rows = 0;
  for (size_t i = 0; i < probe_count_; ++i) {
    const BandTable& table = tables_[probes_[i].band];
    const uint32_t* starts = table.starts() + probes_[i].value;
    const uint32_t* begin = table.rows() + starts[0];
    __builtin_prefetch(begin);
    ranges[count] = {begin, table.rows() + starts[1],
                     static_cast<uint8_t>(probes_[i].band)};
    count += starts[0] != starts[1];
    rows += starts[1] - starts[0];
  }
  probe_count_ = 0;
  if (rows > budget_) return false;
  budget_ -= rows;
  for (size_t i = 0; i < count; ++i) {
    for (const uint32_t* row = ranges[i].begin; row != ranges[i].end; ++row) {
      candidates_[candidate_count_] = *row;
      candidate_bands_[candidate_count_++] = ranges[i].band;
      if (candidate_count_ == kCandidates) check_candidates(found);
    }
  }
  return true;
}

void BandProbe::check_candidates(std::vector<Neighbour>& found) {
  const size_t count =
      check_rows(codes_, code_bytes_, candidates_, candidate_count_,
                 query_.data(), radius_, hits_);
  candidate_count_ = 0;
  for (size_t i = 0; i < count; ++i) {
    const uint32_t row = candidates_[hits_[i].at];
    const size_t band = candidate_bands_[hits_[i].at];
    if (seen_before(codes_ + row * code_bytes_, band)) continue;
    found.push_back({int64_t{row}, hits_[i].distance});
  }
}

// Whether an earlier band leads to the same code: a rule that needs no memory
// of what was found.
bool BandProbe::seen_before(const uint8_t* code, size_t band) const {
  auto difference = code_words(code, code_bytes_);
  for (size_t w = 0; w < difference.size(); ++w) difference[w] ^= query_[w];
  for (size_t b = 0; b < band; ++b) {
    const uint32_t bits = band_value(difference.data(), tables_[b].band());
    if (std::popcount(bits) <= plan_.thresholds[b]) return true;
  }
  return false;
}

}  // namespace sleeve
