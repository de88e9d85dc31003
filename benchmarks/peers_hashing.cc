// Times the hashing of one picture at a time from bytes in memory: Sleeve,
// libjpeg-turbo's smallest decode as the floor, and OpenCV's pHash, taken in
// turns. compare_hashing drives it beside the peers that speak Python.
//
// Reads "ROUNDS<tab>PATH" lines and answers each with a line of JSON: the
// nanoseconds of every contender in every round. The first line that it
// writes, unasked, says the versions.
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <csetjmp>
#include <cstdio>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>
#include <opencv2/img_hash.hpp>
#include <opencv2/imgcodecs.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/fingerprint.h"
#include "core/hasher.h"
#include "core/version.h"

// After <cstdio>, whose names it needs.
#include <jpeglib.h>

namespace {

using sleeve::Algorithm;
using sleeve::Bytes;

// libjpeg reports by jumping back to where the call began.
struct JumpingErrors {
  jpeg_error_mgr manager;
  std::jmp_buf start;
};

void jump(j_common_ptr jpeg) {
  std::longjmp(reinterpret_cast<JumpingErrors*>(jpeg->err)->start, 1);
}

void ignore(j_common_ptr, int) {}

struct JpegShape {
  int rows = 0, columns = 0;
  bool progressive = false;
};

// Decodes `bytes` as a grey JPEG of 1/8 the size, samples thrown away, or only
// reads its header. False when libjpeg refuses; no object that needs a
// destructor lives across the jump.
bool read_jpeg(Bytes bytes, bool header_only, JpegShape& shape,
               std::vector<uint8_t>& row) {
  jpeg_decompress_struct jpeg;
  JumpingErrors errors;
  jpeg.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = jump;
  errors.manager.emit_message = ignore;
  if (setjmp(errors.start)) {
    jpeg_destroy_decompress(&jpeg);
    return false;
  }
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, bytes.data(), bytes.size());
  jpeg_read_header(&jpeg, TRUE);
  shape = {static_cast<int>(jpeg.image_height),
           static_cast<int>(jpeg.image_width), jpeg.progressive_mode != 0};
  if (!header_only) {
    jpeg.scale_num = 1;
    jpeg.scale_denom = 8;
    jpeg.out_color_space = JCS_GRAYSCALE;
    jpeg_start_decompress(&jpeg);
    row.resize(jpeg.output_width);
    JSAMPROW line = row.data();
    while (jpeg.output_scanline < jpeg.output_height) {
      jpeg_read_scanlines(&jpeg, &line, 1);
    }
    jpeg_finish_decompress(&jpeg);
  }
  jpeg_destroy_decompress(&jpeg);
  return true;
}

struct Picture {
  std::vector<uint8_t> bytes;
  int rows = 0, columns = 0;
  std::string kind;  ///< "baseline", "progressive" or "other"
};

Picture load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Picture picture;
  picture.bytes.assign(std::istreambuf_iterator<char>(file), {});
  JpegShape shape;
  std::vector<uint8_t> row;
  if (read_jpeg(picture.bytes, true, shape, row)) {
    picture.kind = shape.progressive ? "progressive" : "baseline";
    picture.rows = shape.rows;
    picture.columns = shape.columns;
    return picture;
  }
  const auto decoded = sleeve::decode(picture.bytes, sleeve::DecodeOptions());
  if (!decoded) throw std::runtime_error(decoded.problem().reason);
  picture.kind = "other";
  picture.rows = decoded->rows;
  picture.columns = decoded->columns;
  return picture;
}

void by_libjpeg(Bytes bytes) {
  static std::vector<uint8_t> row;
  JpegShape shape;
  if (!read_jpeg(bytes, false, shape, row)) {
    throw std::runtime_error("libjpeg-turbo refuses the picture");
  }
}

void by_opencv(Bytes bytes) {
  const cv::Mat view(1, static_cast<int>(bytes.size()), CV_8U,
                     const_cast<uint8_t*>(bytes.data()));
  const cv::Mat decoded = cv::imdecode(view, cv::IMREAD_COLOR);
  if (decoded.empty()) throw std::runtime_error("OpenCV refuses the picture");
  cv::Mat hash;
  cv::img_hash::pHash(decoded, hash);
}

void by_sleeve(Bytes bytes, Algorithm algorithm) {
  const auto hashed = sleeve::hash_bytes(bytes, algorithm);
  if (!hashed) throw std::runtime_error(hashed.problem().reason);
}

void by_fingerprint(Bytes bytes) {
  const auto made = sleeve::fingerprint_bytes(bytes);
  if (!made) throw std::runtime_error(made.problem().reason);
}

struct Contender {
  std::string name;
  std::function<void(Bytes)> hash;
};

std::vector<Contender> contenders(const std::string& kind) {
  std::vector<Contender> all;
  if (kind != "other") all.push_back({"libjpeg 1/8 grey", by_libjpeg});
  for (const char* name : {"cover256", "pdq", "phash64"}) {
    const Algorithm algorithm = *sleeve::find_algorithm(name);
    all.push_back({std::string("sleeve ") + name,
                   [algorithm](Bytes bytes) { by_sleeve(bytes, algorithm); }});
  }
  all.push_back({"sleeve fingerprint", by_fingerprint});
  all.push_back({"OpenCV pHash", by_opencv});
  return all;
}

int64_t nanoseconds(const Contender& contender, Bytes bytes) {
  const auto start = std::chrono::steady_clock::now();
  contender.hash(bytes);
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now() - start)
      .count();
}

nlohmann::json measure(const Picture& picture, int rounds) {
  std::map<std::string, std::vector<int64_t>> times;
  const std::vector<Contender> all = contenders(picture.kind);
  for (int round = 0; round < rounds; ++round) {
    for (const Contender& contender : all) {
      times[contender.name].push_back(nanoseconds(contender, picture.bytes));
    }
  }
  return {{"kind", picture.kind},
          {"rows", picture.rows},
          {"columns", picture.columns},
          {"bytes", picture.bytes.size()},
          {"nanoseconds", times}};
}

nlohmann::json answer(const std::string& line) {
  static std::string path;
  static Picture picture;
  const size_t tab = line.find('\t');
  if (tab == std::string::npos) throw std::runtime_error("no tab in the line");
  if (line.substr(tab + 1) != path) {
    picture = load(line.substr(tab + 1));
    path = line.substr(tab + 1);
  }
  return measure(picture, std::stoi(line.substr(0, tab)));
}

}  // namespace

int main() {
  // Every contender has one thread, as a worker of many has.
  cv::setNumThreads(1);
  const nlohmann::json versions = {
      {"sleeve", sleeve::version()},
      {"OpenCV", CV_VERSION},
      {"libjpeg-turbo", fmt::format("{}", LIBJPEG_TURBO_VERSION_NUMBER)}};
  std::cout << versions.dump() << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    nlohmann::json reply;
    try {
      reply = answer(line);
    } catch (const std::exception& error) {
      reply = {{"error", error.what()}};
    }
    std::cout << reply.dump() << std::endl;
  }
  return 0;
}
