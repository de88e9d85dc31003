// FAISS IndexBinaryMultiHash: hash tables over parts of the codes.
#include <faiss/IndexBinaryHash.h>
#include <faiss/impl/AuxIndexStructures.h>

#include "index/faiss_kinds.h"

namespace sleeve {
namespace {

// A node of a hash table beside what it holds: the next one, and what the
// allocator adds.
constexpr uint64_t kNodeBytes = 24;

class Multihash : public FaissKind {
 public:
  explicit Multihash(const FaissBuild& build)
      : index_(static_cast<int>(build.code_bytes * 8), build.numbers[0],
               build.numbers[1]) {
    index_.nflip = build.numbers[2];
    index_.add(build.n, build.codes);
  }

  void search(const FaissSearch& search) override {
    if (search.radius < 0) {
      faiss_nearest(index_, search);
    } else {
      faiss_within<faiss::RangeSearchResult>(index_, search);
    }
  }

  uint64_t bytes() const override {
    uint64_t bytes = static_cast<uint64_t>(index_.ntotal) * index_.code_size;
    for (const auto& map : index_.maps) {
      bytes += map.bucket_count() * sizeof(void*);
      for (const auto& [value, positions] : map) {
        bytes += sizeof(value) + sizeof(positions) + kNodeBytes +
                 positions.capacity() * sizeof(positions[0]);
      }
    }
    return bytes;
  }

 private:
  faiss::IndexBinaryMultiHash index_;
};

}  // namespace

std::unique_ptr<FaissKind> build_faiss_multihash(const FaissBuild& build) {
  return std::make_unique<Multihash>(build);
}

}  // namespace sleeve
