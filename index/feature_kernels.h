// Distances between float vectors: kernels for the exact feature index, the
// best of which is chosen at run time as in index/hamming.h.
#ifndef SLEEVE_INDEX_FEATURE_KERNELS_H_
#define SLEEVE_INDEX_FEATURE_KERNELS_H_

#include <cstddef>

namespace sleeve {

/// Writes to `distances` [n] the squared Euclidean distance of `query`
/// [columns] to each of `rows` [n][columns]. Sixteen sums are kept whatever the
/// instruction set, and products are rounded before they are added, so that
/// every machine gives the same bits.
void squared_distances(const float* rows, size_t n, size_t columns,
                       const float* query, float* distances);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_FEATURE_KERNELS_H_
