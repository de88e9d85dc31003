#include "index/short_scan.h"

#include <algorithm>
#include <cstring>

#include "index/multi_index_kernels.h"
#include "index/scan_answers.h"
#include "index/watch.h"

namespace sleeve {
namespace {

constexpr size_t kBytes = 8;
constexpr int kBits = 64;

// Queries that share one reading of the codes from memory. Their answers are
// gathered at once, so that there must not be too many.
constexpr size_t kBlockQueries = 256;

template <class Answer>
void scan_block(std::span<const uint8_t> codes, const uint8_t* queries,
                std::span<Answer> answers) {
  const size_t size = codes.size() / kBytes;
  TileHit hits[kTileCodes];
  for (size_t done = 0; done < size;) {
    const size_t tile = next_tile(done, size);
    for (size_t q = 0; q < answers.size(); ++q) {
      uint64_t query;
      std::memcpy(&query, queries + q * kBytes, kBytes);
      const size_t count = scan_short_codes(codes.data() + done * kBytes, tile,
                                            query, answers[q].radius(), hits);
      answers[q].take(static_cast<int64_t>(done), hits, count);
    }
    done += tile;
  }
}

template <class Answer>
std::vector<std::vector<Neighbour>> scan(std::span<const uint8_t> codes,
                                         std::span<const uint8_t> queries,
                                         const Answer& empty) {
  const size_t all = queries.size() / kBytes;
  std::vector<std::vector<Neighbour>> results;
  results.reserve(all);
  for (size_t first = 0; first < all; first += kBlockQueries) {
    checkpoint();
    std::vector<Answer> answers(std::min(kBlockQueries, all - first), empty);
    scan_block(codes, queries.data() + first * kBytes, std::span(answers));
    for (Answer& answer : answers) results.push_back(answer.finish());
  }
  return results;
}

}  // namespace

std::vector<std::vector<Neighbour>> scan_short_within(
    std::span<const uint8_t> codes, std::span<const uint8_t> queries,
    int radius) {
  return scan(codes, queries, WithinAnswer(radius));
}

std::vector<std::vector<Neighbour>> scan_short_nearest(
    std::span<const uint8_t> codes, std::span<const uint8_t> queries,
    int64_t k) {
  const auto most = static_cast<int64_t>(codes.size() / kBytes);
  return scan(codes, queries,
              NearestAnswer(static_cast<size_t>(std::min(k, most)), kBits));
}

}  // namespace sleeve
