// Every kind of index under the common interface: exact ones equal the scan,
// approximate ones never tell a wrong distance.
#include "index/search_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "index/generated_codes.h"
#include "index/recall.h"

namespace sleeve {
namespace {

using Codes = std::vector<uint8_t>;

constexpr size_t kCodes = 6000;

Codes generated(size_t n, uint64_t seed) {
  const auto codes = generate_codes(n, seed);
  return {codes.data(), codes.data() + codes.size()};
}

std::unique_ptr<SearchIndex> built(const Codes& codes, const char* spec,
                                   int threads = 1) {
  return build_search_index(codes, kCodeBytes, parse_index_spec(spec), threads);
}

class SearchIndexTest : public testing::TestWithParam<const char*> {};

TEST_P(SearchIndexTest, FindsNothingWrong) {
  const Codes codes = generated(kCodes, 1);
  const Codes queries = generate_queries(codes, 50, 2);
  const auto index = built(codes, GetParam());
  EXPECT_EQ(index_spec_text(index->spec()), GetParam());
  EXPECT_EQ(index->size(), static_cast<int64_t>(kCodes));
  EXPECT_GE(index->bytes(), codes.size());
  const ExactIndex scan(codes);
  for (const int radius : {0, 20, 31}) {
    const Answers truth = scan.within_batch(queries, radius);
    const Answers found = index->within_batch(queries, radius);
    ASSERT_EQ(found.size(), truth.size());
    for (size_t q = 0; q < truth.size(); ++q) {
      for (const Neighbour& one : found[q]) {
        EXPECT_THAT(truth[q], testing::Contains(one));
      }
    }
    EXPECT_GT(recall_by_distance(truth, found), 0.5) << radius;
  }
}

TEST_P(SearchIndexTest, NearestHasTheRightDistances) {
  const Codes codes = generated(kCodes, 3);
  const Codes queries = generate_queries(codes, 20, 4);
  const auto index = built(codes, GetParam());
  const Answers all = ExactIndex(codes).within_batch(queries, 256);
  const Answers found = index->nearest_batch(queries, 5);
  for (size_t q = 0; q < all.size(); ++q) {
    EXPECT_LE(found[q].size(), 5);
    for (const Neighbour& one : found[q]) {
      EXPECT_THAT(all[q], testing::Contains(one));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Specs, SearchIndexTest,
                         testing::Values("auto", "auto:20", "exact", "scan",
                                         "mih", "mih:20,40", "flat", "hnsw:16",
                                         "hnsw:16,200", "ivf:8,6",
                                         "multihash:16,16,1"));

TEST(SearchIndexExactTest, ExactKindsEqualTheScan) {
  const Codes codes = generated(kCodes, 5);
  const Codes queries = generate_queries(codes, 50, 6);
  const Answers truth = ExactIndex(codes).within_batch(queries, 31);
  const Answers nearest = ExactIndex(codes).nearest_batch(queries, 3);
  for (const char* spec : {"exact", "scan", "mih:31,500"}) {
    for (const int threads : {1, 3}) {
      const auto index = built(codes, spec, threads);
      EXPECT_EQ(index->within_batch(queries, 31), truth) << spec;
      EXPECT_EQ(index->nearest_batch(queries, 3), nearest) << spec;
    }
  }
  // FAISS breaks ties its own way, but finds all within a radius.
  EXPECT_EQ(built(codes, "flat")->within_batch(queries, 31), truth);
  EXPECT_EQ(built(codes, "multihash:16,16,1")->within_batch(queries, 31),
            truth);
}

TEST(SearchIndexExactTest, AutoSaysWhatItChoseAndWhy) {
  using testing::HasSubstr;
  const Codes codes = generated(kCodes, 5);
  EXPECT_THAT(built(codes, "auto:8")->about(),
              testing::AllOf(HasSubstr("bands"), HasSubstr("times faster"),
                             HasSubstr("within 8 bits")));
  EXPECT_THAT(built(codes, "auto:120")->about(), HasSubstr("scan, faster"));
}

TEST(SearchIndexExactTest, NoCodesFindNothing) {
  const Codes queries = generated(3, 7);
  for (const char* spec :
       {"exact", "scan", "mih", "flat", "hnsw:4", "multihash:4,8"}) {
    const auto index = built({}, spec);
    EXPECT_EQ(index->within_batch(queries, 31), Answers(3)) << spec;
    EXPECT_EQ(index->nearest_batch(queries, 2), Answers(3)) << spec;
  }
}

TEST(SearchIndexExactTest, MoreListsThanCodesAreRefused) {
  const Codes codes = generated(10, 8);
  EXPECT_THROW(built(codes, "ivf:11,2"), Error);
}

TEST(RecallTest, CountsByDistance) {
  const Answers truth = {{{0, 1}, {1, 5}, {2, 5}}, {}, {{7, 3}}};
  EXPECT_EQ(recall_by_distance(truth, truth), 1);
  EXPECT_EQ(recall_by_distance(truth, {{}, {}, {}}), 0);
  // Another code, but just as near.
  EXPECT_EQ(recall_by_distance(truth, {{{0, 1}, {9, 5}, {8, 5}}, {}, {{7, 3}}}),
            1);
  EXPECT_EQ(recall_by_distance(truth, {{{0, 1}, {9, 5}}, {}, {}}), 0.5);
  // Farther ones do not stand in for near ones.
  EXPECT_EQ(recall_by_distance(truth, {{{1, 5}, {2, 5}, {3, 6}}, {}, {}}), 0.5);
  EXPECT_EQ(recall_by_distance(Answers(2), Answers(2)), 1);
}

TEST(RecallTest, TheParetoFrontKeepsWhatNothingBeats) {
  std::vector<RecallFigures> figures(4);
  const double recalls[] = {1, 0.9, 0.9, 0.8};
  const double speeds[] = {10, 20, 30, 25};
  for (size_t i = 0; i < 4; ++i) {
    figures[i].recall = recalls[i];
    figures[i].queries_per_second = speeds[i];
  }
  EXPECT_THAT(pareto_front(figures),
              testing::ElementsAre(true, false, true, false));
}

TEST(RecallTest, MeasuresAnIndex) {
  const Codes codes = generated(2000, 9);
  const Codes queries = generate_queries(codes, 30, 10);
  const auto index = built(codes, "scan");
  for (const Question& question : {Question{31, 0}, Question{-1, 4}}) {
    const Answers truth = ask(*index, question, queries);
    const auto figures =
        measure_recall(*index, question, queries, kCodeBytes, truth);
    EXPECT_EQ(figures.recall, 1);
    EXPECT_GT(figures.pairs, 0);
    EXPECT_GT(figures.queries_per_second, 0);
    EXPECT_GE(figures.p99_milliseconds, figures.p50_milliseconds);
  }
}

}  // namespace
}  // namespace sleeve
