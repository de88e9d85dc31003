// Training and mining assertions in C2PA manifests.
#include <gtest/gtest.h>

#include <string>

#include "index/sha256.h"
#include "screen/hash_binding.h"
#include "screen/rights/embedded.h"
#include "screen/rights/words.h"
#include "tests/support/metadata.h"

namespace sleeve {
namespace {

using std::string_literals::operator""s;
using Status = ChannelStatus;

RightsReport read(const std::string& file) {
  return read_embedded_rights(as_bytes(file));
}

std::string jpeg(const std::string& store, size_t piece = 60'000) {
  return jpeg_of(jumbf_segments(store, piece));
}

std::string cawg(std::string_view use) {
  return cbor_assertion("cawg.training-mining",
                        training_entries("cawg.ai_generative_training", use));
}

Effect generative(const RightsReport& report) {
  return ruling(report.signals, Use::generative_training).effect;
}

TEST(C2paTest, EveryFormatCarriesManifests) {
  const std::string store = manifest_store({cawg("notAllowed")});
  const auto uuid =
      "\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81"s;
  const std::string gif_blocks = [&] {
    std::string blocks = "\x21\xff\x0b"s + "C2PA_GIF\x01\0\0"s;
    for (size_t at = 0; at < store.size(); at += 255) {
      const std::string part = store.substr(at, 255);
      blocks += static_cast<char>(part.size()) + part;
    }
    return blocks + '\0';
  }();
  const std::string files[] = {
      jpeg(store),
      jpeg(store, 100),
      png_of(png_chunk("caBX", store)),
      webp_of(webp_chunk("C2PA", store)),
      gif_of(gif_blocks),
      tiff_of({{52545, 7, store}}),
      avif_of("", "",
              box("uuid", uuid + be32(0) + "manifest\0"s + be64(0) + store)),
      jpeg_xl_of(store),
  };
  for (const std::string& file : files) {
    const auto report = read(file);
    EXPECT_EQ(generative(report), Effect::reserved);
    EXPECT_EQ(report.status(Channel::cawg_training), Status::present);
    EXPECT_EQ(report.status(Channel::c2pa_training), Status::absent);
    EXPECT_TRUE(report.faults.empty());
  }
}

TEST(C2paTest, ReadsBothGenerationsAndRepeats) {
  const auto old = read(jpeg(manifest_store({cbor_assertion(
      "c2pa.training-mining",
      training_entries("c2pa.ai_generative_training", "notAllowed"))})));
  EXPECT_EQ(old.status(Channel::c2pa_training), Status::present);
  EXPECT_EQ(generative(old), Effect::reserved);
  const auto bare = read(jpeg(manifest_store({cbor_assertion(
      "c2pa.training-mining",
      cbor_map({{"c2pa.ai_training",
                 cbor_map({{"use", cbor_text("notAllowed")}})}}))})));
  EXPECT_EQ(ruling(bare.signals, Use::training).effect, Effect::reserved);
  const auto repeated = read(jpeg(manifest_store(
      {cawg("allowed") +
       cbor_assertion(
           "cawg.training-mining__2",
           training_entries("cawg.ai_generative_training", "notAllowed"))})));
  EXPECT_EQ(generative(repeated), Effect::reserved);
  EXPECT_TRUE(ruling(repeated.signals, Use::generative_training).conflict);
}

TEST(C2paTest, ConstrainedIsConditionalAndKeepsItsInformation) {
  const auto report = read(jpeg(manifest_store({cbor_assertion(
      "cawg.training-mining",
      cbor_map({{"entries",
                 cbor_map({{"cawg.data_mining",
                            cbor_map({{"use", cbor_text("constrained")},
                                      {"constraint_info",
                                       cbor_text("https://x/tdm")}})}})}}))})));
  EXPECT_EQ(ruling(report.signals, Use::data_mining).effect,
            Effect::conditional);
  ASSERT_EQ(report.signals.size(), 1u);
  EXPECT_EQ(report.signals[0].raw, "constrained: https://x/tdm");
}

TEST(C2paTest, IngredientsSpeakToo) {
  const auto report = read(jpeg(manifest_store({cawg("notAllowed"), ""})));
  EXPECT_EQ(generative(report), Effect::reserved);
  EXPECT_NE(report.signals[0].place.find("ingredient"), std::string::npos);
}

TEST(C2paTest, MetadataAssertionsMayReserve) {
  const auto report = read(jpeg(manifest_store(
      {json_assertion("cawg.metadata",
                      R"({"@context": {}, "plus:DataMining": "DMI-PROHIBITED",
          "dc:rights": {"x-default": "(C) Label"}})")})));
  EXPECT_EQ(generative(report), Effect::reserved);
  EXPECT_EQ(report.status(Channel::c2pa_metadata), Status::present);
  EXPECT_EQ(report.signals.size(), 2u);
}

TEST(C2paTest, OtherBoxesInApp11AreNobodysBusiness) {
  const auto report = read(jpeg(superbox("j360", "panorama", "")));
  EXPECT_EQ(report.status(Channel::cawg_training), Status::absent);
}

TEST(C2paTest, DamageIsMalformed) {
  const std::string store = manifest_store({cawg("notAllowed")});
  for (size_t size = 1; size < store.size(); ++size) {
    const auto report = read(png_of(png_chunk("caBX", store.substr(0, size))));
    EXPECT_EQ(report.status(Channel::cawg_training), Status::malformed) << size;
  }
  const auto odd = read(jpeg(manifest_store({cawg("perhaps")})));
  EXPECT_EQ(odd.status(Channel::cawg_training), Status::malformed);
  const auto empty = read(jpeg(
      manifest_store({cbor_assertion("cawg.training-mining", cbor_map({}))})));
  EXPECT_EQ(empty.status(Channel::cawg_training), Status::malformed);
}

// A PNG whose manifest states the digest of all but its own chunk.
std::string bound_png(const std::string& tail, bool right) {
  std::string digest(32, '\0');
  std::string file;
  for (int round = 0; round < 2; ++round) {
    const auto number = [](uint64_t value) { return "\x1a" + be32(value); };
    const auto build = [&](uint64_t start, uint64_t length) {
      const std::string range =
          cbor_map({{"start", number(start)}, {"length", number(length)}});
      const std::string hash = cbor_map({{"exclusions", "\x81" + range},
                                         {"alg", cbor_text("sha256")},
                                         {"hash", "\x58\x20" + digest}});
      return png_chunk(
          "caBX", manifest_store({cawg("notAllowed") +
                                  cbor_assertion("c2pa.hash.data", hash)}));
    };
    const uint64_t size = build(0, 0).size();
    file = png_of(build(33, size) + tail);
    const std::string rest = file.substr(0, 33) + file.substr(33 + size);
    if (right) {
      const auto found = Sha256().update(rest).finish();
      digest.assign(found.begin(), found.end());
    }
  }
  return file;
}

TEST(C2paTest, AHashOverTheFileIsChecked) {
  for (const bool right : {true, false}) {
    const std::string file = bound_png(png_chunk("IDAT", "picture"), right);
    RightsReport report = read(file);
    ASSERT_EQ(report.signals.size(), 1u);
    EXPECT_EQ(report.signals[0].verification, Verification::unsigned_claim);
    check_bindings(report, as_bytes(file));
    EXPECT_EQ(report.signals[0].verification,
              right ? Verification::binding_ok : Verification::binding_failed);
    EXPECT_EQ(generative(report), Effect::reserved);
  }
}

}  // namespace
}  // namespace sleeve
