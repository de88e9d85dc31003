// What the recall bench keeps between runs: true answers and finished lines.
#ifndef SLEEVE_INDEX_RECALL_CACHE_H_
#define SLEEVE_INDEX_RECALL_CACHE_H_

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "index/recall_run.h"

namespace sleeve {

/// A folder of files that are named after the data, the question and the
/// number of threads. What is missing or damaged is made anew. Does nothing
/// when the options name no folder.
class RecallCache {
 public:
  /// Makes the folder. Throws Error (io_error).
  RecallCache(const RecallData& data, const RecallOptions& options);

  /// The truth for codes: from the folder, or made and kept.
  Answers truth(const std::function<Answers()>& make) const;
  FeatureAnswers truth(const std::function<FeatureAnswers()>& make) const;

  /// The line of a specification that an earlier run finished.
  std::optional<RecallLine> line(const IndexSpec& spec) const;
  void keep(const RecallLine& line) const;

 private:
  template <class All>
  All load_or_make(const std::function<All()>& make) const;
  std::filesystem::path line_file(const std::string& spec) const;

  std::filesystem::path folder_;
  std::string truth_key_;
  std::string line_key_;
  int64_t rows_ = 0;
  int64_t queries_ = 0;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_RECALL_CACHE_H_
