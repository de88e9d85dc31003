// Threads share what sleeve.h says they may: run under the thread sanitizer,
// too.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "c_api/sleeve.h"
#include "tests/support/pictures.h"
#include "tests/support/temp_folder.h"

namespace {

using sleeve::TempFolder;

constexpr int kThreads = 4;
constexpr int kArtworks = 6;

std::vector<uint8_t> jpeg(uint32_t seed) {
  return sleeve::encode_jpeg(sleeve::make_picture(seed, 120, 120, 3).pixels());
}

void on_all_threads(const std::function<void(int)>& work) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(work, i);
}

class ThreadsTest : public testing::Test {
 protected:
  void SetUp() override {
    sleeve_catalogue* catalogue = nullptr;
    ASSERT_EQ(sleeve_catalogue_open((folder_ / "covers").c_str(), SLEEVE_CREATE,
                                    &catalogue),
              SLEEVE_OK);
    std::vector<sleeve_picture> rows;
    std::vector<const char*> ids;
    for (int i = 0; i < kArtworks; ++i) {
      pictures_.push_back(jpeg(static_cast<uint32_t>(i)));
      names_.push_back("cover " + std::to_string(i));
    }
    for (int i = 0; i < kArtworks; ++i) {
      rows.push_back({nullptr, pictures_[i].data(), pictures_[i].size()});
      ids.push_back(names_[i].c_str());
    }
    ASSERT_EQ(sleeve_catalogue_add(catalogue, ids.data(), rows.data(),
                                   kArtworks, nullptr, nullptr, nullptr),
              SLEEVE_OK);
    ASSERT_EQ(sleeve_catalogue_snapshot(catalogue, nullptr, &snapshot_),
              SLEEVE_OK);
    sleeve_catalogue_close(catalogue);
  }

  void TearDown() override { sleeve_snapshot_close(snapshot_); }

  const TempFolder folder_;
  std::vector<std::vector<uint8_t>> pictures_;
  std::vector<std::string> names_;
  sleeve_snapshot* snapshot_ = nullptr;
};

TEST_F(ThreadsTest, ShareASnapshot) {
  on_all_threads([&](int) {
    EXPECT_EQ(std::string(sleeve_snapshot_digest(snapshot_)).size(), 64u);
    EXPECT_EQ(sleeve_snapshot_calibration(snapshot_)[0], '{');
    for (int i = 0; i < kArtworks; ++i) {
      int64_t position = -1;
      EXPECT_EQ(sleeve_snapshot_find(snapshot_, names_[i].c_str(), &position),
                SLEEVE_OK);
      EXPECT_EQ(position, i);
    }
  });
}

TEST_F(ThreadsTest, ShareAnIndex) {
  sleeve_index* index = nullptr;
  ASSERT_EQ(sleeve_snapshot_index(snapshot_, "exact", nullptr, &index),
            SLEEVE_OK);
  on_all_threads([&](int) {
    std::array<int64_t, kArtworks> positions{};
    std::array<int32_t, kArtworks> distances{};
    EXPECT_EQ(sleeve_index_nearest(index, sleeve_snapshot_hashes(snapshot_),
                                   kArtworks, 1, nullptr, positions.data(),
                                   distances.data()),
              SLEEVE_OK);
    for (int i = 0; i < kArtworks; ++i) EXPECT_EQ(positions[i], i);
  });
  sleeve_index_close(index);
}

TEST_F(ThreadsTest, ShareAScreenerAndItsEvidence) {
  sleeve_options options;
  sleeve_options_init(&options);
  options.sandbox = 0;
  options.threads = 2;
  sleeve_screener* screener = nullptr;
  ASSERT_EQ(sleeve_screener_create(snapshot_, &options, &screener), SLEEVE_OK);
  const sleeve_picture shown{nullptr, pictures_[3].data(), pictures_[3].size()};
  sleeve_evidence* shared = nullptr;
  ASSERT_EQ(sleeve_screener_check(screener, &shown, 1, nullptr, &shared),
            SLEEVE_OK);
  on_all_threads([&](int thread) {
    const std::vector<uint8_t>& bytes = pictures_[thread];
    const sleeve_picture picture{nullptr, bytes.data(), bytes.size()};
    sleeve_evidence* evidence = nullptr;
    ASSERT_EQ(sleeve_screener_check(screener, &picture, 1, nullptr, &evidence),
              SLEEVE_OK);
    sleeve_match match{};
    match.struct_bytes = sizeof(match);
    EXPECT_EQ(sleeve_evidence_match(evidence, 0, 0, &match), SLEEVE_OK);
    EXPECT_EQ(match.artwork_id, names_[thread]);
    sleeve_evidence_close(evidence);
    EXPECT_EQ(sleeve_evidence_match(shared, 0, 0, &match), SLEEVE_OK);
    EXPECT_EQ(match.artwork_id, names_[3]);
  });
  sleeve_evidence_close(shared);
  sleeve_screener_close(screener);
}

TEST_F(ThreadsTest, EachHasItsOwnError) {
  std::atomic<int> failed = 0;
  on_all_threads([&](int thread) {
    const bool wrong = thread % 2 == 0;
    std::array<uint8_t, 32> hash{};
    const sleeve_status status =
        sleeve_hash_bytes(wrong ? 99 : SLEEVE_COVER256, pictures_[0].data(),
                          pictures_[0].size(), nullptr, hash.data(), nullptr);
    EXPECT_EQ(status, wrong ? SLEEVE_INVALID_ARGUMENT : SLEEVE_OK);
    EXPECT_EQ(sleeve_last_error()[0] != '\0', wrong);
    failed += wrong ? 1 : 0;
  });
  EXPECT_EQ(failed, kThreads / 2);
}

}  // namespace
