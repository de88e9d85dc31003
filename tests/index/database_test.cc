// SQLite behind its fence: values, transactions, and errors as sentences.
#include "index/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "core/error.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using testing::HasSubstr;
using Access = Database::Access;
using Kind = Transaction::Kind;

class DatabaseTest : public testing::Test {
 protected:
  DatabaseTest() {
    database_.run("PRAGMA journal_mode = WAL; CREATE TABLE t (a, b)");
  }

  template <class Body>
  void fails(const Body& body, ErrorCode code, const std::string& hint) {
    try {
      body();
      ADD_FAILURE() << "did not fail";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code);
      EXPECT_THAT(error.what(), HasSubstr(hint));
    }
  }

  int64_t rows() { return database_.number("SELECT count(*) FROM t"); }

  TempFolder folder_;
  std::string file_ = folder_ / "some.db";
  Database database_{file_, Access::create};
};

TEST_F(DatabaseTest, KeepsNumbersAndAnyBytes) {
  const std::string bytes("\0\xff text", 7);
  Statement insert = database_.prepare("INSERT INTO t VALUES (?, ?)");
  insert.bind(0, int64_t{-5}).bind(1, bytes).run();
  insert.bind(0, INT64_MAX).bind(1, "").run();
  Statement select = database_.prepare("SELECT a, b, typeof(b) FROM t");
  ASSERT_TRUE(select.step());
  EXPECT_EQ(select.number(0), -5);
  EXPECT_EQ(select.text(1), bytes);
  ASSERT_TRUE(select.step());
  EXPECT_EQ(select.number(0), INT64_MAX);
  EXPECT_TRUE(select.bytes(1).empty());
  EXPECT_EQ(select.text(2), "blob");
  EXPECT_FALSE(select.step());
}

TEST_F(DatabaseTest, TransactionsAreUndoneUnlessCommitted) {
  {
    const Transaction transaction(database_, Kind::write);
    database_.run("INSERT INTO t VALUES (1, 2)");
    EXPECT_TRUE(database_.in_transaction());
  }
  EXPECT_FALSE(database_.in_transaction());
  EXPECT_EQ(rows(), 0);
  Transaction transaction(database_, Kind::write);
  database_.run("INSERT INTO t VALUES (1, 2)");
  transaction.commit();
  EXPECT_EQ(rows(), 1);
}

TEST_F(DatabaseTest, WritersWaitForEachOtherOnlySoLong) {
  const std::chrono::milliseconds patience(120);
  Database other(file_, Access::write, patience);
  const Transaction unfinished(database_, Kind::write);
  const auto start = std::chrono::steady_clock::now();
  fails([&] { const Transaction second(other, Kind::write); },
        ErrorCode::io_error, "is being written by another process");
  EXPECT_GE(std::chrono::steady_clock::now() - start, patience);
  EXPECT_EQ(other.number("SELECT count(*) FROM t"), 0);
}

TEST_F(DatabaseTest, ReadersCannotWrite) {
  Database reader(file_, Access::read);
  fails([&] { reader.run("INSERT INTO t VALUES (1, 2)"); }, ErrorCode::io_error,
        "cannot be written");
}

TEST_F(DatabaseTest, MissingFilesAndWrongStatementsAreErrors) {
  fails([&] { const Database none(folder_ / "none.db", Access::write); },
        ErrorCode::io_error, "cannot be opened");
  fails([&] { database_.prepare("SELECT no sense"); }, ErrorCode::internal,
        "no such column");
  fails([&] { database_.number("SELECT a FROM t"); }, ErrorCode::corrupt,
        "lacks");
}

TEST_F(DatabaseTest, ImmutableFilesAreReadWhateverTheirNames) {
  const std::string odd = folder_ / "50% of?a#b\xff.db";
  database_.run("INSERT INTO t VALUES (1, 2)");
  database_.run("PRAGMA wal_checkpoint(TRUNCATE)");
  std::filesystem::copy_file(file_, odd);
  const Database immutable(odd, Access::immutable);
  EXPECT_EQ(immutable.number("SELECT b FROM t"), 2);
}

TEST_F(DatabaseTest, AWriterOvertakesAnImmutableReader) {
  const std::string other = folder_ / "other.db";
  database_.run("PRAGMA wal_checkpoint(TRUNCATE)");
  std::filesystem::copy_file(file_, other);
  const Database immutable(other, Access::immutable);
  EXPECT_FALSE(immutable.overtaken());
  Database writer(other, Access::write);
  writer.run("INSERT INTO t VALUES (1, 2)");
  EXPECT_TRUE(immutable.overtaken());
  EXPECT_FALSE(writer.overtaken());
  EXPECT_FALSE(Database(other, Access::read).overtaken());
}

TEST_F(DatabaseTest, NothingIsWrittenToAFileThatIsGone) {
  std::filesystem::remove(file_);
  fails([&] { const Transaction lost(database_, Kind::write); },
        ErrorCode::not_found, "removed or replaced");
}

}  // namespace
}  // namespace sleeve
