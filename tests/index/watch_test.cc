// Long work is ended at each of its checkpoints in turn, and must leave
// nothing damaged behind.
#include "index/watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>

#include "index/catalogue.h"
#include "index/database.h"
#include "index/disk.h"
#include "index/search_index.h"
#include "index/self_join.h"
#include "index/threads.h"
#include "tests/index/artworks.h"
#include "tests/index/codes.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using Mode = Catalogue::Mode;

struct Ended {};

// Ends the work at checkpoint number `last`, counted from 0.
class Limit : public Watch {
 public:
  explicit Limit(int64_t last = INT64_MAX) : last_(last) {}

  void passed(int64_t count) override {
    done += count;
    if (asked_++ >= last_) throw Ended();
  }

  std::atomic<int64_t> done = 0;

 private:
  const int64_t last_;
  std::atomic<int64_t> asked_ = 0;
};

// What `work` counted when nothing ended it.
int64_t count(const std::function<void()>& work) {
  Limit limit;
  const Watching watching(&limit);
  work();
  return limit.done;
}

// Runs `work` until it ends at checkpoint `last`; false when it had fewer.
bool ends_at(int64_t last, const std::function<void()>& work) {
  Limit limit(last);
  const Watching watching(&limit);
  try {
    work();
  } catch (const Ended&) {
    return true;
  }
  return false;
}

// Ends `work` at each of its checkpoints, `step` apart, with a look at the
// damage after each. Returns how many times it ended.
int end_everywhere(const std::function<void()>& work,
                   const std::function<void()>& look, int step = 1) {
  int ended = 0;
  while (ends_at(int64_t{ended} * step, work)) {
    ++ended;
    look();
  }
  return ended;
}

TEST(WatchTest, PartsMakeTheWhole) {
  for (const int64_t whole : {0, 1, 99, 100000}) {
    for (const size_t parts : {1, 7, 100}) {
      int64_t all = 0;
      for (size_t i = 0; i < parts; ++i) all += part_of(whole, i, parts);
      EXPECT_EQ(all, whole);
    }
  }
}

TEST(WatchTest, GoesAlongToOtherThreadsAndEndsWithItsScope) {
  EXPECT_EQ(count([] { run_threads(100, 3, [](size_t) { checkpoint(1); }); }),
            100);
  EXPECT_EQ(current_watch(), nullptr);
  EXPECT_TRUE(ends_at(50, [] { run_threads(100, 3, [](size_t) {}); }));
  EXPECT_FALSE(ends_at(100, [] { run_threads(100, 3, [](size_t) {}); }));
}

TEST(WatchTest, CountsAndEndsTheBuildingOfIndexes) {
  constexpr int64_t kCodes = 20000;
  const auto codes = clustered_codes(kCodes, 1);
  for (const char* spec :
       {"mih", "flat", "hnsw:4", "ivf:16,2", "multihash:4,8"}) {
    const auto build = [&] {
      build_search_index(codes, 32, parse_index_spec(spec), 1);
    };
    EXPECT_EQ(count(build), kCodes) << spec;
    EXPECT_TRUE(ends_at(0, build)) << spec;
    EXPECT_TRUE(ends_at(2, build)) << spec;
  }
}

TEST(WatchTest, EndsTheLearningOfCentres) {
  const auto codes = clustered_codes(2000, 1);
  int rounds = 0;
  class Rounds : public Watch {
   public:
    explicit Rounds(int& rounds) : rounds_(rounds) {}
    void passed(int64_t count) override {
      if (count == 0 && ++rounds_ == 3) throw Ended();
    }

   private:
    int& rounds_;
  } watch(rounds);
  const Watching watching(&watch);
  EXPECT_THROW(build_search_index(codes, 32, parse_index_spec("ivf:16,2"), 1),
               Ended);
  EXPECT_EQ(rounds, 3);
}

TEST(WatchTest, EndsSearches) {
  const auto codes = clustered_codes(1000, 2);
  const std::span<const uint8_t> queries = codes;
  for (const char* spec : {"scan", "mih", "flat", "hnsw:4"}) {
    const auto index = build_search_index(codes, 32, parse_index_spec(spec), 2);
    EXPECT_TRUE(ends_at(0, [&] { index->within_batch(queries, 20); })) << spec;
    EXPECT_TRUE(ends_at(0, [&] { index->nearest_batch(queries, 3); })) << spec;
  }
}

TEST(WatchTest, EndsASelfJoinThatFindsNothing) {
  const auto codes = clustered_codes(30000, 3);
  const auto join = [&](int threads) {
    return [&codes, threads] {
      self_join(codes, 2, threads, [](std::span<const CodePair>) {});
    };
  };
  for (const int threads : {1, 3}) {
    EXPECT_EQ(count(join(threads)), 30000);
    EXPECT_GT(end_everywhere(join(threads), [] {}), 7);
  }
}

TEST(WatchTest, LeavesTheOldFile) {
  const TempFolder folder;
  const std::string path = folder.write("file", "old");
  const std::vector<uint8_t> bytes(size_t{40} << 20, 1);
  EXPECT_EQ(end_everywhere([&] { replace_file(path, bytes); },
                           [&] {
                             EXPECT_EQ(read_text(path), "old");
                             EXPECT_FALSE(fs::exists(path + ".new"));
                           }),
            3);
  EXPECT_EQ(fs::file_size(path), bytes.size());
}

TEST(WatchTest, EndsWithinAStatement) {
  const TempFolder folder;
  const Database database(folder / "file", Database::Access::create);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(ends_at(2, [&] {
    database.run_watched([&] {
      database.number(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
          "WHERE i < 1000000000000) SELECT count(*) FROM n");
    });
  }));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  EXPECT_EQ(database.number("SELECT 7"), 7);
}

class WatchedCatalogueTest : public testing::Test {
 protected:
  WatchedCatalogueTest() { catalogue_.add(artworks()); }

  static std::vector<Artwork> artworks() {
    auto some = test_artworks(0, 40);
    for (Artwork& one : some) {
      one.details.emplace();
      one.details->keypoints.resize(5);
    }
    std::ranges::sort(some, {}, &Artwork::id);
    return some;
  }

  void expect_whole() const {
    EXPECT_THAT(Catalogue::open(path_, Mode::read).verify(), IsEmpty());
    EXPECT_EQ(listed(catalogue_), artworks());
    for (const auto& file : fs::directory_iterator(path_ / "index")) {
      EXPECT_NE(file.path().extension(), ".new");
    }
  }

  const TempFolder folder_;
  const fs::path path_ = folder_ / "covers";
  Catalogue catalogue_ = Catalogue::open(path_, Mode::create);
};

TEST_F(WatchedCatalogueTest, StaysWholeWhenMakingItsIndexEnds) {
  EXPECT_GT(
      end_everywhere([&] { catalogue_.rebuild(); }, [&] { expect_whole(); }, 3),
      20);
  EXPECT_EQ(count([&] { catalogue_.rebuild(); }), 40);
  EXPECT_EQ(catalogue_.snapshot()->size(), 40);
}

TEST_F(WatchedCatalogueTest, StaysWholeWhenASnapshotEnds) {
  const auto take = [&] {
    const auto snapshot = catalogue_.snapshot();
    EXPECT_EQ(catalogue_.parts(*snapshot)->size(), 40);
  };
  EXPECT_GT(end_everywhere(
                take, [&] { expect_whole(); }, 3),
            20);
  EXPECT_EQ(count(take), 0);  // It is there.
}

TEST_F(WatchedCatalogueTest, IsVerifiedToTheEndOrNot) {
  const auto snapshot = catalogue_.snapshot();
  catalogue_.parts(*snapshot);
  const auto verify = [&] { EXPECT_THAT(catalogue_.verify(), IsEmpty()); };
  EXPECT_GT(end_everywhere(
                verify, [&] { expect_whole(); }, 7),
            20);
  EXPECT_EQ(count(verify), 4 * 40);
}

TEST_F(WatchedCatalogueTest, RemovesAllOrNone) {
  std::vector<std::string> ids;
  for (const Artwork& one : artworks()) ids.push_back(one.id);
  EXPECT_EQ(end_everywhere([&] { catalogue_.remove(ids); },
                           [&] { EXPECT_EQ(listed(catalogue_), artworks()); }),
            40);
  EXPECT_THAT(listed(catalogue_), IsEmpty());
}

}  // namespace
}  // namespace sleeve
