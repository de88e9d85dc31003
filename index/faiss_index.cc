#include "index/faiss_index.h"

#include <algorithm>
#include <utility>

#include "index/faiss_handle.h"

namespace sleeve {
namespace {

using Answers = std::vector<std::vector<Neighbour>>;

constexpr char kPart[] = "faiss";

FaissRows rows_of(std::span<const uint8_t> codes, size_t code_bytes) {
  return {false, static_cast<int64_t>(code_bytes), codes.data(),
          static_cast<int64_t>(codes.size() / code_bytes)};
}

class FaissIndex : public SearchIndex {
 public:
  FaissIndex(const IndexSpec& spec, size_t code_bytes, int64_t size,
             FaissHandle handle)
      : spec_(spec),
        code_bytes_(code_bytes),
        size_(size),
        handle_(std::move(handle)) {}

  int64_t size() const override { return size_; }
  const IndexSpec& spec() const override { return spec_; }
  std::string about() const override { return "FAISS, as asked for"; }
  size_t bytes() const override { return handle_.bytes(); }

  std::vector<IndexPart> parts() const override {
    auto saved = std::make_shared<const std::vector<uint8_t>>(handle_.save());
    const std::span<const uint8_t> bytes = *saved;
    return {{kPart, bytes, std::move(saved)}};
  }

  Answers within_batch(std::span<const uint8_t> queries,
                       int radius) const override {
    return answer(queries, radius, 0);
  }

  Answers nearest_batch(std::span<const uint8_t> queries,
                        int64_t k) const override {
    return answer(queries, -1, std::min(k, size_));
  }

 private:
  Answers answer(std::span<const uint8_t> queries, int radius,
                 int64_t k) const {
    Answers answers = handle_.search(
        queries.data(), static_cast<int64_t>(queries.size() / code_bytes_),
        radius, k);
    for (auto& found : answers) std::sort(found.begin(), found.end(), closer);
    return answers;
  }

  IndexSpec spec_;
  size_t code_bytes_;
  int64_t size_;
  FaissHandle handle_;
};

}  // namespace

std::unique_ptr<SearchIndex> build_faiss_index(std::span<const uint8_t> codes,
                                               size_t code_bytes,
                                               const IndexSpec& spec,
                                               int threads) {
  const FaissRows rows = rows_of(codes, code_bytes);
  return std::make_unique<FaissIndex>(spec, code_bytes, rows.n,
                                      FaissHandle(spec, rows, threads));
}

std::unique_ptr<SearchIndex> open_faiss_index(std::span<const uint8_t> codes,
                                              size_t code_bytes,
                                              const IndexSpec& spec,
                                              int threads,
                                              const FindPart& find) {
  const FaissRows rows = rows_of(codes, code_bytes);
  return std::make_unique<FaissIndex>(
      spec, code_bytes, rows.n, FaissHandle(spec, rows, threads, find(kPart)));
}

}  // namespace sleeve
