// WARC files: rows, the headers beside them, damage, and what stays bounded.
#include "screen/warc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <string>
#include <vector>

#include "tests/support/pictures.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string picture(uint32_t seed) {
  const auto bytes = encode_jpeg(make_picture(seed, 40, 40, 3).pixels(), {});
  return {bytes.begin(), bytes.end()};
}

std::string record(const std::string& type, const std::string& fields,
                   const std::string& block) {
  return "WARC/1.0\r\nWARC-Type: " + type + "\r\n" + fields +
         "Content-Length: " + std::to_string(block.size()) + "\r\n\r\n" +
         block + "\r\n\r\n";
}

std::string response(const std::string& name, const std::string& headers,
                     const std::string& body,
                     const std::string& status = "200 OK") {
  return record("response",
                "WARC-Record-ID: <urn:uuid:" + name +
                    ">\r\nWARC-Target-URI: https://example.com/" + name +
                    "\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
                    "Content-Type: application/http; msgtype=response\r\n",
                "HTTP/1.1 " + status + "\r\n" + headers + "\r\n" + body);
}

std::string gzip(const std::string& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

const std::string kImage = "Content-Type: image/jpeg\r\n";

class WarcTest : public testing::Test {
 protected:
  std::vector<Item> rows(const std::string& bytes, size_t max_bytes = 1 << 20) {
    const std::string path = folder_.write("a.warc", bytes);
    SourceOptions options;
    options.max_bytes = max_bytes;
    options.sidecars = true;
    std::vector<Item> items;
    Warc warc(path, options), twin(path, options);
    for (Item item, other; warc.next(item, true); items.push_back(item)) {
      EXPECT_TRUE(twin.next(other, false));
      EXPECT_EQ(item.name, other.name);
      EXPECT_TRUE(other.bytes.empty());
    }
    return items;
  }

  static std::vector<std::string> keys(const std::vector<Item>& items) {
    std::vector<std::string> list;
    for (const Item& item : items) {
      list.push_back(item.name.key + (item.problem ? " !" : ""));
    }
    return list;
  }

  TempFolder folder_;
};

TEST_F(WarcTest, PicturesAreRowsWithTheirHeaders) {
  const std::string all =
      record("warcinfo", "", "software: x\r\n") +
      response("a", kImage + "X-Robots-Tag: noai\r\n", picture(1)) +
      response("page", "Content-Type: text/html\r\n", "<html>") +
      response("odd", "Content-Type: text/plain\r\n", picture(2)) +
      response("gone", kImage, "not found", "404 Not Found") +
      record("request", "", "GET / HTTP/1.1\r\n\r\n") +
      record("revisit", "WARC-Record-ID: <urn:uuid:r>\r\n",
             "HTTP/1.1 304\r\n") +
      record("resource",
             "WARC-Record-ID: <urn:uuid:b>\r\nContent-Type: image/jpeg\r\n",
             picture(3));
  for (const std::string& bytes : {all, gzip(all)}) {
    const auto items = rows(bytes);
    EXPECT_THAT(keys(items),
                ElementsAre("urn:uuid:a", "urn:uuid:odd", "urn:uuid:b"));
    EXPECT_EQ(items[0].name.path, folder_ / "a.warc/https://example.com/a");
    EXPECT_EQ(std::string(items[0].bytes.begin(), items[0].bytes.end()),
              picture(1));
    EXPECT_THAT(items[0].sidecars.headers, HasSubstr("X-Robots-Tag: noai"));
    EXPECT_EQ(items[0].sidecars.json,
              "{\"url\":\"https://example.com/a\",\"fetched_at\":"
              "\"2026-01-02T03:04:05Z\",\"tool\":\"x\"}");
    EXPECT_EQ(std::string(items[2].bytes.begin(), items[2].bytes.end()),
              picture(3));
  }
}

TEST_F(WarcTest, CodingsOfTheTransferAreUndone) {
  const std::string body = picture(1);
  const std::string half = body.substr(0, 100), rest = body.substr(100);
  char size[32];
  snprintf(size, sizeof(size), "%zx\r\n", rest.size());
  const std::string chunked =
      "64;x=y\r\n" + half + "\r\n" + size + rest + "\r\n0\r\n\r\n";
  const auto items = rows(
      response("chunks", kImage + "Transfer-Encoding: chunked\r\n", chunked) +
      response("stored", kImage + "Transfer-Encoding: chunked\r\n", body) +
      response("gzip", kImage + "Content-Encoding: gzip\r\n", gzip(body)) +
      response("plain", kImage + "Content-Encoding: gzip\r\n", body) +
      response("bomb", kImage + "Content-Encoding: gzip\r\n",
               gzip(std::string(2 << 20, ' '))) +
      response("odd", kImage + "Content-Encoding: zstd\r\n", "?"));
  EXPECT_THAT(keys(items), ElementsAre("urn:uuid:chunks", "urn:uuid:stored",
                                       "urn:uuid:gzip", "urn:uuid:plain",
                                       "urn:uuid:bomb !", "urn:uuid:odd !"));
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(std::string(items[i].bytes.begin(), items[i].bytes.end()), body);
  }
}

TEST_F(WarcTest, ABadRecordCostsOneRow) {
  const std::string a = response("a", kImage, picture(1));
  const std::string b = response("b", kImage, picture(2));
  const std::string c = response("c", kImage, picture(3));
  std::string no_length = b;
  no_length.replace(no_length.find("Content-Length"), 7, "Kontent");
  std::string too_long = c;
  too_long.replace(too_long.find("Content-Length: ") + 16, 1, "9999");
  EXPECT_THAT(keys(rows(a + no_length + c)),
              ElementsAre("urn:uuid:a", "@" + std::to_string(a.size()) + " !",
                          "urn:uuid:c"));
  EXPECT_THAT(keys(rows("junk\r\n\r\n" + a)),
              ElementsAre("@0 !", "urn:uuid:a"));
  EXPECT_THAT(keys(rows(a + too_long)),
              ElementsAre("urn:uuid:a", "@" + std::to_string(a.size()) + " !"));
  // In gzip members, of which one is damaged.
  std::string bad = gzip(b);
  bad[bad.size() / 2] ^= 0x55;
  bad[bad.size() / 2 + 1] ^= 0x55;
  const auto items = rows(gzip(a) + bad + gzip(c));
  EXPECT_THAT(
      keys(items),
      ElementsAre("urn:uuid:a", "@" + std::to_string(gzip(a).size()) + " !",
                  "urn:uuid:c"));
  EXPECT_THAT(items[1].problem->reason, HasSubstr("gzip"));
  EXPECT_THAT(
      keys(rows(gzip(a) + gzip(b).substr(0, 300))),
      ElementsAre("urn:uuid:a", "@" + std::to_string(gzip(a).size()) + " !"));
}

TEST_F(WarcTest, LimitsAndTruncationAreProblems) {
  const auto items = rows(
      response("large", kImage, picture(1) + std::string(100000, 'x')) +
          response("empty", kImage, "") +
          record("response",
                 "WARC-Record-ID: <urn:uuid:cut>\r\nWARC-Truncated: length\r\n",
                 "HTTP/1.1 200 OK\r\n" + kImage + "\r\n" + picture(2)) +
          response("last", kImage, picture(3)),
      20000);
  EXPECT_THAT(keys(items), ElementsAre("urn:uuid:large !", "urn:uuid:empty !",
                                       "urn:uuid:cut !", "urn:uuid:last"));
  EXPECT_EQ(items[0].problem->kind, ProblemKind::too_large);
  EXPECT_EQ(items[1].problem->kind, ProblemKind::empty);
  EXPECT_EQ(items[2].problem->kind, ProblemKind::truncated);
}

TEST_F(WarcTest, EveryCutAndEveryFlipEnds) {
  const std::string all = gzip(response("a", kImage, picture(1))) +
                          gzip(response("b", kImage, picture(2)));
  for (size_t i = 0; i < all.size(); i += 13) {
    rows(all.substr(0, i));
    std::string flipped = all;
    flipped[i] ^= 0x20;
    EXPECT_GE(rows(flipped).size(), 1u);
  }
}

TEST_F(WarcTest, FilesAndFoldersOfThemAreInputs) {
  folder_.write("in/x.warc.gz", gzip(response("a", kImage, picture(1))));
  folder_.write("in/y.warc", response("b", kImage, picture(2)));
  const auto source = Source::open({folder_ / "in"});
  std::vector<std::string> list;
  for (Item item; source->next(item);) list.push_back(item.name.key);
  EXPECT_THAT(list, ElementsAre("urn:uuid:a", "urn:uuid:b"));
}

}  // namespace
}  // namespace sleeve
