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

/// Probes tables for the codes within `radius` of a query. Every step asks for
/// memory that a later step reads, so that many reads are under way at once.
class BandProbe {
 public:
  /// `plan` suits `radius`. All arguments must outlive the probe.
  BandProbe(const uint8_t* codes, size_t code_bytes,
            std::span<const BandTable> tables, const BandPlan& plan,
            int radius);

  /// Appends each code within the radius once, in no order. Returns false,
  /// having stopped early, when more than `max_candidates` would be counted.
  bool run(const uint8_t* query, size_t max_candidates,
           std::vector<Neighbour>& found);

 private:
  static constexpr size_t kProbes = 256;
  static constexpr size_t kCandidates = 1024;

  // A value of a band that is to be looked up.
  struct Probe {
    uint32_t value;
    uint32_t band;
  };

  bool probe_band(uint32_t band, std::vector<Neighbour>& found);
  bool look_up(std::vector<Neighbour>& found);
  void check_candidates(std::vector<Neighbour>& found);
  bool seen_before(const uint8_t* code, size_t band) const;

  const uint8_t* codes_;
  size_t code_bytes_;
  std::span<const BandTable> tables_;
  const BandPlan& plan_;
  int radius_;
  std::array<uint64_t, 4> query_{};
  size_t budget_ = 0;
  size_t probe_count_ = 0;
  size_t candidate_count_ = 0;
  Probe probes_[kProbes];
  uint32_t candidates_[kCandidates];      // rows
  uint8_t candidate_bands_[kCandidates];  // where they were found
  RowHit hits_[kCandidates];
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_MULTI_INDEX_PROBE_H_
