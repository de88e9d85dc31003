// Files, folders, patterns and name lists become rows, in order, none lost.
#include "screen/source.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/support/tar.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<Item> rows(const std::vector<std::string>& inputs,
                       const SourceOptions& options = {}) {
  auto source = Source::open(inputs, options);
  std::vector<Item> items;
  for (Item item; source->next(item);) {
    read_bytes(item, options);
    items.push_back(item);
  }
  EXPECT_TRUE(source->progress() == 1 || source->progress() < 0);
  return items;
}

// Paths below the folder, and the problem's kind behind a colon.
std::vector<std::string> names(const TempFolder& folder,
                               const std::vector<std::string>& inputs,
                               const SourceOptions& options = {}) {
  std::vector<std::string> texts;
  for (const Item& item : rows(inputs, options)) {
    std::string text = item.name.path.substr(folder.path().string().size() + 1);
    if (item.problem) {
      text += std::string(":") + problem_name(item.problem->kind);
    }
    texts.push_back(text);
  }
  return texts;
}

// A descriptor from which `text` can be read, as from a pipe.
int pipe_with(std::string_view text) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  EXPECT_EQ(::write(ends[1], text.data(), text.size()),
            static_cast<ssize_t>(text.size()));
  ::close(ends[1]);
  return ends[0];
}

TEST(SourceTest, FilesComeAsNamedWithTheirBytes) {
  const TempFolder folder;
  const auto b = folder.write("b.jpg", "bytes of b");
  const auto a = folder.write("a.jpg", "bytes of a");
  const auto items = rows({b, a, b});
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].name.path, b);
  EXPECT_EQ(items[0].name.shard, "");
  EXPECT_EQ(std::string(items[1].bytes.begin(), items[1].bytes.end()),
            "bytes of a");
}

TEST(SourceTest, FoldersAreWalkedInByteOrder) {
  const TempFolder folder;
  for (const char* name :
       {"d/z.jpg", "d/a/2.jpg", "d/a/10.jpg", "d/a.png", "d/B.jpg"}) {
    folder.write(name, "x");
  }
  EXPECT_THAT(
      names(folder, {folder / "d/"}),
      ElementsAre("d/B.jpg", "d/a/10.jpg", "d/a/2.jpg", "d/a.png", "d/z.jpg"));
  std::filesystem::create_directory(folder / "empty");
  EXPECT_THAT(names(folder, {folder / "empty"}), IsEmpty());
}

TEST(SourceTest, CompanionsOfAPictureGiveNoRowUnlessTheyHoldOne) {
  const TempFolder folder;
  for (const char* name : {"d/a.jpg", "d/a.json", "d/a.txt", "d/a.jpg.xmp",
                           "d/b.txt", "d/c.exe", "d/c.png"}) {
    folder.write(name, "x");
  }
  folder.write("d/c.txt", std::string_view("GIF89a\0\0\0\0\0\0\0\0\0\0", 16));
  EXPECT_THAT(
      names(folder, {folder / "d"}),
      ElementsAre("d/a.jpg", "d/b.txt", "d/c.exe", "d/c.png", "d/c.txt"));
}

TEST(SourceTest, SymbolicLinksAreFollowedButNotInCircles) {
  const TempFolder folder;
  folder.write("d/a.jpg", "x");
  std::filesystem::create_symlink(folder / "d", folder / "d/loop");
  std::filesystem::create_symlink(folder / "gone", folder / "d/broken.jpg");
  folder.write("other/b.jpg", "x");
  std::filesystem::create_symlink(folder / "other", folder / "d/other");
  EXPECT_THAT(names(folder, {folder / "d"}),
              ElementsAre("d/a.jpg", "d/broken.jpg:unreadable",
                          "d/loop:unreadable", "d/other/b.jpg"));
}

TEST(SourceTest, AnUnreadableFolderIsOneRow) {
  const TempFolder folder;
  folder.write("d/a.jpg", "x");
  folder.write("d/b/1.jpg", "x");
  folder.write("d/c.jpg", "x");
  auto source = Source::open({folder / "d"});
  Item item;
  ASSERT_TRUE(source->next(item));
  std::filesystem::remove_all(folder / "d/b");
  ASSERT_TRUE(source->next(item));
  EXPECT_EQ(item.name.path, folder / "d/b");
  ASSERT_TRUE(item.problem);
  EXPECT_EQ(item.problem->reason,
            "the folder cannot be read: No such file or directory");
  ASSERT_TRUE(source->next(item));
  EXPECT_EQ(item.name.path, folder / "d/c.jpg");
}

TEST(SourceTest, BadFilesAreRowsWithAReason) {
  const TempFolder folder;
  folder.write("d/empty.jpg", "");
  folder.write("d/large.jpg", "123456789");
  ASSERT_EQ(::mkfifo((folder / "d/pipe.jpg").c_str(), 0600), 0);
  SourceOptions options;
  options.max_bytes = 8;
  EXPECT_THAT(names(folder, {folder / "d"}, options),
              ElementsAre("d/empty.jpg:empty", "d/large.jpg:too_large",
                          "d/pipe.jpg:unreadable"));
}

TEST(SourceTest, OddNamesComeThroughUnchanged) {
  const TempFolder folder;
  const std::string newline = "new\nline.jpg";
  const std::string latin = "caf\xe9.jpg";
  const std::string braces = "{1..3}.jpg";
  folder.write("d/" + newline, "x");
  folder.write("d/" + latin, "x");
  folder.write("d/" + braces, "x");
  EXPECT_THAT(names(folder, {folder / "d"}),
              ElementsAre("d/" + latin, "d/" + newline, "d/" + braces));
  EXPECT_THAT(names(folder, {folder / ("d/" + braces)}),
              ElementsAre("d/" + braces));
}

TEST(SourceTest, MissingInputsAreAnErrorAndMissingPatternsARow) {
  const TempFolder folder;
  folder.write("0.jpg", "x");
  folder.write("s0.tar", Tar().add("a.jpg", "x").finish());
  EXPECT_THROW(Source::open({folder / "0.jpg", folder / "no.jpg"}), Error);
  EXPECT_THROW(Source::open({folder / "{0..x}.jpg"}), Error);
  EXPECT_THAT(names(folder, {folder / "{0..1}.jpg"}),
              ElementsAre("0.jpg", "1.jpg:unreadable"));
  EXPECT_THAT(names(folder, {folder / "s{0,1}.tar"}),
              ElementsAre("s0.tar/a.jpg", "s1.tar:unreadable"));
  EXPECT_EQ(rows({folder / "s{1,2}.tar"})[0].name.shard, folder / "s1.tar");
}

TEST(SourceTest, NamesComeFromAListByLineOrByNul) {
  const TempFolder folder;
  folder.write("a b.jpg", "x");
  folder.write("new\nline.jpg", "x");
  folder.write("d/c.jpg", "x");
  const std::string at = folder.path().string() + "/";
  SourceOptions lines;
  lines.names_file = pipe_with(at + "a b.jpg\n\n" + at + "no.jpg\n" + at + "d");
  EXPECT_THAT(names(folder, {"-"}, lines),
              ElementsAre("a b.jpg", "no.jpg:unreadable", "d/c.jpg"));
  ::close(lines.names_file);
  SourceOptions nuls;
  nuls.names_file =
      pipe_with(at + "new\nline.jpg" + '\0' + at + "a b.jpg" + '\0');
  EXPECT_THAT(names(folder, {"-"}, nuls),
              ElementsAre("new\nline.jpg", "a b.jpg"));
  ::close(nuls.names_file);
}

TEST(SourceTest, LongListsAreReadInPieces) {
  const TempFolder folder;
  std::string list;
  for (int i = 0; i < 5000; ++i) list += "no/" + std::to_string(i) + ".jpg\n";
  const std::string path = folder.write("list", list);
  SourceOptions options;
  options.names_file = ::open(path.c_str(), O_RDONLY);
  const auto items = rows({"-"}, options);
  ::close(options.names_file);
  ASSERT_EQ(items.size(), 5000u);
  for (int i = 0; i < 5000; ++i) {
    EXPECT_EQ(items[i].name.path, "no/" + std::to_string(i) + ".jpg");
  }
}

TEST(SourceTest, AFoldersTarsAreShardsAlsoByContent) {
  const TempFolder folder;
  const std::string tar = Tar().add("a.jpg", "x").finish();
  folder.write("d/1.tar", tar);
  folder.write("d/2.bin", tar);
  folder.write("d/3.jpg", "x");
  EXPECT_THAT(names(folder, {folder / "d"}),
              ElementsAre("d/1.tar/a.jpg", "d/2.bin/a.jpg", "d/3.jpg"));
}

TEST(SourceTest, ProgressGrowsFromNoneToAll) {
  const TempFolder folder;
  for (int i = 0; i < 10; ++i) {
    folder.write("d/sub" + std::to_string(i % 3) + "/" + std::to_string(i),
                 "x");
  }
  auto source = Source::open({folder / "d", folder / "d"});
  double before = source->progress();
  EXPECT_EQ(before, 0);
  for (Item item; source->next(item);) {
    EXPECT_GT(source->progress(), before);
    before = source->progress();
  }
  EXPECT_EQ(source->progress(), 1);
}

}  // namespace
}  // namespace sleeve
