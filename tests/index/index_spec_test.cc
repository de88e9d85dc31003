// Specification strings: there and back, and what is refused.
#include "index/index_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace sleeve {
namespace {

std::string refusal(const std::string& text, int code_bits = 256) {
  try {
    parse_index_spec(text, code_bits);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    return error.what();
  }
  return "accepted";
}

TEST(IndexSpecTest, TextComesBackTheSame) {
  for (const std::string text :
       {"exact", "scan", "flat", "mih", "mih:31", "mih:16,84", "hnsw:32",
        "hnsw:16,256", "ivf:1024,16", "multihash:11,23", "multihash:16,16,1",
        "auto", "auto:40"}) {
    const IndexSpec spec = parse_index_spec(text);
    EXPECT_EQ(index_spec_text(spec), text);
    EXPECT_EQ(parse_index_spec(index_spec_text(spec)), spec);
  }
  EXPECT_EQ(index_spec_text(parse_index_spec("hnsw:016")), "hnsw:16");
}

TEST(IndexSpecTest, FeaturesHaveTheirOwnKinds) {
  for (const std::string text :
       {"auto", "exact", "flat", "hnsw:16,64", "ivf:16,4", "ivfpq:64,8,16",
        "ivfpq:64,8,16,6"}) {
    EXPECT_EQ(index_spec_text(parse_feature_spec(text, 64)), text);
  }
  for (const std::string text :
       {"scan", "mih", "multihash:4,8", "auto:31", "ivfpq:64,8",
        "ivfpq:64,65,16", "ivfpq:64,8,7", "ivfpq:64,8,16,13"}) {
    EXPECT_THROW(parse_feature_spec(text, 64), Error) << text;
  }
  EXPECT_THAT(refusal("ivfpq:64,8,16"), testing::HasSubstr("for features"));
}

TEST(IndexSpecTest, NumbersThatWereLeftOutHaveDefaults) {
  const IndexSpec spec = parse_index_spec("hnsw:16");
  EXPECT_EQ(spec.number(0, 1), 16);
  EXPECT_EQ(spec.number(1, 64), 64);
}

TEST(IndexSpecTest, RefusalsShowTheRightForm) {
  using testing::HasSubstr;
  EXPECT_THAT(refusal("annoy:3"), HasSubstr("ivf:nlist,nprobe"));
  EXPECT_THAT(refusal(""), HasSubstr("no kind of index"));
  EXPECT_THAT(refusal("hnsw"), HasSubstr("hnsw:M[,ef]"));
  EXPECT_THAT(refusal("ivf:16"), HasSubstr("ivf:nlist,nprobe"));
  EXPECT_THAT(refusal("exact:1"), HasSubstr("too many numbers"));
  EXPECT_THAT(refusal("hnsw:1,2,3"), HasSubstr("M to be"));
  EXPECT_THAT(refusal("hnsw:16,2,3"), HasSubstr("too many numbers"));
  EXPECT_THAT(refusal("mih:257"), HasSubstr("0 to 256"));
  EXPECT_THAT(refusal("mih:65", 64), HasSubstr("64 bits"));
}

TEST(IndexSpecTest, OddNumbersAreRefused) {
  for (const std::string text :
       {"hnsw:", "hnsw:x", "hnsw:16,", "hnsw: 16", "hnsw:-2", "hnsw:1e3",
        "hnsw:99999999999999999999", "ivf:,3", "mih:3.5", "Exact", "exact "}) {
    EXPECT_NE(refusal(text), "accepted") << text;
  }
}

TEST(IndexSpecTest, ContradictionsAreRefused) {
  EXPECT_THAT(refusal("ivf:16,17"), testing::HasSubstr("nprobe"));
  EXPECT_THAT(refusal("multihash:16,17"), testing::HasSubstr("272 bits"));
  EXPECT_THAT(refusal("multihash:4,20", 64), testing::HasSubstr("80 bits"));
  EXPECT_THAT(refusal("multihash:4,3,4"), testing::HasSubstr("nflip"));
}

}  // namespace
}  // namespace sleeve
