// Indexes that change and indexes in files: against a plain list of what they
// should hold, for every kind.
#include "index/live_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <thread>

#include "core/error.h"
#include "index/generated_codes.h"
#include "index/saved_index.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using Bytes = std::vector<uint8_t>;
using Answers = std::vector<std::vector<Neighbour>>;

Bytes generated(size_t n, uint64_t seed) {
  const auto codes = generate_codes(n, seed);
  return {codes.data(), codes.data() + codes.size()};
}

Bytes code(const Bytes& codes, size_t i) {
  return {codes.begin() + static_cast<ptrdiff_t>(32 * i),
          codes.begin() + static_cast<ptrdiff_t>(32 * (i + 1))};
}

// The slow twin: a list of codes by id.
struct Model {
  std::map<int64_t, Bytes> codes;

  Answers within(const Bytes& queries, int radius) const {
    Bytes all;
    std::vector<int64_t> ids;
    for (const auto& [id, bytes] : codes) {
      ids.push_back(id);
      all.insert(all.end(), bytes.begin(), bytes.end());
    }
    Answers answers = ExactIndex(all).within_batch(queries, radius);
    for (auto& answer : answers) {
      for (Neighbour& one : answer) one.position = ids[one.position];
    }
    return answers;
  }

  Answers nearest(const Bytes& queries, size_t k) const {
    Answers answers = within(queries, 256);
    for (auto& answer : answers) answer.resize(std::min(k, answer.size()));
    return answers;
  }
};

class LiveIndexTest : public testing::TestWithParam<const char*> {
 protected:
  bool exact() const {
    const std::string spec = GetParam();
    return spec == "exact" || spec == "scan" || spec == "auto" ||
           spec.starts_with("mih");
  }

  void expect_equal(const LiveIndex& index, const Model& model) const {
    ASSERT_EQ(index.size(), static_cast<int64_t>(model.codes.size()));
    const auto view = index.view();
    for (const int radius : {0, 31, 60}) {
      const Answers truth = model.within(queries_, radius);
      const Answers found = view->within_batch(queries_, radius);
      ASSERT_EQ(found.size(), truth.size());
      for (size_t q = 0; q < truth.size(); ++q) {
        if (exact()) {
          EXPECT_EQ(found[q], truth[q]);
        }
        for (const Neighbour& one : found[q]) {
          EXPECT_THAT(truth[q], testing::Contains(one));
        }
      }
    }
    const Answers nearest = view->nearest_batch(queries_, 7);
    if (exact()) {
      EXPECT_EQ(nearest, model.nearest(queries_, 7));
    }
  }

  // Adds, replaces and removes at random.
  void change(LiveIndex& index, Model& model, std::mt19937& random) const {
    std::map<int64_t, Bytes> batch;
    for (int i = 0; i < 150; ++i) {
      const auto id = static_cast<int64_t>(random() % 1000) - 100;
      batch[id] = code(codes_, random() % 1000);
    }
    std::vector<int64_t> ids;
    Bytes bytes;
    for (const auto& [id, one] : batch) {
      ids.push_back(id);
      bytes.insert(bytes.end(), one.begin(), one.end());
      model.codes[id] = one;
    }
    index.add(ids, bytes);
    std::vector<int64_t> gone;
    for (int i = 0; i < 60; ++i) {
      gone.push_back(static_cast<int64_t>(random() % 1000) - 100);
    }
    int64_t expected = 0;
    for (const int64_t id : gone) {
      expected += static_cast<int64_t>(model.codes.erase(id));
    }
    EXPECT_EQ(index.remove(gone), expected);
  }

  TempFolder folder_;
  Bytes codes_ = generated(1000, 1);
  Bytes queries_ = generate_queries(codes_, 20, 2);
};

TEST_P(LiveIndexTest, ChangesAreSeenAtOnceAndOutliveFiles) {
  const IndexSpec spec = parse_index_spec(GetParam());
  LiveIndex index(spec, 32, 1);
  Model model;
  std::mt19937 random(3);
  expect_equal(index, model);
  for (int round = 0; round < 5; ++round) {
    change(index, model, random);
    expect_equal(index, model);
    if (round == 1 || round == 3) {
      index.merge();
      EXPECT_EQ(index.unmerged(), 0);
      expect_equal(index, model);
    }
    const auto path = folder_ / ("index" + std::to_string(round));
    index.save(path);
    index = LiveIndex::load(path, 1);
    EXPECT_EQ(index.view()->spec(), spec);
    expect_equal(index, model);
  }
  std::vector<int64_t> all;
  for (const auto& [id, bytes] : model.codes) all.push_back(id);
  EXPECT_EQ(index.remove(all), std::ssize(all));
  model.codes.clear();
  expect_equal(index, model);
  index.merge();
  expect_equal(index, model);
  change(index, model, random);
  expect_equal(index, model);
}

INSTANTIATE_TEST_SUITE_P(Specs, LiveIndexTest,
                         testing::Values("exact", "scan", "auto", "mih:31,4000",
                                         "flat", "hnsw:8", "ivf:4,4",
                                         "multihash:16,16,1"));

TEST(LiveIndexReadersTest, AViewStaysAsItWas) {
  const Bytes codes = generated(500, 4);
  const Bytes queries = generate_queries(codes, 10, 5);
  LiveIndex index(IndexSpec{}, 32, 1);
  std::vector<int64_t> ids(250);
  std::iota(ids.begin(), ids.end(), 0);
  index.add(ids, std::span(codes).first(250 * 32));
  const auto before = index.view();
  const Answers answers = before->within_batch(queries, 80);
  std::thread reader([&] {
    for (int i = 0; i < 50; ++i) {
      EXPECT_EQ(before->within_batch(queries, 80), answers);
      EXPECT_GE(index.view()->size(), 0);
    }
  });
  for (size_t i = 250; i < 500; ++i) {
    const auto id = static_cast<int64_t>(i);
    index.add({&id, 1}, code(codes, i));
    if (i % 3 == 0) index.remove(std::vector<int64_t>{id - 250});
    if (i % 100 == 0) index.merge();
  }
  reader.join();
  EXPECT_EQ(before->size(), 250);
  EXPECT_EQ(before->within_batch(queries, 80), answers);
}

TEST(LiveIndexReadersTest, WrongArgumentsChangeNothing) {
  const Bytes codes = generated(3, 6);
  LiveIndex index(parse_index_spec("ivf:9,1"), 32, 1);
  const std::vector<int64_t> twice = {1, 2, 1};
  EXPECT_THROW(index.add(twice, codes), Error);
  EXPECT_THROW(index.add(std::span(twice).first(2), codes), Error);
  EXPECT_EQ(index.size(), 0);
  index.add(std::span(twice).first(2), std::span(codes).first(64));
  EXPECT_THROW(index.merge(), Error);  // more lists than codes
  EXPECT_EQ(index.size(), 2);
  EXPECT_THROW(index.view()->nearest_batch(codes, -1), Error);
  EXPECT_THROW(LiveIndex(IndexSpec{}, 16, 1), Error);
}

TEST(LiveIndexReadersTest, HoldsCodesOf64Bits) {
  LiveIndex index(parse_index_spec("mih:8,500", 64), 8, 1);
  const Bytes codes = generated(100, 7);  // 400 of 8 bytes
  std::vector<int64_t> ids(400);
  std::iota(ids.begin(), ids.end(), 1000);
  index.add(ids, codes);
  index.merge();
  const auto found =
      index.view()->nearest_batch(std::span(codes).subspan(8 * 77, 8), 1);
  EXPECT_EQ(found.front().front().distance, 0);
}

Bytes read_bytes(const std::string& path) {
  const std::string text = read_text(path);
  return {text.begin(), text.end()};
}

TEST(SavedIndexTest, DamageIsNeverAnsweredFrom) {
  const TempFolder folder;
  const Bytes codes = generated(8000, 8);
  const auto index = build_search_index(codes, 32, IndexSpec{}, 1);
  save_search_index(folder / "good", *index, codes, 32);
  const Bytes good = read_bytes(folder / "good");
  const SavedIndex opened(folder / "good", 1);
  EXPECT_EQ(opened.index().within_batch(codes, 31).size(), 8000u);
  EXPECT_EQ(opened.index().about(), index->about());
  std::mt19937_64 random(9);
  for (int round = 0; round < 40; ++round) {
    Bytes bad = good;
    bad[random() % bad.size()] ^= static_cast<uint8_t>(1 << random() % 8);
    const auto path = folder.write("bad", bad);
    EXPECT_THROW(SavedIndex(path, 1).index().nearest_batch(codes, 1), Error);
  }
  for (size_t size = 0; size < good.size(); size += good.size() / 9) {
    const auto path =
        folder.write("bad", Bytes(good.begin(), good.begin() + size));
    EXPECT_THROW(SavedIndex(path, 1), Error);
  }
  EXPECT_THROW(SavedIndex(folder / "none", 1), Error);
  EXPECT_THROW(LiveIndex::load(folder / "good", 1), Error);
}

TEST(SavedIndexTest, ANewerVersionIsRefusedWithAdvice) {
  const TempFolder folder;
  const Bytes codes = generated(10, 10);
  save_search_index(folder / "index",
                    *build_search_index(codes, 32, IndexSpec{}, 1), codes, 32);
  Bytes bytes = read_bytes(folder / "index");
  bytes[8] = 9;
  try {
    SavedIndex(folder.write("newer", bytes), 1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::unsupported);
    EXPECT_THAT(error.what(), testing::HasSubstr("Build it again"));
  }
}

}  // namespace
}  // namespace sleeve
