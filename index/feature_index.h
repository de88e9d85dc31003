// Search in float vectors: exact, or FAISS's indexes with what they miss.
#ifndef SLEEVE_INDEX_FEATURE_INDEX_H_
#define SLEEVE_INDEX_FEATURE_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "index/search_index.h"

namespace sleeve {

/// A vector of the index near a query.
struct FeatureNeighbour {
  int64_t position = 0;  ///< row of the vector
  float distance = 0;    ///< Euclidean

  bool operator==(const FeatureNeighbour&) const = default;
};

using FeatureAnswers = std::vector<std::vector<FeatureNeighbour>>;

/// As SearchIndex, over features [size()][columns()]. Distances are always
/// those of the features themselves, also where an index keeps them in fewer
/// bytes.
class FeatureIndex {
 public:
  virtual ~FeatureIndex() = default;

  virtual int64_t size() const = 0;
  virtual int64_t columns() const = 0;
  virtual const IndexSpec& spec() const = 0;
  virtual std::string about() const = 0;

  /// Memory for answering; the features themselves only where it needs them.
  virtual size_t bytes() const = 0;

  /// What open_feature_index() needs.
  virtual std::vector<IndexPart> parts() const = 0;

  /// Element i answers query i of `queries` [m][columns] by the k nearest, by
  /// distance, then position. Throws Error (invalid_argument) when k is
  /// negative.
  virtual FeatureAnswers nearest_batch(std::span<const float> queries,
                                       int64_t k) const = 0;
};

/// Builds the index that `spec` (parse_feature_spec()) names over `features`
/// [n][columns], finite numbers that must outlive it. Throws Error as
/// build_search_index() does.
std::unique_ptr<FeatureIndex> build_feature_index(
    std::span<const float> features, int64_t columns, const IndexSpec& spec,
    int threads);

/// The same from the parts() of an index over these features.
std::unique_ptr<FeatureIndex> open_feature_index(
    std::span<const float> features, int64_t columns, const IndexSpec& spec,
    int threads, const FindPart& find);

/// About what building and asking the index takes beyond the features, in
/// bytes for n of them.
double feature_index_memory(const IndexSpec& spec, int64_t n, int64_t columns);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_FEATURE_INDEX_H_
