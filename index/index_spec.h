// Specification strings: which index to build, in one word and a few numbers.
#ifndef SLEEVE_INDEX_INDEX_SPEC_H_
#define SLEEVE_INDEX_INDEX_SPEC_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sleeve {

enum class IndexKind {
  exact,      ///< mih or scan, whichever suits
  scan,       ///< reads all codes
  mih,        ///< multi-index hashing: exact
  flat,       ///< FAISS IndexBinaryFlat: exact
  hnsw,       ///< FAISS IndexBinaryHNSW: a graph
  ivf,        ///< FAISS IndexBinaryIVF: lists around learnt centres
  multihash,  ///< FAISS IndexBinaryMultiHash
  ivfpq,      ///< FAISS IndexIVFPQ: features in few bytes each
  automatic,  ///< what size, radius and memory suggest
};

/// A kind and its numbers. As text the numbers follow a colon, separated by
/// commas; those in brackets may be left out:
///
///   auto[:radius]                the radius it will be asked for
///   exact  scan  flat
///   mih[:radius[,table_bytes]]   fastest at this radius; bytes a code
///   hnsw:M[,ef]                  links a node; nodes a search visits (64)
///   ivf:nlist,nprobe             lists; lists a search reads
///   multihash:nhash,b[,nflip]    tables; bits of each; flips (0)
///   ivfpq:nlist,nprobe,m[,bits]  as ivf; pieces of a row; bits of each (8)
///
/// Over features there are auto, exact, flat, hnsw, ivf and ivfpq, over codes
/// all but ivfpq.
struct IndexSpec {
  IndexKind kind = IndexKind::exact;
  std::vector<int> numbers;  ///< those that were given

  bool operator==(const IndexSpec&) const = default;

  /// Whether it is FAISS's.
  bool is_faiss() const {
    return kind == IndexKind::flat || kind == IndexKind::hnsw ||
           kind == IndexKind::ivf || kind == IndexKind::multihash ||
           kind == IndexKind::ivfpq;
  }

  /// Number `i`, or `fallback` when it was left out.
  int number(size_t i, int fallback) const {
    return i < numbers.size() ? numbers[i] : fallback;
  }
};

/// Reads a specification for codes of `code_bits` bits. Throws Error
/// (invalid_argument) with a sentence that shows the right form when the kind
/// is unknown, or numbers are missing, too many, out of range or
/// contradictory.
IndexSpec parse_index_spec(std::string_view text, int code_bits = 256);

/// The same for features of `columns` numbers.
IndexSpec parse_feature_spec(std::string_view text, int64_t columns);

/// The text of a specification; parse_index_spec() gives back an equal one.
std::string index_spec_text(const IndexSpec& spec);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_INDEX_SPEC_H_
