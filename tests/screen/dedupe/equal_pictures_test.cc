// A corpus where everything is equal: time, memory and lists stay linear.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <numeric>
#include <string>

#include "screen/dedupe/duplicates.h"
#include "screen/dedupe/report.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

constexpr uint32_t kPictures = 200'000;

// Every picture has the same hash and features; `contents` unlike files.
class EqualPicturesTest : public testing::Test {
 protected:
  void fill(uint32_t contents) {
    for (uint32_t i = 0; i < kPictures; ++i) {
      PictureRecord record;
      record.name.path = std::to_string(i);
      record.numbers.rows = record.numbers.columns = 100;
      record.numbers.bytes = 1000;
      record.numbers.quality = 90;
      record.numbers.features.fill(10);
      record.numbers.sha256[0] = static_cast<uint8_t>(i % contents);
      corpus_.records.push_back(static_cast<uint32_t>(file_.append(record)));
    }
    file_.reload();
  }

  Duplicates find(GroupBy by) const {
    std::vector<uint32_t> ranked(kPictures);
    std::iota(ranked.begin(), ranked.end(), 0);
    DuplicateOptions options;
    options.by = by;
    return find_duplicates(corpus_, ranked, options,
                           [](const std::vector<uint32_t>&) {});
  }

  int64_t lines(const std::string& name) const {
    std::ifstream file(folder_ / name);
    return std::count(std::istreambuf_iterator<char>(file), {}, '\n');
  }

  TempFolder folder_;
  FingerprintFile file_{folder_ / "fingerprints.slv"};
  Corpus corpus_{file_, {}, 0, {}};
};

TEST_F(EqualPicturesTest, AreOneGroupHoweverTheyAreGrouped) {
  fill(1);
  for (const GroupBy by :
       {GroupBy::star, GroupBy::component, GroupBy::clique}) {
    const Duplicates found = find(by);
    EXPECT_EQ(std::count(found.keepers.begin(), found.keepers.end(), 0U),
              kPictures);
    EXPECT_EQ(found.pairs.size(), kPictures - 1);
    EXPECT_EQ(found.pairs_seen, 0);
  }
}

TEST_F(EqualPicturesTest, MakeAsManyLinesAsThereArePictures) {
  fill(3);
  const Duplicates found = find(GroupBy::star);
  DedupeSummary summary;
  write_report(
      corpus_, found, DuplicateGroups(found.keepers),
      [&](std::string_view name) { return folder_ / std::string(name); },
      summary);
  EXPECT_EQ(lines("pairs.csv"), kPictures);  // a head, and all but the keeper
  EXPECT_EQ(lines("groups.jsonl"), 1);
  EXPECT_EQ(lines("drop.txt"), kPictures - 1);
  EXPECT_EQ(summary.dropped, kPictures - 1);
  EXPECT_EQ(summary.kinds[static_cast<int>(DuplicateKind::identical)],
            (kPictures + 2) / 3 - 1);
}

}  // namespace
}  // namespace sleeve
