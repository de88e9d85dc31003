// FAISS IndexBinaryIVF and IndexIVFFlat: lists of rows around learnt centres.
#include <faiss/IndexBinaryFlat.h>
#include <faiss/IndexBinaryIVF.h>
#include <faiss/IndexFlat.h>
#include <faiss/IndexIVFFlat.h>
#include <faiss/impl/AuxIndexStructures.h>

#include "index/faiss_kinds.h"

namespace sleeve {
namespace {

// The first number of the specification is nlist, the second nprobe.
class IvfCodes : public FaissKind {
 public:
  IvfCodes(const FaissBuild& build, const FaissBytes* saved) {
    if (saved != nullptr) {
      index_ = faiss_cast<faiss::IndexBinaryIVF>(faiss_loaded_codes(*saved));
    } else {
      make(build);
    }
    index_->nprobe = static_cast<size_t>(build.shape.numbers[1]);
  }

  void search(const FaissSearch& search) override {
    if (search.radius < 0) {
      faiss_nearest<uint8_t, int32_t>(*index_, search);
    } else {
      faiss_within<faiss::RangeSearchResult>(*index_, search);
    }
  }

  uint64_t bytes() const override {
    const auto entry =
        static_cast<uint64_t>(index_->code_size) + sizeof(int64_t);
    return static_cast<uint64_t>(index_->ntotal) * entry +
           index_->nlist * static_cast<uint64_t>(index_->code_size);
  }

  std::vector<uint8_t> save() const override { return faiss_saved(*index_); }

 private:
  void make(const FaissBuild& build) {
    auto centres =
        std::make_unique<faiss::IndexBinaryFlat>(build.shape.width * 8);
    index_ = std::make_unique<faiss::IndexBinaryIVF>(
        centres.get(), static_cast<size_t>(build.shape.width * 8),
        static_cast<size_t>(build.shape.numbers[0]));
    index_->own_fields = true;
    centres.release();
    // Few codes for a centre are the caller's choice: no warning is printed.
    index_->cp.min_points_per_centroid = 1;
    index_->train(build.n, codes_of(build));
    faiss_add(*index_, build, codes_of(build));
  }

  std::unique_ptr<faiss::IndexBinaryIVF> index_;
};

class IvfFeatures : public FaissKind {
 public:
  IvfFeatures(const FaissBuild& build, const FaissBytes* saved) {
    if (saved != nullptr) {
      index_ = faiss_cast<faiss::IndexIVFFlat>(faiss_loaded_features(*saved));
    } else {
      make(build);
    }
    index_->nprobe = static_cast<size_t>(build.shape.numbers[1]);
  }

  void search(const FaissSearch& search) override {
    faiss_nearest<float, float>(*index_, search);
  }

  uint64_t bytes() const override {
    const uint64_t row = static_cast<uint64_t>(index_->d) * sizeof(float);
    return static_cast<uint64_t>(index_->ntotal) * (row + sizeof(int64_t)) +
           index_->nlist * row;
  }

  std::vector<uint8_t> save() const override { return faiss_saved(*index_); }

 private:
  void make(const FaissBuild& build) {
    auto centres = std::make_unique<faiss::IndexFlatL2>(build.shape.width);
    index_ = std::make_unique<faiss::IndexIVFFlat>(
        centres.get(), static_cast<size_t>(build.shape.width),
        static_cast<size_t>(build.shape.numbers[0]));
    index_->own_fields = true;
    centres.release();
    index_->cp.min_points_per_centroid = 1;
    index_->train(build.n, features_of(build));
    faiss_add(*index_, build, features_of(build));
  }

  std::unique_ptr<faiss::IndexIVFFlat> index_;
};

}  // namespace

std::unique_ptr<FaissKind> make_faiss_ivf(const FaissBuild& build,
                                          const FaissBytes* saved) {
  if (build.shape.floats != 0) {
    return std::make_unique<IvfFeatures>(build, saved);
  }
  return std::make_unique<IvfCodes>(build, saved);
}

}  // namespace sleeve
