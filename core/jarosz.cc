#include "core/jarosz.h"

#include <algorithm>
#include <vector>

namespace sleeve {
namespace {

// Rows that are filtered side by side, so that their running sums, each of
// which must be added up in order, advance together.
constexpr int kLanes = 8;
using Lanes = std::array<float, kLanes>;

// Eight rows, as [columns][kLanes].
using Band = std::vector<Lanes>;

// Eight rows, one after the other.
struct Rows {
  explicit Rows(int length)
      : columns(length), samples(static_cast<size_t>(length) * kLanes) {}
  float* row(int lane) { return &samples[static_cast<size_t>(lane) * columns]; }

  int columns;
  std::vector<float> samples;  // [kLanes][columns]
};

// A running mean over `size` samples around each sample, fewer at the ends.
// Mean i is the first to hold sample i + lead, and no longer holds i - lag.
struct Window {
  explicit Window(int line_length)
      : length(line_length),
        size((length + 2 * kJaroszSide - 1) / (2 * kJaroszSide)),
        lead(size / 2),
        lag(size - lead) {}

  float count(int i) const {
    const int last = std::min(i + lead, length - 1);
    return static_cast<float>(last - std::max(i - lag, -1));
  }

  int length, size, lead, lag;
};

// Which samples of a line the thinned line takes, in ascending order.
std::array<int, kJaroszSide> thinned(int length) {
  std::array<int, kJaroszSide> taken;
  for (int i = 0; i < kJaroszSide; ++i) {
    taken[i] = static_cast<int>(((i + 0.5) * length) / kJaroszSide);
  }
  return taken;
}

void luma_row(const Pixels& stored, int row, float* luma) {
  const uint8_t* from = stored.row(row);
  const int channels = stored.channels;
  if (channels < 3) {
    for (int column = 0; column < stored.columns; ++column) {
      luma[column] = from[column * channels];
    }
    return;
  }
  for (int column = 0; column < stored.columns; ++column, from += channels) {
    luma[column] = pdq_luma(from[0], from[1], from[2]);
  }
}

// Both go in small squares, which stay in the cache.
void into_band(Rows& rows, Band& band) {
  for (int left = 0; left < rows.columns; left += kLanes) {
    const int right = std::min(left + kLanes, rows.columns);
    for (int lane = 0; lane < kLanes; ++lane) {
      const float* from = rows.row(lane);
      for (int i = left; i < right; ++i) band[i][lane] = from[i];
    }
  }
}

void out_of_band(const Band& band, std::array<float*, kLanes> rows) {
  const int columns = static_cast<int>(band.size());
  for (int left = 0; left < columns; left += kLanes) {
    const int right = std::min(left + kLanes, columns);
    for (int lane = 0; lane < kLanes; ++lane) {
      for (int i = left; i < right; ++i) rows[lane][i] = band[i][lane];
    }
  }
}

Lanes divided(const Lanes& sum, float count) {
  Lanes means;
  for (int lane = 0; lane < kLanes; ++lane) means[lane] = sum[lane] / count;
  return means;
}

// Filters along the rows. Calls write(column, sums, count) for each column.
template <class Write>
void filter_rows(const Band& band, Write write) {
  const int columns = static_cast<int>(band.size());
  const Window window(columns);
  Lanes sum{};
  for (int i = 0; i < window.lead; ++i) {
    for (int lane = 0; lane < kLanes; ++lane) sum[lane] += band[i][lane];
  }
  for (int column = 0; column < columns; ++column) {
    if (column + window.lead < columns) {
      const Lanes& next = band[column + window.lead];
      for (int lane = 0; lane < kLanes; ++lane) sum[lane] += next[lane];
    }
    if (column >= window.lag) {
      const Lanes& last = band[column - window.lag];
      for (int lane = 0; lane < kLanes; ++lane) sum[lane] -= last[lane];
    }
    write(column, sum, window.count(column));
  }
}

// Filters down the columns, of rows that come and go one by one.
class ColumnFilter {
 public:
  ColumnFilter(int rows, int columns)
      : window_(rows),
        // The rows of the window, and a band that may be written ahead.
        kept_(window_.size + kLanes),
        ring_(static_cast<size_t>(kept_) * columns),
        sums_(columns) {}

  // Where row `row` is to be written before it is taken.
  float* slot(int row) {
    return &ring_[static_cast<size_t>(row % kept_) * sums_.size()];
  }

  // Takes row `row` from its slot; rows come in order from 0, all of them.
  // Calls write(row, sums, count) for every row whose window is complete.
  template <class Write>
  void take(int row, Write write) {
    const float* samples = slot(row);
    for (size_t i = 0; i < sums_.size(); ++i) sums_[i] += samples[i];
    const int end =
        row + 1 < window_.length ? row - window_.lead + 1 : window_.length;
    for (; next_ < end; ++next_) {
      if (next_ >= window_.lag) drop(next_ - window_.lag);
      write(next_, sums_, window_.count(next_));
    }
  }

 private:
  void drop(int row) {
    const float* samples = slot(row);
    for (size_t i = 0; i < sums_.size(); ++i) sums_[i] -= samples[i];
  }

  Window window_;
  int kept_;
  int next_ = 0;             // the row to be written next
  std::vector<float> ring_;  // [kept_][columns]
  std::vector<float> sums_;  // [columns]
};

// The four filters of one picture, each fed by the one before.
class Jarosz {
 public:
  explicit Jarosz(const Pixels& stored)
      : stored_(stored),
        luma_(stored.columns),
        once_(stored.columns),
        band_(stored.columns),
        means_(stored.columns),
        first_(stored.rows, stored.columns),
        second_(stored.rows, kJaroszSide),
        taken_rows_(thinned(stored.rows)),
        taken_columns_(thinned(stored.columns)) {}

  JaroszPlane run() {
    for (int top = 0; top < stored_.rows; top += kLanes) {
      first_pass(top, std::min(stored_.rows - top, kLanes));
    }
    return plane_;
  }

 private:
  void first_pass(int top, int count) {
    std::array<float*, kLanes> slots;
    for (int lane = 0; lane < kLanes; ++lane) {
      slots[lane] = first_.slot(top + lane);
      if (lane < count) luma_row(stored_, top + lane, luma_.row(lane));
    }
    into_band(luma_, band_);
    filter_rows(band_, [&](int column, const Lanes& sum, float size) {
      means_[column] = divided(sum, size);
    });
    out_of_band(means_, slots);
    for (int lane = 0; lane < count; ++lane) {
      first_.take(top + lane,
                  [&](int row, const std::vector<float>& sums, float size) {
                    float* means = once_.row(row % kLanes);
                    for (size_t i = 0; i < sums.size(); ++i)
                      means[i] = sums[i] / size;
                    if (row % kLanes == kLanes - 1 || row == stored_.rows - 1) {
                      second_pass(row / kLanes * kLanes, row % kLanes + 1);
                    }
                  });
    }
  }

  // Only the columns that the thinned picture takes are kept from here on.
  void second_pass(int top, int count) {
    into_band(once_, band_);
    int taken = 0;
    filter_rows(band_, [&](int column, const Lanes& sum, float size) {
      for (; taken < kJaroszSide && taken_columns_[taken] == column; ++taken) {
        const Lanes means = divided(sum, size);
        for (int lane = 0; lane < count; ++lane) {
          second_.slot(top + lane)[taken] = means[lane];
        }
      }
    });
    for (int lane = 0; lane < count; ++lane) {
      second_.take(top + lane, [&](int row, const std::vector<float>& sums,
                                   float size) { take_row(row, sums, size); });
    }
  }

  void take_row(int row, const std::vector<float>& sums, float size) {
    for (; taken_ < kJaroszSide && taken_rows_[taken_] == row; ++taken_) {
      for (int i = 0; i < kJaroszSide; ++i) {
        plane_[taken_ * kJaroszSide + i] = sums[i] / size;
      }
    }
  }

  const Pixels& stored_;
  Rows luma_, once_;
  Band band_, means_;
  ColumnFilter first_, second_;
  std::array<int, kJaroszSide> taken_rows_, taken_columns_;
  int taken_ = 0;  // rows of the plane that are done
  JaroszPlane plane_{};
};

}  // namespace

JaroszPlane jarosz_plane(const Pixels& stored) {
  if (stored.rows == kJaroszSide && stored.columns == kJaroszSide) {
    JaroszPlane plane;
    for (int row = 0; row < kJaroszSide; ++row) {
      luma_row(stored, row, &plane[row * kJaroszSide]);
    }
    return plane;
  }
  return Jarosz(stored).run();
}

}  // namespace sleeve
