// Tar shards give their pictures in order; damage costs one row.
#include "screen/shard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/support/tar.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<Item> read_all(const std::string& path, bool with_bytes = true,
                           const SourceOptions& options = {}) {
  Shard shard(path, options);
  std::vector<Item> items;
  for (Item item; shard.next(item, with_bytes);) items.push_back(item);
  return items;
}

// "key|member" or "key|member:problem".
std::vector<std::string> texts(const std::vector<Item>& items) {
  std::vector<std::string> list;
  for (const Item& item : items) {
    std::string text = item.name.key + "|" + item.name.member;
    if (item.problem) {
      text += std::string(":") + problem_name(item.problem->kind);
    }
    list.push_back(text);
  }
  return list;
}

class ShardTest : public testing::Test {
 protected:
  std::string write(const std::string& bytes) {
    return folder_.write("s.tar", bytes);
  }
  TempFolder folder_;
};

TEST_F(ShardTest, GivesPicturesWithKeysAndBytes) {
  const auto path = write(Tar()
                              .add("00001.jpg", "one")
                              .add("00001.json", "{}")
                              .add("00001.txt", "BMW in the street")
                              .add("dir.x/2.b.PNG", "two")
                              .finish());
  const auto items = read_all(path);
  EXPECT_THAT(texts(items),
              ElementsAre("00001|00001.jpg", "dir.x/2|dir.x/2.b.PNG"));
  EXPECT_EQ(items[1].name.path, path + "/dir.x/2.b.PNG");
  EXPECT_EQ(items[1].name.shard, path);
  EXPECT_EQ(std::string(items[1].bytes.begin(), items[1].bytes.end()), "two");
}

TEST_F(ShardTest, ASampleMayHoldSeveralPicturesOrNone) {
  const auto path = write(Tar()
                              .add("a.left.jpg", "1")
                              .add("a.right.jpg", "2")
                              .add("b.txt", "no picture")
                              .add("c.cls", "0")
                              .add("c.webp", "3")
                              .add("d.json", "{}")
                              .finish());
  EXPECT_THAT(texts(read_all(path)),
              ElementsAre("a|a.left.jpg", "a|a.right.jpg", "b|:not_a_picture",
                          "c|c.webp", "d|:not_a_picture"));
}

TEST_F(ShardTest, PicturesAreKnownByContentToo) {
  const std::string gif("GIF89a\x01\0\x01\0\0\0\0;", 14);
  const auto path = write(Tar().add("a.bin", gif).add("noname", gif).finish());
  EXPECT_THAT(texts(read_all(path)), ElementsAre("a|a.bin", "noname|noname"));
}

TEST_F(ShardTest, FoldersAreNoRowsAndLinksAreUnreadable) {
  const auto path = write(Tar()
                              .add_folder("d/")
                              .add("d/a.jpg", "1")
                              .add_link("d/b.jpg", "d/a.jpg")
                              .add_link("d/a.json", "x")
                              .finish());
  EXPECT_THAT(texts(read_all(path)),
              ElementsAre("d/a|d/a.jpg", "d/b|d/b.jpg:unreadable"));
}

TEST_F(ShardTest, ARepeatedMemberIsADuplicateKey) {
  const auto path = write(Tar()
                              .add("a.jpg", "1")
                              .add("b.jpg", "2")
                              .add("a.jpg", "3")
                              .add("a.txt", "caption apart from its picture")
                              .finish());
  const auto items = read_all(path);
  EXPECT_THAT(texts(items),
              ElementsAre("a|a.jpg", "b|b.jpg", "a|a.jpg:unreadable"));
  EXPECT_THAT(items[2].problem->reason, HasSubstr("duplicate key"));
}

TEST_F(ShardTest, EmptyAndLargeMembersAreRows) {
  SourceOptions options;
  options.max_bytes = 3;
  const auto path = write(
      Tar().add("a.jpg", "").add("b.jpg", "1234").add("c.jpg", "123").finish());
  const auto items = read_all(path, true, options);
  EXPECT_THAT(texts(items),
              ElementsAre("a|a.jpg:empty", "b|b.jpg:too_large", "c|c.jpg"));
  EXPECT_TRUE(items[1].bytes.empty());
}

TEST_F(ShardTest, NamesOfAnyBytesSurvive) {
  const std::string latin = "caf\xe9\n.jpg";
  const std::string utf8 = "caf\xc3\xa9-" + std::string(150, 'x') + ".jpg";
  const std::string broken = "\xff\xfe-" + std::string(150, 'x') + ".jpg";
  const auto path = write(
      Tar().add(latin, "1").add_pax(utf8, "2").add_pax(broken, "3").finish());
  const auto items = read_all(path);
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].name.member, latin);
  EXPECT_EQ(items[1].name.member, utf8);
  EXPECT_EQ(items[2].name.member, broken);
}

TEST_F(ShardTest, DamageEndsWithOneRowForTheShard) {
  const std::string good =
      Tar().add("a.jpg", "1").add("b.jpg", std::string(3000, 'b')).bytes();
  std::string garbage = good;
  garbage.replace(1024, 512, std::string(512, '#'));
  const struct {
    std::string bytes;
    size_t rows;
  } cases[] = {
      {good.substr(0, 1200), 2},    // within the header of b
      {good.substr(0, 2000), 2},    // within the bytes of b
      {good.substr(0, 4600), 2},    // within the padding of b
      {garbage, 2},                 // b's header overwritten
      {std::string(5000, '#'), 1},  // no tar at all
      {"", 1},                      // no bytes at all
  };
  for (const auto& [bytes, count] : cases) {
    const auto path = write(bytes);
    const auto items = read_all(path);
    ASSERT_EQ(items.size(), count) << bytes.size();
    EXPECT_EQ(items.back().name, (PictureName{path, path, "", ""}));
    ASSERT_TRUE(items.back().problem);
    EXPECT_EQ(items.back().problem->kind, ProblemKind::unreadable);
    EXPECT_THAT(items.back().problem->reason, Not(HasSubstr("byte -")));
    EXPECT_EQ(texts(read_all(path, false)), texts(items)) << bytes.size();
  }
}

TEST_F(ShardTest, EveryTruncationGivesTheSameRowsWithAndWithoutBytes) {
  const std::string whole = Tar()
                                .add("a.jpg", std::string(700, 'a'))
                                .add("a.txt", "x")
                                .add_pax("b.png", "b")
                                .add("c.json", "{}")
                                .finish();
  for (size_t size = 0; size < whole.size(); size += 100) {
    const auto path = write(whole.substr(0, size));
    EXPECT_EQ(texts(read_all(path, false)), texts(read_all(path))) << size;
  }
}

TEST_F(ShardTest, ArchivesThatFollowEachOtherAreOne) {
  const auto path = write(Tar().add("a.jpg", "1").finish() +
                          Tar().add("b.jpg", "2").finish());
  EXPECT_THAT(texts(read_all(path)), ElementsAre("a|a.jpg", "b|b.jpg"));
  EXPECT_TRUE(read_all(write(Tar().finish())).empty());
}

TEST_F(ShardTest, CompressedArchivesAreRead) {
  const auto path = write(Tar().add("a.jpg", "1").add("b.jpg", "2").finish());
  ASSERT_EQ(std::system(("gzip -k '" + path + "'").c_str()), 0);
  EXPECT_THAT(texts(read_all(path + ".gz")), ElementsAre("a|a.jpg", "b|b.jpg"));
  const std::string packed = read_text(path + ".gz");
  const auto cut =
      folder_.write("cut.tar.gz", packed.substr(0, packed.size() / 2));
  EXPECT_TRUE(read_all(cut).back().problem);
}

TEST_F(ShardTest, LargePicturesArriveWhole) {
  std::string large(40'000'000, 'x');
  for (size_t i = 0; i < large.size(); i += 4096) large[i] = char(i >> 12);
  const auto path = write(Tar().add("a.jpg", large).finish());
  const auto items = read_all(path);
  ASSERT_EQ(items.size(), 1u);
  EXPECT_TRUE(std::equal(large.begin(), large.end(), items[0].bytes.begin(),
                         items[0].bytes.end(),
                         [](char a, uint8_t b) { return uint8_t(a) == b; }));
}

}  // namespace
}  // namespace sleeve
