// Exact search that looks near a query instead of at every code: multi-index
// hashing over codes of 256 or 64 bits.
#ifndef SLEEVE_INDEX_MULTI_INDEX_H_
#define SLEEVE_INDEX_MULTI_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "index/exact_index.h"
#include "index/multi_index_bands.h"
#include "index/multi_index_memory.h"
#include "index/multi_index_table.h"

namespace sleeve {

struct ProbeRoom;

/// How a MultiIndex is built.
struct MultiIndexOptions {
  size_t code_bytes = kCodeBytes;  ///< 32 or 8

  /// The radius that searches are fastest at, all others being answered too;
  /// -1 takes 31 of 256 bits or 8 of 64.
  int design_radius = -1;

  /// Memory for tables, beside the codes themselves.
  double table_bytes_per_code = 87;

  int threads = 1;  ///< that build the tables, at least 1
};

/// Searches codes [size()][code_bytes] exactly. Every code is entered in one
/// table for each of some ten bands of its bits; a search looks up the values
/// of each band that are few bits from the query's, and counts the bits of the
/// codes found there (Norouzi, Punjani and Fleet, arXiv:1307.2982), of those
/// at least whose next band is near as well (BandPlan).
///
/// (1) Answers equal those of ExactIndex: complete, by distance, then position.
/// (2) Where an estimate says that scanning all codes is faster (a large
///     radius, few codes, a query among thousands of equals), it scans.
/// (3) Holds no copy: the codes must outlive the index.
/// (4) Immutable, so threads may share it. Position and size are below 2^32.
class MultiIndex {
 public:
  MultiIndex() = default;

  /// Throws Error (invalid_argument) when `codes` is no whole number of codes
  /// or holds 2^32 or more, and when an option is out of its range.
  explicit MultiIndex(std::span<const uint8_t> codes,
                      const MultiIndexOptions& options = {});

  /// Searches with tables that fill_tables() made for these codes, which must
  /// outlive it too. Throws Error (invalid_argument) when they cannot have been
  /// made for as many codes. With no bands it scans.
  MultiIndex(std::span<const uint8_t> codes, size_t code_bytes,
             std::span<const Band> bands, std::span<const uint8_t> tables);

  /// The bands that the first constructor would choose for n codes; none
  /// where scanning is always faster.
  static std::vector<Band> choose(int64_t n, const MultiIndexOptions& options);

  /// Whether codes of `code_bits` bits can be cut into such bands.
  static bool bands_fit(std::span<const Band> bands, int code_bits);

  /// What the tables of n codes take, and makes them in `tables`, which is
  /// aligned to 64. Equal codes give equal bytes.
  static size_t tables_bytes(std::span<const Band> bands, int64_t n);
  static void fill_tables(std::span<const uint8_t> codes, size_t code_bytes,
                          std::span<const Band> bands, int threads,
                          std::span<uint8_t> tables);

  int64_t size() const { return size_; }
  size_t code_bytes() const { return code_bytes_; }

  /// The bands that were chosen; none where scanning is always faster.
  std::span<const Band> bands() const { return bands_; }

  /// The tables as they lie in memory, [tables_bytes()].
  std::span<const uint8_t> tables() const { return table_bytes_; }

  /// Memory of the tables, without the codes.
  size_t table_bytes() const { return table_bytes_.size(); }

  /// Whether a query of this radius would scan all codes.
  bool scans(int radius) const;

  /// How many times faster than the scan a batch within `radius` is, by
  /// estimate; 1 where it scans.
  double gain(int radius) const;

  /// The design radius that -1 stands for.
  int usual_radius() const;

  /// The k closest codes, fewer when the index holds fewer. `query` is
  /// [code_bytes]. Throws Error (invalid_argument) when k is negative.
  std::vector<Neighbour> nearest(std::span<const uint8_t> query,
                                 int64_t k) const;

  /// All codes at most `radius` bits away, inclusive. Throws Error
  /// (invalid_argument) unless 0 <= radius <= 8 * code_bytes.
  std::vector<Neighbour> within(std::span<const uint8_t> query,
                                int radius) const;

  /// Element i answers query i of `queries`, which is [m][code_bytes].
  std::vector<std::vector<Neighbour>> nearest_batch(
      std::span<const uint8_t> queries, int64_t k) const;
  std::vector<std::vector<Neighbour>> within_batch(
      std::span<const uint8_t> queries, int radius) const;

 private:
  void open(std::span<const uint8_t> codes, size_t code_bytes,
            std::span<const Band> bands);
  void read_tables();
  void plan();
  double scan_nanoseconds(size_t queries) const;
  bool probe(const uint8_t* query, int radius, ProbeRoom& room,
             std::vector<Neighbour>& found) const;
  std::vector<Neighbour> within(const uint8_t* query, int radius,
                                ProbeRoom& room) const;
  bool nearest_by_probing(const uint8_t* query, size_t k,
                          double most_nanoseconds, ProbeRoom& room,
                          std::vector<Neighbour>& found) const;
  std::vector<std::vector<Neighbour>> scan(std::span<const uint8_t> queries,
                                           int radius) const;
  void check_query(std::span<const uint8_t> query) const;
  void check_radius(int radius) const;

  std::span<const uint8_t> codes_;
  size_t code_bytes_ = kCodeBytes;
  int64_t size_ = 0;
  ExactIndex exact_;  // over the same codes when they have 256 bits
  std::vector<Band> bands_;
  std::shared_ptr<const void> owned_;  // the tables, unless they are lent
  std::span<const uint8_t> table_bytes_;
  std::vector<BandTable> tables_;
  std::vector<BandPlan> plans_;  // [radius], while probing beats scanning
  std::vector<int> growth_;      // radii that nearest() tries in turn
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_MULTI_INDEX_H_
