// FAISS IndexBinaryIVF: lists of codes around learnt centres.
#include <faiss/IndexBinaryFlat.h>
#include <faiss/IndexBinaryIVF.h>
#include <faiss/impl/AuxIndexStructures.h>

#include "index/faiss_kinds.h"

namespace sleeve {
namespace {

class Ivf : public FaissKind {
 public:
  explicit Ivf(const FaissBuild& build)
      : centres_(build.code_bytes * 8),
        index_(&centres_, static_cast<size_t>(build.code_bytes * 8),
               static_cast<size_t>(build.numbers[0])) {
    index_.own_fields = false;
    index_.nprobe = static_cast<size_t>(build.numbers[1]);
    // Few codes for a centre are the caller's choice: no warning is printed.
    index_.cp.min_points_per_centroid = 1;
    index_.train(build.n, build.codes);
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
    const auto entry =
        static_cast<uint64_t>(index_.code_size) + sizeof(int64_t);
    return static_cast<uint64_t>(index_.ntotal) * entry +
           static_cast<uint64_t>(centres_.ntotal) * centres_.code_size;
  }

 private:
  faiss::IndexBinaryFlat centres_;
  faiss::IndexBinaryIVF index_;
};

}  // namespace

std::unique_ptr<FaissKind> build_faiss_ivf(const FaissBuild& build) {
  return std::make_unique<Ivf>(build);
}

}  // namespace sleeve
