// Every kind of audio file gives its tags and its picture.
#include "screen/catalogue/audio.h"

#include <gtest/gtest.h>

#include "screen/rights/words.h"
#include "tests/support/audio.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

TEST(AudioTest, EveryKindGivesTagsAndPicture) {
  TempFolder folder;
  const std::string picture = "\x89PNG, as far as readers of tags care";
  const std::pair<const char*, std::string> files[] = {
      {"a.mp3", mp3_of("Album", picture)},
      {"a.flac", flac_of("Album", picture)},
      {"a.ogg", ogg_of("Album", picture)},
      {"a.m4a", m4a_of("Album", picture)}};
  for (const auto& [name, bytes] : files) {
    const auto audio = read_audio(folder.write(name, bytes));
    ASSERT_TRUE(audio) << name;
    EXPECT_EQ(audio->tags.at("ALBUM"), "Album") << name;
    ASSERT_EQ(audio->pictures.size(), 1u) << name;
    EXPECT_EQ(audio->pictures[0].kind, 3) << name;
    EXPECT_EQ(as_text(audio->pictures[0].bytes), picture) << name;
  }
  EXPECT_FALSE(read_audio(folder / "none.mp3"));
}

}  // namespace
}  // namespace sleeve
