// The container of index files: layout, and refusal of every kind of damage.
#include "index/file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "core/error.h"

namespace sleeve {
namespace {

std::vector<uint8_t> example() {
  const SectionSize sections[] = {{"words", 70}, {"nothing", 0}, {"tail", 1}};
  IndexFileWriter writer(sections);
  std::ranges::fill(writer.section("words"), uint8_t{7});
  writer.section("tail")[0] = 9;
  return std::move(writer).finish();
}

// Uses all that a reader uses.
void read_all(std::span<const uint8_t> bytes) {
  const IndexFile file(bytes, "example");
  for (const char* name : {"words", "nothing", "tail"}) {
    file.check(name);
    (void)file.section(name);
  }
}

ErrorCode code_of(std::span<const uint8_t> bytes) {
  try {
    read_all(bytes);
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("example"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("sleeve catalogue rebuild"),
              std::string::npos);
    return error.code();
  }
  return ErrorCode::internal;
}

TEST(IndexFileTest, ReadsWhatItWrites) {
  const auto bytes = example();
  const IndexFile file(bytes, "example");
  read_all(bytes);
  EXPECT_EQ(file.section("words").size(), 70u);
  EXPECT_EQ(file.section("words")[69], 7);
  EXPECT_TRUE(file.section("nothing").empty());
  EXPECT_EQ(file.section("tail")[0], 9);
  EXPECT_THROW(file.section("head"), Error);
  EXPECT_THROW(IndexFile().section("words"), Error);
}

TEST(IndexFileTest, SectionsStartAtMultiplesOf64) {
  const auto bytes = example();
  EXPECT_EQ(bytes.size(), 192u + 128u + 64u);
  EXPECT_EQ(bytes[192], 7);
  EXPECT_EQ(bytes[192 + 128], 9);
}

TEST(IndexFileTest, EveryFlippedBitIsSeen) {
  auto bytes = example();
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    const ErrorCode code = code_of(bytes);
    // A flip in the version makes it a file of a later Sleeve.
    const bool version = bit / 8 >= 8 && bit / 8 < 12;
    EXPECT_EQ(code, version ? ErrorCode::unsupported : ErrorCode::corrupt)
        << "bit " << bit;
    bytes[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
  }
}

TEST(IndexFileTest, EveryOtherLengthIsSeen) {
  auto bytes = example();
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(code_of(std::span(bytes).first(size)), ErrorCode::corrupt);
  }
  bytes.push_back(0);
  EXPECT_EQ(code_of(bytes), ErrorCode::corrupt);
}

TEST(IndexFileTest, TablesThatMakeNoSenseAreRefusedThoughSealed) {
  // Count of sections, offset and length of the first, each too large, too
  // small or overflowing.
  for (const size_t at : {12, 80, 88}) {
    for (const uint64_t value :
         {uint64_t{0}, uint64_t{1}, uint64_t{64}, uint64_t{1} << 31,
          ~uint64_t{63}, ~uint64_t{0}}) {
      auto bytes = example();
      std::memcpy(&bytes[at], &value, at == 12 ? 4 : 8);
      seal_index_file(bytes);
      EXPECT_EQ(code_of(bytes), ErrorCode::corrupt) << at << ": " << value;
    }
  }
}

}  // namespace
}  // namespace sleeve
