// Tests how outcomes are summed up and written.
#include "benchmarks/suite/results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

namespace sleeve::suite {
namespace {

using testing::HasSubstr;

constexpr int kPhash = static_cast<int>(Peer::phash64);

Outcome artwork_query(const std::string& name, std::vector<Hit> hits) {
  Outcome outcome;
  outcome.family = "geometry";
  outcome.transformation = name;
  outcome.picture = "a,\"b\".jpg";
  outcome.hits = std::move(hits);
  outcome.seconds = 0.5;
  outcome.nearest_wrong.fill(40);
  return outcome;
}

Hit hit(int artwork, bool match, int bits, double region = -1) {
  Hit one;
  one.artwork = artwork;
  one.match = match;
  one.overlap = region;
  one.distances.fill(bits);
  return one;
}

Outcome distractor_query(const std::string& name, int nearest) {
  Outcome outcome = artwork_query(name, {});
  outcome.distractor = true;
  outcome.nearest_wrong.fill(nearest);
  return outcome;
}

/// Two artwork queries (all found; half found and one wrong) and two
/// distractors, of which one has a false match and a false candidate.
std::vector<Outcome> outcomes() {
  std::vector<Outcome> all = {
      artwork_query("crop", {hit(0, true, 4, 0.8)}),
      artwork_query("crop", {hit(1, true, 30, 0.6), hit(0, false, 12)}),
      distractor_query("crop", 13), distractor_query("mirror", 20)};
  all[1].wrong = {{2, true, 0.9, 10, 1e-7}};
  all[3].wrong = {{1, true, 0.9, 12, 1e-5}, {0, false, 0.2, 60, 0.05}};
  return all;
}

const Row& find_row(const Results& results, const std::string& name) {
  const auto at = std::find_if(results.rows.begin(), results.rows.end(),
                               [&](const Row& r) { return r.name == name; });
  if (at == results.rows.end()) throw std::out_of_range(name);
  return *at;
}

size_t method(const Results& results, const std::string& name) {
  for (size_t i = 0; i < results.methods.size(); ++i) {
    if (results.methods[i].name == name) return i;
  }
  throw std::out_of_range(name);
}

TEST(Results, CountAQueryAsOneHoweverManyArtworksItShows) {
  const Results results = summarise(outcomes(), {});
  const Tally& crop = find_row(results, "crop").tally;
  EXPECT_EQ(crop.queries, 2);
  EXPECT_EQ(crop.expected, 3);
  EXPECT_EQ(crop.found, 2);
  EXPECT_DOUBLE_EQ(crop.recall(), 0.75);
  EXPECT_EQ(crop.false_queries, 1);
  EXPECT_DOUBLE_EQ(crop.mean_overlap(), 0.7);
  EXPECT_EQ(crop.distractor_queries, 1);
  EXPECT_EQ(crop.distractor_false, 0);
  EXPECT_DOUBLE_EQ(crop.seconds_per_query(), 0.5);
  const Tally& all = find_row(results, "all").tally;
  EXPECT_EQ(all.queries, 2);
  EXPECT_EQ(all.distractor_queries, 2);
  EXPECT_EQ(all.distractor_false, 1);
  EXPECT_EQ(all.distractor_matches, 1);
}

TEST(Results, ChooseTheLargestThresholdWithoutAFalseMatch) {
  const Results results = summarise(outcomes(), {});
  const Method& phash = results.methods[method(results, "phash64")];
  EXPECT_EQ(phash.threshold, 12);
  EXPECT_EQ(results.methods[method(results, "pdq_31")].threshold, 31);
  const Tally& crop = find_row(results, "crop").tally;
  // 4 and 12 bits are within 12, 30 is not: all of one, half of the other.
  EXPECT_DOUBLE_EQ(crop.peers[method(results, "phash64")].recall_sum, 1.5);
  EXPECT_DOUBLE_EQ(crop.peers[method(results, "pdq_31")].recall_sum, 2);
  EXPECT_EQ(crop.peers[method(results, "pdq_31")].distractor_false, 1);
  EXPECT_EQ(crop.peers[method(results, "phash64")].distractor_false, 0);
}

TEST(Results, FindNothingByAPeerWhoseThresholdIsUnknown) {
  std::vector<Outcome> all = {artwork_query("crop", {hit(0, true, 0)})};
  const Results without = summarise(all, {});
  EXPECT_EQ(without.methods[method(without, "pdq")].threshold, -1);
  EXPECT_EQ(find_row(without, "all").tally.peers[1].recall_sum, 0);
  all.push_back(distractor_query("crop", 0));
  EXPECT_EQ(summarise(all, {}).methods[1].threshold, -1);
}

TEST(Results, SetPromisedAgainstSeenFalseMatches) {
  const Results results = summarise(outcomes(), {});
  for (const Reliability& row : results.reliability) {
    EXPECT_EQ(row.queries, 2);
    EXPECT_DOUBLE_EQ(row.promised, 2 * row.level);
    EXPECT_EQ(row.matches, row.level >= 1e-5 ? 1 : 0) << row.level;
    const int candidates = row.level >= 0.05 ? 1 : 0;
    EXPECT_EQ(row.with_candidates, row.matches + candidates) << row.level;
  }
  EXPECT_DOUBLE_EQ(results.stated_sum, 1e-5);
}

TEST(Results, TellWhatIsFoundWithNoFalseMatchAndWithOne) {
  std::vector<Outcome> all = outcomes();
  all[0].hits[0].expected_false_matches = 1e-9;
  all[1].hits[0].expected_false_matches = 1e-5;  // as the surest false one
  Results results = summarise(all, {});
  EXPECT_DOUBLE_EQ(results.levels[0], 1e-5);
  EXPECT_EQ(results.levels[1], std::numeric_limits<double>::infinity());
  const Tally* crop = &find_row(results, "crop").tally;
  EXPECT_DOUBLE_EQ(crop->strict_recall(0), 0.5);
  EXPECT_DOUBLE_EQ(crop->strict_recall(1), 0.75);
  all.push_back(distractor_query("crop", 20));
  all.back().wrong = {{1, true, 0.9, 12, 1e-10}, {2, true, 0.9, 12, 1e-8}};
  results = summarise(all, {});
  EXPECT_DOUBLE_EQ(results.levels[0], 1e-10);
  EXPECT_DOUBLE_EQ(results.levels[1], 1e-5);
  crop = &find_row(results, "crop").tally;
  EXPECT_DOUBLE_EQ(crop->strict_recall(0), 0);
  EXPECT_DOUBLE_EQ(crop->strict_recall(1), 0.5);
}

TEST(Results, LeaveTheUntouchedOutOfThePool) {
  std::vector<Outcome> all = outcomes();
  all.push_back(artwork_query("untouched", {hit(0, true, 0)}));
  all.back().family = "untouched";
  const Results results = summarise(all, {});
  EXPECT_EQ(find_row(results, "untouched").tally.queries, 1);
  EXPECT_EQ(find_row(results, "all").tally.queries, 2);
}

TEST(Results, WriteTheSameNumbersInEveryForm) {
  const std::vector<GroupedPicture> artworks = {
      {"a.jpg", 0}, {"<b>.jpg", 1}, {"c.jpg", 2}};
  suite::Setup setup;
  setup.folder = "pictures";
  Results results = summarise(outcomes(), setup);
  results.duplicates = {{"d.jpg", "a.jpg", 3, false}};
  const auto json = nlohmann::json::parse(as_json(results));
  EXPECT_EQ(json["setup"]["folder"], "pictures");
  EXPECT_EQ(json["results"].back()["name"], "all");
  EXPECT_EQ(json["results"].back()["distractor_false"], 1);
  EXPECT_EQ(json["duplicates"][0]["distance"], 3);
  for (const std::string& line : as_json_lines(results)) {
    const auto record = nlohmann::json::parse(line);
    EXPECT_TRUE(record.contains(record["kind"].get<std::string>()));
  }
  EXPECT_THAT(as_csv(results), HasSubstr("transformation,geometry,crop,2,3,2,"
                                         "0.75000"));
  EXPECT_THAT(as_table(results), HasSubstr("75.0"));
  const std::string html = as_html(results, outcomes(), artworks);
  EXPECT_THAT(html, HasSubstr("<svg"));
  EXPECT_THAT(html, HasSubstr("&lt;b&gt;.jpg"));
  EXPECT_THAT(html, testing::Not(HasSubstr("<b>")));
  EXPECT_THAT(queries_csv(outcomes(), artworks),
              HasSubstr("\"a,\"\"b\"\".jpg\",1,<b>.jpg,false_match"));
}

}  // namespace
}  // namespace sleeve::suite
