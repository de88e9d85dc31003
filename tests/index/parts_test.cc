// The local stage from end to end: a catalogue of made covers, and pictures
// that show them cut, turned, framed and among others.
#include "index/parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <random>

#include "core/details.h"
#include "core/picture.h"
#include "core/scene.h"
#include "index/catalogue.h"
#include "index/details_codec.h"
#include "index/layered_snapshot.h"
#include "index/matcher.h"
#include "index/region.h"
#include "tests/index/artworks.h"
#include "tests/support/pictures.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kCovers = 24;

std::string id_of(int number) { return "cover" + std::to_string(100 + number); }

Image cover(int number, int side) {
  return make_picture(static_cast<uint32_t>(500 + number), side, side, 1);
}

std::vector<Artwork> covers() {
  std::vector<Artwork> artworks;
  for (int i = 0; i < kCovers; ++i) {
    const Image image = cover(i, 400);
    Artwork artwork = test_artwork(static_cast<uint64_t>(i), id_of(i));
    artwork.fingerprint = fingerprint(image.pixels());
    artwork.details = details(image.pixels());
    artworks.push_back(artwork);
  }
  return artworks;
}

// A catalogue that all tests of a process share, and its matcher.
const Matcher& matcher() {
  static const TempFolder folder;
  static const Matcher made = [] {
    auto catalogue = Catalogue::open(folder.path(), Catalogue::Mode::create);
    catalogue.add(covers());
    return Matcher::open(catalogue, Effort::thorough);
  }();
  return made;
}

Picture picture(const Image& grey) {
  return picture_of(grey.pixels(), Effort::thorough);
}

std::vector<std::string> ids(const std::vector<Match>& matches) {
  std::vector<std::string> found;
  for (const Match& match : matches) found.push_back(match.artwork_id);
  return found;
}

Image canvas(int rows, int columns, uint8_t grey) {
  Image image(rows, columns, 1);
  std::fill_n(image.data(), rows * columns, grey);
  return image;
}

void paste(const Image& from, Image& onto, int row, int column) {
  for (int r = 0; r < from.pixels().rows; ++r) {
    std::copy_n(from.pixels().row(r), from.pixels().columns,
                onto.row(row + r) + column);
  }
}

TEST(PartsTest, FindsACoverInALargerPicture) {
  for (int number : {0, 5, 11}) {
    Image image = canvas(700, 900, 200);
    paste(cover(number, 330), image, 150, 400);
    const Matches found = matcher().match(picture(std::move(image)));
    ASSERT_THAT(ids(found.matches), ElementsAre(id_of(number)));
    const Match& match = found.matches[0];
    EXPECT_EQ(match.transform, "part");
    EXPECT_EQ(match.kind, MatchKind::same);
    EXPECT_LT(match.expected_false_matches, 0.01);
    EXPECT_NEAR(match.region[0].x, 400, 12);
    EXPECT_NEAR(match.region[0].y, 150, 12);
    EXPECT_NEAR(match.region[2].x, 730, 12);
    EXPECT_NEAR(match.region[2].y, 480, 12);
  }
}

TEST(PartsTest, FindsEveryCoverOfACollage) {
  Image image = canvas(3 * 220, 3 * 220, 255);
  std::vector<std::string> shown;
  for (int i = 0; i < 9; ++i) {
    paste(cover(i, 200), image, i / 3 * 220 + 10, i % 3 * 220 + 10);
    shown.push_back(id_of(i));
  }
  const Matches found = matcher().match(picture(std::move(image)));
  EXPECT_THAT(ids(found.matches), ::testing::IsSubsetOf(shown));
  EXPECT_GE(found.matches.size(), 8u);
}

TEST(PartsTest, FindsMoreCoversThanWrongPlacesAreLookedAt) {
  Image image = canvas(5 * 200, 5 * 200, 255);
  for (int i = 0; i < kCovers; ++i) {
    paste(cover(i, 190), image, i / 5 * 200 + 5, i % 5 * 200 + 5);
  }
  const Matches found = matcher().match(picture(std::move(image)));
  EXPECT_GE(found.matches.size(), 22u);
  for (const Match& match : found.matches) {
    const int number = std::stoi(match.artwork_id.substr(5)) - 100;
    EXPECT_NEAR(match.region[0].x, number % 5 * 200 + 5, 8);
    EXPECT_NEAR(match.region[0].y, number / 5 * 200 + 5, 8);
  }
}

TEST(PartsTest, FindsACutAndATurnedCover) {
  const Image whole = cover(7, 500);
  Image cut = canvas(300, 320, 0);
  for (int r = 0; r < 300; ++r) {
    std::copy_n(whole.pixels().row(r + 90) + 110, 320, cut.row(r));
  }
  const Matches found = matcher().match(picture(std::move(cut)));
  ASSERT_THAT(ids(found.matches), ElementsAre(id_of(7)));
  EXPECT_EQ(found.matches[0].transform, "crop");
  EXPECT_NEAR(found.matches[0].region[0].x, -110, 10);

  Image turned = canvas(700, 700, 30);
  const double c = std::cos(0.3), s = std::sin(0.3);
  for (int r = 0; r < 700; ++r) {
    for (int column = 0; column < 700; ++column) {
      const int x = static_cast<int>(c * (column - 350) + s * (r - 350) + 250);
      const int y = static_cast<int>(c * (r - 350) - s * (column - 350) + 250);
      if (x < 0 || y < 0 || x >= 500 || y >= 500) continue;
      turned.row(r)[column] = whole.pixels().row(y)[x];
    }
  }
  const Matches again = matcher().match(picture(std::move(turned)));
  ASSERT_THAT(ids(again.matches), ElementsAre(id_of(7)));
  EXPECT_EQ(again.matches[0].transform, "part+rotation");
}

Image mirror_image(const Image& image) {
  const Pixels& from = image.pixels();
  Image mirrored(from.rows, from.columns, 1);
  for (int r = 0; r < from.rows; ++r) {
    std::reverse_copy(from.row(r), from.row(r) + from.columns, mirrored.row(r));
  }
  return mirrored;
}

TEST(PartsTest, FindsAMirroredCoverInALargerPicture) {
  for (int number : {0, 5, 11}) {
    Image image = make_picture(77, 700, 900, 1);
    paste(mirror_image(cover(number, 330)), image, 150, 400);
    const Matches found = matcher().match(picture(std::move(image)));
    ASSERT_THAT(ids(found.matches), ElementsAre(id_of(number)));
    const Match& match = found.matches[0];
    EXPECT_EQ(match.transform, "part+mirror");
    EXPECT_LT(match.expected_false_matches, 0.01);
    EXPECT_NEAR(match.region[0].x, 730, 12);
    EXPECT_NEAR(match.region[0].y, 150, 12);
    EXPECT_NEAR(match.region[2].x, 400, 12);
    EXPECT_NEAR(match.region[2].y, 480, 12);
  }
}

TEST(PartsTest, FindsMirroredCoversBesideOthers) {
  Image image = canvas(500, 960, 255);
  paste(cover(1, 280), image, 20, 20);
  paste(mirror_image(cover(2, 280)), image, 20, 340);
  paste(cover(3, 280), image, 120, 660);
  for (const bool upright : {false, true}) {
    image = mirror_image(image);
    const Matches found =
        matcher().match(picture_of(image.pixels(), Effort::thorough));
    ASSERT_THAT(ids(found.matches),
                ::testing::UnorderedElementsAre(id_of(1), id_of(2), id_of(3)));
    for (const Match& match : found.matches) {
      const bool mirrored = (match.artwork_id == id_of(2)) == upright;
      EXPECT_EQ(match.transform, mirrored ? "part+mirror" : "part");
    }
  }
}

TEST(RegionTest, NamesEveryTurnAndMirrorImage) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    std::array<Point, 4> region = {Point{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    for (Point& corner : region) {
      corner = placed(corner.x, corner.y, orientation);
    }
    EXPECT_EQ(describe_region(region, 1, 1), transform_name(orientation));
    std::string part = "part";
    if (orientation > 1) part.append("+").append(transform_name(orientation));
    EXPECT_EQ(describe_region(region, 2, 2), part);
  }
}

TEST(PartsTest, OtherPicturesMatchNothing) {
  for (int number = kCovers; number < kCovers + 12; ++number) {
    const Matches found = matcher().match(picture(cover(number, 512)));
    EXPECT_THAT(ids(found.matches), IsEmpty()) << number;
  }
}

TEST(PartsTest, PicturesWithoutContentMatchNothing) {
  for (const auto& [rows, columns] :
       {std::pair{1, 1}, {1, 1000}, {1000, 1}, {600, 600}}) {
    const Matches found = matcher().match(picture(canvas(rows, columns, 90)));
    EXPECT_THAT(ids(found.matches), IsEmpty());
    EXPECT_THAT(ids(found.candidates), IsEmpty());
  }
}

using Sample = uint8_t (*)(int row, int column, std::mt19937& random);

Image drawn(uint32_t seed, int rows, int columns, Sample sample) {
  std::mt19937 random(seed);
  Image image(rows, columns, 1);
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) image.row(r)[c] = sample(r, c, random);
  }
  return image;
}

constexpr Sample kNoise = [](int, int, std::mt19937& random) -> uint8_t {
  return static_cast<uint8_t>(random());
};
constexpr Sample kChecker = [](int row, int column, std::mt19937&) -> uint8_t {
  return (row / 9 + column / 9) % 2 == 0 ? 20 : 230;
};
constexpr Sample kHalftone = [](int row, int column, std::mt19937&) -> uint8_t {
  const double dot = std::sin(row * 0.8) * std::sin(column * 0.8) + 1;
  return dot < 0.9 + 0.8 * std::sin(row / 97.0) ? 255 : 0;
};
// Lines of things as high and wide as letters.
constexpr Sample kText = [](int row, int column, std::mt19937&) -> uint8_t {
  const int line = row / 16, letter = column / 9, down = row % 16,
            right = column % 9;
  const auto shape = static_cast<uint32_t>(line * 131 + letter * 31) % 26;
  if (down > 10 || right > 6) return 255;
  return (shape * 0x9e3779b9u >> (down / 2 * 4 + right / 2) % 29 & 1) != 0
             ? 0
             : 255;
};

TEST(PartsTest, PicturesFullOfCornersMatchNothing) {
  for (const Sample sample : {kNoise, kChecker, kHalftone, kText}) {
    const Picture shown = picture(drawn(1, 1000, 900, sample));
    const Matches found = matcher().match(shown);
    EXPECT_THAT(ids(found.matches), IsEmpty());
    EXPECT_THAT(ids(found.candidates), IsEmpty());
  }
}

TEST(PartsTest, ArtworksFullOfCornersAreNotSeenInOthersOfTheirKind) {
  const TempFolder folder;
  auto catalogue = Catalogue::open(folder.path(), Catalogue::Mode::create);
  auto artworks = covers();
  uint64_t number = 50;
  for (const Sample sample : {kNoise, kHalftone, kText}) {
    const Image image = drawn(5, 400, 400, sample);
    Artwork artwork = test_artwork(number, "kind" + std::to_string(number));
    artwork.fingerprint = fingerprint(image.pixels());
    artwork.details = details(image.pixels());
    artworks.push_back(artwork);
    ++number;
  }
  catalogue.add(artworks);
  const Matcher thorough = Matcher::open(catalogue, Effort::thorough);
  EXPECT_THAT(ids(thorough.match(picture(drawn(6, 700, 700, kNoise))).matches),
              IsEmpty());
  Image tiled = canvas(800, 800, 0);
  const Image stranger = cover(kCovers + 5, 50);
  for (int i = 0; i < 256; ++i)
    paste(stranger, tiled, i / 16 * 50, i % 16 * 50);
  EXPECT_THAT(ids(thorough.match(picture(std::move(tiled))).matches),
              IsEmpty());
}

TEST(PartsTest, AFastSearchSeesWholePicturesOnly) {
  Image image = canvas(700, 900, 200);
  paste(cover(3, 330), image, 150, 400);
  const Picture shown = picture(std::move(image));
  EXPECT_THAT(matcher().match(shown.fingerprints).matches, IsEmpty());
  const Picture itself = picture(cover(3, 400));
  EXPECT_THAT(ids(matcher().match(itself.fingerprints).matches),
              ElementsAre(id_of(3)));
}

TEST(PartsTest, AnArtworkWithoutDetailsIsFoundWhole) {
  const TempFolder folder;
  auto catalogue = Catalogue::open(folder.path(), Catalogue::Mode::create);
  auto artworks = covers();
  artworks[2].details.reset();
  catalogue.add(artworks);
  EXPECT_TRUE(catalogue.holds(id_of(2), artworks[2].sha256));
  EXPECT_FALSE(catalogue.holds_details(id_of(2), artworks[2].sha256));
  EXPECT_TRUE(catalogue.holds_details(id_of(3), artworks[3].sha256));
  const Matcher thorough = Matcher::open(catalogue, Effort::thorough);
  EXPECT_THAT(ids(thorough.match(picture(cover(2, 400))).matches),
              ElementsAre(id_of(2)));
  artworks[2].details = covers()[2].details;
  EXPECT_THAT(catalogue.add({&artworks[2], 1}), ElementsAre(Added::replaced));
  EXPECT_THAT(catalogue.add({&artworks[2], 1}), ElementsAre(Added::unchanged));
}

TEST(PartsTest, ADamagedFileIsMadeAnew) {
  const TempFolder folder;
  auto catalogue = Catalogue::open(folder.path(), Catalogue::Mode::create);
  catalogue.add(covers());
  const std::string file = folder / "index/parts.slv";
  const auto whole = [&] {
    const auto parts = catalogue.parts(*catalogue.snapshot());
    return std::vector<uint8_t>(parts->bytes().begin(), parts->bytes().end());
  }();
  for (size_t at = 0; at < whole.size(); at += whole.size() / 40) {
    auto damaged = whole;
    damaged[at] ^= 0x10;
    write_file(file, damaged);
    auto again = Catalogue::open(folder.path(), Catalogue::Mode::read);
    const auto parts = again.parts(*again.snapshot());
    EXPECT_TRUE(std::ranges::equal(parts->bytes(), whole)) << at;
    damaged.resize(at);
    write_file(file, damaged);
    auto third = Catalogue::open(folder.path(), Catalogue::Mode::read);
    EXPECT_EQ(third.parts(*third.snapshot())->size(), kCovers);
  }
}

TEST(PartsTest, ChangesAreLaidOverTheDetails) {
  const TempFolder folder;
  auto catalogue = Catalogue::open(folder.path(), Catalogue::Mode::create);
  auto artworks = covers();
  const Artwork late = artworks[5];
  Artwork replaced = artworks[7];
  artworks.erase(artworks.begin() + 5);
  artworks[6].details = covers()[8].details;
  catalogue.add(artworks);
  const auto base =
      std::dynamic_pointer_cast<const SnapshotFile>(catalogue.snapshot());
  const auto base_parts = catalogue.parts(*base);
  catalogue.add({&late, 1});
  catalogue.add({&replaced, 1});
  const std::string removed = id_of(3);
  catalogue.remove({&removed, 1});

  const CatalogueStore store(
      open_catalogue_database(folder.path(), Catalogue::Mode::read));
  const auto layered = LayeredSnapshot::make(
      base, changes_since(store, base->version(), 9).value());
  ASSERT_NE(layered, nullptr);
  const auto parts = Parts::layered(base_parts, *layered);
  const auto whole = catalogue.parts(*catalogue.snapshot());
  EXPECT_EQ(parts->version(), whole->version());
  EXPECT_TRUE(std::ranges::equal(parts->merged(), whole->bytes()));

  Image image = canvas(700, 900, 200);
  paste(cover(3, 250), image, 20, 20);
  paste(cover(5, 250), image, 20, 300);
  paste(cover(7, 250), image, 20, 600);
  paste(cover(9, 250), image, 400, 300);
  const Picture shown = picture(std::move(image));
  const auto found = Matcher(layered, parts).match(shown).matches;
  EXPECT_THAT(ids(found),
              ::testing::UnorderedElementsAre(id_of(5), id_of(7), id_of(9)));
  EXPECT_EQ(ids(found),
            ids(Matcher(catalogue.snapshot(), whole).match(shown).matches));
}

TEST(DetailsCodecTest, ShowsEveryFlippedBit) {
  const Artwork artwork = covers()[0];
  const Sha256Digest digest = Sha256().update(uint64_t{1}).finish();
  const auto bytes = encode_details("an id", digest, *artwork.details);
  EXPECT_LE(bytes.size(), 6012u);
  EXPECT_EQ(decode_details("an id", digest, bytes), artwork.details);
  EXPECT_FALSE(decode_details("another", digest, bytes));
  for (size_t at = 0; at < bytes.size(); at += 7) {
    auto damaged = bytes;
    damaged[at] ^= static_cast<uint8_t>(1 << at % 8);
    EXPECT_FALSE(decode_details("an id", digest, damaged)) << at;
    damaged.resize(at);
    EXPECT_FALSE(decode_details("an id", digest, damaged)) << at;
  }
}

}  // namespace
}  // namespace sleeve
