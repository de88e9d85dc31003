// Reads golden tables and draws their pictures.
#include "tests/support/golden.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace sleeve {
namespace {

std::vector<std::string> words(const std::string& line) {
  std::vector<std::string> found;
  std::istringstream stream(line);
  for (std::string word; std::getline(stream, word, '\t');) {
    found.push_back(word);
  }
  return found;
}

// The generator of ISO C's example rand(), high bits only.
class Noise {
 public:
  int next() {
    state_ = (state_ * 1103515245u + 12345u) & 0x7fffffffu;
    return static_cast<int>(state_ >> 16 & 255);
  }

 private:
  uint32_t state_ = 12345;
};

struct Shape {
  int rows, columns;
};

int gradient(const Shape& shape, int row, int column, int channel) {
  return 255 * (row + 2 * column + 31 * channel) /
         (shape.rows + 2 * shape.columns + 93);
}

int shapes(const Shape& shape, int row, int column, int channel) {
  const int radius = std::min(shape.rows, shape.columns) / 3;
  const int down = row - shape.rows / 2, right = column - shape.columns / 2;
  if (down * down + right * right <= radius * radius) return 200 - 40 * channel;
  if (2 * row > shape.rows && 2 * column < shape.columns) {
    return 40 + 50 * channel;
  }
  return (row / 16 + column / 16) % 2 * 90 + 60;
}

int framed(const Shape& shape, int row, int column, int channel, int noise) {
  const bool inside = row >= shape.rows / 8 && row < shape.rows * 3 / 4 &&
                      column >= shape.columns / 5 &&
                      column < shape.columns * 5 / 6;
  if (!inside) return 230 - channel;
  return (3 * gradient(shape, row, column, channel) + noise) / 4;
}

int sample(const std::string& kind, const Shape& shape, int row, int column,
           int channel, int noise) {
  if (kind == "flat") return 90;
  if (kind == "noise") return noise;
  if (kind == "gradient") return gradient(shape, row, column, channel);
  if (kind == "shapes") return shapes(shape, row, column, channel);
  if (kind == "framed") return framed(shape, row, column, channel, noise);
  throw std::runtime_error("There is no golden picture of kind " + kind);
}

}  // namespace

std::string golden_path(const std::string& name) {
  return std::string(SLEEVE_GOLDEN) + "/" + name;
}

std::vector<GoldenRow> golden_table(const std::string& name) {
  std::ifstream file(SLEEVE_GOLDEN + ("/" + name));
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> columns = words(line);
  std::vector<GoldenRow> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> values = words(line);
    if (values.size() != columns.size()) {
      throw std::runtime_error(name + ": a line has too few words: " + line);
    }
    GoldenRow row;
    for (size_t i = 0; i < columns.size(); ++i) row[columns[i]] = values[i];
    rows.push_back(row);
  }
  if (rows.empty()) throw std::runtime_error(name + " has no lines");
  return rows;
}

Image golden_picture(const GoldenRow& row) {
  const Shape shape = {std::stoi(row.at("rows")), std::stoi(row.at("columns"))};
  const int channels = std::stoi(row.at("channels"));
  Image image(shape.rows, shape.columns, channels);
  Noise noise;
  uint8_t* samples = image.data();
  for (int r = 0; r < shape.rows; ++r) {
    for (int c = 0; c < shape.columns; ++c) {
      for (int channel = 0; channel < channels; ++channel) {
        *samples++ = static_cast<uint8_t>(
            sample(row.at("kind"), shape, r, c, channel, noise.next()));
      }
    }
  }
  return image;
}

std::string golden_name(const GoldenRow& row) {
  return row.at("kind") + " " + row.at("rows") + "x" + row.at("columns") + "x" +
         row.at("channels");
}

}  // namespace sleeve
