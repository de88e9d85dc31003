// Lists of paths, short and long, with and without newlines in names.
#include "screen/path_list.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

TEST(PathListTest, EndsNamesSoThatNoneIsTwo) {
  TempFolder folder;
  const std::string long_name(5000, 'x');
  for (const bool odd : {false, true}) {
    PathList list(folder / "list");
    const std::string end(1, odd ? '\0' : '\n');
    std::string expected;
    for (int i = 0; i < 50; ++i) {
      const std::string name = odd && i == 40 ? "a\nb" : long_name;
      list.add(name);
      expected += name + end;
    }
    list.finish();
    EXPECT_EQ(read_text(folder / "list"), expected);
  }
  PathList(folder / "none").finish();
  EXPECT_EQ(read_text(folder / "none"), "");
  EXPECT_THROW(PathList(folder / "no/list"), Error);
}

}  // namespace
}  // namespace sleeve
