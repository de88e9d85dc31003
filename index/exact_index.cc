#include "index/exact_index.h"

#include <algorithm>
#include <memory>
#include <string>

#include "core/error.h"
#include "index/hamming.h"
#include "index/scan_answers.h"
#include "index/watch.h"

namespace sleeve {
namespace {

// Fewer queries than this are faster one by one than through columns.
constexpr size_t kBatchMinimum = 3;

// Queries that share one reading of the codes from memory.
constexpr size_t kBlockQueries = 256;

constexpr int kCodeBits = 256;

template <class Answer>
void search_one(const uint8_t* codes, size_t size, const uint8_t* query,
                Answer& answer) {
  TileHit hits[kTileCodes];
  for (size_t done = 0; done < size && answer.radius() >= 0;) {
    const size_t tile = next_tile(done, size);
    const size_t count = scan_codes(codes + done * kCodeBytes, tile, query,
                                    answer.radius(), hits);
    answer.take(static_cast<int64_t>(done), hits, count);
    done += tile;
  }
}

// Room for one tile's columns and hits, about 64 kB.
struct Scratch {
  TileColumns columns;
  TileHit hits[kGroupQueries][kTileCodes];
};

template <class Answer>
void search_tile(const uint8_t* codes, size_t begin, size_t tile,
                 const uint8_t* queries, std::span<Answer> answers,
                 Scratch& scratch) {
  const uint8_t* tile_codes = codes + begin * kCodeBytes;
  make_columns(tile_codes, tile, scratch.columns);
  for (size_t first = 0; first < answers.size(); first += kGroupQueries) {
    const size_t group = std::min(kGroupQueries, answers.size() - first);
    TileSearch searches[kGroupQueries];
    for (size_t q = 0; q < kGroupQueries; ++q) {
      const bool real = q < group;
      searches[q].query = queries + (real ? first + q : first) * kCodeBytes;
      searches[q].radius = real ? answers[first + q].radius() : -1;
      searches[q].hits = scratch.hits[q];
    }
    scan_columns(tile_codes, scratch.columns, tile, searches);
    for (size_t q = 0; q < group; ++q) {
      answers[first + q].take(static_cast<int64_t>(begin), searches[q].hits,
                              searches[q].count);
    }
  }
}

template <class Answer>
void search_block(const uint8_t* codes, size_t size, const uint8_t* queries,
                  std::span<Answer> answers, Scratch& scratch) {
  for (size_t done = 0; done < size;) {
    const size_t tile = next_tile(done, size);
    search_tile(codes, done, tile, queries, answers, scratch);
    done += tile;
  }
}

template <class Answer>
std::vector<std::vector<Neighbour>> search_batch(
    const uint8_t* codes, size_t size, std::span<const uint8_t> queries,
    const Answer& empty) {
  const size_t all = queries.size() / kCodeBytes;
  std::vector<std::vector<Neighbour>> results;
  results.reserve(all);
  std::unique_ptr<Scratch> scratch;
  for (size_t first = 0; first < all; first += kBlockQueries) {
    checkpoint();
    const size_t count = std::min(kBlockQueries, all - first);
    const uint8_t* block = queries.data() + first * kCodeBytes;
    std::vector<Answer> answers(count, empty);
    if (count < kBatchMinimum) {
      for (size_t q = 0; q < count; ++q) {
        search_one(codes, size, block + q * kCodeBytes, answers[q]);
      }
    } else {
      if (!scratch) scratch = std::make_unique_for_overwrite<Scratch>();
      search_block(codes, size, block, std::span(answers), *scratch);
    }
    for (Answer& answer : answers) results.push_back(answer.finish());
  }
  return results;
}

[[noreturn]] void refuse(const std::string& sentence) {
  throw Error(ErrorCode::invalid_argument, sentence);
}

size_t checked_k(int64_t k, int64_t size) {
  if (k < 0) refuse("The number of neighbours must not be negative.");
  return static_cast<size_t>(std::min(k, size));
}

void check_radius(int radius) {
  if (radius < 0 || radius > kCodeBits) {
    refuse("The radius must lie between 0 and 256 bits.");
  }
}

void check_query(std::span<const uint8_t> query) {
  if (query.size() != kCodeBytes) {
    refuse("A query must have 32 bytes, not " + std::to_string(query.size()) +
           ".");
  }
}

void check_codes(std::span<const uint8_t> codes) {
  if (codes.size() % kCodeBytes != 0) {
    refuse("Codes have 32 bytes each; " + std::to_string(codes.size()) +
           " bytes are no whole number of codes.");
  }
}

}  // namespace

ExactIndex::ExactIndex(std::span<const uint8_t> codes)
    : codes_(codes.data()),
      size_(static_cast<int64_t>(codes.size() / kCodeBytes)) {
  check_codes(codes);
}

std::vector<Neighbour> ExactIndex::nearest(std::span<const uint8_t> query,
                                           int64_t k) const {
  check_query(query);
  NearestAnswer answer(checked_k(k, size_), kCodeBits);
  search_one(codes_, static_cast<size_t>(size_), query.data(), answer);
  return answer.finish();
}

std::vector<Neighbour> ExactIndex::within(std::span<const uint8_t> query,
                                          int radius) const {
  check_query(query);
  check_radius(radius);
  WithinAnswer answer(radius);
  search_one(codes_, static_cast<size_t>(size_), query.data(), answer);
  return answer.finish();
}

std::vector<std::vector<Neighbour>> ExactIndex::nearest_batch(
    std::span<const uint8_t> queries, int64_t k) const {
  check_codes(queries);
  return search_batch(codes_, static_cast<size_t>(size_), queries,
                      NearestAnswer(checked_k(k, size_), kCodeBits));
}

std::vector<std::vector<Neighbour>> ExactIndex::within_batch(
    std::span<const uint8_t> queries, int radius) const {
  check_codes(queries);
  check_radius(radius);
  return search_batch(codes_, static_cast<size_t>(size_), queries,
                      WithinAnswer(radius));
}

}  // namespace sleeve
