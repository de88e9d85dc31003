#include "tests/fuzz/seeds.h"

#include <stdexcept>

#include "index/snapshot_file.h"
#include "tests/support/audio.h"
#include "tests/support/jpeg_encoder.h"
#include "tests/support/metadata.h"
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

void add_warc(std::vector<Seed>& seeds) {
  const std::string picture(seeds[0].bytes.begin(), seeds[0].bytes.end());
  const std::string block =
      "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n"
      "Transfer-Encoding: chunked\r\n\r\n4\r\n" +
      picture.substr(0, 4) + "\r\n0\r\n\r\n";
  const std::string record =
      "WARC/1.0\r\nWARC-Type: response\r\n"
      "WARC-Target-URI: http://a/b\r\nContent-Length: " +
      std::to_string(block.size()) + "\r\n\r\n" + block + "\r\n\r\n";
  const std::string all = record + record;
  seeds.push_back({"two.warc", {all.begin(), all.end()}});
}

void add_index_files(std::vector<Seed>& seeds) {
  SnapshotWriter writer(3, 6);
  uint64_t position = 0;
  for (const char* id : {"a", "bcd", "ef"}) {
    writer.add_id(id);
    Fingerprint fingerprint;
    fingerprint.hash.bytes[position] = 0x5a;
    writer.put(position++, fingerprint, {});
  }
  seeds.push_back({"three.slv", std::move(writer).finish({})});
  seeds.push_back({"none.slv", SnapshotWriter(0, 0).finish({})});
}

// Metadata in skeletons of every format.
void add_metadata(std::vector<Seed>& seeds) {
  const auto add = [&](const char* name, const std::string& file) {
    seeds.push_back({name, {file.begin(), file.end()}});
  };
  const std::string packet = plus_packet("DMI-PROHIBITED");
  const std::string store = manifest_store(
      {cbor_assertion("cawg.training-mining",
                      training_entries("cawg.ai_training", "notAllowed"))});
  const std::string exif = tiff_of({{0x8298, 2, "(C) Example"}});
  const std::string iptc = iptc_dataset(2, 116, "(C) Example");
  add("rights.xmp", packet);
  add("robots.txt",
      "User-agent: GPTBot\nDisallow: /*.jpg$\nContent-Usage: /a "
      "train-ai=n\nContent-Signal: ai-train=no\n");
  add("headers.txt",
      "HTTP/1.1 200 OK\nX-Robots-Tag: bot: noai, noindex\n"
      "tdm-reservation: 1\nContent-Usage: train-ai=n;x=(a b)\n");
  add("tdmrep.json", R"([{"location": "/a*", "tdm-reservation": 1}])");
  add("page.html", "<meta name=robots content='noai'>");
  add("rights.iptc", iptc);
  add("rights.c2pa", store);
  add("rights.tif", tiff_of({{700, 1, packet}, {33723, 7, iptc}}));
  add("rights.jpg",
      jpeg_of(extended_xmp(packet, 200) + jumbf_segments(store, 100) +
              jpeg_segment(0xed, std::string("Photoshop 3.0\0", 14) +
                                     photoshop_resource(0x0404, iptc))));
  add("rights.png",
      png_of(png_chunk("iTXt", std::string("XML:com.adobe.xmp\0\1\0\0\0", 22) +
                                   zlib_packed(packet)) +
             png_chunk("eXIf", exif) + png_chunk("caBX", store)));
  add("rights.webp",
      webp_of(webp_chunk("EXIF", exif) + webp_chunk("XMP ", packet) +
              webp_chunk("C2PA", store)));
  add("rights.gif", gif_of(gif_xmp(packet) + gif_comment("no TDM")));
  add("rights.avif", avif_of(packet, exif));
  add("rights.jxl", jpeg_xl_of(box("xml ", packet) + store));
}

// What fills catalogues: one message of each version, lines, manifests.
void add_deliveries(std::vector<Seed>& seeds) {
  const auto add = [&](const char* name, const std::string& file) {
    seeds.push_back({name, {file.begin(), file.end()}});
  };
  const std::string header =
      "<MessageHeader><MessageId>M</MessageId><MessageSender><PartyId>"
      "PADPIDA9999999999N</PartyId></MessageSender><MessageCreatedDateTime>"
      "2024-05-16T00:00:00Z</MessageCreatedDateTime></MessageHeader>";
  add("ern43.xml",
      "<e:NewReleaseMessage xmlns:e=\"http://ddex.net/xml/ern/43\">" + header +
          "<PartyList><Party><PartyReference>P</PartyReference><PartyId><DPID>"
          "PADPIDA9999999999N</DPID></PartyId></Party></PartyList>"
          "<ResourceList><Image><ResourceReference>A2</ResourceReference>"
          "<ResourceId><ProprietaryId Namespace=\"N\">1</ProprietaryId>"
          "</ResourceId><TechnicalDetails><File><URI>resources/1.jpg</URI>"
          "<HashSum><Algorithm>MD5</Algorithm><HashSumValue>00</HashSumValue>"
          "</HashSum></File></TechnicalDetails></Image></ResourceList>"
          "<ReleaseList><Release><ReleaseReference>R0</ReleaseReference>"
          "<ReleaseId><ICPN>012345678905</ICPN></ReleaseId><ResourceGroup>"
          "<LinkedReleaseResourceReference>A2</LinkedReleaseResourceReference>"
          "</ResourceGroup><ReleaseLabelReference>P</ReleaseLabelReference>"
          "</Release></ReleaseList></e:NewReleaseMessage>");
  add("ern382.xml",
      "<e:NewReleaseMessage xmlns:e=\"http://ddex.net/xml/ern/382\">" + header +
          "<ResourceList><Image><ResourceReference>A</ResourceReference>"
          "<ImageDetailsByTerritory><TechnicalImageDetails><File><FileName>1."
          "jpg"
          "</FileName><FilePath>r</FilePath></File></TechnicalImageDetails>"
          "</ImageDetailsByTerritory></Image></ResourceList><ReleaseList>"
          "<Release IsMainRelease=\"true\"><ReleaseReference>R"
          "</ReleaseReference><ReferenceTitle><TitleText>T</TitleText>"
          "</ReferenceTitle></Release></ReleaseList><DealList><ReleaseDeal>"
          "<DealReleaseReference>R</DealReleaseReference><Deal><DealTerms>"
          "<TakeDown>true</TakeDown></DealTerms></Deal></ReleaseDeal></"
          "DealList>"
          "</e:NewReleaseMessage>");
  add("purge.xml", "<PurgeReleaseMessage>" + header +
                       "<PurgedRelease><ReleaseId><ICPN>1</ICPN></ReleaseId>"
                       "</PurgedRelease></PurgeReleaseMessage>");
  add("removal.exchange",
      R"({"artwork_id":"a","updated":"2026-01-01T00:00:00.000Z","removed":true})");
  add("works.csv", "artwork_id,title,holder\n1,\"a, \"\"b\"\"\",Label\n");
  add("index.json",
      R"({"images":[{"types":["Front"],"front":true,"id":829521842,)"
      R"("approved":true},{"id":"12","back":true,"approved":false}],)"
      R"("release":"http://x/76df3287-6cda-33eb-8e9a-044b5e15ffdd"})");
  add("release.json",
      R"({"id":"76df3287-6cda-33eb-8e9a-044b5e15ffdd","title":"T",)"
      R"("artist-credit":[{"name":"A","joinphrase":" & "}],"label-info":)"
      R"([{"catalog-number":"1","label":{"name":"L"}}],"media":[{"tracks":)"
      R"([{"recording":{"isrcs":["ZZX992400001"]}}]}]})");
}

// A picture in each kind of audio file.
void add_audio(std::vector<Seed>& seeds) {
  const std::string picture = png_of("");
  for (const auto& [name, file] :
       {std::pair("cover.mp3", mp3_of("Album", picture)),
        std::pair("cover.flac", flac_of("Album", picture)),
        std::pair("cover.ogg", ogg_of("Album", picture)),
        std::pair("cover.m4a", m4a_of("Album", picture))}) {
    seeds.push_back({name, {file.begin(), file.end()}});
  }
}

}  // namespace

std::vector<Seed> fuzz_seeds() {
  std::vector<Seed> seeds;
  add_jpegs(seeds);
  add_others(seeds);
  add_tars(seeds);
  add_warc(seeds);
  add_rare_jpegs(seeds);
  add_index_files(seeds);
  add_metadata(seeds);
  add_deliveries(seeds);
  add_audio(seeds);
  return seeds;
}

}  // namespace sleeve
