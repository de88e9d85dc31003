#include "tests/fuzz/seeds.h"

#include <stdexcept>

#include "index/snapshot_file.h"
#include "tests/support/jpeg_encoder.h"
#include "tests/support/pictures.h"
#include "tests/support/tar.h"

namespace sleeve {
namespace {

void add_jpegs(std::vector<Seed>& seeds) {
  const Image image = make_picture(1, 72, 70, 3);
  const Pixels& colour = image.pixels();
  seeds.push_back({"baseline.jpg", encode_jpeg(colour, {})});
  seeds.push_back({"progressive.jpg",
                   encode_jpeg(colour, {.quality = 60, .progressive = true})});
  seeds.push_back({"restarts.jpg", encode_jpeg(colour, {.restart_interval = 3,
                                                        .orientation = 6})});
  seeds.push_back(
      {"arithmetic.jpg", encode_jpeg(colour, {.arithmetic = true})});
  seeds.push_back({"cmyk.jpg", encode_jpeg(colour, {.cmyk = true})});
  const Image grey = make_picture(2, 70, 72, 1);
  seeds.push_back({"grey.jpg", encode_jpeg(grey.pixels(), {})});
}

// The ways to order and code a JPEG that others seldom take.
void add_rare_jpegs(std::vector<Seed>& seeds) {
  const JpegTestSpec plain{.rows = 35, .columns = 29};
  JpegTestSpec wide = plain;
  wide.luma_h = 4;
  wide.luma_v = 1;
  wide.quality = 97;
  seeds.push_back({"wide.jpg", encode_jpeg(wide)});
  JpegTestSpec optimised = plain;
  optimised.optimised = true;
  seeds.push_back({"optimised.jpg", encode_jpeg(optimised)});
  JpegTestSpec separate = plain;
  separate.scans = {{0, 0}, {1, 1}, {2, 2}};
  seeds.push_back({"separate.jpg", encode_jpeg(separate)});
}

void add_others(std::vector<Seed>& seeds) {
  const Image image = make_picture(3, 20, 24, 4);
  const Pixels& alpha = image.pixels();
  seeds.push_back({"alpha.png", encode_png(alpha)});
  seeds.push_back(
      {"sixteen.png", encode_png(alpha, {.bits = 16, .interlaced = true})});
  const Image three = make_picture(4, 20, 24, 3);
  const Pixels& colour = three.pixels();
  seeds.push_back(
      {"palette.png", encode_png(colour, {.bits = 4, .palette = true})});
  seeds.push_back({"lossy.webp", encode_webp(colour)});
  seeds.push_back({"lossless.webp", encode_webp(alpha, 101)});
  seeds.push_back({"plain.tif", encode_tiff(colour)});
  seeds.push_back({"plain.bmp", encode_bmp(colour)});
  for (const char* format : {"gif", "avif", "jxl"}) {
    try {
      seeds.push_back({format, encode_by_vips(format, {&three, &three})});
    } catch (const std::runtime_error&) {
      continue;  // this machine has no such encoder
    }
  }
}

void add_tars(std::vector<Seed>& seeds) {
  auto text = [&](size_t seed) {
    return std::string(seeds[seed].bytes.begin(), seeds[seed].bytes.end());
  };
  const std::string plain = Tar()
                                .add("000.jpg", text(0))
                                .add("000.txt", "caption")
                                .add_folder("more")
                                .add("more/001.jpg", text(1))
                                .finish();
  seeds.push_back({"plain.tar", {plain.begin(), plain.end()}});
  const std::string pax = Tar()
                              .add_pax(std::string(300, 'n') + ".png", text(6))
                              .add_link("link.png", "000.jpg")
                              .finish();
  seeds.push_back({"pax.tar", {pax.begin(), pax.end()}});
}

void add_index_files(std::vector<Seed>& seeds) {
  SnapshotWriter writer(3, 6);
  uint64_t position = 0;
  for (const char* id : {"a", "bcd", "ef"}) {
    writer.add_id(id);
    Fingerprint fingerprint;
    fingerprint.hash.bytes[position] = 0x5a;
    writer.put(position++, fingerprint);
  }
  seeds.push_back({"three.slv", std::move(writer).finish({}, {})});
  seeds.push_back({"none.slv", SnapshotWriter(0, 0).finish({}, {})});
}

}  // namespace

std::vector<Seed> fuzz_seeds() {
  std::vector<Seed> seeds;
  add_jpegs(seeds);
  add_others(seeds);
  add_tars(seeds);
  add_rare_jpegs(seeds);
  add_index_files(seeds);
  return seeds;
}

}  // namespace sleeve
