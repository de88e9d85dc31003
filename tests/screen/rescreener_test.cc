// Bringing a run up to date gives what screening the pictures again would.
#include "screen/rescreener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/picture.h"
#include "index/calibration.h"
#include "index/catalogue.h"
#include "index/sha256.h"
#include "screen/evidence_reader.h"
#include "screen/screener.h"
#include "screen/stored_fingerprints.h"
#include "screen/verify_run.h"
#include "tests/support/pictures.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

// A picture in a white frame.
std::vector<uint8_t> framed_jpeg(uint32_t seed) {
  const Image inner = make_picture(seed, 160, 160, 1);
  Image image(240, 320, 1);
  std::fill_n(image.data(), 240 * 320, uint8_t{255});
  for (int r = 0; r < 160; ++r) {
    std::copy_n(inner.pixels().row(r), 160, image.row(r + 30) + 80);
  }
  return encode_jpeg(image.pixels());
}

std::vector<uint8_t> jpeg(uint32_t seed, int side = 160, int quality = 90) {
  JpegOptions options;
  options.quality = quality;
  return encode_jpeg(make_picture(seed, side, side, 3).pixels(), options);
}

class RescreenerTest : public testing::Test {
 protected:
  void SetUp() override {
    add(0, 3);
    for (uint32_t seed = 0; seed < 6; ++seed) {
      folder_.write("data/" + std::to_string(seed) + ".jpg",
                    jpeg(seed, 160 + 8 * static_cast<int>(seed), 70));
    }
    // JPEG with a comment that reserves, of a picture that comes later.
    std::vector<uint8_t> reserved = {0xff, 0xd8, 0xff, 0xfe, 0, 16};
    for (const char c : std::string("No AI training")) reserved.push_back(c);
    const auto plain = jpeg(4);
    reserved.insert(reserved.end(), plain.begin() + 2, plain.end());
    folder_.write("data/framed1.jpg", framed_jpeg(1));
    folder_.write("data/framed4.jpg", framed_jpeg(4));
    folder_.write("data/words\n\xff.jpg", reserved);
    folder_.write("data/z.jpg", "\xff\xd8 no more");
  }

  void add(uint32_t first, uint32_t end) {
    std::vector<Artwork> artworks;
    for (uint32_t seed = first; seed < end; ++seed) {
      const auto bytes = jpeg(seed);
      artworks.push_back({"cover" + std::to_string(seed),
                          sha256_hex(bytes.data(), bytes.size()),
                          *fingerprint_bytes(bytes)});
    }
    Catalogue::open(folder_ / "catalogue", Catalogue::Mode::create)
        .add(artworks);
  }

  ScreenSummary screen_to(const std::string& output, Effort effort) {
    ScreenOptions options;
    options.catalogue = folder_ / "catalogue";
    options.output = folder_ / output;
    options.inputs = {folder_ / "data"};
    options.sandbox = false;
    options.effort = effort;
    options.as_of = "2026-01-01";
    return screen(options);
  }

  RescreenOptions again(const std::string& run, const std::string& output) {
    RescreenOptions options;
    options.run = folder_ / run;
    options.catalogue = folder_ / "catalogue";
    options.output = folder_ / output;
    options.as_of = "2026-01-01";
    return options;
  }

  std::vector<std::string> lines(const std::string& run) {
    std::istringstream in(read_text(folder_ / (run + "/evidence.jsonl")));
    std::vector<std::string> list;
    for (std::string line; std::getline(in, line);) list.push_back(line);
    return list;
  }

  std::string fault(const RescreenOptions& options) {
    try {
      rescreen(options);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  TempFolder folder_;
};

// Also where the catalogue was calibrated.
TEST_F(RescreenerTest, EqualsScreeningAgain) {
  screen_to("before", Effort::fast);
  add(3, 5);
  Calibration calibration;
  calibration.hash_factor = 3;
  calibration.hubs = {{"cover3", 1e9}};
  save_calibration(folder_ / "catalogue", calibration);
  const ScreenSummary summary = rescreen(again("before", "after"));
  screen_to("twin", Effort::fast);
  const auto after = lines("after"), twin = lines("twin");
  ASSERT_EQ(after.size(), twin.size());
  for (size_t i = 0; i < after.size(); ++i) {
    Json left = Json::parse(after[i]), right = Json::parse(twin[i]);
    // What was found before keeps the figures of its time.
    for (Json* line : {&left, &right}) {
      for (Json& match : (*line)["matches"]) {
        match.erase("expected_false_matches");
        match.erase("score");
      }
    }
    EXPECT_EQ(left, right);
  }
  EXPECT_EQ(summary.counts.verdicts,
            screen_to("twin", Effort::fast).counts.verdicts);
  EXPECT_EQ(summary.rescreened->new_artworks, 2);
  EXPECT_EQ(summary.rescreened->changed_rows, 4);
  EXPECT_EQ(summary.rescreened->not_searched, "");
  EXPECT_EQ(verify_run(folder_ / "after").state, RunCheck::State::sound);
}

TEST_F(RescreenerTest, WhatDidNotChangeKeepsItsBytes) {
  screen_to("before", Effort::thorough);
  rescreen(again("before", "same"));
  EXPECT_EQ(lines("same"), lines("before"));
  add(3, 4);
  const auto summary = rescreen(again("same", "after"));
  EXPECT_THAT(summary.rescreened->not_searched, HasSubstr("parts"));
  const auto before = lines("before"), after = lines("after");
  for (size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(before[i] == after[i], i != 3) << i;
  }
  const Json run = Json::parse(read_text(folder_ / "after/run.json"));
  EXPECT_EQ(run["follows"]["new_artworks"], 1);
  EXPECT_EQ(run["follows"]["follows"]["new_artworks"], 0);
}

TEST_F(RescreenerTest, ArtworksThatAreGoneNoLongerCount) {
  screen_to("before", Effort::fast);
  Catalogue::open(folder_ / "catalogue", Catalogue::Mode::write)
      .remove(std::vector<std::string>{"cover1"});
  const auto summary = rescreen(again("before", "after"));
  EXPECT_EQ(summary.rescreened->gone_artworks, 1);
  EXPECT_EQ(summary.counts.of(Verdict::exclude_match), 2);
  EXPECT_EQ(Json::parse(lines("after")[1])["verdict"], "no_signal");
}

TEST_F(RescreenerTest, AnotherPolicyIsAppliedToAll) {
  screen_to("before", Effort::fast);
  RescreenOptions options = again("before", "after");
  options.policy = parse_policy(
      R"({"name": "lax", "version": "1", "natural_language": "ignore"})", "");
  EXPECT_EQ(rescreen(options).counts.of(Verdict::review), 0);
  EXPECT_EQ(rescreen(again("before", "strict")).counts.of(Verdict::review), 1);
}

TEST_F(RescreenerTest, DamageIsNamedAndNothingIsFinished) {
  screen_to("before", Effort::fast);
  add(3, 5);
  const std::string prints = folder_ / "before/fingerprints.bin";
  const std::string whole = read_text(prints);
  for (size_t at = 0; at < whole.size(); at += 211) {
    std::string changed = whole;
    changed[at] ^= 4;
    folder_.write("before/fingerprints.bin", changed);
    EXPECT_NE(fault(again("before", "bad")), "") << at;
    EXPECT_FALSE(std::filesystem::exists(folder_ / "bad/summary.json"));
    std::filesystem::remove_all(folder_ / "bad");
  }
  folder_.write("before/fingerprints.bin",
                whole.substr(0, whole.size() - kStoredBytes));
  EXPECT_THAT(fault(again("before", "bad")), HasSubstr("Row 10"));
  folder_.write("before/fingerprints.bin", whole);
  std::string evidence = read_text(folder_ / "before/evidence.jsonl");
  folder_.write(
      "before/evidence.jsonl",
      evidence.substr(0, evidence.rfind('\n', evidence.size() - 2) + 1));
  EXPECT_THAT(fault(again("before", "bad")), HasSubstr("checkpoint"));
  evidence[evidence.find("sha256") + 10] ^= 1;
  folder_.write("before/evidence.jsonl", evidence);
  EXPECT_THAT(fault(again("before", "bad")), HasSubstr("Row 1"));
}

TEST_F(RescreenerTest, RefusesWhatItCannotFollow) {
  screen_to("before", Effort::fast);
  EXPECT_THAT(fault(again("nothing", "x")), HasSubstr("There is no file"));
  EXPECT_THAT(fault(again("before", "before")), HasSubstr("of its own"));
  screen_to("other", Effort::fast);
  EXPECT_THAT(fault(again("before", "other")), HasSubstr("differs in"));
  rescreen(again("before", "after"));
  EXPECT_TRUE(rescreen(again("before", "after")).was_finished);
}

TEST_F(RescreenerTest, FindsWhatIsInsideAFrameWhereItLies) {
  screen_to("before", Effort::thorough);
  add(4, 5);
  rescreen(again("before", "after"));
  const Json row = Json::parse(lines("after")[7]);
  EXPECT_EQ(row["path"], folder_ / "data/framed4.jpg");
  EXPECT_EQ(row["verdict"], "exclude_match");
  EXPECT_EQ(row["matches"][0]["artwork_id"], "cover4");
  EXPECT_EQ(row["matches"][0]["transform"], "part");
  const std::array<Point, 4> corners = {
      Point{80, 30}, {240, 30}, {240, 190}, {80, 190}};
  for (int i = 0; i < 4; ++i) {
    const Json& corner = row["matches"][0]["region"][i];
    EXPECT_NEAR(corner[0], corners[i].x, 3);
    EXPECT_NEAR(corner[1], corners[i].y, 3);
  }
}

// The fingerprints of the eight orientations, without what is not stored.
std::array<Fingerprint, 8> prints(uint32_t seed, int rows, int columns) {
  auto all =
      fingerprint_orientations(make_picture(seed, rows, columns, 1).pixels());
  for (Fingerprint& one : all) one.weak_bits = {};
  return all;
}

// Twenty pictures, every third of them in a frame.
std::vector<Picture> stored_pictures() {
  std::vector<Picture> pictures;
  for (uint32_t seed = 0; seed < 20; ++seed) {
    Picture& picture = pictures.emplace_back();
    picture.fingerprints = prints(seed, 50 + static_cast<int>(seed), 90);
    if (seed % 3 != 0) continue;
    picture.inside = {prints(100 + seed, 40, 30), {3, 4, 40, 30}};
  }
  return pictures;
}

void expect_stored(const StoredFingerprints& stored, int64_t line,
                   const Picture& expected) {
  Picture read;
  ASSERT_EQ(stored.read(line, read), StoredFingerprints::State::stored) << line;
  EXPECT_EQ(read.fingerprints, expected.fingerprints) << line;
  EXPECT_EQ(read.inside, expected.inside) << line;
}

TEST(StoredFingerprintsTest, KeepAllThatMatchingReads) {
  TempFolder folder;
  StoredFingerprintWriter writer(folder / "prints");
  writer.start(0);
  const auto pictures = stored_pictures();
  for (const Picture& picture : pictures) {
    writer.append(stored_records(&picture));
  }
  writer.append(stored_records(nullptr));
  writer.sync();
  StoredFingerprintWriter(folder / "prints").start(22);
  const StoredFingerprints stored(folder / "prints");
  ASSERT_EQ(stored.size(), 22);
  for (int64_t i = 0; i < 20; ++i) expect_stored(stored, i, pictures[i]);
  Picture read;
  EXPECT_EQ(stored.read(20, read), StoredFingerprints::State::without);
  EXPECT_EQ(stored.read(21, read), StoredFingerprints::State::missing);
}

// However much of the file a kill or the power left, and however many lines of
// evidence: each is as it was stored, or known to be lost.
TEST(StoredFingerprintsTest, GoOnBehindWhatIsWhole) {
  TempFolder folder;
  const auto pictures = stored_pictures();
  std::string all;
  for (const Picture& picture : pictures) all += stored_records(&picture);
  StoredFingerprintWriter writer(folder / "whole");
  writer.start(0);
  writer.append(all);
  writer.sync();
  const std::string whole = read_text(folder / "whole");
  for (size_t size = 0; size <= whole.size(); size += 109) {
    folder.write("prints", whole.substr(0, size));
    const auto lines = static_cast<int64_t>(size * 7 % 20);
    StoredFingerprintWriter resumed(folder / "prints");
    resumed.start(lines);
    resumed.append(stored_records(&pictures[lines]));
    const StoredFingerprints stored(folder / "prints");
    ASSERT_EQ(stored.size(), lines + 1);
    bool lost = false;
    for (int64_t i = 0; i <= lines; ++i) {
      Picture read;
      lost = stored.read(i, read) == StoredFingerprints::State::missing;
      if (!lost) expect_stored(stored, i, pictures[i]);
    }
    EXPECT_FALSE(lost) << size;
  }
}

TEST(EvidenceReaderTest, WritesAgainWhatItRead) {
  Evidence evidence;
  evidence.name = {"s\xff/a.jpg", "s\xff", "a", "a.jpg"};
  evidence.sha256 = std::string(64, 'a');
  evidence.bytes = 12;
  evidence.fingerprint = fingerprint(make_picture(1, 60, 80, 1).pixels());
  evidence.content_row = 3;
  Match match;
  match.artwork_id = "x\xfe";
  match.score = 0.1 + 0.2;
  match.region = {Point{0.1, 1e-9}, {1, 2}, {3.25, 4}, {5, 6}};
  match.transform = "part+crop";
  match.kind = MatchKind::edition;
  match.expected_false_matches = 1.0 / 3;
  evidence.found.candidates = {match};
  Signal signal;
  signal.channel = Channel::c2pa_training;
  signal.carrier = "c2pa.ai_training";
  signal.form = Form::natural_language;
  signal.scope = Scope::page;
  signal.raw = "\"hash\":\"\xc3\x28";
  evidence.rights.add(signal);
  evidence.rights.fault({Channel::exif}, "TIFF", "bad");
  evidence.provenance = {
      "https://example.com/", "",           "2026",      "", "u",
      "a collector",          "a tool 1.0", "a data set"};
  judge_evidence(evidence, strict_policy());
  const std::string line = evidence_line(evidence);
  const auto read = read_evidence(line);
  ASSERT_TRUE(read);
  EXPECT_EQ(evidence_line(*read), line);
  EXPECT_EQ(read->name, evidence.name);
  EXPECT_EQ(read->found.candidates, evidence.found.candidates);
  EXPECT_EQ(read->rights.signals, evidence.rights.signals);
  for (size_t i = 0; i < line.size(); i += 7) {
    std::string torn = line.substr(0, i);
    EXPECT_FALSE(read_evidence(torn));
    torn = line;
    torn[i] ^= 1;
    read_evidence(torn);  // anything but a crash
  }
}

}  // namespace
}  // namespace sleeve
