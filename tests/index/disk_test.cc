// Mapping, durable replacement and locks.
#include "index/disk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

std::span<const uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

ErrorCode code_of(void (*act)(const fs::path&), const fs::path& path) {
  try {
    act(path);
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find(path.string()), std::string::npos);
    return error.code();
  }
  ADD_FAILURE() << "did not fail";
  return ErrorCode::internal;
}

TEST(DiskTest, AMappedFileOutlivesItsReplacement) {
  const TempFolder folder;
  const fs::path path = folder / "file";
  replace_file(path, bytes_of("old"));
  const MappedFile old(path);
  replace_file(path, bytes_of("newer"));
  EXPECT_TRUE(std::ranges::equal(old.bytes(), bytes_of("old")));
  EXPECT_TRUE(std::ranges::equal(MappedFile(path).bytes(), bytes_of("newer")));
  EXPECT_FALSE(fs::exists(folder / "file.new"));
}

TEST(DiskTest, AnEmptyFileHasNoBytes) {
  const TempFolder folder;
  replace_file(folder / "file", {});
  EXPECT_TRUE(MappedFile(folder / "file").bytes().empty());
}

TEST(DiskTest, AFailedReplacementLeavesNothingBehind) {
  const TempFolder folder;
  fs::create_directories(fs::path(folder / "file") / "inner");
  EXPECT_THROW(replace_file(folder / "file", bytes_of("text")), Error);
  EXPECT_TRUE(fs::exists(fs::path(folder / "file") / "inner"));
  EXPECT_FALSE(fs::exists(folder / "file.new"));
}

TEST(DiskTest, ANewFileAppearsWhenItIsPutInPlace) {
  const TempFolder folder;
  const fs::path path = folder / "file";
  replace_file(path, bytes_of("old"));
  {
    NewFile file(path, 5);
    EXPECT_TRUE(
        std::ranges::all_of(file.bytes(), [](int b) { return b == 0; }));
    std::ranges::copy(bytes_of("newer"), file.bytes().begin());
    EXPECT_TRUE(std::ranges::equal(MappedFile(path).bytes(), bytes_of("old")));
    file.put_in_place();
  }
  EXPECT_TRUE(std::ranges::equal(MappedFile(path).bytes(), bytes_of("newer")));
  EXPECT_FALSE(fs::exists(folder / "file.new"));
}

TEST(DiskTest, ANewFileThatIsGivenUpLeavesNothing) {
  const TempFolder folder;
  { NewFile file(folder / "file", 100); }
  EXPECT_FALSE(fs::exists(folder / "file"));
  EXPECT_FALSE(fs::exists(folder / "file.new"));
}

TEST(DiskTest, ANewFileWithoutRoomIsRefused) {
  const TempFolder folder;
  EXPECT_THROW(NewFile(folder / "file", uint64_t{1} << 62), Error);
  EXPECT_FALSE(fs::exists(folder / "file.new"));
}

TEST(DiskTest, ErrorsNameTheFile) {
  const TempFolder folder;
  const auto map = [](const fs::path& path) { MappedFile mapped(path); };
  const auto make = [](const fs::path& path) { make_directories(path); };
  const auto sync = [](const fs::path& path) { sync_directory(path); };
  const std::string file = folder.write("file", "text");
  EXPECT_EQ(code_of(map, folder / "none"), ErrorCode::not_found);
  EXPECT_EQ(code_of(map, folder.path()), ErrorCode::io_error);
  EXPECT_EQ(code_of(sync, folder / "none"), ErrorCode::not_found);
  EXPECT_EQ(code_of(make, file + "/inner"), ErrorCode::io_error);
}

TEST(DiskTest, OneHoldsALockAtATime) {
  const TempFolder folder;
  const std::string path = folder / "lock";
  {
    const auto first = FileLock::acquire(path, milliseconds(0));
    ASSERT_TRUE(first);
    EXPECT_FALSE(FileLock::acquire(path, milliseconds(30)));
  }
  EXPECT_TRUE(FileLock::acquire(path, milliseconds(0)));
  EXPECT_FALSE(FileLock::acquire(folder / "no/lock", milliseconds(0)));
}

}  // namespace
}  // namespace sleeve
