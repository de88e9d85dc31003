// Indexes of FAISS over codes behind the common interface.
#ifndef SLEEVE_INDEX_FAISS_INDEX_H_
#define SLEEVE_INDEX_FAISS_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "index/search_index.h"

namespace sleeve {

/// As build_search_index(), for the kinds flat, hnsw, ivf and multihash.
std::unique_ptr<SearchIndex> build_faiss_index(std::span<const uint8_t> codes,
                                               size_t code_bytes,
                                               const IndexSpec& spec,
                                               int threads);

/// As open_search_index().
std::unique_ptr<SearchIndex> open_faiss_index(std::span<const uint8_t> codes,
                                              size_t code_bytes,
                                              const IndexSpec& spec,
                                              int threads,
                                              const FindPart& find);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_FAISS_INDEX_H_
