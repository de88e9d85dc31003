// .npy files: what NumPy writes, and what damage makes of it.
#include "index/npy_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "core/error.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

std::string npy(const std::string& dict, const std::string& data,
                int version = 1) {
  std::string text = dict;
  const size_t preamble = version == 1 ? 10 : 12;
  while ((preamble + text.size() + 1) % 64 != 0) text += ' ';
  text += '\n';
  std::string file = "\x93NUMPY";
  file += static_cast<char>(version);
  file += '\0';
  for (size_t i = 0; i < preamble - 8; ++i) {
    file += static_cast<char>(text.size() >> (8 * i) & 255);
  }
  return file + text + data;
}

std::string dict(const std::string& shape, const std::string& type = "|u1",
                 const std::string& order = "False") {
  return "{'descr': '" + type + "', 'fortran_order': " + order +
         ", 'shape': " + shape + ", }";
}

class NpyFileTest : public testing::Test {
 protected:
  Vectors read(const std::string& bytes) {
    const auto path = folder_.path() / "codes.npy";
    std::ofstream(path, std::ios::binary) << bytes;
    return read_npy(path);
  }

  TempFolder folder_;
};

TEST_F(NpyFileTest, ReadsBothWidthsAndAllVersions) {
  std::string data(96, '\0');
  for (size_t i = 0; i < data.size(); ++i) data[i] = static_cast<char>(i);
  for (const int version : {1, 2, 3}) {
    const Vectors array = read(npy(dict("(3, 32)"), data, version));
    EXPECT_EQ(array.rows, 3);
    EXPECT_EQ(array.columns, 32);
    ASSERT_EQ(array.span().size(), 96);
    EXPECT_EQ(array.span()[95], 95);
  }
  EXPECT_EQ(read(npy(dict("(12, 8)"), data)).rows, 12);
  EXPECT_EQ(read(npy(dict("(0, 32)"), "")).rows, 0);
}

TEST_F(NpyFileTest, ReadsFeatures) {
  const float numbers[] = {1, -2.5, 3, 4, 5, 6};
  const Vectors array =
      read(npy(dict("(2, 3)", "<f4"),
               {reinterpret_cast<const char*>(numbers), sizeof(numbers)}));
  EXPECT_TRUE(array.floats);
  EXPECT_EQ(array.rows, 2);
  EXPECT_EQ(array.columns, 3);
  EXPECT_THAT(array.features(), testing::ElementsAreArray(numbers));
}

TEST_F(NpyFileTest, RefusesWhatItCannotRead) {
  const std::string data(96, 'x');
  for (const std::string& bytes :
       {std::string(), std::string("NUMPY"), npy(dict("(3, 32)"), data + "x"),
        npy(dict("(4, 32)"), data), npy(dict("(3, 31)"), data),
        npy(dict("(96,)"), data), npy(dict("()"), data),
        npy(dict("(3, 4, 8)"), data), npy(dict("(-3, 32)"), data),
        npy(dict("(9999999999999999999, 32)"), data),
        npy(dict("(999999999999999999, 32)"), data),
        npy(dict("(3, 32)", "<f4"), data), npy(dict("(3, 8)", "<f8"), data),
        npy(dict("(24,)", "<f4"), data), npy(dict("(3, 0)", "<f4"), ""),
        npy(dict("(3, 32)", "|u1", "True"), data), npy("{}", data),
        npy(dict("(3, 32)"), data, 4)}) {
    EXPECT_THROW(read(bytes), Error) << bytes.substr(0, 80);
  }
  EXPECT_THROW(read_npy(folder_.path() / "missing.npy"), Error);
}

TEST_F(NpyFileTest, DamagedHeadersNeverCrash) {
  const std::string whole = npy(dict("(3, 32)"), "");
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string damaged = whole.substr(0, random() % (whole.size() + 1));
    for (unsigned i = random() % 4; i > 0 && !damaged.empty(); --i) {
      damaged[random() % damaged.size()] = static_cast<char>(random());
    }
    try {
      const NpyHeader header = parse_npy_header(damaged, "codes.npy");
      EXPECT_LE(header.data_begin, damaged.size());
      EXPECT_TRUE(header.floats || header.columns == 32 || header.columns == 8);
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::StartsWith("codes.npy: "));
    }
  }
}

}  // namespace
}  // namespace sleeve
