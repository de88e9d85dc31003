// The recall bench as a function: figures, what is kept between runs, and what
// is refused before work starts.
#include "index/recall_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "core/error.h"
#include "index/generated_codes.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

class RecallRunTest : public testing::Test {
 protected:
  RecallRunTest() {
    const auto made = generate_codes(3000, 1);
    codes_.assign(made.data(), made.data() + made.size());
    queries_ = generate_queries(codes_, 60, 2);
    data_.rows = codes_;
    data_.queries = queries_;
    options_.question = {31, 0};
    for (const char* spec : {"exact", "scan", "hnsw:8"}) {
      options_.specs.push_back(parse_index_spec(spec));
    }
  }

  std::vector<RecallLine> run() {
    doing_.clear();
    return run_recall(data_, options_, [&](const std::string& doing) {
      doing_.push_back(doing);
    });
  }

  std::string refusal() {
    try {
      run();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
      EXPECT_TRUE(doing_.empty()) << "work had begun";
      return error.what();
    }
    return "accepted";
  }

  TempFolder folder_;
  std::vector<uint8_t> codes_;
  std::vector<uint8_t> queries_;
  RecallData data_;
  RecallOptions options_;
  std::vector<std::string> doing_;
};

TEST_F(RecallRunTest, MeasuresEverySpecification) {
  options_.target = 0.99;
  const auto lines = run();
  ASSERT_EQ(lines.size(), 3u);
  for (const RecallLine& line : lines) {
    EXPECT_EQ(line.rows, 3000);
    EXPECT_EQ(line.queries, 60);
    EXPECT_GT(line.figures.queries_per_second, 0);
    EXPECT_GT(line.figures.single_per_second, 0);
    EXPECT_GE(line.figures.p99_milliseconds, line.figures.p50_milliseconds);
    EXPECT_GE(line.bytes_per_row, 32);
    EXPECT_GE(line.load_seconds, 0);
    EXPECT_FALSE(line.about.empty());
  }
  EXPECT_EQ(lines[0].figures.recall, 1);
  EXPECT_EQ(std::ranges::count_if(lines, &RecallLine::fastest), 1);
  EXPECT_TRUE(lines[0].fastest || lines[1].fastest);
  EXPECT_THAT(doing_,
              testing::ElementsAre("asking the exact index", "measuring exact",
                                   "measuring scan", "measuring hnsw:8"));
}

TEST_F(RecallRunTest, MeasuresFeatures) {
  std::mt19937 random(3);
  std::vector<float> rows(500 * 12);
  for (float& number : rows) number = static_cast<float>(random() % 1000);
  data_.floats = true;
  data_.columns = 12;
  data_.rows = {reinterpret_cast<const uint8_t*>(rows.data()),
                rows.size() * sizeof(float)};
  data_.queries = data_.rows.first(48 * 20);
  options_.question = {-1, 5};
  options_.specs = {parse_feature_spec("exact", 12),
                    parse_feature_spec("hnsw:8", 12)};
  const auto lines = run();
  EXPECT_EQ(lines[0].figures.recall, 1);
  EXPECT_EQ(lines[0].figures.pairs, 100);
  EXPECT_GT(lines[1].figures.recall, 0.8);
  options_.question = {31, 0};
  EXPECT_THAT(refusal(), HasSubstr("k nearest"));
}

TEST_F(RecallRunTest, AnInterruptedRunGoesOn) {
  options_.cache = folder_ / "cache";
  const auto stop_at = [&](const std::string& last) {
    EXPECT_THROW(run_recall(data_, options_,
                            [&](const std::string& doing) {
                              if (doing == last) throw std::runtime_error("");
                            }),
                 std::runtime_error);
  };
  stop_at("measuring scan");
  const auto lines = run();
  EXPECT_THAT(doing_, Not(Contains("measuring exact")));
  EXPECT_THAT(doing_, Contains("measuring scan"));
  const auto again = run();
  EXPECT_TRUE(doing_.empty());
  for (size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(again[i].spec, lines[i].spec);
    EXPECT_EQ(again[i].about, lines[i].about);
    EXPECT_EQ(again[i].figures.recall, lines[i].figures.recall);
    EXPECT_EQ(again[i].figures.p99_milliseconds,
              lines[i].figures.p99_milliseconds);
    EXPECT_EQ(again[i].peak_bytes, lines[i].peak_bytes);
    EXPECT_EQ(again[i].load_seconds, lines[i].load_seconds);
  }
  // Another question or other data is another run.
  options_.question = {20, 0};
  run();
  EXPECT_THAT(doing_, Contains("measuring exact"));
  options_.question = {31, 0};
  codes_[0] ^= 1;
  run();
  EXPECT_THAT(doing_, Contains("asking the exact index"));
}

TEST_F(RecallRunTest, DamagedFilesOfTheCacheAreMadeAnew) {
  options_.cache = folder_ / "cache";
  const auto first = run();
  std::mt19937 random(4);
  for (int round = 0; round < 12; ++round) {
    for (const auto& entry : fs::directory_iterator(options_.cache)) {
      std::string bytes = read_text(entry.path().string());
      if (round % 2 == 0) {
        bytes.resize(random() % bytes.size());
      } else if (entry.path().extension() == ".slv") {
        bytes[random() % bytes.size()] ^= 1;
      } else {
        fs::remove(entry.path());
        continue;
      }
      folder_.write("cache/" + entry.path().filename().string(), bytes);
    }
    const auto lines = run();
    for (size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(lines[i].figures.recall, 1);
      EXPECT_EQ(lines[i].figures.pairs, first[i].figures.pairs);
    }
  }
}

TEST_F(RecallRunTest, WhatCannotBeIsRefusedBeforeWorkStarts) {
  options_.question = {257, 0};
  EXPECT_THAT(refusal(), HasSubstr("256 bits"));
  options_.question = {-1, 3001};
  EXPECT_THAT(refusal(), HasSubstr("3000"));
  options_.question = {31, 0};
  options_.threads = 0;
  EXPECT_THAT(refusal(), HasSubstr("thread"));
  options_.threads = 1;
  data_.queries = data_.queries.first(33);
  EXPECT_THAT(refusal(), HasSubstr("whole"));
}

// Pretends that there are more rows than any machine holds; none is read.
TEST_F(RecallRunTest, MoreMemoryThanTheMachineHasIsRefused) {
  data_.rows = {codes_.data(), size_t{32} << 40};
  EXPECT_THAT(refusal(), HasSubstr("of memory, but this machine has"));
}

}  // namespace
}  // namespace sleeve
