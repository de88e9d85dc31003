// Cuts base pictures into squares and dresses them as covers.
#include "benchmarks/suite/covers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <opencv2/imgproc.hpp>
#include <system_error>

#include "benchmarks/suite/canvas.h"
#include "benchmarks/suite/encode.h"
#include "benchmarks/suite/lettering.h"
#include "core/decode.h"
#include "screen/source.h"

namespace sleeve::suite {
namespace {

namespace fs = std::filesystem;

constexpr int kMinSquare = 300;      // pixels of a base picture for one cover
constexpr double kMinContrast = 14;  // standard deviation of grey samples
constexpr int kThumb = 16;
constexpr double kSameThumb = 7;  // root mean square of 8-bit differences

std::vector<fs::path> list_pictures(const fs::path& folder) {
  std::error_code error;
  fs::recursive_directory_iterator files(
      folder, fs::directory_options::follow_directory_symlink, error);
  if (error) {
    throw Error(ErrorCode::not_found,
                fmt::format("The folder of base pictures {} cannot be read: "
                            "{}.",
                            folder.string(), error.message()));
  }
  std::vector<fs::path> paths;
  for (const auto& entry : files) {
    std::error_code unreadable;
    if (entry.is_regular_file(unreadable)) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// A base picture; `drawing` when it came with transparent parts.
struct Base {
  cv::Mat rgb;
  cv::Mat alpha;  // CV_32F, empty for photographs
};

Base read_base(const fs::path& path) {
  Item item;
  item.name.path = path.string();
  read_bytes(item);
  if (item.problem) return {};
  DecodeOptions options;
  options.channels = Channels::stored;
  const auto decoded = decode(item.bytes, options);
  if (!decoded) return {};
  const Pixels& stored = decoded->image.pixels();
  Base base;
  base.rgb = to_mat(stored);
  if (stored.channels % 2 == 1) return base;
  base.alpha.create(stored.rows, stored.columns, CV_32F);
  for (int r = 0; r < stored.rows; ++r) {
    const uint8_t* alpha = stored.row(r) + stored.channels - 1;
    for (int c = 0; c < stored.columns; ++c, alpha += stored.channels) {
      base.alpha.at<float>(r, c) = *alpha / 255.0f;
    }
  }
  if (cv::mean(base.alpha)[0] > 0.97) base.alpha.release();
  return base;
}

/// Disjoint squares of the picture, largest possible for at most `count`.
std::vector<cv::Rect> disjoint_squares(cv::Size size, int count, Dice& dice) {
  std::vector<cv::Rect> squares;
  int across = 1, down = 1;
  for (int c = 1; c <= count; ++c) {
    for (int r = 1; r * c <= count; ++r) {
      const int side = std::min(size.width / c, size.height / r);
      if (side >= 2 * kMinSquare && r * c > across * down) across = c, down = r;
    }
  }
  if (size.width >= 2 * size.height * 0.9 && size.height >= kMinSquare &&
      across * down == 1 && count > 1) {
    across = 2;
  }
  const int cell_width = size.width / across, cell_height = size.height / down;
  for (int r = 0; r < down; ++r) {
    for (int c = 0; c < across; ++c) {
      const int side = std::min(cell_width, cell_height);
      squares.emplace_back(
          c * cell_width + dice.integer(0, cell_width - side),
          r * cell_height + dice.integer(0, cell_height - side), side, side);
    }
  }
  return squares;
}

bool has_structure(const cv::Mat& rgb) {
  cv::Mat grey;
  cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  cv::resize(grey, grey, {64, 64}, 0, 0, cv::INTER_AREA);
  cv::Scalar mean, deviation;
  cv::meanStdDev(grey, mean, deviation);
  return deviation[0] >= kMinContrast;
}

/// The drawing, its empty margin cut off, on a background of its own.
cv::Mat place_drawing(const Base& base, int side, Dice& dice) {
  cv::Mat cover = random_background({side, side}, dice);
  cv::Mat visible = base.alpha > 0.1;
  const cv::Rect box = cv::boundingRect(visible);
  if (box.area() < 64 * 64) return {};
  const double scale =
      side * dice.between(0.55, 0.98) / std::max(box.width, box.height);
  const cv::Size size(std::max(1, static_cast<int>(box.width * scale)),
                      std::max(1, static_cast<int>(box.height * scale)));
  const cv::Rect at(dice.integer(0, side - size.width),
                    dice.integer(0, side - size.height), size.width,
                    size.height);
  cv::Mat part = cover(at);
  blend(part, resized(base.rgb(box), size), resized(base.alpha(box), size));
  return cover;
}

/// The cover of one square of a photograph.
cv::Mat place_square(const cv::Mat& rgb, const cv::Rect& square, int side,
                     Dice& dice) {
  const double share = dice.between(0.88, 1);
  const int cut = static_cast<int>(square.width * share);
  const cv::Rect crop(square.x + dice.integer(0, square.width - cut),
                      square.y + dice.integer(0, square.height - cut), cut,
                      cut);
  cv::Mat cover = resized(rgb(crop), {side, side});
  if (dice.chance(0.5)) cv::flip(cover, cover, 1);
  return cover;
}

void dress(cv::Mat& cover, Dice& dice) {
  if (dice.chance(0.15)) {
    cv::Mat grey;
    cv::cvtColor(cover, grey, cv::COLOR_RGB2GRAY);
    cv::cvtColor(grey, cover, cv::COLOR_GRAY2RGB);
  }
  if (dice.chance(0.3)) add_tint(cover, 0.35, dice);
  if (dice.chance(0.15)) add_shapes(cover, dice.integer(1, 5), dice);
  if (dice.chance(0.92)) add_lettering(cover, dice);
  if (dice.chance(0.3)) add_border(cover, dice);
  if (dice.chance(0.5)) add_noise(cover, dice.between(2, 7), false, dice);
}

void write_jpeg(const fs::path& path, const cv::Mat& rgb, Dice& dice) {
  Encoding encoding;
  encoding.quality = std::array{85, 87, 90, 92}[dice.integer(0, 3)];
  const std::vector<uint8_t> bytes = encode(rgb, encoding);
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) {
    throw Error(ErrorCode::io_error,
                fmt::format("The cover {} cannot be written; is there room on "
                            "the disk, and may the folder be written?",
                            path.string()));
  }
}

/// Tells pictures that look the same from their thumbnails.
class Groups {
 public:
  /// The base of the group that `picture` belongs to; `path` when it is new.
  std::string find(const cv::Mat& rgb, const std::string& path) {
    const cv::Mat thumb = resized(rgb, {kThumb, kThumb});
    for (const auto& [other, base] : known_) {
      const double off = cv::norm(thumb, other, cv::NORM_L2) /
                         std::sqrt(3.0 * kThumb * kThumb);
      if (off < kSameThumb) return base;
    }
    known_.emplace_back(thumb, path);
    return path;
  }

 private:
  std::vector<std::pair<cv::Mat, std::string>> known_;
};

/// Writes covers and the table that says which share a base.
class Maker {
 public:
  Maker(const CoverOptions& options,
        const std::function<void(const MadeCover&)>& progress)
      : options_(options), progress_(progress) {
    fs::create_directories(options.output);
    table_.open(options.output / "groups.tsv", std::ios::binary);
  }

  void add_drawn(int count) {
    for (int i = 0; i < count; ++i) {
      const uint64_t seed = seed_of(options_.seed, fmt::format("drawn-{}", i));
      Dice dice(seed);
      const Image cover = draw_cover(seed, side(dice));
      save(to_mat(cover.pixels()), fmt::format("drawn-{}", i), dice);
    }
  }

  void add_picture(const fs::path& path) {
    const Base base = read_base(path);
    if (base.rgb.empty()) return;
    const std::string name =
        path.lexically_relative(options_.pictures).generic_string();
    Dice dice(seed_of(options_.seed, name));
    if (base.alpha.empty()) {
      add_photograph(base, name, dice);
    } else {
      add_drawing(base, name, dice);
    }
  }

  bool full() const { return static_cast<int>(made_.size()) >= options_.count; }

  std::vector<MadeCover> finish() {
    table_.close();
    if (!table_) {
      throw Error(ErrorCode::io_error,
                  fmt::format("The table {} cannot be written.",
                              (options_.output / "groups.tsv").string()));
    }
    return std::move(made_);
  }

 private:
  void add_photograph(const Base& base, const std::string& name, Dice& dice) {
    if (std::min(base.rgb.rows, base.rgb.cols) < kMinSquare) return;
    const std::string group = groups_.find(base.rgb, name);
    for (const cv::Rect& square :
         disjoint_squares(base.rgb.size(), options_.per_picture, dice)) {
      if (full() || uses_[group] >= options_.per_picture) return;
      cv::Mat cover = place_square(base.rgb, square, side(dice), dice);
      if (!has_structure(cover)) continue;
      dress(cover, dice);
      save(cover, group, dice);
    }
  }

  void add_drawing(const Base& base, const std::string& name, Dice& dice) {
    cv::Mat flat(base.rgb.size(), CV_8UC3, cv::Scalar::all(255));
    blend(flat, base.rgb, base.alpha);
    const std::string group = groups_.find(flat, name);
    if (uses_[group] > 0) return;
    cv::Mat cover = place_drawing(base, side(dice), dice);
    if (cover.empty() || !has_structure(cover)) return;
    dress(cover, dice);
    save(cover, group, dice);
  }

  int side(Dice& dice) const {
    return dice.integer(options_.min_side, options_.max_side);
  }

  void save(const cv::Mat& cover, const std::string& group, Dice& dice) {
    ++uses_[group];
    MadeCover made{fmt::format("cover-{:05}.jpg", made_.size()), group};
    write_jpeg(options_.output / made.file, cover, dice);
    table_ << made.file << '\t' << made.base << '\n';
    if (progress_) progress_(made);
    made_.push_back(std::move(made));
  }

  const CoverOptions& options_;
  const std::function<void(const MadeCover&)>& progress_;
  std::ofstream table_;
  std::vector<MadeCover> made_;
  std::map<std::string, int> uses_;
  Groups groups_;
};

}  // namespace

Image draw_cover(uint64_t seed, int side) {
  Dice dice(seed);
  cv::Mat cover = random_background({side, side}, dice);
  if (dice.chance(0.75)) {
    add_shapes(cover, dice.integer(4, 40), dice);
  }
  if (dice.chance(0.4)) {
    const cv::Mat cloth = texture(cover.size(), dice);
    cv::addWeighted(cover, 0.6, cloth, 0.4, 0, cover);
  }
  for (int lines = dice.integer(1, 4); lines > 0; --lines) {
    add_lettering(cover, dice);
  }
  if (dice.chance(0.3)) add_border(cover, dice);
  if (dice.chance(0.5)) add_noise(cover, dice.between(2, 7), false, dice);
  return to_image(cover);
}

std::vector<MadeCover> make_covers(
    const CoverOptions& options,
    const std::function<void(const MadeCover&)>& progress) {
  Maker maker(options, progress);
  maker.add_drawn(std::min(options.drawn, options.count));
  if (options.pictures.empty()) return maker.finish();
  std::vector<fs::path> paths = list_pictures(options.pictures);
  // In random order, so that a smaller count is still a mixture.
  Dice dice(options.seed);
  for (size_t i = paths.size(); i > 1; --i) {
    std::swap(paths[i - 1], paths[dice.next() % i]);
  }
  for (const fs::path& path : paths) {
    if (maker.full()) break;
    maker.add_picture(path);
  }
  return maker.finish();
}

}  // namespace sleeve::suite
