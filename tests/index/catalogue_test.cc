// The catalogue as one process sees it.
#include "index/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <random>

#include "core/error.h"
#include "tests/index/artworks.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Mode = Catalogue::Mode;

class CatalogueTest : public testing::Test {
 protected:
  Catalogue create() const { return Catalogue::open(path_, Mode::create); }

  ErrorCode open_fails(Mode mode, const std::string& hint) const {
    try {
      Catalogue::open(path_, mode);
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(hint));
      return error.code();
    }
    ADD_FAILURE() << "was opened";
    return ErrorCode::internal;
  }

  TempFolder folder_;
  fs::path path_ = fs::path(folder_.path()) / "new" / "catalogue";
};

TEST_F(CatalogueTest, IsMadeOnlyWhenAskedFor) {
  EXPECT_EQ(open_fails(Mode::read, "sleeve catalogue add"),
            ErrorCode::not_found);
  EXPECT_EQ(open_fails(Mode::write, "sleeve catalogue add"),
            ErrorCode::not_found);
  EXPECT_FALSE(fs::exists(path_));
  create();
  EXPECT_THAT(listed(Catalogue::open(path_, Mode::read)), IsEmpty());
}

TEST_F(CatalogueTest, KeepsWhatWasAdded) {
  const auto artworks = test_artworks(0, 9);
  {
    Catalogue catalogue = create();
    EXPECT_THAT(catalogue.add(artworks), testing::Each(Added::added));
    EXPECT_EQ(listed(catalogue), artworks);
  }
  EXPECT_EQ(listed(Catalogue::open(path_, Mode::read)), artworks);
}

TEST_F(CatalogueTest, ListsInByteOrderOfAnyIds) {
  Catalogue catalogue = create();
  const std::vector<std::string> ids = {
      std::string("\x01"), "A", "B", "a", "a\nb", "aa", "\x80\xff", "\xff"};
  std::vector<Artwork> artworks;
  for (const auto& id : ids) {
    artworks.push_back(test_artwork(artworks.size(), id));
  }
  const auto sorted = artworks;
  std::shuffle(artworks.begin(), artworks.end(), std::mt19937(1));
  catalogue.add(artworks);
  EXPECT_EQ(listed(catalogue), sorted);
  const auto snapshot = catalogue.snapshot();
  for (size_t i = 0; i < ids.size(); ++i) {
    EXPECT_EQ(snapshot->id(static_cast<int64_t>(i)), ids[i]);
  }
}

TEST_F(CatalogueTest, AddingTellsWhatItDid) {
  Catalogue catalogue = create();
  std::vector<Artwork> artworks = test_artworks(0, 3);
  catalogue.add(artworks);
  EXPECT_EQ(catalogue.info().generation, 1u);
  EXPECT_THAT(catalogue.add(artworks), testing::Each(Added::unchanged));
  EXPECT_EQ(catalogue.info().generation, 1u);
  artworks[0].fingerprint.quality ^= 1;
  artworks[1].sha256 = std::string(64, 'a');
  artworks.push_back(test_artwork(4));
  artworks.push_back(test_artwork(4));
  EXPECT_THAT(catalogue.add(artworks),
              ElementsAre(Added::replaced, Added::replaced, Added::unchanged,
                          Added::added, Added::unchanged));
  EXPECT_EQ(catalogue.info().generation, 2u);
  artworks.pop_back();
  EXPECT_EQ(listed(catalogue), artworks);
}

TEST_F(CatalogueTest, DigestsOfEitherCaseAreTheSame) {
  Catalogue catalogue = create();
  Artwork artwork = test_artwork(1);
  catalogue.add({&artwork, 1});
  std::ranges::transform(artwork.sha256, artwork.sha256.begin(), ::toupper);
  EXPECT_THAT(catalogue.add({&artwork, 1}), ElementsAre(Added::unchanged));
  EXPECT_TRUE(catalogue.holds(artwork.id, artwork.sha256));
}

TEST_F(CatalogueTest, HoldsOnlyTheseBytesUnderThisId) {
  Catalogue catalogue = create();
  const auto artworks = test_artworks(0, 2);
  catalogue.add(artworks);
  EXPECT_TRUE(catalogue.holds(artworks[0].id, artworks[0].sha256));
  EXPECT_FALSE(catalogue.holds(artworks[0].id, artworks[1].sha256));
  EXPECT_FALSE(catalogue.holds("other", artworks[0].sha256));
  EXPECT_FALSE(catalogue.holds(artworks[0].id, "not a digest"));
}

TEST_F(CatalogueTest, RemovingLeavesATombstoneUntilTheIdComesBack) {
  Catalogue catalogue = create();
  const auto artworks = test_artworks(0, 3);
  catalogue.add(artworks);
  const std::vector<std::string> ids = {artworks[1].id, "stranger",
                                        artworks[1].id};
  EXPECT_THAT(catalogue.remove(ids), ElementsAre(true, false, false));
  EXPECT_THAT(listed(catalogue), ElementsAre(artworks[0], artworks[2]));
  EXPECT_EQ(catalogue.info().removed, 1);
  EXPECT_EQ(catalogue.info().generation, 2u);
  EXPECT_THAT(catalogue.remove(ids), testing::Each(false));
  EXPECT_EQ(catalogue.info().generation, 2u);
  catalogue.add({&artworks[1], 1});
  EXPECT_EQ(catalogue.info().removed, 0);
  EXPECT_THAT(catalogue.verify(), IsEmpty());
}

TEST_F(CatalogueTest, RefusesAWholeBatchForOneWrongArtwork) {
  Catalogue catalogue = create();
  const auto refuses = [&](Artwork wrong, ErrorCode code) {
    const std::vector<Artwork> batch = {test_artwork(1), std::move(wrong)};
    try {
      catalogue.add(batch);
      ADD_FAILURE() << "was added";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
    }
    EXPECT_THAT(listed(catalogue), IsEmpty());
  };
  refuses(test_artwork(2, ""), ErrorCode::invalid_argument);
  refuses(test_artwork(2, std::string("a\0b", 3)), ErrorCode::invalid_argument);
  Artwork wrong = test_artwork(2);
  wrong.sha256 = "abc";
  refuses(wrong, ErrorCode::invalid_argument);
  wrong = test_artwork(2);
  wrong.fingerprint.quality = 101;
  refuses(wrong, ErrorCode::invalid_argument);
  wrong = test_artwork(2);
  wrong.fingerprint.hash.algorithm = Algorithm::pdq;
  refuses(wrong, ErrorCode::unsupported);
}

TEST_F(CatalogueTest, ReadersCannotWrite) {
  create();
  Catalogue reader = Catalogue::open(path_, Mode::read);
  const auto artworks = test_artworks(0, 1);
  EXPECT_THROW(reader.add(artworks), Error);
  EXPECT_THROW(reader.remove({&artworks[0].id, 1}), Error);
  EXPECT_THROW(reader.rebuild(), Error);
}

TEST_F(CatalogueTest, InfoTellsWhatIsThere) {
  Catalogue catalogue = create();
  catalogue.add(test_artworks(0, 5));
  CatalogueInfo info = catalogue.info();
  EXPECT_EQ(info.path, path_);
  EXPECT_EQ(info.artworks, 5);
  EXPECT_EQ(info.removed, 0);
  EXPECT_EQ(info.generation, 1u);
  EXPECT_EQ(info.format_version, 1);
  EXPECT_EQ(info.hash_identity, "cover256/1");
  EXPECT_FALSE(info.index_current);
  EXPECT_EQ(info.index_bytes, 0u);
  EXPECT_GT(info.database_bytes, 0u);
  catalogue.rebuild();
  info = catalogue.info();
  EXPECT_TRUE(info.index_current);
  EXPECT_GT(info.index_bytes, 5u * 321);
  catalogue.add(test_artworks(5, 6));
  EXPECT_FALSE(catalogue.info().index_current);
}

TEST_F(CatalogueTest, SnapshotsHoldTheColumnsOfTheirMoment) {
  Catalogue catalogue = create();
  const auto artworks = test_artworks(0, 9);
  catalogue.add(artworks);
  const auto snapshot = catalogue.snapshot();
  catalogue.remove({&artworks[3].id, 1});
  ASSERT_EQ(snapshot->size(), 9);
  EXPECT_EQ(snapshot->generation(), 1u);
  EXPECT_EQ(snapshot->exact().size(), 9);
  for (size_t i = 0; i < artworks.size(); ++i) {
    const Fingerprint& expected = artworks[i].fingerprint;
    EXPECT_EQ(snapshot->id(static_cast<int64_t>(i)), artworks[i].id);
    EXPECT_EQ(snapshot->qualities()[i], expected.quality);
    EXPECT_TRUE(std::ranges::equal(snapshot->codes().subspan(i * 32, 32),
                                   expected.hash.bytes));
    EXPECT_TRUE(std::ranges::equal(snapshot->weak_bits().subspan(i * 32, 32),
                                   expected.weak_bits));
    EXPECT_TRUE(std::ranges::equal(
        snapshot->features().subspan(i * kFeatureCount, kFeatureCount),
        expected.features));
  }
  EXPECT_EQ(catalogue.snapshot()->size(), 8);
  EXPECT_EQ(catalogue.snapshot()->generation(), 2u);
}

TEST_F(CatalogueTest, AnEmptyCatalogueHasAnEmptySnapshot) {
  const auto snapshot = create().snapshot();
  EXPECT_EQ(snapshot->size(), 0);
  EXPECT_EQ(snapshot->generation(), 0u);
  EXPECT_TRUE(snapshot->codes().empty());
  EXPECT_EQ(snapshot->digest().size(), 64u);
}

TEST_F(CatalogueTest, TheSameSnapshotIsNotOpenedTwice) {
  Catalogue catalogue = create();
  const auto snapshot = catalogue.snapshot();
  EXPECT_EQ(catalogue.snapshot(), snapshot);
}

TEST_F(CatalogueTest, DigestsNameTheContentWhateverItsHistory) {
  Catalogue straight = create();
  const auto artworks = test_artworks(0, 20);
  straight.add(artworks);

  Catalogue winding = Catalogue::open(path_.parent_path() / "b", Mode::create);
  winding.add(test_artworks(10, 20));
  winding.add(test_artworks(50, 55));
  Artwork changed = artworks[2];
  changed.fingerprint.rows += 1;
  winding.add({&changed, 1});
  for (const auto& artwork : test_artworks(50, 55)) {
    winding.remove({&artwork.id, 1});
  }
  EXPECT_NE(winding.snapshot()->digest(), straight.snapshot()->digest());
  winding.add(test_artworks(0, 10));
  EXPECT_EQ(winding.snapshot()->digest(), straight.snapshot()->digest());
  winding.add({&changed, 1});
  EXPECT_NE(winding.snapshot()->digest(), straight.snapshot()->digest());
}

TEST_F(CatalogueTest, OddFolderNamesAreJustNames) {
  for (const std::string name :
       {"a b", "a?mode=memory", "50%", "file:x#y", "\xff\xfe", "q'\"\n"}) {
    path_ = fs::path(folder_.path()) / name;
    create().add(test_artworks(0, 1));
    EXPECT_EQ(Catalogue::open(path_, Mode::read).info().artworks, 1);
    EXPECT_TRUE(fs::exists(path_ / "catalogue.db"));
  }
}

TEST_F(CatalogueTest, AFileIsNoFolder) {
  fs::create_directories(path_.parent_path());
  std::ofstream(path_) << "text";
  EXPECT_EQ(open_fails(Mode::create, path_.string()), ErrorCode::io_error);
  EXPECT_EQ(open_fails(Mode::read, path_.string()), ErrorCode::not_found);
}

}  // namespace
}  // namespace sleeve
