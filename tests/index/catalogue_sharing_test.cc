// Readers and writers in several processes, and folders that cannot be
// written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "index/catalogue.h"
#include "index/database.h"
#include "tests/index/artworks.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using Mode = Catalogue::Mode;

template <class Body>
pid_t start_process(const Body& body) {
  const pid_t child = fork();
  if (child != 0) return child;
  int result = 99;
  try {
    result = body();
  } catch (const std::exception&) {  // 99
  }
  _exit(result);
}

int exit_code(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

class CatalogueSharingTest : public testing::Test {
 protected:
  TempFolder folder_;
  fs::path path_ = folder_.path() / "catalogue";
};

TEST_F(CatalogueSharingTest, ReadersSeeWholeBatchesBesideAWriter) {
  Catalogue::open(path_, Mode::create);
  const pid_t writer = start_process([&] {
    Catalogue catalogue = Catalogue::open(path_, Mode::write);
    for (uint64_t batch = 0; batch < 60; ++batch) {
      catalogue.add(test_artworks(batch * 10, batch * 10 + 10));
    }
    return 0;
  });
  std::vector<pid_t> readers;
  for (int i = 0; i < 3; ++i) {
    readers.push_back(start_process([&] {
      const Catalogue catalogue = Catalogue::open(path_, Mode::read);
      int64_t last = 0;
      while (last < 600) {
        const auto snapshot = catalogue.snapshot();
        if (snapshot->size() % 10 != 0 || snapshot->size() < last) return 1;
        if (snapshot->size() !=
            static_cast<int64_t>(snapshot->generation()) * 10) {
          return 2;
        }
        last = snapshot->size();
      }
      return 0;
    }));
  }
  EXPECT_EQ(exit_code(writer), 0);
  for (const pid_t reader : readers) EXPECT_EQ(exit_code(reader), 0);
  EXPECT_THAT(Catalogue::open(path_, Mode::read).verify(), IsEmpty());
}

TEST_F(CatalogueSharingTest, TwoWritersTakeTurns) {
  Catalogue::open(path_, Mode::create);
  std::vector<pid_t> writers;
  for (uint64_t first : {0, 1000}) {
    writers.push_back(start_process([&, first] {
      Catalogue catalogue = Catalogue::open(path_, Mode::write);
      for (uint64_t i = 0; i < 100; ++i) {
        catalogue.add(test_artworks(first + i, first + i + 1));
      }
      return 0;
    }));
  }
  for (const pid_t writer : writers) EXPECT_EQ(exit_code(writer), 0);
  EXPECT_EQ(Catalogue::open(path_, Mode::read).info().generation, 200u);
}

TEST_F(CatalogueSharingTest, AllWhoCreateGetTheSameCatalogue) {
  std::vector<pid_t> makers;
  for (uint64_t i = 0; i < 6; ++i) {
    makers.push_back(start_process([&, i] {
      Catalogue::open(path_, Mode::create).add(test_artworks(i, i + 1));
      return 0;
    }));
  }
  for (const pid_t maker : makers) EXPECT_EQ(exit_code(maker), 0);
  EXPECT_EQ(Catalogue::open(path_, Mode::read).info().artworks, 6);
}

TEST_F(CatalogueSharingTest, AnUnfinishedWriterHoldsUpNoReader) {
  Catalogue catalogue = Catalogue::open(path_, Mode::create);
  Database other(path_ / "catalogue.db", Database::Access::write);
  {
    const Transaction unfinished(other, Transaction::Kind::write);
    EXPECT_THAT(listed(Catalogue::open(path_, Mode::read)), IsEmpty());
    EXPECT_EQ(catalogue.snapshot()->size(), 0);
    EXPECT_THAT(catalogue.verify(), IsEmpty());
  }
  EXPECT_THAT(catalogue.add(test_artworks(0, 1)),
              testing::ElementsAre(Added::added));
}

TEST_F(CatalogueSharingTest, AReplacedIndexStaysUsableWhereItIsMapped) {
  Catalogue catalogue = Catalogue::open(path_, Mode::create);
  catalogue.add(test_artworks(0, 3));
  const auto old = catalogue.snapshot();
  catalogue.add(test_artworks(3, 2000));
  EXPECT_EQ(catalogue.snapshot()->size(), 2000);
  EXPECT_EQ(old->size(), 3);
  EXPECT_EQ(old->id(2), "covers/2.jpg");
  EXPECT_EQ(old->features().size(), 3u * kFeatureCount);
}

// Gives up root's power to write everywhere.
void become_nobody() {
  constexpr uid_t kNobody = 65534;
  if (geteuid() != 0) return;
  if (setgid(kNobody) != 0 || setuid(kNobody) != 0) _exit(98);
}

void set_writable(const fs::path& path, bool writable) {
  const auto mode = writable ? 0755 : 0555;
  fs::permissions(path, static_cast<fs::perms>(mode));
  fs::permissions(path / "index", static_cast<fs::perms>(mode));
}

TEST_F(CatalogueSharingTest, AFolderThatCannotBeWrittenIsReadInMemory) {
  Catalogue::open(path_, Mode::create).add(test_artworks(0, 30));
  fs::permissions(folder_.path(), fs::perms(0755));
  set_writable(path_, false);
  const pid_t reader = start_process([&] {
    become_nobody();
    const Catalogue catalogue = Catalogue::open(path_, Mode::read);
    if (catalogue.snapshot()->size() != 30) return 1;
    if (catalogue.info().index_current) return 2;
    if (listed(catalogue).size() != 30) return 3;
    return catalogue.verify().empty() ? 0 : 4;
  });
  EXPECT_EQ(exit_code(reader), 0);
  const pid_t writer = start_process([&] {
    become_nobody();
    try {
      Catalogue::open(path_, Mode::write).add(test_artworks(30, 31));
    } catch (const Error& error) {
      return error.code() == ErrorCode::io_error ? 0 : 1;
    }
    return 2;
  });
  EXPECT_EQ(exit_code(writer), 0);
  const pid_t maker = start_process([&] {
    become_nobody();
    try {
      Catalogue::open(path_ / "inner", Mode::create);
    } catch (const Error& error) {
      return error.code() == ErrorCode::io_error ? 0 : 1;
    }
    return 2;
  });
  EXPECT_EQ(exit_code(maker), 0);
  set_writable(path_, true);
}

TEST_F(CatalogueSharingTest, WhatAKilledWriterLeftIsReadWithoutPermission) {
  EXPECT_EQ(exit_code(start_process([&] {
              Catalogue catalogue = Catalogue::open(path_, Mode::create);
              catalogue.add(test_artworks(0, 30));
              _exit(7);  // Nothing is closed, as kill would have it.
              return 0;
            })),
            7);
  ASSERT_TRUE(fs::exists(path_ / "catalogue.db-wal"));
  fs::permissions(folder_.path(), fs::perms(0755));
  set_writable(path_, false);
  EXPECT_EQ(exit_code(start_process([&] {
              become_nobody();
              const Catalogue catalogue = Catalogue::open(path_, Mode::read);
              return static_cast<int>(catalogue.snapshot()->size());
            })),
            30);
  set_writable(path_, true);
}

TEST_F(CatalogueSharingTest, AReaderWithoutPermissionReadsBesideAWriter) {
  fs::permissions(folder_.path(), fs::perms(0755));
  Catalogue writer = Catalogue::open(path_, Mode::create);
  writer.add(test_artworks(0, 30));
  fs::permissions(path_, fs::perms(0755));
  const auto size_seen = [&] {
    return exit_code(start_process([&] {
      become_nobody();
      return static_cast<int>(
          Catalogue::open(path_, Mode::read).snapshot()->size());
    }));
  };
  EXPECT_EQ(size_seen(), 30);
  writer.add(test_artworks(30, 35));
  EXPECT_EQ(size_seen(), 35);
}

}  // namespace
}  // namespace sleeve
