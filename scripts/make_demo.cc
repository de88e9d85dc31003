// Makes a small world to try Sleeve on: artworks for a catalogue, and scraped
// pictures of which some show those artworks and some do not.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/pictures.h"

namespace {

namespace fs = std::filesystem;

constexpr char kUsage[] =
    "usage: make_demo OUTPUT ARTWORKS STRANGERS [FOLDER...]\n"
    "Writes to the folder OUTPUT:\n"
    "  artwork/      so many artworks\n"
    "  scraped/      pictures: copies of artworks, strangers, broken files\n"
    "  members/      more of them: the members of shards/00000.tar\n"
    "  truth.tsv     picture, artwork that it shows or -, how it was made\n"
    "Pictures are taken from the FOLDERs in turn, or drawn when there is "
    "none.\n";

struct Picture {
  std::string name;  // file name, unique
  cv::Mat samples;   // blue, green, red
  std::vector<uint8_t> bytes;
};

cv::Mat on_white(const cv::Mat& stored) {
  if (stored.channels() != 4) return stored;
  std::vector<cv::Mat> planes;
  cv::split(stored, planes);
  cv::Mat alpha, colour, result;
  cv::cvtColor(planes[3], alpha, cv::COLOR_GRAY2BGR);
  cv::cvtColor(stored, colour, cv::COLOR_BGRA2BGR);
  const cv::Mat white(stored.size(), CV_8UC3, cv::Scalar::all(255));
  cv::multiply(colour, alpha, colour, 1.0 / 255);
  cv::multiply(white, cv::Scalar::all(255) - alpha, result, 1.0 / 255);
  return result + colour;
}

// Icons and near-empty pictures would make a dull demonstration.
bool says_something(const cv::Mat& samples) {
  if (samples.empty() || std::min(samples.rows, samples.cols) < 160) {
    return false;
  }
  cv::Mat grey, mean, deviation;
  cv::cvtColor(samples, grey, cv::COLOR_BGR2GRAY);
  cv::meanStdDev(grey, mean, deviation);
  return deviation.at<double>(0) >= 25;
}

// An order that mixes the names and never changes.
uint64_t shuffled(const std::string& name) {
  uint64_t hash = 14695981039346656037u;
  for (unsigned char c : name) hash = (hash ^ c) * 1099511628211u;
  return hash * 0x9e3779b97f4a7c15u;
}

std::vector<fs::path> pictures_beneath(const fs::path& folder) {
  std::map<std::pair<uint64_t, fs::path>, fs::path> ordered;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const fs::path& path = entry.path();
    if (entry.is_regular_file() && !entry.is_symlink() &&
        (path.extension() == ".png" || path.extension() == ".jpg")) {
      ordered[{shuffled(path.string()), path}] = path;
    }
  }
  std::vector<fs::path> paths;
  for (const auto& [key, path] : ordered) paths.push_back(path);
  return paths;
}

// Whether a PNG has more than 1000 rows or columns; the photographs have not.
bool too_large(const std::vector<uint8_t>& bytes) {
  if (bytes.size() < 24 || bytes[1] != 'P') return false;
  auto side = [&](size_t at) {
    return bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 |
           bytes[at + 3];
  };
  return side(16) > 1000 || side(20) > 1000;
}

// The picture, or one without samples when it does not suit.
Picture read_picture(const fs::path& path) {
  const std::string folder = path.parent_path().filename().string();
  Picture picture{
      folder + "-" + path.filename().string(), {}, sleeve::read_file(path)};
  if (too_large(picture.bytes)) return picture;
  const cv::Mat samples =
      on_white(cv::imdecode(picture.bytes, cv::IMREAD_UNCHANGED));
  if (samples.type() == CV_8UC3 && says_something(samples)) {
    picture.samples = samples;
  }
  return picture;
}

std::vector<Picture> taken_from(const std::vector<fs::path>& folders,
                                size_t count) {
  std::vector<std::vector<fs::path>> lists;
  for (const fs::path& folder : folders) {
    lists.push_back(pictures_beneath(folder));
  }
  std::set<std::string> names;
  std::vector<Picture> pictures;
  for (size_t next = 0, left = 1; left > 0 && pictures.size() < count; ++next) {
    left = 0;
    for (const auto& list : lists) {
      if (next >= list.size() || pictures.size() == count) continue;
      ++left;
      Picture picture = read_picture(list[next]);
      if (picture.samples.empty()) continue;
      if (names.insert(picture.name).second) pictures.push_back(picture);
    }
  }
  if (pictures.size() < count) {
    throw std::runtime_error("The folders hold too few pictures that suit.");
  }
  return pictures;
}

std::vector<uint8_t> encode(const cv::Mat& samples, const char* extension,
                            int quality) {
  const std::string name = extension;
  std::vector<int> options;
  if (name == ".jpg") options = {cv::IMWRITE_JPEG_QUALITY, quality};
  if (name == ".webp") options = {cv::IMWRITE_WEBP_QUALITY, quality};
  std::vector<uint8_t> bytes;
  if (!cv::imencode(name, samples, bytes, options)) {
    throw std::runtime_error("OpenCV cannot encode " + name);
  }
  return bytes;
}

std::vector<Picture> drawn(size_t count) {
  std::vector<Picture> pictures;
  for (uint32_t seed = 1; pictures.size() < count; ++seed) {
    const sleeve::Image image = sleeve::make_picture(seed, 400, 400, 3);
    const sleeve::Pixels& view = image.pixels();
    cv::Mat samples(view.rows, view.columns, CV_8UC3);
    for (int row = 0; row < view.rows; ++row) {
      std::copy_n(view.row(row), size_t{3} * view.columns, samples.ptr(row));
    }
    cv::cvtColor(samples, samples, cv::COLOR_RGB2BGR);
    char name[32];
    std::snprintf(name, sizeof name, "cover-%03u.png", seed);
    pictures.push_back({name, samples, encode(samples, ".png", 0)});
  }
  return pictures;
}

cv::Mat resized(const cv::Mat& samples, double factor) {
  cv::Mat result;
  cv::resize(samples, result, {}, factor, factor,
             factor < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  return result;
}

cv::Mat grey(const cv::Mat& samples) {
  cv::Mat result;
  cv::cvtColor(samples, result, cv::COLOR_BGR2GRAY);
  return result;
}

cv::Mat brighter(const cv::Mat& samples) {
  cv::Mat result;
  samples.convertTo(result, -1, 1.2, 10);
  return result;
}

cv::Mat cropped(const cv::Mat& samples, double share) {
  const int x = static_cast<int>(samples.cols * share);
  const int y = static_cast<int>(samples.rows * share);
  return samples({x, y, samples.cols - 2 * x, samples.rows - 2 * y}).clone();
}

cv::Mat bordered(const cv::Mat& samples, double share) {
  cv::Mat result;
  const int width = static_cast<int>(samples.cols * share);
  cv::copyMakeBorder(samples, result, width, width, width, width,
                     cv::BORDER_CONSTANT, cv::Scalar::all(255));
  return result;
}

cv::Mat mirrored(const cv::Mat& samples) {
  cv::Mat result;
  cv::flip(samples, result, 1);
  return result;
}

cv::Mat quarter_turned(const cv::Mat& samples) {
  cv::Mat result;
  cv::rotate(samples, result, cv::ROTATE_90_CLOCKWISE);
  return result;
}

struct Variant {
  std::string what;
  std::string extension;
  std::vector<uint8_t> bytes;
};

constexpr size_t kVariants = 12;

Variant variant(const cv::Mat& picture, size_t which) {
  const cv::Mat& p = picture;
  switch (which % kVariants) {
    case 0:
      return {"JPEG, quality 90", ".jpg", encode(p, ".jpg", 90)};
    case 1:
      return {"JPEG, quality 30", ".jpg", encode(p, ".jpg", 30)};
    case 2:
      return {"half size", ".jpg", encode(resized(p, 0.5), ".jpg", 85)};
    case 3:
      return {"double size", ".jpg", encode(resized(p, 2), ".jpg", 85)};
    case 4:
      return {"WebP, quality 75", ".webp", encode(p, ".webp", 75)};
    case 5:
      return {"grey", ".jpg", encode(grey(p), ".jpg", 85)};
    case 6:
      return {"brighter", ".jpg", encode(brighter(p), ".jpg", 85)};
    case 7:
      return {"mirrored", ".jpg", encode(mirrored(p), ".jpg", 85)};
    case 8:
      return {"turned", ".jpg", encode(quarter_turned(p), ".jpg", 85)};
    case 9:
      return {"cropped by 2 %", ".jpg", encode(cropped(p, 0.02), ".jpg", 85)};
    case 10:
      return {"bordered by 2 %", ".jpg", encode(bordered(p, 0.02), ".jpg", 85)};
    default:
      return {"PNG", ".png", encode(p, ".png", 0)};
  }
}

// Writes scraped pictures, and what is true of each.
class Scrape {
 public:
  Scrape(const fs::path& output) : output_(output) {
    truth_.open(output / "truth.tsv");
  }

  // Two of three go to the folder, the third to the shard.
  void add(const std::string& artwork, const Variant& picture) {
    char name[32];
    std::snprintf(name, sizeof name, "%06zu", count_);
    const bool in_shard = count_++ % 3 == 2;
    const std::string file = name + picture.extension;
    sleeve::write_file(output_ / (in_shard ? "members" : "scraped") / file,
                       picture.bytes);
    if (in_shard) {
      std::ofstream(output_ / "members" / (std::string(name) + ".txt"))
          << "caption " << name << "\n";
    }
    truth_ << (in_shard ? "shards/00000.tar/" : "scraped/") << file << '\t'
           << artwork << '\t' << picture.what << '\n';
  }

 private:
  fs::path output_;
  std::ofstream truth_;
  size_t count_ = 0;
};

std::vector<Variant> broken_files(const cv::Mat& picture) {
  const std::vector<uint8_t> jpeg = encode(picture, ".jpg", 90);
  const std::string page = "<html>404 Not Found</html>\n";
  std::vector<uint8_t> huge = encode(picture, ".png", 0);
  std::fill(huge.begin() + 17, huge.begin() + 24, 0x7f);  // columns and rows
  return {{"truncated", ".jpg", {jpeg.begin(), jpeg.begin() + 300}},
          {"empty", ".jpg", {}},
          {"a web page", ".jpg", {page.begin(), page.end()}},
          {"gigantic", ".png", huge}};
}

void make(const fs::path& output, size_t artworks, size_t strangers,
          const std::vector<fs::path>& folders) {
  const size_t count = artworks + strangers;
  const std::vector<Picture> pictures =
      folders.empty() ? drawn(count) : taken_from(folders, count);
  for (const char* folder : {"artwork", "scraped", "members"}) {
    fs::create_directories(output / folder);
  }
  Scrape scrape(output);
  for (size_t i = 0; i < count; ++i) {
    const Picture& picture = pictures[i];
    const bool known = i < artworks;
    if (known)
      sleeve::write_file(output / "artwork" / picture.name, picture.bytes);
    scrape.add(known ? "artwork/" + picture.name : "-",
               variant(picture.samples, i));
  }
  for (const Variant& broken : broken_files(pictures[0].samples)) {
    scrape.add("?", broken);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) {
    std::fputs(kUsage, stderr);
    return 1;
  }
  try {
    cv::setNumThreads(1);
    make(arguments[1], std::stoul(arguments[2]), std::stoul(arguments[3]),
         {arguments + 4, arguments + count});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_demo: %s\n", error.what());
    return 1;
  }
  return 0;
}
