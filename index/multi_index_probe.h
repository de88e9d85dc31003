// One search through the tables of a MultiIndex.
#ifndef SLEEVE_INDEX_MULTI_INDEX_PROBE_H_
#define SLEEVE_INDEX_MULTI_INDEX_PROBE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "index/exact_index.h"
#include "index/multi_index_bands.h"
#include "index/multi_index_kernels.h"
#include "index/multi_index_table.h"

namespace sleeve {

/// Room for a BandProbe's work, some 100 kB that are never cleared. Searches
/// that follow one another may share it.
struct ProbeRoom {
  static constexpr size_t kProbes = 256;
  static constexpr size_t kRanges = 512;
  static constexpr size_t kRangeKeys = 2048;  // of one range
  static constexpr size_t kKeys = 8192;       // of all ranges
  static constexpr size_t kCandidates = 512;

  // A value of a band that is to be looked up.
  struct Probe {
    uint32_t value;
    uint16_t band;
    int16_t limit;  // of the key
  };

  // Where the keys of a range lie.
  struct Origin {
    uint32_t begin;
    uint32_t band;
  };

  Probe probes[kProbes];
  Places places[kProbes];
  KeyRange ranges[kRanges];
  Origin origins[kRanges];
  KeyHit key_hits[kKeys];
  uint32_t places_found[kCandidates];
  uint32_t rows[kCandidates];
  uint8_t bands[kCandidates];  // that led to the rows
  RowHit hits[kCandidates];
};

/// Probes tables for the codes within `radius` of a query: looks up values of
/// bands, compares the keys found there, and counts the bits of the codes
/// whose keys pass. Every step asks for memory that a later step reads, so
/// that many reads are under way at once.
class BandProbe {
 public:
  /// `plan` suits `radius`. All arguments must outlive the probe.
  BandProbe(const uint8_t* codes, size_t code_bytes,
            std::span<const Band> bands, std::span<const BandTable> tables,
            const BandPlan& plan, int radius, ProbeRoom& room);

  /// Appends each code within the radius once, in no order. Returns false,
  /// having stopped early, when it would take longer than `nanoseconds` by
  /// estimate.
  bool run(const uint8_t* query, double nanoseconds,
           std::vector<Neighbour>& found);

 private:
  bool probe_band(uint16_t band, std::vector<Neighbour>& found);
  bool look_up(std::vector<Neighbour>& found);
  bool add_ranges(const ProbeRoom::Probe& probe, Places places,
                  std::vector<Neighbour>& found);
  bool compare_keys(std::vector<Neighbour>& found);
  void check_candidates(std::vector<Neighbour>& found);
  bool seen_before(const uint8_t* code, size_t band) const;

  const uint8_t* codes_;
  size_t code_bytes_;
  std::span<const Band> bands_;
  std::span<const BandTable> tables_;
  const BandPlan& plan_;
  int radius_;
  std::array<uint64_t, 4> query_{};
  std::array<uint16_t, kMaxBands> query_keys_{};
  double budget_ = 0;
  size_t probe_count_ = 0;
  size_t range_count_ = 0;
  size_t key_count_ = 0;
  size_t candidate_count_ = 0;
  ProbeRoom& room_;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_MULTI_INDEX_PROBE_H_
