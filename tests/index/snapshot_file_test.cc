// Snapshots in files: lazy checksums, and contents that make no sense.
#include "index/snapshot_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "core/error.h"
#include "index/generated_codes.h"
#include "tests/index/artworks.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

std::vector<uint8_t> example() {
  SnapshotWriter writer(3, 6);
  for (const char* id : {"a", "bcd", "ef"}) writer.add_id(id);
  for (uint64_t i = 0; i < 3; ++i) {
    writer.put(i, test_artwork(i).fingerprint, {});
  }
  return std::move(writer).finish({17, {1, 2, 3}});
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
  EXPECT_EQ(snapshot->digest(),
            to_hex(join_digests(std::vector<Sha256Digest>(3))));
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

// Uses one section of a snapshot.
void use(const SnapshotFile& snapshot, std::string_view section) {
  if (section == "codes") snapshot.codes();
  if (section == "qualities") snapshot.qualities();
  if (section == "weak_bits") snapshot.weak_bits();
  if (section == "features") snapshot.features();
  if (section == "id_ends" || section == "id_bytes") snapshot.id(0);
}

TEST(SnapshotFileTest, LargeFilesAreCheckedWhenTheyAreUsed) {
  const std::vector<std::string> sections = {
      "codes", "qualities", "weak_bits", "features", "id_ends", "id_bytes"};
  for (const std::string& damaged : sections) {
    auto bytes = example();
    bytes[offset_of(bytes, damaged) + 1] ^= 1;
    EXPECT_EQ(code_of(bytes), ErrorCode::corrupt);
    const auto lazy = SnapshotFile::from_bytes(bytes, 0);
    for (int attempt = 0; attempt < 2; ++attempt) {
      EXPECT_THROW(use(*lazy, damaged), Error) << damaged;
    }
    for (const std::string& good : sections) {
      if (good.substr(0, 2) == damaged.substr(0, 2)) continue;
      EXPECT_NO_THROW(use(*lazy, good)) << damaged << good;
    }
  }
  EXPECT_EQ(SnapshotFile::from_bytes(example(), 0)->features().size(), 192u);
  auto bytes = example();
  bytes[offset_of(bytes, "info")] ^= 1;
  EXPECT_THROW(SnapshotFile::from_bytes(bytes, 0), Error);
}

// A snapshot large enough for tables, of codes with near ones among them.
std::vector<uint8_t> large_example() {
  constexpr uint64_t kArtworks = 20'000;
  const auto codes = generate_codes(kArtworks, 1);
  SnapshotWriter writer(kArtworks, kArtworks);
  Fingerprint fingerprint = test_artwork(1).fingerprint;
  for (uint64_t i = 0; i < kArtworks; ++i) {
    writer.add_id("a");
    std::memcpy(fingerprint.hash.bytes.data(), &codes[i * kCodeBytes],
                kCodeBytes);
    writer.put(i, fingerprint, {});
  }
  return std::move(writer).finish({17, {1, 2, 3}});
}

TEST(SnapshotFileTest, AnswersByTheTablesThatWereStored) {
  const auto bytes = large_example();
  ASSERT_FALSE(IndexFile(bytes, "example").section("tables").empty());
  for (const uint64_t eager_bytes : {uint64_t{0}, SnapshotFile::kEagerBytes}) {
    const auto snapshot = SnapshotFile::from_bytes(bytes, eager_bytes);
    const auto queries = generate_queries(snapshot->codes(), 100, 2);
    for (const int radius : {0, 20, 31, 56, 31}) {
      EXPECT_EQ(snapshot->within_batch(queries, radius),
                snapshot->exact().within_batch(queries, radius));
    }
  }
}

TEST(SnapshotFileTest, DamagedTablesAreNeverAnsweredFrom) {
  auto bytes = large_example();
  bytes[offset_of(bytes, "tables") + 99] ^= 1;
  EXPECT_EQ(code_of(bytes), ErrorCode::corrupt);
  const auto lazy = SnapshotFile::from_bytes(bytes, 0);
  const auto queries = generate_queries(lazy->codes(), 100, 2);
  const auto ask = [&] { return lazy->within_batch(queries, 31).size(); };
  EXPECT_EQ(ask(), 100u);  // by scanning
  EXPECT_THROW(ask(), Error);
  EXPECT_THROW(ask(), Error);
}

TEST(SnapshotFileTest, BandsThatMakeNoSenseAreRefusedThoughSealed) {
  const auto good = large_example();
  const size_t bands = offset_of(good, "bands");
  for (const int32_t value : {-1, 0, 1, 29, 300}) {
    for (const size_t at : {size_t{0}, size_t{4}, size_t{8}}) {
      auto bytes = good;
      int32_t before;
      std::memcpy(&before, &bytes[bands + at], sizeof(before));
      if (before == value) continue;
      std::memcpy(&bytes[bands + at], &value, sizeof(value));
      seal_index_file(bytes);
      EXPECT_EQ(code_of(bytes), ErrorCode::corrupt) << at << ' ' << value;
    }
  }
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
