// FAISS IndexIVFPQ: lists around learnt centres of features in few bytes each.
#include <faiss/IndexFlat.h>
#include <faiss/IndexIVFPQ.h>

#include "index/faiss_kinds.h"

namespace sleeve {
namespace {

// The numbers of the specification are nlist, nprobe, m and bits.
class Ivfpq : public FaissKind {
 public:
  Ivfpq(const FaissBuild& build, const FaissBytes* saved) {
    if (saved != nullptr) {
      index_ = faiss_cast<faiss::IndexIVFPQ>(faiss_loaded_features(*saved));
    } else {
      make(build);
    }
    index_->nprobe = static_cast<size_t>(build.shape.numbers[1]);
  }

  void search(const FaissSearch& search) override {
    faiss_nearest<float, float>(*index_, search);
  }

  uint64_t bytes() const override {
    const uint64_t entry =
        static_cast<uint64_t>(index_->code_size) + sizeof(int64_t);
    const uint64_t row = static_cast<uint64_t>(index_->d) * sizeof(float);
    return static_cast<uint64_t>(index_->ntotal) * entry +
           (index_->nlist + index_->pq.ksub) * row;
  }

  std::vector<uint8_t> save() const override { return faiss_saved(*index_); }

 private:
  void make(const FaissBuild& build) {
    const int32_t* numbers = build.shape.numbers;
    auto centres = std::make_unique<faiss::IndexFlatL2>(build.shape.width);
    index_ = std::make_unique<faiss::IndexIVFPQ>(
        centres.get(), static_cast<size_t>(build.shape.width),
        static_cast<size_t>(numbers[0]), static_cast<size_t>(numbers[2]),
        static_cast<size_t>(numbers[3]));
    index_->own_fields = true;
    centres.release();
    // Few rows for a centre are the caller's choice: no warning is printed.
    index_->cp.min_points_per_centroid = 1;
    index_->pq.cp.min_points_per_centroid = 1;
    index_->train(build.n, features_of(build));
    faiss_add(*index_, build, features_of(build));
  }

  std::unique_ptr<faiss::IndexIVFPQ> index_;
};

}  // namespace

std::unique_ptr<FaissKind> make_faiss_ivfpq(const FaissBuild& build,
                                            const FaissBytes* saved) {
  return std::make_unique<Ivfpq>(build, saved);
}

}  // namespace sleeve
