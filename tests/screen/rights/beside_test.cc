// What is said beside a picture: headers, site files, pages; by table.
#include "screen/rights/beside.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "screen/provenance.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using Status = ChannelStatus;

Effect training(const RightsReport& report) {
  return ruling(report.signals, Use::generative_training).effect;
}

RightsReport with_headers(const HttpHeaders& headers) {
  RightsReport report;
  read_http(headers, report);
  return report;
}

TEST(XRobotsTagTest, ReservesAsTheTableSays) {
  const struct {
    std::vector<std::string> values;
    Effect training, search;
  } kRows[] = {
      {{"noai"}, Effect::reserved, Effect::unknown},
      {{"NoAI"}, Effect::reserved, Effect::unknown},
      {{"noimageai"}, Effect::reserved, Effect::unknown},
      {{"noml"}, Effect::reserved, Effect::unknown},
      {{"noindex, noai"}, Effect::reserved, Effect::reserved},
      {{"noai, unavailable_after: 25 Jun 2030 15:00:00 PST"},
       Effect::reserved,
       Effect::unknown},
      {{"unavailable_after: 25 Jun 2030 15:00:00 PST, noai"},
       Effect::reserved,
       Effect::unknown},
      {{"unavailable_after: Wed, 25 Jun 2030 15:00:00 GMT, noai"},
       Effect::reserved,
       Effect::unknown},
      {{"noindex", "noimageai"}, Effect::reserved, Effect::reserved},
      {{"max-image-preview:none, noai"}, Effect::reserved, Effect::unknown},
      {{"max-snippet:0, max-video-preview:-1"},
       Effect::unknown,
       Effect::unknown},
      {{"otherbot: noai"}, Effect::unknown, Effect::unknown},
      {{"otherbot: noindex, noai"}, Effect::unknown, Effect::unknown},
      {{"noai, otherbot: noindex"}, Effect::reserved, Effect::unknown},
      {{"none"}, Effect::unknown, Effect::reserved},
      {{"all"}, Effect::unknown, Effect::unknown},
      {{""}, Effect::unknown, Effect::unknown},
      {{":,::,noai"}, Effect::reserved, Effect::unknown},
  };
  for (const auto& row : kRows) {
    HttpHeaders headers;
    for (const std::string& value : row.values) {
      headers.emplace_back("x-robots-tag", value);
    }
    SCOPED_TRACE(row.values.front());
    const RightsReport report = with_headers(headers);
    EXPECT_EQ(training(report), row.training);
    EXPECT_EQ(ruling(report.signals, Use::search_index).effect, row.search);
  }
}

TEST(XRobotsTagTest, ACrawlerThatMakesDataSetsIsTold) {
  const auto report = with_headers({{"X-Robots-Tag", "img2dataset: noai"}});
  ASSERT_EQ(report.signals.size(), 1u);
  EXPECT_EQ(report.signals[0].carrier, "X-Robots-Tag (img2dataset)");
  EXPECT_EQ(training(report), Effect::reserved);
}

TEST(HttpTest, WhatWasLookedAtIsAbsentAndNothingElse) {
  const auto report = with_headers({{"Content-Type", "image/jpeg"}});
  EXPECT_EQ(report.status(Channel::http_x_robots), Status::absent);
  EXPECT_EQ(report.status(Channel::http_tdmrep), Status::absent);
  EXPECT_EQ(report.status(Channel::http_content_usage), Status::absent);
  EXPECT_EQ(report.status(Channel::site_robots), Status::not_checked);
}

TEST(HttpTest, ReadsRawBlocks) {
  const HttpHeaders headers = parse_headers(
      "HTTP/1.1 200 OK\r\nX-Robots-Tag: noindex,\r\n\tnoai\r\n"
      "tdm-reservation: 1\r\nbroken line\r\n\r\nbody: no");
  ASSERT_EQ(headers.size(), 2u);
  EXPECT_EQ(headers[0].second, "noindex, noai");
  EXPECT_EQ(headers[1].first, "tdm-reservation");
}

TEST(TdmrepTest, OnlyZeroAndOneAreValues) {
  const struct {
    const char* value;
    Effect effect;
    Status status;
  } kRows[] = {
      {"1", Effect::reserved, Status::present},
      {" 1 ", Effect::reserved, Status::present},
      {"0", Effect::permitted, Status::present},
      {"2", Effect::unknown, Status::malformed},
      {"true", Effect::unknown, Status::malformed},
  };
  for (const auto& row : kRows) {
    const auto report = with_headers({{"TDM-Reservation", row.value}});
    EXPECT_EQ(training(report), row.effect) << row.value;
    EXPECT_EQ(report.status(Channel::http_tdmrep), row.status) << row.value;
  }
}

TEST(TdmrepTest, TheFirstLocationInSequenceDecides) {
  const std::string file = R"([
      {"location": "/a/", "tdm-reservation": 1},
      {"location": "/b/*.jpg$", "tdm-reservation": 0},
      {"location": "/b/", "tdm-reservation": 1},
      {"location": "/~c/", "tdm-reservation": 1},
      {"location": "/bad/", "tdm-reservation": "1"}])";
  const struct {
    const char* path;
    Effect effect;
  } kRows[] = {
      {"/a/x.jpg", Effect::reserved},   {"/b/x.jpg", Effect::permitted},
      {"/b/x.jpg?s", Effect::reserved}, {"/b/x.png", Effect::reserved},
      {"/%7Ec/x", Effect::reserved},    {"/A/x.jpg", Effect::unknown},
      {"/", Effect::unknown},           {"/bad/x", Effect::unknown},
  };
  for (const auto& row : kRows) {
    RightsReport report;
    read_tdmrep(file, row.path, report);
    EXPECT_EQ(training(report), row.effect) << row.path;
  }
  for (const char* broken : {"", "{}", "[", "[1]"}) {
    RightsReport report;
    read_tdmrep(broken, "/", report);
    EXPECT_EQ(report.status(Channel::site_tdmrep), Status::malformed);
  }
}

TEST(TdmrepTest, TheHeaderSupersedesTheSite) {
  RightsReport report;
  read_tdmrep(R"([{"location": "/", "tdm-reservation": 1}])", "/x", report);
  read_http({{"tdm-reservation", "0"}}, report);
  settle_precedence(report);
  EXPECT_EQ(training(report), Effect::permitted);
  EXPECT_FALSE(ruling(report.signals, Use::generative_training).conflict);
  RightsReport silent;
  read_tdmrep(R"([{"location": "/", "tdm-reservation": 1}])", "/x", silent);
  read_http({}, silent);
  settle_precedence(silent);
  EXPECT_EQ(training(silent), Effect::reserved);
}

TEST(ContentUsageTest, ReadsDictionaries) {
  const struct {
    const char* field;
    bool sound;
    Effect training;
  } kRows[] = {
      {"train-ai=n", true, Effect::reserved},
      {"train-ai=y", true, Effect::permitted},
      {"train-ai=y, train-ai=n", true, Effect::reserved},
      {"train-ai=n, train-ai=y", true, Effect::permitted},
      {"train-ai", true, Effect::unknown},
      {"train-ai=?1", true, Effect::unknown},
      {"train-ai=\"n\"", true, Effect::unknown},
      {"train-ai=n;exceptions=\"a,b\"", true, Effect::reserved},
      {"search=y, train-ai=n, new=(a b;c)", true, Effect::reserved},
      {"x=:aGk=:, train-ai=n", true, Effect::reserved},
      {"", true, Effect::unknown},
      {"Train-AI=n", false, Effect::unknown},
      {"train-ai;x=1=n", false, Effect::unknown},
      {"train-ai=n,", false, Effect::unknown},
      {"train-ai=n train-ai=y", false, Effect::unknown},
      {"train-ai=\"", false, Effect::unknown},
  };
  for (const auto& row : kRows) {
    const auto effects = content_usage(row.field);
    EXPECT_EQ(effects.has_value(), row.sound) << row.field;
    if (effects) {
      EXPECT_EQ(effect_of(*effects, Use::generative_training), row.training)
          << row.field;
    }
  }
  EXPECT_EQ(with_headers({{"Content-Usage", "Train-AI=n"}})
                .status(Channel::http_content_usage),
            Status::malformed);
}

TEST(PathTest, MatchesAsRobotsDo) {
  const struct {
    const char* path;
    const char* pattern;
    bool matches;
  } kRows[] = {
      {"/a/b", "/", true},
      {"/a/b", "/a", true},
      {"/a/b", "/b", false},
      {"/a/b.jpg", "/*.jpg$", true},
      {"/a/b.jpgx", "/*.jpg$", false},
      {"/a/b.jpgx", "/*.jpg", true},
      {"/a", "/a$", true},
      {"/ab", "/a$", false},
      {"/a/b/c", "/a/*/c", true},
      {"/a.jpg.jpg", "*.jpg$", true},
      {"/x", "", true},
      {"/jpg", "/*jpg*jpg$", false},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(path_matches(row.path, row.pattern), row.matches)
        << row.path << " " << row.pattern;
  }
}

TEST(RobotsTest, AsksForCrawlersThatMakeDataSets) {
  const struct {
    const char* file;
    Effect effect;
  } kRows[] = {
      {"User-agent: GPTBot\nDisallow: /", Effect::reserved},
      {"user-agent: gptbot\ndisallow: /", Effect::reserved},
      {"User-agent: Googlebot\nDisallow: /", Effect::unknown},
      {"User-agent: *\nDisallow: /", Effect::reserved},
      {"User-agent: *\nDisallow:", Effect::unknown},
      {"User-agent: *\nDisallow: /\nAllow: /img/", Effect::unknown},
      {"User-agent: CCBot\nUser-agent: other\nDisallow: /img # all",
       Effect::reserved},
      {"User-agent: *\nDisallow: /img/x.jpg\nAllow: /img/x.jpg",
       Effect::unknown},
      {"Disallow: /", Effect::unknown},
      {"", Effect::unknown},
      {"<html>not found</html>", Effect::unknown},
  };
  for (const auto& row : kRows) {
    RightsReport report;
    read_robots(row.file, "/img/x.jpg", report);
    EXPECT_EQ(training(report), row.effect) << row.file;
    EXPECT_EQ(report.status(Channel::site_robots),
              row.effect == Effect::unknown ? Status::absent : Status::present);
  }
}

TEST(RobotsTest, CarriesPreferencesAndLicences) {
  RightsReport report;
  read_robots(
      "User-Agent: *\nAllow: /\nContent-Usage: train-ai=n\n"
      "Content-Usage: /ok/ train-ai=y\n"
      "Content-Signal: search=yes, ai-train=no\n"
      "License: https://x/license.xml\n",
      "/img.jpg", report);
  EXPECT_EQ(report.status(Channel::site_robots), Status::absent);
  EXPECT_EQ(report.status(Channel::site_content_usage), Status::present);
  EXPECT_EQ(report.status(Channel::site_content_signal), Status::present);
  EXPECT_EQ(report.status(Channel::site_rsl), Status::present);
  EXPECT_EQ(training(report), Effect::reserved);
  RightsReport allowed;
  read_robots(
      "User-Agent: *\nContent-Usage: train-ai=n\n"
      "Content-Usage: /ok/ train-ai=y\n",
      "/ok/img.jpg", allowed);
  EXPECT_EQ(training(allowed), Effect::permitted);
}

TEST(SiteTest, AiTxtAndRsl) {
  RightsReport report;
  read_ai_txt("# Spawning AI\nUser-Agent: *\nDisallow: *.jpg\nAllow: *.txt\n",
              "/a/b.jpg?x=1", report);
  EXPECT_EQ(training(report), Effect::reserved);
  RightsReport rsl;
  read_rsl(
      "<rsl xmlns=\"https://rslstandard.org/rsl\"><content url=\"/\">"
      "<license><prohibits type=\"usage\">ai-train</prohibits>"
      "<permits type=\"usage\">search</permits></license></content>"
      "<content url=\"/other\"><license><permits type=\"usage\">ai-train"
      "</permits></license></content></rsl>",
      "/a.jpg", rsl);
  EXPECT_EQ(training(rsl), Effect::reserved);
  EXPECT_EQ(ruling(rsl.signals, Use::search_index).effect, Effect::permitted);
  EXPECT_FALSE(ruling(rsl.signals, Use::generative_training).conflict);
  RightsReport broken;
  read_rsl("<rsl>", "/", broken);
  EXPECT_EQ(broken.status(Channel::site_rsl), Status::malformed);
}

TEST(HtmlTest, MetaElementsSpeakForThePage) {
  RightsReport report;
  read_html(
      "<html><META content='noai, noimageai' name=robots>"
      "<meta name=\"tdm-reservation\" content=\"1\"/>",
      report);
  ASSERT_EQ(report.signals.size(), 3u);
  for (const Signal& signal : report.signals) {
    EXPECT_EQ(signal.scope, Scope::page);
  }
  RightsReport none;
  read_html("<meta", none);
  EXPECT_EQ(none.status(Channel::html_meta), Status::absent);
}

TEST(UrlTest, TakesAddressesApart) {
  const auto url = parse_url("HTTPS://User@Example.COM:8080/a/b?c#d");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "example.com");
  EXPECT_EQ(url->target, "/a/b?c");
  EXPECT_EQ(parse_url("http://x")->target, "/");
  EXPECT_FALSE(parse_url("ftp://x/"));
  EXPECT_FALSE(parse_url("http://../x"));
  EXPECT_FALSE(parse_url(""));
}

TEST(ProvenanceTest, JoinsSidecarsAndSites) {
  const TempFolder folder;
  folder.write("sites/example.com/robots.txt",
               "User-agent: CCBot\nDisallow: /private/");
  const SiteSnapshot sites(folder / "sites");
  Sidecars sidecars;
  sidecars.json =
      R"({"url": "https://example.com/private/a.jpg", "sha256": "00",
          "headers": {"X-Robots-Tag": ["noindex", "noai"]}})";
  RightsReport report;
  const Provenance provenance = read_beside(sidecars, &sites, report);
  EXPECT_EQ(provenance.url, "https://example.com/private/a.jpg");
  EXPECT_EQ(report.status(Channel::http_x_robots), Status::present);
  EXPECT_EQ(report.status(Channel::site_robots), Status::present);
  EXPECT_EQ(report.status(Channel::site_tdmrep), Status::absent);
  EXPECT_EQ(report.status(Channel::html_meta), Status::not_checked);
  // Of a host without a folder, nothing was looked at.
  RightsReport other;
  sidecars.json = R"({"url": "https://elsewhere.org/a.jpg"})";
  read_beside(sidecars, &sites, other);
  EXPECT_EQ(other, RightsReport());
  RightsReport broken;
  sidecars.json = "[";
  read_beside(sidecars, &sites, broken);
  EXPECT_EQ(broken.status(Channel::http_x_robots), Status::malformed);
}

TEST(ProvenanceTest, ADigestTellsSnapshotsApart) {
  const TempFolder folder;
  folder.write("sites/a.org/robots.txt", "User-agent: *");
  const std::string before = SiteSnapshot(folder / "sites").digest();
  EXPECT_EQ(SiteSnapshot(folder / "sites").digest(), before);
  folder.write("sites/a.org/robots.txt", "User-agent: x");
  EXPECT_NE(SiteSnapshot(folder / "sites").digest(), before);
}

}  // namespace
}  // namespace sleeve
