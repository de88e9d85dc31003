// Recognition as the suite measures it: the one place that calls the engine.
#ifndef SLEEVE_BENCHMARKS_SUITE_RECOGNISER_H_
#define SLEEVE_BENCHMARKS_SUITE_RECOGNISER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "index/matcher.h"

namespace sleeve::suite {

/// A catalogue in a temporary folder, and the matcher over it. Threads may
/// share it.
class Recogniser {
 public:
  /// Catalogues the pictures at `paths`; an artwork's id is its path. Calls
  /// `progress` after each. Throws Error when one cannot be read (sort them
  /// out first) or the temporary folder cannot be written.
  Recogniser(const std::vector<std::string>& paths, int threads,
             const std::function<void()>& progress = {});
  ~Recogniser();
  Recogniser(const Recogniser&) = delete;
  Recogniser& operator=(const Recogniser&) = delete;

  /// Which artworks are in the encoded picture; a Problem when it is bad.
  Result<Matches> recognise(Bytes bytes) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_RECOGNISER_H_
