// FAISS IndexBinaryFlat: the scan of all codes, as a peer to compare with.
#include <faiss/IndexBinaryFlat.h>
#include <faiss/impl/AuxIndexStructures.h>

#include "index/faiss_kinds.h"

namespace sleeve {
namespace {

class Flat : public FaissKind {
 public:
  explicit Flat(const FaissBuild& build) : index_(build.code_bytes * 8) {
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
    return static_cast<uint64_t>(index_.ntotal) * index_.code_size;
  }

 private:
  faiss::IndexBinaryFlat index_;
};

}  // namespace

std::unique_ptr<FaissKind> build_faiss_flat(const FaissBuild& build) {
  return std::make_unique<Flat>(build);
}

}  // namespace sleeve
