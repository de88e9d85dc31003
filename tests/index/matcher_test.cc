// The matcher on made fingerprints: orientations, limits, order, low quality.
#include "index/matcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "core/fingerprint.h"
#include "index/comparison.h"

namespace sleeve {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

// A snapshot in plain memory.
class MemorySnapshot : public Snapshot {
 public:
  void add(const std::string& id, const Fingerprint& fingerprint) {
    ids_.push_back(id);
    codes_.insert(codes_.end(), fingerprint.hash.bytes.begin(),
                  fingerprint.hash.bytes.end());
    qualities_.push_back(static_cast<uint8_t>(fingerprint.quality));
    weak_bits_.insert(weak_bits_.end(), fingerprint.weak_bits.begin(),
                      fingerprint.weak_bits.end());
    features_.insert(features_.end(), fingerprint.features.begin(),
                     fingerprint.features.end());
  }
  int64_t size() const override { return static_cast<int64_t>(ids_.size()); }
  const CatalogueVersion& version() const override { return version_; }
  const std::string& digest() const override { return digest_; }
  std::span<const uint8_t> codes() const override { return codes_; }
  std::span<const uint8_t> qualities() const override { return qualities_; }
  std::span<const uint8_t> weak_bits() const override { return weak_bits_; }
  std::span<const float> features() const override { return features_; }
  std::string_view id(int64_t position) const override {
    return ids_[static_cast<size_t>(position)];
  }

 private:
  std::vector<std::string> ids_;
  std::string digest_;
  CatalogueVersion version_{1, {}};
  std::vector<uint8_t> codes_, qualities_, weak_bits_;
  std::vector<float> features_;
};

// Random blobs: no symmetry, good quality.
Image blobs(uint32_t seed, int rows, int columns) {
  std::mt19937 random(seed);
  Image image(rows, columns, 1);
  std::fill_n(image.data(), rows * columns, uint8_t{90});
  for (int i = 0; i < 60; ++i) {
    const int r0 = random() % rows, c0 = random() % columns;
    const int h = rows / 12 + random() % (rows / 5);
    const int w = columns / 12 + random() % (columns / 5);
    const auto value = static_cast<uint8_t>(random());
    for (int r = r0; r < std::min(rows, r0 + h); ++r) {
      for (int c = c0; c < std::min(columns, c0 + w); ++c) {
        image.row(r)[c] = value;
      }
    }
  }
  return image;
}

Image turned(const Image& image, int orientation) {
  const Pixels& in = image.pixels();
  const bool swap = orientation >= 5;
  Image out(swap ? in.columns : in.rows, swap ? in.rows : in.columns, 1);
  for (int r = 0; r < in.rows; ++r) {
    for (int c = 0; c < in.columns; ++c) {
      const int down = in.rows - 1 - r, right = in.columns - 1 - c;
      const int to[8][2] = {{r, c}, {r, right}, {down, right}, {down, c},
                            {c, r}, {c, down},  {right, down}, {right, r}};
      out.row(to[orientation - 1][0])[to[orientation - 1][1]] = in.row(r)[c];
    }
  }
  return out;
}

std::shared_ptr<MemorySnapshot> catalogue(int artworks) {
  auto snapshot = std::make_shared<MemorySnapshot>();
  for (int i = 0; i < artworks; ++i) {
    const Image image = blobs(static_cast<uint32_t>(i), 200, 240);
    snapshot->add("cover" + std::to_string(i), fingerprint(image.pixels()));
  }
  return snapshot;
}

TEST(MatcherTest, FindsEachArtworkItself) {
  const Matcher matcher(catalogue(50));
  for (uint32_t i = 0; i < 50; ++i) {
    const Image image = blobs(i, 200, 240);
    const Matches found =
        matcher.match(fingerprint_orientations(image.pixels()));
    ASSERT_THAT(found.matches, SizeIs(1));
    const Match& match = found.matches[0];
    EXPECT_EQ(match.artwork_id, "cover" + std::to_string(i));
    EXPECT_EQ(match.distance, 0);
    EXPECT_EQ(match.transform, "none");
    EXPECT_LT(match.expected_false_matches, 1e-6);
    EXPECT_EQ(match.region[2], (Point{240, 200}));
    EXPECT_THAT(found.candidates, IsEmpty());
  }
}

TEST(MatcherTest, FindsWhatIsInsideAPlainFrame) {
  const Matcher matcher(catalogue(10));
  const Image inner = turned(blobs(4, 200, 240), 2);
  Image image(260, 300, 1);
  std::fill_n(image.data(), size_t{260} * 300, uint8_t{255});
  for (int r = 0; r < 200; ++r) {
    std::copy_n(inner.pixels().row(r), 240, image.row(r + 40) + 20);
  }
  const Matches found = matcher.match(picture_of(image.pixels(), Effort::fast));
  ASSERT_THAT(found.matches, SizeIs(1));
  EXPECT_EQ(found.matches[0].artwork_id, "cover4");
  EXPECT_EQ(found.matches[0].transform, "part+mirror");
  EXPECT_EQ(found.matches[0].region[0], (Point{260, 40}));
  EXPECT_EQ(found.matches[0].region[2], (Point{20, 240}));
}

TEST(MatcherTest, NamesTheTransformAndPlacesTheCorners) {
  const Matcher matcher(catalogue(10));
  // The picture that orientation o turns upright is the artwork turned back.
  const int back[] = {1, 2, 3, 4, 5, 8, 7, 6};
  const char* names[] = {"none",      "mirror",    "rotate180",  "flip",
                         "transpose", "rotate270", "transverse", "rotate90"};
  const Point top_left[] = {{0, 0}, {240, 0}, {240, 200}, {0, 200},
                            {0, 0}, {0, 240}, {200, 240}, {200, 0}};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Image image = turned(blobs(4, 200, 240), back[orientation - 1]);
    const Matches found =
        matcher.match(fingerprint_orientations(image.pixels()));
    ASSERT_THAT(found.matches, SizeIs(1)) << orientation;
    EXPECT_EQ(found.matches[0].artwork_id, "cover4");
    EXPECT_EQ(found.matches[0].transform, names[orientation - 1]);
    EXPECT_EQ(found.matches[0].region[0], top_left[orientation - 1]);
  }
}

TEST(MatcherTest, UnknownPicturesMatchNothing) {
  const Matcher matcher(catalogue(200));
  for (uint32_t seed = 1000; seed < 1100; ++seed) {
    const Image image = blobs(seed, 200, 240);
    const Matches found =
        matcher.match(fingerprint_orientations(image.pixels()));
    EXPECT_THAT(found.matches, IsEmpty());
    EXPECT_THAT(found.candidates, IsEmpty());
  }
}

TEST(MatcherTest, FlatPicturesNeverMatch) {
  auto snapshot = catalogue(5);
  Image flat(100, 100, 1);
  std::fill_n(flat.data(), 100 * 100, uint8_t{200});
  snapshot->add("flat", fingerprint(flat.pixels()));
  const Matches found =
      Matcher(snapshot).match(fingerprint_orientations(flat.pixels()));
  EXPECT_THAT(found.matches, IsEmpty());
}

TEST(MatcherTest, AnEmptyCatalogueMatchesNothing) {
  const Matcher matcher(std::make_shared<MemorySnapshot>());
  EXPECT_THAT(matcher.match(fingerprint_orientations(blobs(1, 80, 80).pixels()))
                  .matches,
              IsEmpty());
}

TEST(MatcherTest, BestComesFirst) {
  auto snapshot = std::make_shared<MemorySnapshot>();
  const Fingerprint original = fingerprint(blobs(7, 200, 240).pixels());
  Fingerprint near = original;
  near.hash.bytes[3] ^= 0x1f;
  snapshot->add("a-near", near);
  snapshot->add("b-same", original);
  const Matches found = Matcher(snapshot).match(
      fingerprint_orientations(blobs(7, 200, 240).pixels()));
  ASSERT_THAT(found.matches, SizeIs(2));
  EXPECT_EQ(found.matches[0].artwork_id, "b-same");
  EXPECT_EQ(found.matches[1].distance, 5);
}

TEST(ComparisonTest, StandingFollowsDistanceSimilarityAndQuality) {
  EXPECT_EQ(judge({31, 0.95, 80}, 1, 1000).standing, Standing::match);
  EXPECT_EQ(judge({32, 0.95, 80}, 1, 1000).standing, Standing::candidate);
  EXPECT_EQ(judge({kSearchRadius + 1, 0.99, 80}, 1, 1000).standing,
            Standing::none);
  EXPECT_EQ(judge({10, 0.95, 49}, 1, 1000).standing, Standing::candidate);
  EXPECT_EQ(judge({10, 0.2, 80}, 1, 1000).standing, Standing::none);
}

TEST(ComparisonTest, ChanceGrowsWithDistanceAndCatalogue) {
  for (int d = 1; d <= 256; ++d) {
    EXPECT_GE(chance_within(d), chance_within(d - 1)) << d;
  }
  EXPECT_LE(chance_within(256), 1);
  EXPECT_LT(judge({20, 0.9, 80}, 1, 10).expected_false_matches,
            judge({20, 0.9, 80}, 1, 10000).expected_false_matches);
}

TEST(ComparisonTest, MoreArtworksAskForCloserHashes) {
  EXPECT_EQ(judge({31, 0.95, 80}, 1, 2'000'000'000).standing,
            Standing::candidate);
  EXPECT_EQ(judge({5, 0.95, 80}, 1, 2'000'000'000).standing, Standing::match);
}

}  // namespace
}  // namespace sleeve
