// FAISS IndexBinaryFlat and IndexFlatL2: the scan of all rows, as a peer to
// compare with.
#include <faiss/IndexBinaryFlat.h>
#include <faiss/IndexFlat.h>
#include <faiss/impl/AuxIndexStructures.h>

#include "index/faiss_kinds.h"

namespace sleeve {
namespace {

class FlatCodes : public FaissKind {
 public:
  FlatCodes(const FaissBuild& build, const FaissBytes* saved) {
    if (saved != nullptr) {
      index_ = faiss_cast<faiss::IndexBinaryFlat>(faiss_loaded_codes(*saved));
      return;
    }
    index_ = std::make_unique<faiss::IndexBinaryFlat>(build.shape.width * 8);
    faiss_add(*index_, build, codes_of(build));
  }

  void search(const FaissSearch& search) override {
    if (search.radius < 0) {
      faiss_nearest<uint8_t, int32_t>(*index_, search);
    } else {
      faiss_within<faiss::RangeSearchResult>(*index_, search);
    }
  }

  uint64_t bytes() const override {
    return static_cast<uint64_t>(index_->ntotal) * index_->code_size;
  }

  std::vector<uint8_t> save() const override { return faiss_saved(*index_); }

 private:
  std::unique_ptr<faiss::IndexBinaryFlat> index_;
};

class FlatFeatures : public FaissKind {
 public:
  FlatFeatures(const FaissBuild& build, const FaissBytes* saved) {
    if (saved != nullptr) {
      index_ = faiss_cast<faiss::IndexFlat>(faiss_loaded_features(*saved));
      return;
    }
    index_ = std::make_unique<faiss::IndexFlatL2>(build.shape.width);
    faiss_add(*index_, build, features_of(build));
  }

  void search(const FaissSearch& search) override {
    faiss_nearest<float, float>(*index_, search);
  }

  uint64_t bytes() const override {
    return static_cast<uint64_t>(index_->ntotal) * index_->d * sizeof(float);
  }

  std::vector<uint8_t> save() const override { return faiss_saved(*index_); }

 private:
  std::unique_ptr<faiss::IndexFlat> index_;
};

}  // namespace

std::unique_ptr<FaissKind> make_faiss_flat(const FaissBuild& build,
                                           const FaissBytes* saved) {
  if (build.shape.floats != 0) {
    return std::make_unique<FlatFeatures>(build, saved);
  }
  return std::make_unique<FlatCodes>(build, saved);
}

}  // namespace sleeve
