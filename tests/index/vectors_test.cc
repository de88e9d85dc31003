// Files of codes and features: what FAISS and h5py write, damage, and numbers
// that are none.
#include "index/vectors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include "core/error.h"
#include "index/faiss_file.h"
#include "index/faiss_handle.h"
#include "index/generated_codes.h"
#include "tests/support/golden.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using Bytes = std::vector<uint8_t>;

constexpr int64_t kRows = 400;
constexpr int64_t kColumns = 16;

std::vector<float> features() {
  std::mt19937 random(1);
  std::vector<float> numbers(kRows * kColumns);
  for (float& number : numbers) {
    number = static_cast<float>(random() % 2000) / 1000 - 1;
  }
  return numbers;
}

Bytes codes() {
  const auto made = generate_codes(kRows, 2);
  return {made.data(), made.data() + made.size()};
}

// What FAISS's own writer makes of an index.
Bytes faiss_codes(const char* spec, const Bytes& rows) {
  return FaissHandle(parse_index_spec(spec), {false, 32, rows.data(), kRows}, 1)
      .save();
}

Bytes faiss_features(const char* spec, const std::vector<float>& rows) {
  return FaissHandle(parse_feature_spec(spec, kColumns),
                     {true, kColumns, rows.data(), kRows}, 1)
      .save();
}

ErrorCode code_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    EXPECT_GT(std::string(error.what()).size(), 20u);
    return error.code();
  }
  ADD_FAILURE() << "was accepted";
  return ErrorCode::internal;
}

TEST(FaissFileTest, ReadsTheRowsOfEveryKindThatKeepsThem) {
  const Bytes rows = codes();
  for (const char* spec : {"flat", "hnsw:6", "ivf:9,2"}) {
    const Vectors read = parse_faiss_file(faiss_codes(spec, rows), spec);
    EXPECT_FALSE(read.floats);
    EXPECT_EQ(read.columns, 32);
    EXPECT_TRUE(std::ranges::equal(read.span(), rows)) << spec;
  }
  const auto numbers = features();
  for (const char* spec : {"flat", "hnsw:6", "ivf:9,2"}) {
    const Vectors read = parse_faiss_file(faiss_features(spec, numbers), spec);
    EXPECT_TRUE(read.floats);
    EXPECT_EQ(read.columns, kColumns);
    EXPECT_TRUE(std::ranges::equal(read.features(), numbers)) << spec;
  }
}

TEST(FaissFileTest, RefusesWhatKeepsNoRows) {
  const auto numbers = features();
  const Bytes compressed = faiss_features("ivfpq:4,2,4,4", numbers);
  EXPECT_EQ(code_of([&] { parse_faiss_file(compressed, "pq"); }),
            ErrorCode::unsupported);
  const Bytes rows = codes();
  const Bytes tables = faiss_codes("multihash:4,8", rows);
  EXPECT_EQ(code_of([&] { parse_faiss_file(tables, "hash"); }),
            ErrorCode::unsupported);
}

TEST(FaissFileTest, DamageIsASentence) {
  const Bytes rows = codes();
  const auto numbers = features();
  std::mt19937 random(3);
  for (const Bytes& whole :
       {faiss_codes("ivf:9,2", rows), faiss_features("hnsw:6", numbers),
        faiss_features("ivf:9,2", numbers)}) {
    for (size_t size = 0; size < whole.size(); size += whole.size() / 40 + 1) {
      const Bytes cut(whole.begin(), whole.begin() + static_cast<long>(size));
      EXPECT_THROW(parse_faiss_file(cut, "cut"), Error) << size;
    }
    // Flipped bytes may change a number, which nothing tells; they must not
    // lead anywhere else.
    for (int round = 0; round < 3000; ++round) {
      Bytes bad = whole;
      const size_t reach = random() % 2 == 0 ? 200 : bad.size();
      bad[random() % reach] = static_cast<uint8_t>(random());
      try {
        EXPECT_LE(parse_faiss_file(bad, "bad").rows, 1 << 30);
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("bad: "));
      }
    }
  }
}

std::string golden(const std::string& name) {
  return golden_path("recall/" + name);
}

TEST(Hdf5FileTest, ReadsWhatAnnBenchmarksWrites) {
  const Vectors base = read_vectors(golden("euclidean.hdf5"), VectorRole::base);
  const Vectors queries =
      read_vectors(golden("euclidean.hdf5"), VectorRole::queries);
  EXPECT_TRUE(base.floats);
  EXPECT_EQ(base.rows, 60);
  EXPECT_EQ(base.columns, 8);
  ASSERT_EQ(queries.rows, 5);
  for (size_t i = 0; i < 40; ++i) {
    EXPECT_NEAR(queries.features()[i] - base.features()[i], 0.01, 1e-5);
  }
}

TEST(Hdf5FileTest, AngularRowsAreMadeOfLengthOne) {
  const Vectors base = read_vectors(golden("angular.hdf5"), VectorRole::base);
  for (int64_t row = 0; row < base.rows; ++row) {
    double sum = 0;
    for (const float number :
         base.features().subspan(static_cast<size_t>(row) * 8, 8)) {
      sum += double(number) * number;
    }
    EXPECT_NEAR(sum, 1, 1e-5);
  }
}

TEST(Hdf5FileTest, TruthsBecomeCodes) {
  const Vectors base = read_vectors(golden("hamming.hdf5"), VectorRole::base);
  const Vectors queries =
      read_vectors(golden("hamming.hdf5"), VectorRole::queries);
  EXPECT_FALSE(base.floats);
  EXPECT_EQ(base.columns, 8);
  EXPECT_EQ(base.rows, 40);
  EXPECT_TRUE(std::ranges::equal(queries.span(), base.span().first(6 * 8)));
}

TEST(Hdf5FileTest, RefusesOtherDistancesAndDamage) {
  EXPECT_EQ(
      code_of([] { read_vectors(golden("jaccard.hdf5"), VectorRole::base); }),
      ErrorCode::unsupported);
  const TempFolder folder;
  const std::string whole = read_text(golden("euclidean.hdf5"));
  for (size_t size = 0; size < whole.size(); size += whole.size() / 9) {
    const auto path = folder.write("cut.hdf5", whole.substr(0, size));
    EXPECT_EQ(code_of([&] { read_vectors(path, VectorRole::base); }),
              ErrorCode::corrupt);
  }
  EXPECT_EQ(
      code_of([&] { read_vectors(folder / "none.hdf5", VectorRole::base); }),
      ErrorCode::not_found);
}

TEST(VectorsTest, RefusesNumbersThatAreNone) {
  const TempFolder folder;
  for (const float odd : {std::numeric_limits<float>::quiet_NaN(),
                          std::numeric_limits<float>::infinity()}) {
    auto numbers = features();
    numbers[5 * kColumns + 3] = odd;
    const auto path =
        folder.write("odd.index", faiss_features("flat", numbers));
    try {
      read_vectors(path, VectorRole::base);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
      EXPECT_THAT(error.what(), testing::HasSubstr("row 5 "));
    }
  }
}

TEST(VectorsTest, RefusesOtherFilesAndTooManyRows) {
  const TempFolder folder;
  EXPECT_EQ(code_of([&] {
              read_vectors(folder.write("codes.txt", "0"), VectorRole::base);
            }),
            ErrorCode::unsupported);
  EXPECT_EQ(code_of([] {
              make_vectors(true, int64_t{1} << 40, 1 << 12, "Reading it");
            }),
            ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace sleeve
