// Rewritten shards keep every byte of what is kept, and nothing else.
#include "screen/shard_rewriter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "core/error.h"
#include "screen/archive.h"
#include "screen/archive_writer.h"
#include "tests/support/tar.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

bool keep_all(const std::string&) { return false; }

class ShardRewriterTest : public testing::Test {
 protected:
  ShardRewrite rewrite(const std::string& bytes, const DropSample& drop) {
    const auto from = folder_.write("from.tar", bytes);
    const ShardRewrite result = rewrite_shard(from, to_, drop);
    result_ = read_text(to_);
    EXPECT_EQ(result.bytes, result_.size());
    EXPECT_FALSE(std::filesystem::exists(to_ + ".new"));
    return result;
  }
  TempFolder folder_;
  std::string to_ = folder_ / "to.tar";
  std::string result_;
};

TEST_F(ShardRewriterTest, DroppingNothingChangesNothing) {
  const std::string bytes = Tar()
                                .add_global("made by hand")
                                .add_folder("dir")
                                .add("1.jpg", std::string(700, 'x'))
                                .add_pax(std::string(300, 'n') + ".jpg", "two")
                                .add_link("3.jpg", "1.jpg")
                                .finish() +
                            std::string(8192, '\0');
  EXPECT_EQ(rewrite(bytes, keep_all), (ShardRewrite{3, 0, 4, bytes.size()}));
  EXPECT_EQ(result_, bytes);
}

TEST_F(ShardRewriterTest, AllMembersOfASampleGo) {
  const std::string bytes = Tar()
                                .add("1.jpg", "one")
                                .add("1.json", "{}")
                                .add("dir/2.jpg", std::string(512, 't'))
                                .add("dir/2.txt", "text")
                                .add("3.jpg", "three")
                                .finish();
  const auto drop = [](const std::string& key) { return key == "dir/2"; };
  EXPECT_EQ(rewrite(bytes, drop).dropped, 1);
  EXPECT_EQ(result_, Tar()
                         .add("1.jpg", "one")
                         .add("1.json", "{}")
                         .add("3.jpg", "three")
                         .finish());
}

TEST_F(ShardRewriterTest, HeadersAboutAllThatFollowsStay) {
  const auto drop = [](const std::string& key) { return key == "1"; };
  rewrite(Tar().add_global("all").add("1.jpg", "1").add("2.jpg", "2").finish(),
          drop);
  EXPECT_EQ(result_, Tar().add_global("all").add("2.jpg", "2").finish());
}

TEST_F(ShardRewriterTest, LongNamesGoWithTheirHeaders) {
  const std::string name(200, 'n');
  const auto drop = [&](const std::string& key) { return key == name; };
  rewrite(Tar().add_pax(name + ".jpg", "1").add("2.jpg", "2").finish(), drop);
  EXPECT_EQ(result_, Tar().add("2.jpg", "2").finish());
}

TEST_F(ShardRewriterTest, LinksToWhatIsGoneGo) {
  const auto drop = [](const std::string& key) { return key == "1"; };
  rewrite(Tar()
              .add("1.jpg", "1")
              .add("2.jpg", "2")
              .add_link("3.jpg", "1.jpg")
              .add_link("4.jpg", "2.jpg")
              .add_link("5.jpg", "3.jpg")
              .finish(),
          drop);
  EXPECT_EQ(result_,
            Tar().add("2.jpg", "2").add_link("4.jpg", "2.jpg").finish());
}

TEST_F(ShardRewriterTest, ArchivesBehindEachOtherStayReadable) {
  const std::string bytes = Tar().add("1.jpg", "1").finish() +
                            Tar().add("2.jpg", "2").add("3.jpg", "").finish();
  const auto drop = [](const std::string& key) { return key == "2"; };
  rewrite(bytes, drop);
  Archive archive(to_);
  std::vector<std::string> names;
  for (Archive::Member member; archive.next(member);) {
    names.push_back(member.name);
  }
  EXPECT_EQ(archive.error(), "");
  EXPECT_THAT(names, ElementsAre("1.jpg", "3.jpg"));
}

TEST_F(ShardRewriterTest, CompressedShardsStayCompressedAlike) {
  const std::string bytes = Tar().add("1.jpg", "1").add("2.jpg", "2").finish();
  using Compression = Archive::Compression;
  for (const auto kind : {Compression::gzip, Compression::bzip2,
                          Compression::xz, Compression::zstd}) {
    const std::string from = folder_ / "packed.tar";
    ArchiveWriter writer(from, kind);
    writer.write(
        {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
    writer.finish();
    rewrite_shard(from, to_, [](const std::string& key) { return key == "1"; });
    Archive packed(to_, Archive::Content::bytes);
    EXPECT_EQ(packed.compression(), kind);
    Archive::Member whole;
    std::vector<uint8_t> content;
    EXPECT_TRUE(packed.next(whole) && packed.read(content, 1 << 20));
    EXPECT_EQ(std::string(content.begin(), content.end()),
              Tar().add("2.jpg", "2").finish());
  }
}

// Any choice of samples gives what an archive of only the kept ones is.
TEST_F(ShardRewriterTest, RandomChoices) {
  std::mt19937 dice(7);
  for (int round = 0; round < 30; ++round) {
    Tar all, kept;
    std::vector<std::string> gone;
    for (int i = 0; i < 20; ++i) {
      const std::string key = std::to_string(i);
      const std::string content(dice() % 1500, 'c');
      const bool drop = dice() % 2 == 0;
      const bool pax = dice() % 4 == 0;
      if (drop) gone.push_back(key);
      for (Tar* tar : {&all, &kept}) {
        if (drop && tar == &kept) continue;
        pax ? tar->add_pax(key + ".jpg", content)
            : tar->add(key + ".jpg", content);
        tar->add(key + ".txt", "caption");
      }
    }
    rewrite(all.finish(), [&](const std::string& key) {
      return std::find(gone.begin(), gone.end(), key) != gone.end();
    });
    ASSERT_EQ(result_, kept.finish()) << round;
  }
}

TEST_F(ShardRewriterTest, BrokenShardsAreRefusedAndLeaveNothing) {
  const std::string whole =
      Tar().add("1.jpg", std::string(3000, 'x')).add("2.jpg", "2").finish();
  for (const size_t size :
       {size_t{0}, size_t{100}, size_t{700}, size_t{3000}}) {
    const auto from = folder_.write("cut.tar", whole.substr(0, size));
    try {
      rewrite_shard(from, to_, keep_all);
      ADD_FAILURE() << size;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::corrupt);
      EXPECT_THAT(error.what(), HasSubstr("cut.tar"));
    }
    EXPECT_FALSE(std::filesystem::exists(to_));
    EXPECT_FALSE(std::filesystem::exists(to_ + ".new"));
  }
}

TEST_F(ShardRewriterTest, WhatCannotBeWrittenIsAnError) {
  const auto from = folder_.write("s.tar", Tar().add("1.jpg", "1").finish());
  EXPECT_THROW(rewrite_shard(from, folder_ / "no/such/folder.tar", keep_all),
               Error);
}

TEST(NamesBelow, LeaveOutWhatAllShare) {
  const auto names = [](std::vector<std::string> paths) {
    return names_below(paths);
  };
  EXPECT_THAT(names({"a/b/1.tar"}), ElementsAre("1.tar"));
  EXPECT_THAT(names({"/a/b/1.tar", "/a/c/1.tar", "/a/2.tar"}),
              ElementsAre("b/1.tar", "c/1.tar", "2.tar"));
  EXPECT_THAT(names({"../a/1.tar", "./b/1.tar"}),
              ElementsAre("__/a/1.tar", "b/1.tar"));
  EXPECT_THAT(names({"a/1.tar", "./a/1.tar", "/a/1.tar"}),
              ElementsAre("1.tar", "2/1.tar", "3/1.tar"));
  EXPECT_TRUE(names({}).empty());
}

}  // namespace
}  // namespace sleeve
