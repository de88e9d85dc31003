// FAISS indexes as bytes in memory, and back.
#include <faiss/Index.h>
#include <faiss/IndexBinary.h>
#include <faiss/impl/io.h>
#include <faiss/index_io.h>

#include <algorithm>
#include <cstring>

#include "index/faiss_kinds.h"

namespace sleeve {
namespace {

// Reads bytes where they lie; FAISS's own reader would copy them all.
class Reader : public faiss::IOReader {
 public:
  explicit Reader(FaissBytes bytes) : bytes_(bytes) {}

  size_t operator()(void* to, size_t size, size_t count) override {
    if (size == 0) return count;
    const size_t whole = std::min<size_t>(count, (bytes_.size - at_) / size);
    if (whole > 0) std::memcpy(to, bytes_.bytes + at_, whole * size);
    at_ += whole * size;
    return whole;
  }

 private:
  FaissBytes bytes_;
  uint64_t at_ = 0;
};

}  // namespace

std::vector<uint8_t> faiss_saved(const faiss::IndexBinary& index) {
  faiss::VectorIOWriter writer;
  faiss::write_index_binary(&index, &writer);
  return std::move(writer.data);
}

std::vector<uint8_t> faiss_saved(const faiss::Index& index) {
  faiss::VectorIOWriter writer;
  faiss::write_index(&index, &writer);
  return std::move(writer.data);
}

std::unique_ptr<faiss::IndexBinary> faiss_loaded_codes(FaissBytes saved) {
  Reader reader(saved);
  return std::unique_ptr<faiss::IndexBinary>(faiss::read_index_binary(&reader));
}

std::unique_ptr<faiss::Index> faiss_loaded_features(FaissBytes saved) {
  Reader reader(saved);
  return std::unique_ptr<faiss::Index>(faiss::read_index(&reader));
}

}  // namespace sleeve
