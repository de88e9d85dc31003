// Indexes of FAISS behind the common interface.
#ifndef SLEEVE_INDEX_FAISS_INDEX_H_
#define SLEEVE_INDEX_FAISS_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "index/search_index.h"

namespace sleeve {

/// As build_search_index(), for the kinds flat, hnsw, ivf and multihash. The
/// library sleeve_faiss.so is loaded on first use.
std::unique_ptr<SearchIndex> build_faiss_index(std::span<const uint8_t> codes,
                                               size_t code_bytes,
                                               const IndexSpec& spec,
                                               int threads);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_FAISS_INDEX_H_
