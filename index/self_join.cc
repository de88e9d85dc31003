#include "index/self_join.h"

#include <algorithm>
#include <array>
#include <bit>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/error.h"
#include "index/exact_index.h"
#include "index/multi_index_memory.h"
#include "index/multi_index_table.h"
#include "index/self_join_kernels.h"
#include "index/self_join_plan.h"
#include "index/threads.h"
#include "index/watch.h"

namespace sleeve {
namespace {

// Rows whose meetings are one thread's next piece of work.
constexpr size_t kChunkRows = 4096;

// Rows of a large bucket that others are compared with at once: their columns
// fit the first-level cache.
constexpr uint32_t kOtherRows = 1024;

constexpr size_t kHits = 4 * kJoinRows * kOtherRows;
constexpr size_t kPairs = 8192;
constexpr size_t kGatherAhead = 16;

// Rows and the vectors behind them are numbered in 32 bits.
constexpr size_t kMostCodes = 4'000'000'000;

// Lets threads pass their pairs on in the order of their work. The thread
// whose turn it is never waits, so that a full buffer is no deadlock.
class Turns {
 public:
  void wait_for(size_t turn) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return next_ == turn || ended_; });
    if (ended_) throw Ended();
  }

  void finish(size_t turn) {
    wait_for(turn);
    const std::lock_guard lock(mutex_);
    ++next_;
    changed_.notify_all();
  }

  // Another thread has failed: nobody's turn comes any more.
  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

  struct Ended {};

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t next_ = 0;
  bool ended_ = false;
};

// What all bands of one join share.
struct Join {
  std::span<const uint8_t> codes;
  size_t code_bytes;
  int radius;
  int threads;
  const TakePairs& take;

  size_t size() const { return codes.size() / code_bytes; }
  std::array<uint64_t, 4> words(uint32_t row) const {
    return code_words(&codes[size_t{row} * code_bytes], code_bytes);
  }
};

// The rows of one band in its order, with the columns that are compared.
class SortedBand {
 public:
  SortedBand(const Join& join, const JoinBand& plan)
      : plan_(plan), table_(join.codes, join.code_bytes, plan.band) {
    const size_t n = join.size();
    columns_.count = plan.columns;
    for (int c = 0; c < plan.columns; ++c) {
      values_.emplace_back(n + kColumnPadding);
      std::fill_n(&values_.back()[n], kColumnPadding, 0);
      columns_.words[c] = values_.back().data();
    }
    run_threads((n + kChunkRows - 1) / kChunkRows, join.threads, [&](size_t i) {
      gather(join, i * kChunkRows, std::min(n, (i + 1) * kChunkRows));
    });
  }

  const JoinBand& plan() const { return plan_; }
  const JoinColumns& columns() const { return columns_; }
  const uint32_t* starts() const { return table_.starts(); }
  const uint32_t* rows() const { return table_.rows(); }
  uint32_t buckets() const { return uint32_t{1} << plan_.band.width; }

  // The bucket that holds `place` of the band's order.
  uint32_t bucket_of(size_t place) const {
    const uint32_t* end = starts() + buckets() + 1;
    return static_cast<uint32_t>(
        std::upper_bound(starts(), end, static_cast<uint32_t>(place)) -
        starts() - 1);
  }

 private:
  void gather(const Join& join, size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      if (i + kGatherAhead < end) {
        __builtin_prefetch(
            &join.codes[size_t{rows()[i + kGatherAhead]} * join.code_bytes]);
      }
      const auto words = join.words(rows()[i]);
      for (size_t c = 0; c < values_.size(); ++c) {
        values_[c][i] = column_value(plan_, static_cast<int>(c), words.data());
      }
    }
  }

  JoinBand plan_;
  BandOrder table_;
  std::vector<LargeArray<uint32_t>> values_;
  JoinColumns columns_;
};

// One thread's part of a band's join.
class ChunkJoin {
 public:
  ChunkJoin(const Join& join, const SortedBand& band,
            std::span<const JoinBand> earlier, Turns& turns, size_t turn)
      : join_(join),
        band_(band),
        earlier_(earlier),
        turns_(turns),
        turn_(turn),
        hits_(std::make_unique_for_overwrite<JoinHit[]>(kHits)),
        distances_(std::make_unique_for_overwrite<int[]>(kHits)) {}

  // Joins rows [begin, end) with all that are later in the band's order.
  void run(size_t begin, size_t end) {
    uint32_t bucket = band_.bucket_of(begin);
    while (begin < end) {
      const size_t bucket_end =
          std::min<size_t>(end, band_.starts()[bucket + 1]);
      if (begin < bucket_end) {
        join_bucket(bucket, static_cast<uint32_t>(begin),
                    static_cast<uint32_t>(bucket_end));
        begin = bucket_end;
      }
      ++bucket;
    }
    if (!pairs_.empty()) flush();
    turns_.finish(turn_);
  }

 private:
  // With its own bucket and the greater of those a few bits away: each two
  // buckets meet once.
  void join_bucket(uint32_t bucket, uint32_t begin, uint32_t end) {
    join_with(bucket, 0, begin, end);
    for (int flips = 1; flips <= band_.plan().threshold; ++flips) {
      uint64_t mask = (uint64_t{1} << flips) - 1;
      for (; mask < band_.buckets(); mask = next_mask(mask)) {
        const uint32_t other = bucket ^ static_cast<uint32_t>(mask);
        if (other > bucket) join_with(other, flips, begin, end);
      }
    }
  }

  void join_with(uint32_t bucket, int flips, uint32_t begin, uint32_t end) {
    const int limit = band_.plan().limit - flips;
    const uint32_t other_end = band_.starts()[bucket + 1];
    for (uint32_t other = std::max(band_.starts()[bucket], begin);
         other < other_end;) {
      const uint32_t part = std::min(kOtherRows, other_end - other);
      JoinTask task{begin, end, other, other + part, limit};
      while (task.begin < task.end) {
        const size_t count =
            join_rows(band_.columns(), task, hits_.get(), kHits);
        if (count > 0) check(count);
      }
      other += part;
    }
  }

  void check(size_t count) {
    // Vectors of unlike length find the same in another order.
    std::sort(hits_.get(), hits_.get() + count,
              [](const JoinHit& a, const JoinHit& b) {
                return a.first != b.first ? a.first < b.first
                                          : a.second < b.second;
              });
    join_distances(join_.codes.data(), join_.code_bytes, band_.rows(),
                   hits_.get(), count, distances_.get());
    for (size_t i = 0; i < count; ++i) {
      if (distances_[i] > join_.radius) continue;
      const uint32_t a = band_.rows()[hits_[i].first];
      const uint32_t b = band_.rows()[hits_[i].second];
      if (met_before(a, b)) continue;
      pairs_.push_back({std::min(a, b), std::max(a, b), distances_[i]});
      if (pairs_.size() >= kPairs) flush();
    }
  }

  // Whether the two met in an earlier band and were reported there.
  bool met_before(uint32_t a, uint32_t b) const {
    auto words = join_.words(a);
    const auto other = join_.words(b);
    for (size_t w = 0; w < words.size(); ++w) words[w] ^= other[w];
    return std::any_of(
        earlier_.begin(), earlier_.end(), [&](const JoinBand& band) {
          const int own = std::popcount(band_value(words.data(), band.band));
          return own <= band.threshold &&
                 own + column_distance(band, words.data()) <= band.limit;
        });
  }

  void flush() {
    turns_.wait_for(turn_);
    join_.take(pairs_);
    pairs_.clear();
  }

  const Join& join_;
  const SortedBand& band_;
  std::span<const JoinBand> earlier_;
  Turns& turns_;
  size_t turn_;
  std::unique_ptr<JoinHit[]> hits_;
  std::unique_ptr<int[]> distances_;
  std::vector<CodePair> pairs_;
};

void join_band(const Join& join, std::span<const JoinBand> bands,
               size_t current) {
  const SortedBand band(join, bands[current]);
  const size_t n = join.size();
  const size_t chunks = (n + kChunkRows - 1) / kChunkRows;
  Turns turns;
  run_threads(chunks, join.threads, [&](size_t i) {
    try {
      ChunkJoin chunk(join, band, bands.first(current), turns, i);
      chunk.run(i * kChunkRows, std::min(n, (i + 1) * kChunkRows));
    } catch (const Turns::Ended&) {
      return;
    } catch (...) {
      turns.end();
      throw;
    }
    checkpoint(part_of(static_cast<int64_t>(n), current * chunks + i,
                       bands.size() * chunks));
  });
}

void check_arguments(const Join& join) {
  const auto refuse = [](const std::string& sentence) {
    throw Error(ErrorCode::invalid_argument, sentence);
  };
  const auto bytes = std::to_string(join.code_bytes);
  if (join.code_bytes != 32 && join.code_bytes != 8) {
    refuse("Codes must have 32 or 8 bytes, not " + bytes + ".");
  }
  if (join.codes.size() % join.code_bytes != 0) {
    refuse(std::to_string(join.codes.size()) +
           " bytes are no whole number of codes of " + bytes + " bytes.");
  }
  if (join.size() > kMostCodes) {
    refuse("A self-join takes at most 4,000,000,000 codes.");
  }
  const int bits = 8 * static_cast<int>(join.code_bytes);
  if (join.radius < 0 || join.radius > bits) {
    refuse("The radius must lie between 0 and " + std::to_string(bits) +
           " bits.");
  }
  if (join.threads < 1) refuse("A self-join needs at least one thread.");
}

}  // namespace

void self_join(std::span<const uint8_t> codes, size_t code_bytes, int radius,
               int threads, const TakePairs& take) {
  const Join join{codes, code_bytes, radius, threads, take};
  check_arguments(join);
  const auto n = static_cast<int64_t>(join.size());
  if (n < 2) return;
  const std::vector<JoinBand> bands =
      plan_self_join(n, 8 * static_cast<int>(code_bytes), radius);
  for (size_t band = 0; band < bands.size(); ++band) {
    join_band(join, bands, band);
  }
}

void self_join(std::span<const uint8_t> codes, int radius, int threads,
               const TakePairs& take) {
  self_join(codes, kCodeBytes, radius, threads, take);
}

}  // namespace sleeve
