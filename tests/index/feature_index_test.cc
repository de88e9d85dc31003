// Search in features: the exact index against a plain loop, FAISS's against
// the exact one.
#include "index/feature_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "core/error.h"
#include "index/feature_kernels.h"
#include "index/hamming.h"
#include "index/recall.h"

namespace sleeve {
namespace {

using Floats = std::vector<float>;

// Rows that come in groups of eight near ones.
Floats grouped(size_t rows, size_t columns, uint32_t seed) {
  std::mt19937 random(seed);
  const auto draw = [&](float width) {
    return width * (static_cast<float>(random() % 20001) / 10000 - 1);
  };
  Floats numbers(rows * columns);
  for (size_t row = 0; row < rows; ++row) {
    for (size_t c = 0; c < columns; ++c) {
      numbers[row * columns + c] =
          row % 8 == 0 ? draw(1)
                       : numbers[(row - row % 8) * columns + c] + draw(0.1f);
    }
  }
  return numbers;
}

// The slow twin.
FeatureAnswers slow(const Floats& rows, const Floats& queries, size_t columns,
                    size_t k) {
  FeatureAnswers answers(queries.size() / columns);
  for (size_t q = 0; q < answers.size(); ++q) {
    for (size_t row = 0; row < rows.size() / columns; ++row) {
      double sum = 0;
      for (size_t c = 0; c < columns; ++c) {
        const double difference =
            double(rows[row * columns + c]) - double(queries[q * columns + c]);
        sum += difference * difference;
      }
      answers[q].push_back(
          {static_cast<int64_t>(row), static_cast<float>(std::sqrt(sum))});
    }
    std::ranges::stable_sort(answers[q], {}, &FeatureNeighbour::distance);
    answers[q].resize(std::min(k, answers[q].size()));
  }
  return answers;
}

std::unique_ptr<FeatureIndex> built(const Floats& rows, size_t columns,
                                    const char* spec, int threads = 1) {
  const auto width = static_cast<int64_t>(columns);
  return build_feature_index(rows, width, parse_feature_spec(spec, width),
                             threads);
}

TEST(FeatureIndexTest, ExactEqualsAPlainLoop) {
  for (const size_t columns : {1, 7, 16, 33, 100}) {
    for (const size_t n : {0, 1, 8, 1000}) {
      const Floats rows = grouped(n, columns, 1);
      const Floats queries = grouped(20, columns, 1);
      for (const size_t k : {0, 1, 9}) {
        const auto expected = slow(rows, queries, columns, k);
        for (const int threads : {1, 3}) {
          const auto found = built(rows, columns, "exact", threads)
                                 ->nearest_batch(queries, int64_t(k));
          ASSERT_EQ(found.size(), expected.size());
          for (size_t q = 0; q < found.size(); ++q) {
            ASSERT_EQ(found[q].size(), expected[q].size());
            for (size_t i = 0; i < found[q].size(); ++i) {
              EXPECT_NEAR(found[q][i].distance, expected[q][i].distance, 1e-4);
            }
          }
        }
      }
    }
  }
}

TEST(FeatureKernelsTest, EveryInstructionSetGivesTheSameBits) {
  for (const size_t columns : {1, 15, 16, 31, 64, 100}) {
    const Floats rows = grouped(50, columns, 2);
    std::vector<Floats> answers;
    for (const std::string& target : hamming_targets()) {
      force_hamming_target(target);
      Floats distances(50);
      squared_distances(rows.data(), 50, columns, &rows[columns],
                        distances.data());
      answers.push_back(distances);
    }
    force_hamming_target("");
    EXPECT_THAT(answers, testing::Each(answers.front()));
    EXPECT_EQ(answers.front()[1], 0);
    EXPECT_GT(answers.front()[40], 0);
  }
}

class FaissFeaturesTest : public testing::TestWithParam<const char*> {};

TEST_P(FaissFeaturesTest, TellsTrueDistancesAndReloads) {
  constexpr size_t kColumns = 32;
  const Floats rows = grouped(2000, kColumns, 3);
  const Floats queries = grouped(100, kColumns, 3);
  const auto index = built(rows, kColumns, GetParam());
  EXPECT_EQ(index_spec_text(index->spec()), GetParam());
  EXPECT_GT(index->bytes(), 2000u);
  const auto all = built(rows, kColumns, "exact")->nearest_batch(queries, 2000);
  const auto found = index->nearest_batch(queries, 5);
  for (size_t q = 0; q < found.size(); ++q) {
    for (const auto& one : found[q]) {
      EXPECT_THAT(all[q], testing::Contains(one));
    }
  }
  FeatureAnswers truth = all;
  for (auto& answer : truth) answer.resize(5);
  EXPECT_GT(recall_by_distance(truth, found), 0.6);
  const auto figures = measure_recall(*index, 5, queries, truth);
  EXPECT_EQ(figures.recall, recall_by_distance(truth, found));

  const auto parts = index->parts();
  const auto find = [&](std::string_view name) {
    return std::ranges::find(parts, name, &IndexPart::name)->bytes;
  };
  EXPECT_EQ(open_feature_index(rows, kColumns, index->spec(), 1, find)
                ->nearest_batch(queries, 5),
            found);
}

INSTANTIATE_TEST_SUITE_P(Specs, FaissFeaturesTest,
                         testing::Values("flat", "hnsw:8", "hnsw:8,100",
                                         "ivf:16,8", "ivfpq:16,8,16",
                                         "ivfpq:16,8,16,6"));

TEST(FeatureIndexTest, AutoChoosesBySize) {
  const Floats few = grouped(100, 8, 4);
  EXPECT_THAT(built(few, 8, "auto")->about(), testing::HasSubstr("exact: 100"));
  const Floats many = grouped(21'000, 4, 5);
  EXPECT_THAT(built(many, 4, "auto")->about(), testing::HasSubstr("hnsw:32"));
}

TEST(FeatureIndexTest, WrongArgumentsAreRefused) {
  const Floats rows = grouped(20, 8, 6);
  const auto index = built(rows, 8, "exact");
  EXPECT_THROW(index->nearest_batch(rows, -1), Error);
  EXPECT_THROW(index->nearest_batch(std::span(rows).first(7), 1), Error);
  EXPECT_THROW(built(rows, 8, "ivf:21,1"), Error);
  EXPECT_THROW(built(rows, 8, "ivfpq:4,1,4"), Error);  // 256 rows are needed
}

TEST(FeatureRecallTest, TiesAreNoLoss) {
  const FeatureAnswers truth = {{{0, 1}, {1, 2}}, {{4, 3}}};
  EXPECT_EQ(recall_by_distance(truth, truth), 1);
  EXPECT_EQ(recall_by_distance(truth, {{{0, 1}, {7, 2}}, {{9, 3}}}), 1);
  EXPECT_DOUBLE_EQ(recall_by_distance(truth, {{{0, 1}, {7, 2.5}}, {{9, 3}}}),
                   2.0 / 3);
}

}  // namespace
}  // namespace sleeve
