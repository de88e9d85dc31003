// The journal keeps complete lines, whatever ends the writing.
#include "screen/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <string>
#include <vector>

#include "core/error.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> replayed(Journal& journal) {
  std::vector<std::string> lines;
  journal.replay([&](int64_t number, std::string_view line) {
    EXPECT_EQ(number, static_cast<int64_t>(lines.size()));
    lines.emplace_back(line);
  });
  return lines;
}

TEST(JournalTest, GivesBackWhatWasAppended) {
  const TempFolder folder;
  const std::string path = folder / "j";
  {
    Journal journal(path);
    EXPECT_THAT(replayed(journal), IsEmpty());
    journal.append("one");
    journal.append("");
    journal.flush();
  }
  Journal journal(path);
  EXPECT_THAT(replayed(journal), ElementsAre("one", ""));
  journal.append("three");
  journal.sync();
  EXPECT_EQ(journal.lines(), 3);
  EXPECT_EQ(journal.bytes(), 11u);
  EXPECT_EQ(journal.digest(), sha256_hex("one\n\nthree\n", 11));
  EXPECT_EQ(read_text(path), "one\n\nthree\n");
}

TEST(JournalTest, ATornLastLineIsCutOff) {
  const TempFolder folder;
  const std::string path = folder.write("j", "one\ntwo\nthr");
  Journal journal(path);
  EXPECT_THAT(replayed(journal), ElementsAre("one", "two"));
  journal.append("3");
  journal.sync();
  EXPECT_EQ(read_text(path), "one\ntwo\n3\n");
  EXPECT_EQ(journal.digest(), sha256_hex("one\ntwo\n3\n", 10));
}

TEST(JournalTest, LongFilesAndLinesAreReplayed) {
  const TempFolder folder;
  std::vector<std::string> lines;
  std::string text;
  for (int i = 0; i < 30; ++i) {
    lines.emplace_back(static_cast<size_t>(i) * i * 5000, 'a' + i % 26);
    text += lines.back() + "\n";
  }
  Journal journal(folder.write("j", text));
  EXPECT_EQ(replayed(journal), lines);
  EXPECT_EQ(journal.digest(), sha256_hex(text.data(), text.size()));
}

// A limit on the size of files acts as a full disk does.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST(JournalTest, AFullDiskLeavesCompleteLines) {
  const TempFolder folder;
  const std::string path = folder.write("j", "0\n");
  for (const rlim_t room : {2, 3, 4, 5, 9, 10, 11}) {
    folder.write("j", "0\n");
    Journal journal(path);
    replayed(journal);
    for (const char* line : {"1", "22", "333"}) journal.append(line);
    {
      const FullDisk full(room);
      EXPECT_EQ(room < 11, [&] {
        try {
          journal.flush();
          return false;
        } catch (const Error& error) {
          return error.code() == ErrorCode::io_error;
        }
      }()) << room;
    }
    const std::string expected = std::string("0\n1\n22\n333\n");
    const std::string found = read_text(path);
    EXPECT_EQ(found, expected.substr(0, expected.rfind('\n', room - 1) + 1));
  }
}

}  // namespace
}  // namespace sleeve
