// Fingerprints survive kills and full disks, and tell damage.
#include "screen/dedupe/fingerprint_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <cstring>

#include "core/error.h"
#include "screen/dedupe/record_names.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using testing::HasSubstr;

PictureRecord record(int i) {
  PictureRecord result;
  result.name.path = "folder/picture" + std::to_string(i) + ".jpg";
  result.numbers.bytes = 1000 + static_cast<uint64_t>(i);
  result.numbers.modified = i;
  result.numbers.quality = 80;
  result.numbers.rows = result.numbers.columns = 100;
  std::memcpy(result.numbers.hash.data(), &i, sizeof i);
  return result;
}

class FingerprintFileTest : public testing::Test {
 protected:
  std::string content() const { return read_text(path_); }

  void fill(int from, int to) {
    FingerprintFile file(path_);
    for (int i = from; i < to; ++i) {
      file.append(record(i));
      if (i % 7 == 0) file.flush();
    }
    file.reload();
    EXPECT_EQ(file.size(), file.next_number());
  }

  ErrorCode refusal() const {
    try {
      const FingerprintFile file(path_);
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(path_));
      return error.code();
    }
    ADD_FAILURE() << "was accepted";
    return ErrorCode::internal;
  }

  TempFolder folder_;
  std::string path_ = folder_ / "prints.slv";
};

PictureDetails details_for(int i) {
  PictureDetails details;
  details.turned[2].fill(static_cast<uint8_t>(i));
  details.details.sketch.fill(static_cast<uint8_t>(i + 1));
  details.details.keypoints.resize(static_cast<size_t>(i) % 4);
  for (PackedKeypoint& keypoint : details.details.keypoints) {
    keypoint.x = static_cast<uint16_t>(i);
  }
  return details;
}

TEST_F(FingerprintFileTest, DetailsAndPartsSurviveReopening) {
  PartsFound found{1, 77, {FoundPart{}, FoundPart{}}};
  found.parts[1].record = 3;
  found.parts[1].corners[5] = 0.25F;
  {
    FingerprintFile file(path_);
    for (int i = 0; i < 5; ++i) {
      const size_t number = file.append(record(i));
      if (i != 2) file.append(number, details_for(i));
      if (i == 3) file.flush();
    }
    file.append(found);
    file.append(PartsFound{4, 77, {}});
    file.flush();
  }
  const FingerprintFile file(path_);
  for (int i = 0; i < 5; ++i) {
    const auto number = static_cast<size_t>(i);
    ASSERT_EQ(file.has_details(number), i != 2);
    if (i == 2) continue;
    EXPECT_EQ(file.details_of(number), details_for(i));
    EXPECT_EQ(file.keypoints_of(number), number % 4);
  }
  EXPECT_FALSE(file.has_details(5));
  EXPECT_EQ(file.parts_of(1, 77)->parts, found.parts);
  EXPECT_TRUE(file.parts_of(4, 77)->parts.empty());
  EXPECT_FALSE(file.parts_of(1, 78).has_value());
  EXPECT_FALSE(file.parts_of(2, 77).has_value());
}

TEST_F(FingerprintFileTest, RecordsSurviveReopening) {
  PictureRecord member = record(1);
  member.name = {"s/1.tar/dir/2.b.jpg", "s/1.tar", "dir/2", "dir/2.b.jpg"};
  PictureRecord bad;
  bad.name = {"s/1.tar", "s/1.tar", "", ""};
  bad.problem = Problem{ProblemKind::truncated, "truncated JPEG"};
  PictureRecord odd = record(3);
  odd.name.path = "\xff\n";
  {
    FingerprintFile file(path_);
    EXPECT_EQ(file.append(record(0)), 0U);
    EXPECT_EQ(file.append(member), 1U);
    file.append(bad);
    file.append(odd);
    file.append(1, PixelDigest{7});
    file.flush();
  }
  const FingerprintFile file(path_);
  ASSERT_EQ(file.size(), 4U);
  EXPECT_EQ(file.record(0).name(), record(0).name);
  EXPECT_EQ(file.record(0).numbers().hash, record(0).numbers.hash);
  EXPECT_EQ(file.record(1).name(), member.name);
  EXPECT_EQ(file.record(2).name(), bad.name);
  EXPECT_FALSE(file.record(2).checked());
  EXPECT_EQ(file.record(2).problem().reason, "truncated JPEG");
  EXPECT_EQ(file.record(3).name(), odd.name);
  EXPECT_EQ(file.pixels(1), PixelDigest{7});
  EXPECT_FALSE(file.pixels(0).has_value());
}

TEST_F(FingerprintFileTest, TheLatestRecordOfANameCounts) {
  fill(0, 30);
  fill(10, 20);
  const FingerprintFile file(path_);
  const RecordNames names(file);
  EXPECT_EQ(file.size(), 40U);
  EXPECT_EQ(names.find(record(5).name.path, false), 5U);
  EXPECT_EQ(names.find(record(12).name.path, false), 32U);
  EXPECT_FALSE(names.find(record(12).name.path, true).has_value());
  EXPECT_FALSE(names.find("else", false).has_value());
}

TEST_F(FingerprintFileTest, AnyCutLosesOnlyItsLastBlock) {
  fill(0, 60);
  const std::string whole = content();
  size_t before = 0;
  for (size_t size = 0; size <= whole.size(); size += 97) {
    folder_.write("prints.slv", whole.substr(0, size));
    size_t records;
    {
      FingerprintFile file(path_);
      records = file.size();
      EXPECT_GE(records, before);
      before = records;
      file.append(record(99));
      file.flush();
    }
    const FingerprintFile again(path_);
    ASSERT_EQ(again.size(), records + 1);
    for (size_t i = 0; i < records; ++i) {
      ASSERT_EQ(again.record(i).path(), record(static_cast<int>(i)).name.path);
    }
  }
  EXPECT_GT(before, 50U);
}

// A flipped byte is noticed: what follows is lost or refused, never wrong.
TEST_F(FingerprintFileTest, FlippedBytesGiveNoWrongRecord) {
  fill(0, 40);
  const std::string whole = content();
  for (size_t at = 0; at < whole.size(); at += 61) {
    std::string broken = whole;
    broken[at] = static_cast<char>(broken[at] ^ 0x20);
    folder_.write("prints.slv", broken);
    try {
      const FingerprintFile file(path_);
      for (size_t i = 0; i < file.size(); ++i) {
        const auto expected = record(static_cast<int>(i));
        ASSERT_EQ(file.record(i).path(), expected.name.path);
        ASSERT_EQ(file.record(i).numbers().hash, expected.numbers.hash);
      }
    } catch (const Error& error) {
      EXPECT_TRUE(error.code() == ErrorCode::corrupt ||
                  error.code() == ErrorCode::unsupported);
    }
  }
}

TEST_F(FingerprintFileTest, DamageFarFromTheEndIsNoTornBlock) {
  {
    FingerprintFile file(path_);
    for (int i = 0; i < 45000; ++i) file.append(record(i));
    file.reload();
  }
  std::string broken = content();
  ASSERT_GT(broken.size(), 10'000'000U);
  broken[200] ^= 1;
  folder_.write("prints.slv", broken);
  EXPECT_EQ(refusal(), ErrorCode::corrupt);
  EXPECT_EQ(content(), broken) << "nothing was cut off";
}

TEST_F(FingerprintFileTest, OtherFilesAreRefusedAndLeftAlone) {
  for (const std::string& text :
       {std::string("my diary"), std::string(500, 'x')}) {
    folder_.write("prints.slv", text);
    EXPECT_EQ(refusal(), ErrorCode::corrupt);
    EXPECT_EQ(content(), text);
  }
}

TEST_F(FingerprintFileTest, OneProcessAtATime) {
  const FingerprintFile file(path_);
  EXPECT_EQ(refusal(), ErrorCode::io_error);
}

TEST_F(FingerprintFileTest, AFullDiskLosesNoWholeBlock) {
  fill(0, 100);
  rlimit before;
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  {
    FingerprintFile file(path_);
    rlimit tight = before;
    tight.rlim_cur = content().size() + 1000;
    ::setrlimit(RLIMIT_FSIZE, &tight);
    for (int i = 100; i < 200; ++i) file.append(record(i));
    EXPECT_THROW(file.flush(), Error);
    ::setrlimit(RLIMIT_FSIZE, &before);
    file.append(record(200));
    file.flush();
  }
  std::signal(SIGXFSZ, handler);
  const FingerprintFile file(path_);
  EXPECT_EQ(file.size(), 101U);
}

}  // namespace
}  // namespace sleeve
