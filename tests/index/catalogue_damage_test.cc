// Damaged, foreign and future files: refused with a sentence or made anew,
// never answered from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <random>

#include "core/error.h"
#include "index/catalogue.h"
#include "index/file.h"
#include "tests/index/artworks.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Mode = Catalogue::Mode;

void write(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class CatalogueDamageTest : public testing::Test {
 protected:
  void SetUp() override {
    Catalogue catalogue = Catalogue::open(path_, Mode::create);
    catalogue.add(artworks_);
    digest_ = catalogue.snapshot()->digest();
  }

  Catalogue open(Mode mode = Mode::write) const {
    return Catalogue::open(path_, mode);
  }

  ErrorCode open_fails(const std::string& hint, Mode mode = Mode::read) const {
    try {
      Catalogue::open(path_, mode);
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(hint));
      return error.code();
    }
    ADD_FAILURE() << "was opened";
    return ErrorCode::internal;
  }

  // Changes catalogue.db behind Sleeve's back.
  void run_sql(const std::string& sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(database_.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr),
              SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
  }

  TempFolder folder_;
  fs::path path_ = folder_.path() / "catalogue";
  fs::path database_ = path_ / "catalogue.db";
  fs::path index_ = path_ / "index" / "snapshot.slv";
  std::vector<Artwork> artworks_ = test_artworks(0, 40);
  std::string digest_;
};

TEST_F(CatalogueDamageTest, AnIndexWithAFlippedByteIsMadeAnew) {
  const std::string good = read_text(index_);
  std::mt19937 random(1);
  for (int round = 0; round < 60; ++round) {
    std::string bad = good;
    const size_t at = random() % bad.size();
    bad[at] = static_cast<char>(bad[at] ^ (1 << random() % 8));
    write(index_, bad);
    const Catalogue catalogue = open(Mode::read);
    EXPECT_FALSE(catalogue.info().index_current) << at;
    EXPECT_THAT(catalogue.verify(), Not(IsEmpty())) << at;
    EXPECT_EQ(catalogue.snapshot()->digest(), digest_);
    EXPECT_TRUE(catalogue.info().index_current);
    EXPECT_EQ(read_text(index_), good);
  }
}

TEST_F(CatalogueDamageTest, ATruncatedMissingOrForeignIndexIsMadeAnew) {
  const std::string good = read_text(index_);
  const auto heals = [&] {
    EXPECT_EQ(open(Mode::read).snapshot()->digest(), digest_);
    EXPECT_EQ(read_text(index_), good);
  };
  for (size_t size = 0; size < good.size(); size += good.size() / 50) {
    write(index_, good.substr(0, size));
    heals();
  }
  fs::remove(index_);
  heals();
  fs::remove_all(path_ / "index");
  heals();
  write(index_, "This is no index.");
  heals();
  write(path_ / "index" / "snapshot.slv.new", "left by a killed process");
  fs::remove(index_);
  heals();
  EXPECT_THAT(open().verify(), IsEmpty());
}

TEST_F(CatalogueDamageTest, TheIndexOfAnotherCatalogueIsNotTaken) {
  const fs::path other = folder_.path() / "other";
  {
    Catalogue catalogue = Catalogue::open(other, Mode::create);
    catalogue.add(test_artworks(100, 140));
    catalogue.snapshot();
  }
  fs::copy_file(other / "index" / "snapshot.slv", index_,
                fs::copy_options::overwrite_existing);
  EXPECT_FALSE(open().info().index_current);
  EXPECT_EQ(open(Mode::read).snapshot()->digest(), digest_);
}

TEST_F(CatalogueDamageTest, VerifySeesAnIndexThatDiffersFromTheDatabase) {
  // A rightly sealed file of this very version, with one bit of a code wrong.
  std::string bytes = read_text(index_);
  const std::string code(artworks_[0].fingerprint.hash.bytes.begin(),
                         artworks_[0].fingerprint.hash.bytes.end());
  const size_t at = bytes.find(code);
  ASSERT_NE(at, std::string::npos);
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  seal_index_file({reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()});
  write(index_, bytes);
  EXPECT_THAT(open().verify(),
              testing::ElementsAre(HasSubstr("sleeve catalogue rebuild")));
  open().rebuild();
  EXPECT_THAT(open().verify(), IsEmpty());
}

TEST_F(CatalogueDamageTest, FlippedBytesOfTheDatabaseAreNeverAnsweredFrom) {
  run_sql("PRAGMA wal_checkpoint(TRUNCATE)");
  fs::remove_all(path_ / "index");
  const std::string good = read_text(database_);
  std::mt19937 random(2);
  int seen = 0;
  for (int round = 0; round < 150; ++round) {
    std::string bad = good;
    const size_t at = random() % bad.size();
    bad[at] = static_cast<char>(bad[at] ^ (1 << random() % 8));
    write(database_, bad);
    fs::remove_all(path_ / "index");
    // Either it is refused, or it tells, or the flip lay where nothing is
    // kept.
    try {
      const Catalogue catalogue = open(Mode::read);
      if (!catalogue.verify().empty()) {
        ++seen;
        continue;
      }
      EXPECT_EQ(catalogue.snapshot()->digest(), digest_) << "byte " << at;
      EXPECT_EQ(listed(catalogue), listed(open(Mode::read)));
    } catch (const Error& error) {
      EXPECT_NE(error.code(), ErrorCode::internal) << error.what();
      ++seen;
    }
  }
  EXPECT_GT(seen, 20);
}

TEST_F(CatalogueDamageTest, ATruncatedDatabaseIsRefusedOrTells) {
  run_sql("PRAGMA wal_checkpoint(TRUNCATE)");
  const std::string good = read_text(database_);
  for (size_t size = 1; size < good.size(); size += good.size() / 20) {
    write(database_, good.substr(0, size));
    try {
      EXPECT_THAT(open(Mode::read).verify(), Not(IsEmpty())) << size;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::corrupt) << error.what();
    }
  }
}

TEST_F(CatalogueDamageTest, ARecordOfAnotherPictureIsSeen) {
  run_sql(
      "UPDATE fingerprints SET bytes = (SELECT bytes FROM fingerprints WHERE "
      "artwork = 1) WHERE artwork = 2");
  const Catalogue catalogue = open();
  EXPECT_THAT(catalogue.verify(),
              testing::ElementsAre(HasSubstr(artworks_[1].id)));
  EXPECT_THROW(listed(catalogue), Error);
  EXPECT_THROW(Catalogue(open()).rebuild(), Error);
}

TEST_F(CatalogueDamageTest, RowsThatBelongToNothingAreSeen) {
  run_sql("DELETE FROM artworks WHERE artwork = 3");
  EXPECT_THAT(open().verify(), Not(IsEmpty()));
}

TEST_F(CatalogueDamageTest, AMissingFingerprintIsSeen) {
  run_sql("DELETE FROM fingerprints WHERE artwork = 3");
  EXPECT_THAT(open().verify(), Not(IsEmpty()));
  EXPECT_THROW(Catalogue(open()).rebuild(), Error);
  // Adding the picture again mends it.
  EXPECT_THAT(open().add(artworks_), testing::Contains(Added::replaced));
  EXPECT_THAT(open().verify(), IsEmpty());
}

TEST_F(CatalogueDamageTest, ContentThatChangedAloneIsSeen) {
  open().rebuild();
  // The record goes on being whole, but nobody acknowledged its removal.
  run_sql("PRAGMA foreign_keys = ON; DELETE FROM artworks WHERE artwork = 5");
  fs::remove(index_);
  EXPECT_THAT(open().verify(),
              testing::ElementsAre(HasSubstr("something else than Sleeve")));
}

TEST_F(CatalogueDamageTest, ARestoredCopyThatWentAnotherWayIsNoticed) {
  const auto more = test_artworks(100, 102);
  run_sql("PRAGMA wal_checkpoint(TRUNCATE)");
  const std::string copy = read_text(database_);
  open().add({&more[0], 1});
  EXPECT_EQ(open().snapshot()->generation(), 2u);
  write(database_, copy);
  fs::remove(path_ / "catalogue.db-wal");
  open().add({&more[1], 1});
  const auto snapshot = open(Mode::read).snapshot();
  EXPECT_EQ(snapshot->generation(), 2u);
  EXPECT_EQ(listed(open()).at(3).id, more[1].id);
  EXPECT_EQ(snapshot->id(3), more[1].id);
}

TEST_F(CatalogueDamageTest, ForeignFilesAreRefused) {
  write(database_, std::string(5000, 'x'));
  fs::remove(path_ / "catalogue.db-wal");
  EXPECT_EQ(open_fails("is not a Sleeve catalogue"), ErrorCode::corrupt);
  EXPECT_EQ(open_fails("is not a Sleeve catalogue", Mode::create),
            ErrorCode::corrupt);
  fs::remove(database_);
  run_sql("CREATE TABLE music (title TEXT)");
  EXPECT_EQ(open_fails("another program"), ErrorCode::corrupt);
  EXPECT_EQ(open_fails("another program", Mode::create), ErrorCode::corrupt);
}

TEST_F(CatalogueDamageTest, ADatabaseWithoutTablesIsNoCatalogueYet) {
  fs::remove(database_);
  fs::remove(path_ / "catalogue.db-wal");
  write(database_, "");
  EXPECT_EQ(open_fails("sleeve catalogue add"), ErrorCode::not_found);
  EXPECT_EQ(open_fails("sleeve catalogue add", Mode::write),
            ErrorCode::not_found);
  EXPECT_EQ(open(Mode::create).info().artworks, 0);
}

TEST_F(CatalogueDamageTest, NewerFormatsAndOtherHashesAreRefused) {
  run_sql("PRAGMA user_version = 2");
  EXPECT_EQ(open_fails("Update Sleeve"), ErrorCode::unsupported);
  EXPECT_EQ(open_fails("Update Sleeve", Mode::create), ErrorCode::unsupported);
  run_sql("PRAGMA user_version = 1");
  run_sql("UPDATE meta SET hash_identity = 'cover256/9'");
  EXPECT_EQ(open_fails("cover256/9"), ErrorCode::unsupported);
  run_sql("DELETE FROM meta");
  EXPECT_EQ(open_fails("lacks"), ErrorCode::corrupt);
}

}  // namespace
}  // namespace sleeve
