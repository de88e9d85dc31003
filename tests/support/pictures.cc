// Draws the scenes. Only additions, multiplications and square roots, so that
// every machine makes the same samples.
#include "tests/support/pictures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace sleeve {
namespace {

using Colour = std::array<float, 3>;

/// splitmix64.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15 + 1) {}

  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  float unit() { return static_cast<float>(next() >> 40) / 16777216.0f; }
  float between(float low, float high) { return low + (high - low) * unit(); }
  Colour colour() {
    return {between(0, 255), between(0, 255), between(0, 255)};
  }

 private:
  uint64_t state_;
};

struct Shape {
  bool round;
  bool striped;
  float x, y, half_width, half_height;
  Colour colour;
  float opacity;

  float cover(float u, float v) const {
    const float du = (u - x) / half_width;
    const float dv = (v - y) / half_height;
    const bool inside =
        round ? du * du + dv * dv < 1 : std::abs(du) < 1 && std::abs(dv) < 1;
    if (!inside) return 0;
    if (striped && static_cast<int>((du + dv + 4) * 4) % 2 == 0) return 0;
    return opacity;
  }
};

/// A row of blocks of 5x7 dots, like a title.
struct Title {
  float x, y, dot;
  Colour colour;
  std::vector<uint64_t> glyphs;

  bool covers(float u, float v) const {
    if (u < x || v < y) return false;
    const auto column = static_cast<size_t>((u - x) / dot);
    const auto row = static_cast<size_t>((v - y) / dot);
    if (row >= 7 || column >= glyphs.size() * 6 || column % 6 == 5) {
      return false;
    }
    return glyphs[column / 6] >> (row * 5 + column % 6) & 1;
  }
};

constexpr int kLattice = 64;

struct Scene {
  Colour from, to;
  float along_u, along_v;
  std::array<float, kLattice * kLattice> noise;
  float roughness;
  std::vector<Shape> shapes;
  std::vector<Title> titles;
};

Scene make_scene(uint32_t seed) {
  Dice dice(seed);
  Scene scene;
  scene.from = dice.colour();
  scene.to = dice.colour();
  scene.along_u = dice.unit();
  scene.along_v = 1 - scene.along_u;
  for (float& value : scene.noise) value = dice.between(-1, 1);
  scene.roughness = dice.between(6, 24);
  const int shapes = 5 + static_cast<int>(dice.next() % 8);
  for (int i = 0; i < shapes; ++i) {
    scene.shapes.push_back({dice.next() % 2 == 0, dice.next() % 4 == 0,
                            dice.unit(), dice.unit(), dice.between(0.04f, 0.4f),
                            dice.between(0.04f, 0.4f), dice.colour(),
                            dice.between(0.4f, 1.0f)});
  }
  for (int i = 0; i < 2; ++i) {
    Title title{dice.between(0.02f, 0.4f),
                dice.between(0.02f, 0.9f),
                dice.between(0.006f, 0.014f),
                dice.colour(),
                {}};
    const int glyphs = 4 + static_cast<int>(dice.next() % 8);
    for (int g = 0; g < glyphs; ++g) title.glyphs.push_back(dice.next());
    scene.titles.push_back(title);
  }
  return scene;
}

/// The noise between its lattice points, `scale` lattice cells to a picture.
float texture(const Scene& scene, float u, float v, float scale) {
  const float x = u * scale;
  const float y = v * scale;
  const int left = static_cast<int>(x);
  const int top = static_cast<int>(y);
  auto at = [&](int row, int column) {
    return scene.noise[row % kLattice * kLattice + column % kLattice];
  };
  const float right = x - static_cast<float>(left);
  const float down = y - static_cast<float>(top);
  const float above = at(top, left) * (1 - right) + at(top, left + 1) * right;
  const float below =
      at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right;
  return above * (1 - down) + below * down;
}

void mix(Colour& under, const Colour& over, float opacity) {
  for (int k = 0; k < 3; ++k) under[k] += (over[k] - under[k]) * opacity;
}

Colour colour_at(const Scene& scene, float u, float v) {
  Colour colour = scene.from;
  mix(colour, scene.to, u * scene.along_u + v * scene.along_v);
  for (const Shape& shape : scene.shapes) {
    const float opacity = shape.cover(u, v);
    if (opacity > 0) mix(colour, shape.colour, opacity);
  }
  for (const Title& title : scene.titles) {
    if (title.covers(u, v)) colour = title.colour;
  }
  const float rough = scene.roughness * (texture(scene, u, v, 11) +
                                         0.5f * texture(scene, u, v, 57));
  for (float& value : colour) value += rough;
  return colour;
}

uint8_t sample(float value) {
  return static_cast<uint8_t>(std::clamp(value, 0.0f, 255.0f) + 0.5f);
}

/// Clear in the corners, opaque in the middle.
float alpha_at(float u, float v) {
  const float du = 2 * u - 1;
  const float dv = 2 * v - 1;
  return 255 * (2.4f - 2 * (du * du + dv * dv));
}

}  // namespace

Image make_picture(uint32_t seed, int rows, int columns, int channels) {
  const Scene scene = make_scene(seed);
  Image image(rows, columns, channels);
  for (int r = 0; r < rows; ++r) {
    const float v = (static_cast<float>(r) + 0.5f) / static_cast<float>(rows);
    uint8_t* out = image.row(r);
    for (int c = 0; c < columns; ++c) {
      const float u =
          (static_cast<float>(c) + 0.5f) / static_cast<float>(columns);
      const Colour colour = colour_at(scene, u, v);
      if (channels >= 3) {
        for (float value : colour) *out++ = sample(value);
      } else {
        *out++ = sample(0.299f * colour[0] + 0.587f * colour[1] +
                        0.114f * colour[2]);
      }
      if (channels % 2 == 0) *out++ = sample(alpha_at(u, v));
    }
  }
  return image;
}

Image copy_of(const Pixels& pixels) {
  Image image(pixels.rows, pixels.columns, pixels.channels);
  for (int r = 0; r < pixels.rows; ++r) {
    std::memcpy(image.row(r), pixels.row(r),
                static_cast<size_t>(pixels.columns) * pixels.channels);
  }
  image.set_extent(pixels.extent_rows, pixels.extent_columns);
  return image;
}

bool same_samples(const Pixels& a, const Pixels& b) {
  if (a.rows != b.rows || a.columns != b.columns || a.channels != b.channels) {
    return false;
  }
  for (int r = 0; r < a.rows; ++r) {
    if (std::memcmp(a.row(r), b.row(r),
                    static_cast<size_t>(a.columns) * a.channels) != 0) {
      return false;
    }
  }
  return true;
}

std::vector<uint8_t> exif_block(int orientation) {
  std::vector<uint8_t> block = {'I', 'I',  42,   0, 8, 0, 0, 0, 1,
                                0,   0x12, 0x01, 3, 0, 1, 0, 0, 0};
  block.push_back(static_cast<uint8_t>(orientation));
  block.resize(26, 0);
  return block;
}

void write_file(const std::filesystem::path& path,
                const std::vector<uint8_t>& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

std::vector<uint8_t> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace sleeve
