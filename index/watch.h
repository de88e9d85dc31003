// Lets whoever started long work see how far it is, and end it.
#ifndef SLEEVE_INDEX_WATCH_H_
#define SLEEVE_INDEX_WATCH_H_

#include <cstddef>
#include <cstdint>

namespace sleeve {

/// Told by long work how far it is, from any of its threads.
class Watch {
 public:
  virtual ~Watch() = default;

  /// So many more codes, queries or artworks are done; 0 only asks whether to
  /// go on. What it throws ends the work, which leaves everything as any other
  /// failure does.
  virtual void passed(int64_t count) = 0;
};

/// The watch of the work on this thread; null when nobody watches.
Watch* current_watch();

/// Makes `watch` that of the work on this thread, until the end of the scope.
/// It is not handed down as an argument since all layers have long work in
/// them; run_threads() takes it along.
class Watching {
 public:
  explicit Watching(Watch* watch);
  Watching(const Watching&) = delete;
  Watching& operator=(const Watching&) = delete;
  ~Watching();

 private:
  Watch* before_;
};

/// Where long work says how far it is and may end: some times a second, and
/// never where half of something would stay behind.
inline void checkpoint(int64_t count = 0) {
  if (Watch* watch = current_watch()) watch->passed(count);
}

/// What part `i` of `parts` counts for when all count for `whole` together:
/// at most 2^32, and fewer than 2^31 parts.
constexpr int64_t part_of(int64_t whole, size_t i, size_t parts) {
  const auto all = static_cast<int64_t>(parts);
  const auto before = static_cast<int64_t>(i);
  return whole * (before + 1) / all - whole * before / all;
}

}  // namespace sleeve

#endif  // SLEEVE_INDEX_WATCH_H_
