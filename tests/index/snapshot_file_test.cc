// Snapshots in files: lazy checksums, and contents that make no sense.
#include "index/snapshot_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "core/error.h"
#include "tests/index/artworks.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

std::vector<uint8_t> example() {
  SnapshotWriter writer(3, 6);
  for (const char* id : {"a", "bcd", "ef"}) writer.add_id(id);
  for (uint64_t i = 0; i < 3; ++i) writer.put(i, test_artwork(i).fingerprint);
  return std::move(writer).finish({17, {1, 2, 3}}, {4, 5, 6});
}

// Where a section of the file begins.
size_t offset_of(const std::vector<uint8_t>& bytes, std::string_view name) {
  const IndexFile file(bytes, "example");
  return static_cast<size_t>(file.section(name).data() - bytes.data());
}

ErrorCode code_of(std::vector<uint8_t> bytes) {
  try {
    SnapshotFile::from_bytes(std::move(bytes));
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::internal;
}

TEST(SnapshotFileTest, GivesWhatWasWritten) {
  const auto snapshot = SnapshotFile::from_bytes(example());
  EXPECT_EQ(snapshot->size(), 3);
  EXPECT_EQ(snapshot->version(), (CatalogueVersion{17, {1, 2, 3}}));
  EXPECT_EQ(snapshot->digest().substr(0, 8), "04050600");
  EXPECT_EQ(snapshot->id(0), "a");
  EXPECT_EQ(snapshot->id(1), "bcd");
  EXPECT_EQ(snapshot->id(2), "ef");
  EXPECT_EQ(snapshot->qualities()[2], 2);
  EXPECT_EQ(snapshot->features()[kFeatureCount],
            test_artwork(1).fingerprint.features[0]);
}

TEST(SnapshotFileTest, MapsWhatWasSaved) {
  const TempFolder folder;
  const auto path = folder.write("snapshot.slv", example());
  const auto snapshot = SnapshotFile::map(path);
  EXPECT_TRUE(std::ranges::equal(snapshot->bytes(), example()));
  EXPECT_EQ(snapshot->id(1), "bcd");
  EXPECT_THROW(SnapshotFile::map(folder / "none"), Error);
  EXPECT_THROW(SnapshotFile::map(folder.path()), Error);
  EXPECT_THROW(SnapshotFile::map(folder.write("empty", "")), Error);
}

TEST(SnapshotFileTest, LargeFilesAreCheckedWhenTheyAreUsed) {
  for (const char* name : {"features", "weak_bits"}) {
    auto bytes = example();
    bytes[offset_of(bytes, name) + 5] ^= 1;
    EXPECT_EQ(code_of(bytes), ErrorCode::corrupt);
    const auto lazy = SnapshotFile::from_bytes(bytes, 0);
    EXPECT_EQ(lazy->codes().size(), 96u);
    for (int attempt = 0; attempt < 2; ++attempt) {
      EXPECT_THROW(lazy->features(), Error);
      EXPECT_THROW(lazy->weak_bits(), Error);
    }
  }
  EXPECT_EQ(SnapshotFile::from_bytes(example(), 0)->features().size(), 192u);
  auto bytes = example();
  bytes[offset_of(bytes, "codes")] ^= 1;
  EXPECT_THROW(SnapshotFile::from_bytes(bytes, 0), Error);
}

TEST(SnapshotFileTest, ContentsThatMakeNoSenseAreRefusedThoughSealed) {
  const auto refuses = [](const char* section, size_t at, uint64_t value) {
    auto bytes = example();
    std::memcpy(&bytes[offset_of(bytes, section) + at], &value, sizeof(value));
    seal_index_file(bytes);
    EXPECT_EQ(code_of(bytes), ErrorCode::corrupt) << section << at;
  };
  for (const uint64_t artworks :
       {uint64_t{0}, uint64_t{2}, uint64_t{4}, uint64_t{1} << 32,
        uint64_t{1} << 59, ~uint64_t{0}}) {
    refuses("info", 8, artworks);
  }
  refuses("info", 80, 0x3231);  // the hash is called "12"
  refuses("id_ends", 0, 5);     // after the next
  refuses("id_ends", 8, 7);
  refuses("id_ends", 16, 5);  // not the end of the ids
  refuses("id_ends", 16, ~uint64_t{0});
}

}  // namespace
}  // namespace sleeve
