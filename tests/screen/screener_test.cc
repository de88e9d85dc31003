// Runs over real pictures: rows, order, sameness, resuming, refusals.
#include "screen/screener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/fingerprint.h"
#include "index/catalogue.h"
#include "index/sha256.h"
#include "tests/support/pictures.h"
#include "tests/support/tar.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<uint8_t> jpeg(uint32_t seed, int side = 160, int quality = 90) {
  JpegOptions options;
  options.quality = quality;
  return encode_jpeg(make_picture(seed, side, side, 3).pixels(), options);
}

std::string text_of(const std::vector<uint8_t>& bytes) {
  return {bytes.begin(), bytes.end()};
}

// A catalogue of the pictures 0 to 4, and a data set with copies of some.
class ScreenerTest : public testing::Test {
 protected:
  void SetUp() override {
    std::vector<Artwork> artworks;
    for (uint32_t seed = 0; seed < 5; ++seed) {
      const auto bytes = jpeg(seed);
      artworks.push_back({"cover" + std::to_string(seed),
                          sha256_hex(bytes.data(), bytes.size()),
                          *fingerprint_bytes(bytes)});
    }
    Catalogue::open(folder_ / "catalogue", Catalogue::Mode::create)
        .add(artworks);
    folder_.write("data/a.jpg", jpeg(0, 160, 60));
    folder_.write("data/b.jpg", jpeg(100));
    folder_.write("data/c/broken.jpg", "\xff\xd8 no more");
    folder_.write("data/c/text.txt", "no picture");
    folder_.write("data/d\nodd\xff.jpg", jpeg(1, 200));
    Tar shard;
    shard.add("00.jpg", text_of(jpeg(2)));
    shard.add("00.json", "{}");
    for (uint32_t i = 1; i < 30; ++i) {
      shard.add((i < 10 ? "0" : "") + std::to_string(i) + ".jpg",
                text_of(jpeg(100 + i, 90)));
    }
    shard.add("00.jpg", "again");
    folder_.write("shards/0.tar", shard.finish());
    folder_.write("shards/1.tar", shard.bytes().substr(0, 30000));
  }

  ScreenOptions options(const std::string& output, int threads = 2,
                        bool sandbox = false) const {
    ScreenOptions result;
    result.catalogue = folder_ / "catalogue";
    result.output = folder_ / output;
    result.inputs = {folder_ / "data", folder_ / "shards/{0..2}.tar"};
    result.threads = threads;
    result.sandbox = sandbox;
    return result;
  }

  std::string evidence(const std::string& output) const {
    return read_text(folder_ / (output + "/evidence.jsonl"));
  }

  std::vector<Json> rows(const std::string& output) const {
    std::vector<Json> list;
    std::istringstream lines(evidence(output));
    for (std::string line; std::getline(lines, line);) {
      list.push_back(Json::parse(line));
    }
    return list;
  }

  TempFolder folder_;
};

TEST_F(ScreenerTest, EveryPictureIsARowInInputOrder) {
  const ScreenSummary summary = screen(options("out"));
  const auto list = rows("out");
  std::vector<std::string> heads;
  for (size_t i = 0; i < 6; ++i) {
    const std::string path = list[i]["path"];
    heads.push_back(path.substr(path.rfind('/') + 1) + " " +
                    list[i]["verdict"].get<std::string>());
  }
  EXPECT_THAT(heads, ElementsAre("a.jpg exclude_match", "b.jpg no_signal",
                                 "broken.jpg unchecked", "text.txt unchecked",
                                 "d\nodd\xef\xbf\xbd.jpg exclude_match",
                                 "00.jpg exclude_match"));
  EXPECT_EQ(list[5]["key"], "00");
  EXPECT_EQ(list[5]["shard"], folder_ / "shards/0.tar");
  EXPECT_EQ(list[35]["problem"], "unreadable");
  EXPECT_EQ(list.back()["shard"], folder_ / "shards/2.tar");
  EXPECT_FALSE(list.back().contains("key") && list.back()["key"] != "");
  EXPECT_EQ(summary.counts.pictures, static_cast<int64_t>(list.size()));
  EXPECT_EQ(summary.counts.of(Verdict::exclude_match), 4);
  EXPECT_EQ(summary.counts.artworks.at("cover2"), 2);
}

TEST_F(ScreenerTest, ARowSaysAllThatIsKnown) {
  screen(options("out"));
  const Json row = rows("out")[0];
  const auto bytes = jpeg(0, 160, 60);
  EXPECT_EQ(row["sha256"], sha256_hex(bytes.data(), bytes.size()));
  EXPECT_EQ(row["bytes"], bytes.size());
  EXPECT_EQ(row["width"], 160);
  EXPECT_EQ(row["height"], 160);
  EXPECT_THAT(row["hash"].get<std::string>(),
              testing::MatchesRegex("cover256/[0-9]+:[0-9a-f]{64}"));
  EXPECT_EQ(row["matches"][0]["artwork_id"], "cover0");
  EXPECT_EQ(row["matches"][0]["kind"], "same");
  EXPECT_EQ(row["matches"][0]["region"].size(), 4u);
  EXPECT_TRUE(row.contains("candidates"));
}

TEST_F(ScreenerTest, ThreadsAndSandboxDoNotChangeTheEvidence) {
  screen(options("one", 1));
  for (const auto& [name, threads, sandbox] :
       {std::tuple{"two", 2, false}, std::tuple{"seven", 7, false},
        std::tuple{"boxed", 2, true}}) {
    screen(options(name, threads, sandbox));
    EXPECT_EQ(evidence(name), evidence("one")) << name;
  }
}

TEST_F(ScreenerTest, AKilledRunEndsWithTheSameEvidence) {
  const ScreenSummary whole = screen(options("whole"));
  const std::string expected = evidence("whole");
  const std::string run = read_text(folder_ / "whole/run.json");
  for (size_t size = 0; size < expected.size(); size += expected.size() / 9) {
    const std::string output = "cut" + std::to_string(size);
    folder_.write(output + "/run.json", run);
    folder_.write(output + "/evidence.jsonl", expected.substr(0, size));
    const ScreenSummary resumed = screen(options(output));
    EXPECT_EQ(evidence(output), expected) << size;
    EXPECT_EQ(resumed.counts, whole.counts);
    EXPECT_EQ(resumed.evidence_sha256, whole.evidence_sha256);
    EXPECT_EQ(
        resumed.resumed,
        std::count(expected.begin(),
                   expected.begin() + static_cast<ptrdiff_t>(size), '\n'));
  }
}

TEST_F(ScreenerTest, ARunThatIsStoppedByItsCallerCanGoOn) {
  screen(options("whole"));
  ScreenOptions stopped = options("stopped");
  stopped.progress = [](const ScreenProgress& progress) {
    if (progress.counts.pictures == 10) throw std::runtime_error("stop");
  };
  EXPECT_THROW(screen(stopped), std::runtime_error);
  const ScreenSummary summary = screen(options("stopped"));
  EXPECT_EQ(summary.resumed, 10);
  EXPECT_EQ(evidence("stopped"), evidence("whole"));
}

TEST_F(ScreenerTest, AFinishedRunIsNotDoneTwice) {
  const ScreenSummary first = screen(options("out"));
  EXPECT_FALSE(first.was_finished);
  ScreenOptions again = options("out", 1);
  again.progress = [](const ScreenProgress&) { FAIL(); };
  const ScreenSummary second = screen(again);
  EXPECT_TRUE(second.was_finished);
  EXPECT_EQ(summary_json(second), summary_json(first));
  again.restart = true;
  again.progress = nullptr;
  EXPECT_FALSE(screen(again).was_finished);
}

// What() of the Error that `options` end with.
std::string refusal(const ScreenOptions& options) {
  try {
    screen(options);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST_F(ScreenerTest, AnotherRunInTheSameFolderIsRefused) {
  screen(options("out"));
  ScreenOptions other = options("out");
  other.inputs.pop_back();
  EXPECT_THAT(refusal(other), HasSubstr("the inputs"));
  other = options("out");
  other.limits.max_pixels = 10;
  EXPECT_THAT(refusal(other), HasSubstr("the limits"));
  other = options("out");
  Catalogue::open(folder_ / "catalogue", Catalogue::Mode::write)
      .remove(std::vector<std::string>{"cover3"});
  EXPECT_THAT(refusal(other), HasSubstr("the catalogue's content"));
  other.restart = true;
  EXPECT_EQ(refusal(other), "");
}

TEST_F(ScreenerTest, InputsThatChangedBetweenSessionsAreRefused) {
  screen(options("out"));
  std::filesystem::remove(folder_ / "out/summary.json");
  folder_.write("data/aa.jpg", jpeg(7));
  EXPECT_THAT(refusal(options("out")), HasSubstr("line 2"));
}

TEST_F(ScreenerTest, DamagedEvidenceIsRefused) {
  screen(options("out"));
  std::filesystem::remove(folder_ / "out/summary.json");
  std::string damaged = evidence("out");
  damaged[damaged.find('\n') - 1] = '#';
  folder_.write("out/evidence.jsonl", damaged);
  EXPECT_THAT(refusal(options("out")), HasSubstr("line 1 is damaged"));
  std::filesystem::remove(folder_ / "out/run.json");
  EXPECT_THAT(refusal(options("out")), HasSubstr("without its run.json"));
}

TEST_F(ScreenerTest, TwoRunsDoNotShareAFolder) {
  ScreenOptions outer = options("out");
  std::string inner;
  outer.progress = [&](const ScreenProgress& progress) {
    if (progress.counts.pictures == 1) inner = refusal(options("out"));
  };
  screen(outer);
  EXPECT_THAT(inner, HasSubstr("Another run writes to"));
}

TEST_F(ScreenerTest, LimitsMakeRowsUnchecked) {
  ScreenOptions small = options("out");
  small.limits.max_bytes = 2000;
  small.limits.max_pixels = 90 * 90;
  const Counts counts = screen(small).counts;
  EXPECT_GT(counts.problems.at("too_large"), 0);
  EXPECT_EQ(counts.of(Verdict::exclude_match), 0);
}

TEST_F(ScreenerTest, MissingInputsAndCataloguesLeaveNothingBehind) {
  ScreenOptions missing = options("out");
  missing.inputs.push_back(folder_ / "no.jpg");
  EXPECT_THAT(refusal(missing), HasSubstr("no.jpg"));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
  missing = options("out");
  missing.catalogue = folder_ / "nowhere";
  EXPECT_NE(refusal(missing), "");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out/evidence.jsonl"));
}

TEST_F(ScreenerTest, TheSummaryTellsPeople) {
  const ScreenSummary summary = screen(options("out"));
  const std::string text = read_text(folder_ / "out/summary.txt");
  EXPECT_EQ(text, summary_text(summary));
  EXPECT_THAT(text, HasSubstr("exclude_match"));
  EXPECT_THAT(text, HasSubstr("cover2"));
  EXPECT_THAT(text, HasSubstr("not_a_picture"));
  ScreenSummary back;
  ASSERT_TRUE(read_summary(summary_json(summary), back));
  EXPECT_EQ(summary_json(back), summary_json(summary));
}

}  // namespace
}  // namespace sleeve
