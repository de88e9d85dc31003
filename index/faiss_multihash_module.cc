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
  Multihash(const FaissBuild& build, const FaissBytes* saved) {
    const int32_t* numbers = build.shape.numbers;
    if (saved != nullptr) {
      index_ =
          faiss_cast<faiss::IndexBinaryMultiHash>(faiss_loaded_codes(*saved));
    } else {
      index_ = std::make_unique<faiss::IndexBinaryMultiHash>(
          static_cast<int>(build.shape.width * 8), numbers[0], numbers[1]);
      faiss_add(*index_, build, codes_of(build));
    }
    index_->nflip = numbers[2];
  }

  void search(const FaissSearch& search) override {
    if (search.radius < 0) {
      faiss_nearest<uint8_t, int32_t>(*index_, search);
    } else {
      faiss_within<faiss::RangeSearchResult>(*index_, search);
    }
  }

  uint64_t bytes() const override {
    uint64_t bytes = static_cast<uint64_t>(index_->ntotal) * index_->code_size;
    for (const auto& map : index_->maps) {
      bytes += map.bucket_count() * sizeof(void*);
      for (const auto& [value, positions] : map) {
        bytes += sizeof(value) + sizeof(positions) + kNodeBytes +
                 positions.capacity() * sizeof(positions[0]);
      }
    }
    return bytes;
  }

  std::vector<uint8_t> save() const override { return faiss_saved(*index_); }

 private:
  std::unique_ptr<faiss::IndexBinaryMultiHash> index_;
};

}  // namespace

std::unique_ptr<FaissKind> make_faiss_multihash(const FaissBuild& build,
                                                const FaissBytes* saved) {
  return std::make_unique<Multihash>(build, saved);
}

}  // namespace sleeve
