#include "index/multi_index_probe.h"

#include <algorithm>

namespace sleeve {

BandProbe::BandProbe(const uint8_t* codes, size_t code_bytes,
                     std::span<const Band> bands,
                     std::span<const BandTable> tables, const BandPlan& plan,
                     int radius, ProbeRoom& room)
    : codes_(codes),
      code_bytes_(code_bytes),
      bands_(bands),
      tables_(tables),
      plan_(plan),
      radius_(radius),
      room_(room) {}

bool BandProbe::run(const uint8_t* query, double nanoseconds,
                    std::vector<Neighbour>& found) {
  query_ = code_words(query, code_bytes_);
  budget_ = nanoseconds;
  probe_count_ = range_count_ = key_count_ = candidate_count_ = 0;
  for (size_t band = 0; band < bands_.size(); ++band) {
    query_keys_[band] = static_cast<uint16_t>(
        band_value(query_.data(), key_band(bands_, band)));
  }
  for (size_t band = 0; band < bands_.size(); ++band) {
    if (!probe_band(static_cast<uint16_t>(band), found)) return false;
  }
  if (!look_up(found) || !compare_keys(found)) return false;
  check_candidates(found);
  return true;
}

// Asks for all values at most the threshold's flips from the query's.
bool BandProbe::probe_band(uint16_t band, std::vector<Neighbour>& found) {
  const BandTable& table = tables_[band];
  const uint32_t value = band_value(query_.data(), bands_[band]);
  const uint64_t end = uint64_t{1} << bands_[band].width;
  for (int flips = 0; flips <= plan_.thresholds[band]; ++flips) {
    const auto limit = static_cast<int16_t>(plan_.pair_limits[band] - flips);
    uint64_t mask = (uint64_t{1} << flips) - 1;
    do {
      const uint32_t near = value ^ static_cast<uint32_t>(mask);
      table.prefetch(near);
      room_.probes[probe_count_++] = {near, band, limit};
      if (probe_count_ == ProbeRoom::kProbes && !look_up(found)) return false;
      if (mask == 0) break;
      mask = next_mask(mask);
    } while (mask < end);
  }
  return true;
}

// Gathers the keys that the probes lead to.
bool BandProbe::look_up(std::vector<Neighbour>& found) {
  const size_t count = probe_count_;
  probe_count_ = 0;
  size_t keys = 0;
  for (size_t i = 0; i < count; ++i) {
    const ProbeRoom::Probe& probe = room_.probes[i];
    const Places places = tables_[probe.band].places(probe.value);
    __builtin_prefetch(tables_[probe.band].keys() + places.begin);
    room_.places[i] = places;
    keys += places.end - places.begin;
  }
  budget_ -= static_cast<double>(keys) * kKeyNanoseconds;
  if (budget_ < 0) return false;
  for (size_t i = 0; i < count; ++i) {
    if (!add_ranges(room_.probes[i], room_.places[i], found)) return false;
  }
  return true;
}

bool BandProbe::add_ranges(const ProbeRoom::Probe& probe, Places places,
                           std::vector<Neighbour>& found) {
  while (places.begin < places.end) {
    const uint32_t count =
        std::min<uint32_t>(places.end - places.begin, ProbeRoom::kRangeKeys);
    if (range_count_ == ProbeRoom::kRanges ||
        key_count_ + count > ProbeRoom::kKeys) {
      if (!compare_keys(found)) return false;
    }
    room_.ranges[range_count_] = {tables_[probe.band].keys() + places.begin,
                                  count, query_keys_[probe.band], probe.limit};
    room_.origins[range_count_++] = {places.begin, probe.band};
    key_count_ += count;
    places.begin += count;
  }
  return true;
}

// Makes candidates of the rows whose keys pass.
bool BandProbe::compare_keys(std::vector<Neighbour>& found) {
  const size_t count = check_keys(room_.ranges, range_count_, room_.key_hits);
  range_count_ = key_count_ = 0;
  budget_ -= static_cast<double>(count) * kCandidateNanoseconds;
  if (budget_ < 0) return false;
  for (size_t i = 0; i < count; ++i) {
    const ProbeRoom::Origin& origin = room_.origins[room_.key_hits[i].range];
    const uint32_t place = origin.begin + room_.key_hits[i].at;
    tables_[origin.band].prefetch_row(place);
    room_.places_found[candidate_count_] = place;
    room_.bands[candidate_count_++] = static_cast<uint8_t>(origin.band);
    if (candidate_count_ == ProbeRoom::kCandidates) check_candidates(found);
  }
  return true;
}

void BandProbe::check_candidates(std::vector<Neighbour>& found) {
  for (size_t i = 0; i < candidate_count_; ++i) {
    room_.rows[i] = tables_[room_.bands[i]].row(room_.places_found[i]);
    __builtin_prefetch(codes_ + room_.rows[i] * code_bytes_);
  }
  const size_t count =
      check_rows(codes_, code_bytes_, room_.rows, candidate_count_,
                 query_.data(), radius_, room_.hits);
  candidate_count_ = 0;
  for (size_t i = 0; i < count; ++i) {
    const RowHit& hit = room_.hits[i];
    const uint32_t row = room_.rows[hit.at];
    if (seen_before(codes_ + row * code_bytes_, room_.bands[hit.at])) continue;
    found.push_back({int64_t{row}, hit.distance});
  }
}

// Whether an earlier band leads to the same code: a rule that needs no memory
// of what was found.
bool BandProbe::seen_before(const uint8_t* code, size_t band) const {
  auto difference = code_words(code, code_bytes_);
  for (size_t w = 0; w < difference.size(); ++w) difference[w] ^= query_[w];
  for (size_t b = 0; b < band; ++b) {
    if (leads_to(bands_, plan_, b, difference.data())) return true;
  }
  return false;
}

}  // namespace sleeve
