// Changes laid over an index: in every answer the same as an index made anew.
#include "index/layered_snapshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "core/error.h"
#include "index/generated_codes.h"
#include "index/layers.h"
#include "tests/index/artworks.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using Mode = Catalogue::Mode;

TEST(LayersTest, NumberRowsAsIfTheyWereOneColumn) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    // Ids are numbers; those of the base are even, so that some fall between.
    std::set<int64_t> base, gone, added;
    for (int i = 0; i < 30; ++i) base.insert(2 * (random() % 40));
    const int changes = static_cast<int>(random() % 12);
    for (int i = 0; i < changes; ++i) {
      added.insert(random() % 80);
      gone.insert(*std::next(base.begin(), random() % base.size()));
    }
    for (const int64_t id : added) {
      if (base.contains(id)) gone.insert(id);
    }
    const std::vector<int64_t> rows(base.begin(), base.end());
    const auto row_of = [&](int64_t id) {
      return std::ranges::lower_bound(rows, id) - rows.begin();
    };
    std::vector<int64_t> gone_rows, before;
    for (const int64_t id : gone) gone_rows.push_back(row_of(id));
    for (const int64_t id : added) before.push_back(row_of(id));
    const Layers layers(std::ssize(rows), gone_rows, before);

    std::set<int64_t> all = base;
    for (const int64_t id : gone) all.erase(id);
    all.insert(added.begin(), added.end());
    ASSERT_EQ(layers.size(), std::ssize(all));
    int64_t position = 0;
    for (const int64_t id : all) {
      const Layers::Place place = layers.place(position);
      ASSERT_EQ(place.added, added.contains(id));
      if (place.added) {
        EXPECT_EQ(*std::next(added.begin(), place.row), id);
        EXPECT_EQ(layers.of_added(place.row), position);
      } else {
        EXPECT_EQ(rows[place.row], id);
        EXPECT_EQ(layers.of_base(place.row), position);
      }
      ++position;
    }
    for (const int64_t row : gone_rows) EXPECT_EQ(layers.of_base(row), -1);
  }
}

// A catalogue large enough for changes to be laid over its index.
class LayeredSnapshotTest : public testing::Test {
 protected:
  static constexpr uint64_t kArtworks = 5000;

  void SetUp() override {
    Catalogue catalogue = Catalogue::open(path_, Mode::create);
    catalogue.add(test_artworks(0, kArtworks));
    catalogue.snapshot();
    written_ = fs::last_write_time(index_);
  }

  // Whether index/ is still the file that SetUp() made.
  bool untouched() const { return fs::last_write_time(index_) == written_; }

  // Adds, replaces, removes, and brings back.
  static void change(Catalogue& catalogue) {
    catalogue.add(test_artworks(9000, 9100));
    Artwork replaced = test_artwork(77);
    replaced.fingerprint = test_artwork(8000).fingerprint;
    catalogue.add({&replaced, 1});
    std::vector<std::string> ids;
    for (uint64_t i = 100; i < 200; ++i) ids.push_back(test_artwork(i).id);
    ids.push_back(test_artwork(9001).id);
    catalogue.remove(ids);
    catalogue.add(test_artworks(150, 160));
  }

  // The same artworks in a file made anew.
  std::shared_ptr<const Snapshot> made_anew() {
    const fs::path copy = folder_ / "copy";
    Catalogue other = Catalogue::open(copy, Mode::create);
    other.add(listed(Catalogue::open(path_, Mode::read)));
    return other.snapshot();
  }

  TempFolder folder_;
  fs::path path_ = folder_.path() / "catalogue";
  fs::path index_ = path_ / "index" / "snapshot.slv";
  fs::file_time_type written_;
};

TEST_F(LayeredSnapshotTest, AnswersAsAnIndexMadeAnew) {
  Catalogue catalogue = Catalogue::open(path_, Mode::write);
  change(catalogue);
  const auto layered = catalogue.snapshot();
  ASSERT_TRUE(untouched());
  ASSERT_NE(dynamic_cast<const LayeredSnapshot*>(layered.get()), nullptr);
  const auto whole = made_anew();
  ASSERT_EQ(layered->size(), whole->size());
  EXPECT_EQ(layered->size(), 5000 + 100 - 101 + 10);
  EXPECT_EQ(layered->digest(), whole->digest());
  EXPECT_TRUE(std::ranges::equal(layered->codes(), whole->codes()));
  EXPECT_TRUE(std::ranges::equal(layered->qualities(), whole->qualities()));
  EXPECT_TRUE(std::ranges::equal(layered->weak_bits(), whole->weak_bits()));
  EXPECT_TRUE(std::ranges::equal(layered->features(), whole->features()));
  for (int64_t i = 0; i < whole->size(); ++i) {
    ASSERT_EQ(layered->id(i), whole->id(i));
    ASSERT_EQ(layered->quality(i), whole->quality(i));
    ASSERT_TRUE(std::ranges::equal(layered->code(i), whole->code(i)));
    ASSERT_TRUE(
        std::ranges::equal(layered->features_of(i), whole->features_of(i)));
  }
  const auto queries = generate_queries(whole->codes(), 300, 2);
  for (const int radius : {0, 20, 31, 56, 100}) {
    EXPECT_EQ(layered->within_batch(queries, radius),
              whole->within_batch(queries, radius));
  }
}

TEST_F(LayeredSnapshotTest, MergesIntoTheFileOfAnIndexMadeAnew) {
  Catalogue catalogue = Catalogue::open(path_, Mode::write);
  change(catalogue);
  const auto layered =
      std::dynamic_pointer_cast<const LayeredSnapshot>(catalogue.snapshot());
  ASSERT_NE(layered, nullptr);
  const auto merged = layered->merged();
  EXPECT_EQ(catalogue.info().unmerged, 99 + 1 + 10 + 91);
  EXPECT_FALSE(catalogue.info().index_current);
  EXPECT_THAT(catalogue.verify(), IsEmpty());
  catalogue.rebuild();
  EXPECT_FALSE(untouched());
  EXPECT_EQ(catalogue.info().unmerged, 0);
  const std::string file = read_text(index_);
  EXPECT_TRUE(std::ranges::equal(merged, std::span(file), {}, {},
                                 [](char c) { return uint8_t(c); }));
}

TEST_F(LayeredSnapshotTest, ChangesAreSeenAtOnceAndNotByThoseWhoLookedBefore) {
  Catalogue writer = Catalogue::open(path_, Mode::write);
  const Catalogue reader = Catalogue::open(path_, Mode::read);
  const auto before = reader.snapshot();
  EXPECT_EQ(reader.snapshot(), before);
  for (uint64_t i = 0; i < 20; ++i) {
    const Artwork artwork = test_artwork(9000 + i, "z" + std::to_string(i));
    writer.add({&artwork, 1});
    const auto now = reader.snapshot();
    ASSERT_EQ(now->size(), 5001);
    EXPECT_EQ(now->id(5000), artwork.id);
    const auto found =
        now->within_batch(artwork.fingerprint.hash.bytes, 0).front();
    EXPECT_EQ(found, std::vector<Neighbour>({{5000, 0}}));
    writer.remove({&artwork.id, 1});
    EXPECT_EQ(reader.snapshot()->size(), 5000);
    EXPECT_EQ(now->size(), 5001);
  }
  EXPECT_EQ(before->size(), 5000);
  EXPECT_TRUE(untouched());
}

TEST_F(LayeredSnapshotTest, ManyChangesAreMerged) {
  Catalogue catalogue = Catalogue::open(path_, Mode::write);
  catalogue.add(test_artworks(10'000, 14'097));
  EXPECT_EQ(catalogue.info().unmerged, -1);
  EXPECT_EQ(catalogue.snapshot()->size(), 5000 + 4097);
  EXPECT_FALSE(untouched());
  EXPECT_TRUE(catalogue.info().index_current);
}

TEST_F(LayeredSnapshotTest, TheIndexOfAnotherPastIsNotBuiltUpon) {
  const fs::path copy = folder_.path() / "copy";
  fs::copy(path_, copy, fs::copy_options::recursive);
  {
    Catalogue other = Catalogue::open(copy, Mode::write);
    other.add(test_artworks(20'000, 20'010));
    other.rebuild();
  }
  Catalogue catalogue = Catalogue::open(path_, Mode::write);
  catalogue.add(test_artworks(30'000, 30'010));
  catalogue.add(test_artworks(30'010, 30'020));
  // Generation 2 of the copy is not generation 2 of this catalogue.
  fs::copy_file(copy / "index" / "snapshot.slv", index_,
                fs::copy_options::overwrite_existing);
  EXPECT_EQ(catalogue.info().unmerged, -1);
  EXPECT_EQ(catalogue.snapshot()->size(), 5020);
  EXPECT_TRUE(catalogue.info().index_current);
  EXPECT_THAT(catalogue.verify(), IsEmpty());
}

TEST_F(LayeredSnapshotTest, VerifyComparesWhatIsLaidOverTheIndex) {
  Catalogue catalogue = Catalogue::open(path_, Mode::write);
  change(catalogue);
  EXPECT_THAT(catalogue.verify(), IsEmpty());
  // An index of the same state, sealed, with one artwork's hash changed.
  std::string bytes = read_text(index_);
  const std::span file(reinterpret_cast<uint8_t*>(bytes.data()), bytes.size());
  const auto codes = IndexFile(file, "index").section("codes");
  file[static_cast<size_t>(codes.data() - file.data())] ^= 1;
  seal_index_file(file);
  folder_.write("catalogue/index/snapshot.slv", bytes);
  EXPECT_THAT(catalogue.verify(), testing::SizeIs(1));
}

}  // namespace
}  // namespace sleeve
