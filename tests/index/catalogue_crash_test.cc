// Writers that are killed, and disks that are full: nothing that was
// acknowledged is lost, and nothing is half done.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <random>
#include <set>
#include <thread>

#include "core/error.h"
#include "index/catalogue.h"
#include "tests/index/artworks.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using Mode = Catalogue::Mode;

constexpr uint64_t kBatch = 7;

// Runs `body` in a process of its own, which ends with its result.
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

// Adds batches for ever, the numbers of batch b from b * kBatch, and removes
// each fifth artwork again. Writes the number of each finished batch to
// `report`.
int write_for_ever(const fs::path& path, uint64_t batch, int report) {
  Catalogue catalogue = Catalogue::open(path, Mode::create);
  for (;; ++batch) {
    catalogue.add(test_artworks(batch * kBatch, (batch + 1) * kBatch));
    if (batch % 3 == 0) catalogue.snapshot();
    if (write(report, &batch, sizeof(batch)) != sizeof(batch)) return 1;
  }
}

// Lets a writer work for a while, kills it, and returns how many batches it
// had acknowledged in all.
uint64_t killed_writer(const fs::path& path, uint64_t done,
                       std::chrono::microseconds life) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = start_process([&] {
    close(ends[0]);
    return write_for_ever(path, done, ends[1]);
  });
  close(ends[1]);
  std::this_thread::sleep_for(life);
  kill(child, SIGKILL);
  uint64_t batch = 0;
  while (read(ends[0], &batch, sizeof(batch)) == sizeof(batch)) {
    done = batch + 1;
  }
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return done;
}

TEST(CatalogueCrashTest, KilledWritersLoseNothingAcknowledged) {
  const TempFolder folder;
  const fs::path path = folder.path() / "catalogue";
  std::mt19937 random(20260101);
  uint64_t done = 0;
  for (int round = 0; round < 20; ++round) {
    const std::chrono::microseconds life(random() % 60'000);
    const uint64_t acknowledged = killed_writer(path, done, life);
    const Catalogue catalogue = Catalogue::open(path, Mode::create);
    EXPECT_THAT(catalogue.verify(), IsEmpty());
    auto artworks = listed(catalogue);
    // The batch that was under way is there as a whole, or not at all.
    const uint64_t batches = artworks.size() / kBatch;
    EXPECT_EQ(artworks.size() % kBatch, 0u);
    EXPECT_GE(batches, acknowledged);
    EXPECT_LE(batches, acknowledged + 1);
    auto expected = test_artworks(0, batches * kBatch);
    std::ranges::sort(expected, {}, &Artwork::id);
    EXPECT_EQ(artworks, expected);
    EXPECT_EQ(catalogue.snapshot()->size(),
              static_cast<int64_t>(artworks.size()));
    done = batches;
  }
  EXPECT_GT(done, 0u);
}

TEST(CatalogueCrashTest, ACatalogueWhoseMakerWasKilledCanBeMade) {
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    const TempFolder folder;
    const fs::path path = folder.path() / "catalogue";
    killed_writer(path, 0, std::chrono::microseconds(random() % 8000));
    Catalogue catalogue = Catalogue::open(path, Mode::create);
    EXPECT_THAT(catalogue.verify(), IsEmpty());
    catalogue.add(test_artworks(0, 3));
  }
}

// Lets files grow to at most `bytes`, as a full disk would.
void limit_files(rlim_t bytes) {
  signal(SIGXFSZ, SIG_IGN);
  const rlimit limit = {bytes, bytes};
  setrlimit(RLIMIT_FSIZE, &limit);
}

TEST(CatalogueCrashTest, AFullDiskIsAnErrorAndHarmsNothing) {
  const TempFolder folder;
  const fs::path path = folder.path() / "catalogue";
  const auto before = test_artworks(0, 50);
  Catalogue::open(path, Mode::create).add(before);
  const pid_t child = start_process([&] {
    limit_files(400'000);
    Catalogue catalogue = Catalogue::open(path, Mode::write);
    try {
      catalogue.add(test_artworks(1000, 5000));
    } catch (const Error& error) {
      // The same object goes on working, and so does adding what has room.
      const bool unharmed = listed(catalogue).size() == before.size() &&
                            catalogue.verify().empty();
      catalogue.add(test_artworks(50, 51));
      return unharmed && error.code() == ErrorCode::io_error ? 0 : 1;
    }
    return 2;
  });
  EXPECT_EQ(exit_code(child), 0);
  const Catalogue catalogue = Catalogue::open(path, Mode::write);
  EXPECT_THAT(catalogue.verify(), IsEmpty());
  EXPECT_EQ(listed(catalogue).size(), before.size() + 1);
}

TEST(CatalogueCrashTest, WithoutRoomForTheIndexASnapshotLivesInMemory) {
  const TempFolder folder;
  const fs::path path = folder.path() / "catalogue";
  Catalogue::open(path, Mode::create).add(test_artworks(0, 400));
  const pid_t child = start_process([&] {
    limit_files(100'000);
    Catalogue catalogue = Catalogue::open(path, Mode::write);
    if (catalogue.snapshot()->size() != 400) return 1;
    if (catalogue.info().index_current) return 2;
    try {
      catalogue.rebuild();
    } catch (const Error& error) {
      return error.code() == ErrorCode::io_error ? 0 : 3;
    }
    return 4;
  });
  EXPECT_EQ(exit_code(child), 0);
  EXPECT_FALSE(fs::exists(path / "index" / "snapshot.slv.new"));
  EXPECT_EQ(Catalogue::open(path, Mode::read).snapshot()->size(), 400);
}

}  // namespace
}  // namespace sleeve
