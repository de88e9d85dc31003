#include "index/multi_index.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "core/error.h"
#include "index/multi_index_kernels.h"
#include "index/multi_index_probe.h"
#include "index/short_scan.h"
#include "index/threads.h"
#include "index/watch.h"

namespace sleeve {
namespace {

constexpr int kDesignRadius = 31;
constexpr int kDesignRadiusShort = 8;

// Reading one code in order costs a query this much when it is alone, and
// when it shares the reading with a batch. Compare kProbeNanoseconds. Codes of
// 64 bits are counted as slowly as memory gives them.
constexpr double kScanNanoseconds = 1.0;
constexpr double kBatchScanNanoseconds = 0.15;
constexpr double kShortScanNanoseconds = 0.2;
constexpr size_t kBatchQueries = 16;

// How much dearer each radius that nearest() tries is than the last.
constexpr double kGrowth = 4;

int default_radius(size_t code_bytes) {
  return code_bytes == kCodeBytes ? kDesignRadius : kDesignRadiusShort;
}

[[noreturn]] void refuse(const std::string& sentence) {
  throw Error(ErrorCode::invalid_argument, sentence);
}

void check_options(std::span<const uint8_t> codes,
                   const MultiIndexOptions& options) {
  if (options.code_bytes != 32 && options.code_bytes != 8) {
    refuse("Codes must have 32 or 8 bytes, not " +
           std::to_string(options.code_bytes) + ".");
  }
  if (codes.size() % options.code_bytes != 0) {
    refuse(std::to_string(codes.size()) +
           " bytes are no whole number of codes of " +
           std::to_string(options.code_bytes) + " bytes.");
  }
  if (codes.size() / options.code_bytes > UINT32_MAX) {
    refuse("A multi-index holds fewer than 4,294,967,296 codes.");
  }
  if (options.design_radius < -1 ||
      options.design_radius > static_cast<int>(options.code_bytes * 8)) {
    refuse("The design radius must lie within the bits of a code.");
  }
  if (!(options.table_bytes_per_code >= 0) || options.threads < 1) {
    refuse("Table bytes must not be negative, threads at least 1.");
  }
}

double scan_cost(int64_t n, size_t code_bytes, size_t queries) {
  const double long_code =
      queries >= kBatchQueries ? kBatchScanNanoseconds : kScanNanoseconds;
  return static_cast<double>(n) *
         (code_bytes == kCodeBytes ? long_code : kShortScanNanoseconds);
}

std::unique_ptr<ProbeRoom> make_room() {
  return std::make_unique_for_overwrite<ProbeRoom>();
}

void keep_nearest(std::vector<Neighbour>& found, size_t k) {
  std::sort(found.begin(), found.end(), closer);
  if (found.size() > k) found.resize(k);
}

}  // namespace

std::vector<Band> MultiIndex::choose(int64_t n,
                                     const MultiIndexOptions& options) {
  const int radius = options.design_radius < 0
                         ? default_radius(options.code_bytes)
                         : options.design_radius;
  std::vector<Band> bands =
      choose_bands(n, static_cast<int>(options.code_bytes * 8), radius,
                   options.table_bytes_per_code);
  if (!bands.empty() && plan_bands(bands, n, radius).nanoseconds >
                            scan_cost(n, options.code_bytes, 1)) {
    bands.clear();
  }
  return bands;
}

bool MultiIndex::bands_fit(std::span<const Band> bands, int code_bits) {
  int end = 0;
  bool fit = bands.size() <= kMaxBands;
  for (const Band& band : bands) {
    fit = fit && band.first == end && band.width >= 1 &&
          band.width <= kMaxBandWidth;
    if (!fit) break;
    end += band.width;
  }
  return fit && end <= code_bits;
}

size_t MultiIndex::tables_bytes(std::span<const Band> bands, int64_t n) {
  size_t bytes = 0;
  for (const Band& band : bands) bytes += BandTable::bytes_needed(band, n);
  return bytes;
}

void MultiIndex::fill_tables(std::span<const uint8_t> codes, size_t code_bytes,
                             std::span<const Band> bands, int threads,
                             std::span<uint8_t> tables) {
  const auto n = static_cast<int64_t>(codes.size() / code_bytes);
  std::vector<uint8_t*> places;
  uint8_t* place = tables.data();
  for (const Band& band : bands) {
    places.push_back(place);
    place += BandTable::bytes_needed(band, n);
  }
  run_threads(bands.size(), threads, [&](size_t i) {
    BandTable::fill(codes, code_bytes, bands[i], key_band(bands, i), places[i]);
    checkpoint(part_of(n, i, bands.size()));
  });
}

MultiIndex::MultiIndex(std::span<const uint8_t> codes,
                       const MultiIndexOptions& options) {
  check_options(codes, options);
  const auto n = static_cast<int64_t>(codes.size() / options.code_bytes);
  open(codes, options.code_bytes, choose(n, options));
  if (bands_.empty()) return;
  auto block = std::make_shared<LargeArray<uint8_t>>(tables_bytes(bands_, n));
  fill_tables(codes, code_bytes_, bands_, options.threads,
              {block->data(), block->size()});
  table_bytes_ = block->span();
  owned_ = std::move(block);
  read_tables();
}

MultiIndex::MultiIndex(std::span<const uint8_t> codes, size_t code_bytes,
                       std::span<const Band> bands,
                       std::span<const uint8_t> tables) {
  MultiIndexOptions options;
  options.code_bytes = code_bytes;
  check_options(codes, options);
  if (!bands_fit(bands, static_cast<int>(code_bytes * 8))) {
    refuse("The bands are not those of such codes.");
  }
  open(codes, code_bytes, bands);
  if (tables.size() != tables_bytes(bands, size_) ||
      (size_ == 0 && !bands.empty())) {
    refuse("The tables are not those of these codes.");
  }
  table_bytes_ = tables;
  read_tables();
}

void MultiIndex::open(std::span<const uint8_t> codes, size_t code_bytes,
                      std::span<const Band> bands) {
  codes_ = codes;
  code_bytes_ = code_bytes;
  size_ = static_cast<int64_t>(codes.size() / code_bytes);
  if (code_bytes_ == kCodeBytes) exact_ = ExactIndex(codes);
  bands_.assign(bands.begin(), bands.end());
}

void MultiIndex::read_tables() {
  const uint8_t* place = table_bytes_.data();
  for (const Band& band : bands_) {
    tables_.emplace_back(place, band, size_);
    place += BandTable::bytes_needed(band, size_);
  }
  plan();
}

// Plans every radius at which probing may pay.
void MultiIndex::plan() {
  if (bands_.empty()) return;
  const int bits = static_cast<int>(code_bytes_ * 8);
  for (int radius = 0; radius <= bits; ++radius) {
    const BandPlan plan = plan_bands(bands_, size_, radius);
    if (plan.nanoseconds > scan_nanoseconds(1)) break;
    plans_.push_back(plan);
  }
  double tried = 0;
  for (size_t radius = 0; radius < plans_.size(); ++radius) {
    const bool last = radius + 1 == plans_.size();
    if (last || plans_[radius + 1].nanoseconds > kGrowth * tried) {
      growth_.push_back(static_cast<int>(radius));
      tried = plans_[radius].nanoseconds;
    }
  }
}

double MultiIndex::scan_nanoseconds(size_t queries) const {
  return scan_cost(size_, code_bytes_, queries);
}

bool MultiIndex::scans(int radius) const {
  check_radius(radius);
  return static_cast<size_t>(radius) >= plans_.size();
}

double MultiIndex::gain(int radius) const {
  if (scans(radius)) return 1;
  return std::max(1.0, scan_nanoseconds(kBatchQueries) /
                           plans_[static_cast<size_t>(radius)].nanoseconds);
}

int MultiIndex::usual_radius() const { return default_radius(code_bytes_); }

// False, and `found` to be ignored, when scanning turns out to be faster.
bool MultiIndex::probe(const uint8_t* query, int radius, ProbeRoom& room,
                       std::vector<Neighbour>& found) const {
  BandProbe probe(codes_.data(), code_bytes_, bands_, tables_,
                  plans_[static_cast<size_t>(radius)], radius, room);
  return probe.run(query, 2 * scan_nanoseconds(1), found);
}

std::vector<std::vector<Neighbour>> MultiIndex::scan(
    std::span<const uint8_t> queries, int radius) const {
  return code_bytes_ == kCodeBytes ? exact_.within_batch(queries, radius)
                                   : scan_short_within(codes_, queries, radius);
}

void MultiIndex::check_query(std::span<const uint8_t> query) const {
  if (query.size() != code_bytes_) {
    refuse("A query must have " + std::to_string(code_bytes_) + " bytes, not " +
           std::to_string(query.size()) + ".");
  }
}

void MultiIndex::check_radius(int radius) const {
  const int bits = static_cast<int>(code_bytes_ * 8);
  if (radius < 0 || radius > bits) {
    refuse("The radius must lie between 0 and " + std::to_string(bits) +
           " bits.");
  }
}

std::vector<Neighbour> MultiIndex::within(std::span<const uint8_t> query,
                                          int radius) const {
  check_query(query);
  check_radius(radius);
  return within(query.data(), radius, *make_room());
}

std::vector<Neighbour> MultiIndex::within(const uint8_t* query, int radius,
                                          ProbeRoom& room) const {
  std::vector<Neighbour> found;
  if (scans(radius) || !probe(query, radius, room, found)) {
    return std::move(scan({query, code_bytes_}, radius).front());
  }
  std::sort(found.begin(), found.end(), closer);
  return found;
}

bool MultiIndex::nearest_by_probing(const uint8_t* query, size_t k,
                                    double most_nanoseconds, ProbeRoom& room,
                                    std::vector<Neighbour>& found) const {
  for (const int radius : growth_) {
    found.clear();
    if (plans_[static_cast<size_t>(radius)].nanoseconds > most_nanoseconds) {
      return false;
    }
    if (!probe(query, radius, room, found)) return false;
    if (found.size() >= k) {
      keep_nearest(found, k);
      return true;
    }
  }
  return false;
}

std::vector<Neighbour> MultiIndex::nearest(std::span<const uint8_t> query,
                                           int64_t k) const {
  check_query(query);
  return std::move(nearest_batch(query, k).front());
}

std::vector<std::vector<Neighbour>> MultiIndex::within_batch(
    std::span<const uint8_t> queries, int radius) const {
  const size_t count = queries.size() / code_bytes_;
  if (queries.size() % code_bytes_ != 0) check_query(queries);
  if (scans(radius) || plans_[static_cast<size_t>(radius)].nanoseconds >
                           scan_nanoseconds(count)) {
    return scan(queries, radius);
  }
  std::vector<std::vector<Neighbour>> answers;
  const auto room = make_room();
  for (size_t q = 0; q < count; ++q) {
    checkpoint();
    answers.push_back(within(queries.data() + q * code_bytes_, radius, *room));
  }
  return answers;
}

// Those that have no near neighbours are scanned for together.
std::vector<std::vector<Neighbour>> MultiIndex::nearest_batch(
    std::span<const uint8_t> queries, int64_t k) const {
  if (k < 0) refuse("The number of neighbours must not be negative.");
  if (queries.size() % code_bytes_ != 0) check_query(queries);
  const auto wanted = static_cast<size_t>(std::min(k, size_));
  std::vector<std::vector<Neighbour>> answers(queries.size() / code_bytes_);
  std::vector<size_t> left;
  std::vector<uint8_t> left_queries;
  const auto room = make_room();
  const double most = scan_nanoseconds(answers.size());
  for (size_t q = 0; q < answers.size(); ++q) {
    checkpoint();
    const auto query = queries.subspan(q * code_bytes_, code_bytes_);
    if (wanted == 0 ||
        nearest_by_probing(query.data(), wanted, most, *room, answers[q])) {
      continue;
    }
    left.push_back(q);
    left_queries.insert(left_queries.end(), query.begin(), query.end());
  }
  auto scanned = code_bytes_ == kCodeBytes
                     ? exact_.nearest_batch(left_queries, k)
                     : scan_short_nearest(codes_, left_queries, k);
  for (size_t i = 0; i < left.size(); ++i) {
    answers[left[i]] = std::move(scanned[i]);
  }
  return answers;
}

}  // namespace sleeve
