#include "screen/dedupe/plain_groups.h"

#include <algorithm>
#include <cstring>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace sleeve {
namespace {

uint64_t first_bytes(const uint8_t* digest) {
  uint64_t key;
  std::memcpy(&key, digest, sizeof key);
  return key;
}

uint64_t bytes_key(const Corpus& corpus, uint32_t row) {
  return first_bytes(corpus.numbers(row).sha256.data());
}

// What two plain pictures of the same pixels agree in.
auto outline(const Corpus& corpus, uint32_t row) {
  const RecordNumbers& numbers = corpus.numbers(row);
  return std::tie(numbers.hash, numbers.rows, numbers.columns);
}

// Plain pictures that may have the pixels of others with other bytes: one of
// each content.
std::vector<uint32_t> plain_rows_to_digest(const Corpus& corpus,
                                           std::vector<uint32_t> rows) {
  std::sort(rows.begin(), rows.end(), [&](uint32_t a, uint32_t b) {
    const auto left = outline(corpus, a), right = outline(corpus, b);
    return left != right ? left < right : a < b;
  });
  std::vector<uint32_t> wanted;
  for (size_t begin = 0, end = 0; begin < rows.size(); begin = end) {
    std::unordered_set<uint64_t> contents;
    const size_t before = wanted.size();
    for (end = begin; end < rows.size() && outline(corpus, rows[end]) ==
                                               outline(corpus, rows[begin]);
         ++end) {
      if (contents.insert(bytes_key(corpus, rows[end])).second) {
        wanted.push_back(rows[end]);
      }
    }
    if (contents.size() == 1) wanted.resize(before);
  }
  std::sort(wanted.begin(), wanted.end());
  return wanted;
}

}  // namespace

void group_plain(const Corpus& corpus, const std::vector<uint32_t>& plain,
                 const DigestPixels& digest, Duplicates& result) {
  digest(plain_rows_to_digest(corpus, plain));
  std::unordered_map<uint64_t, uint32_t> by_bytes, by_pixels;
  for (const uint32_t row : plain) {
    uint32_t found = row;
    const auto bytes = by_bytes.try_emplace(bytes_key(corpus, row), row);
    if (same_bytes(corpus, bytes.first->second, row)) {
      found = bytes.first->second;
    }
    if (const auto pixels = corpus.file.pixels(corpus.records[row])) {
      const auto decoded =
          by_pixels.try_emplace(first_bytes(pixels->data()), row);
      if (found == row && same_pixels(corpus, decoded.first->second, row)) {
        found = decoded.first->second;
      }
    }
    uint32_t keeper = found == row ? row : result.keepers[found];
    const bool cross = corpus.references > 0;
    if (cross && (row < corpus.references || keeper >= corpus.references)) {
      keeper = row;
    }
    result.keepers[row] = keeper;
    if (keeper != row) result.pairs.push_back({keeper, row, 0});
  }
}

}  // namespace sleeve
