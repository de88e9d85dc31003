#include "screen/compare_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "core/encode_png.h"

namespace sleeve {
namespace {

constexpr int kPanel = 512;  // pixels a side
constexpr int kGap = 8;

using Colour = std::array<uint8_t, 3>;
constexpr Colour kOutline = {255, 64, 0};
constexpr Colour kCorner = {0, 220, 60};

// The sample of `grey` at (x, y) in sides; -1 outside.
double sample(const Pixels& grey, const Point& at) {
  const double side = std::max(grey.rows, grey.columns);
  const double x = at.x * side - 0.5, y = at.y * side - 0.5;
  if (!(x > -0.5 && y > -0.5 && x < grey.columns - 0.5 &&
        y < grey.rows - 0.5)) {
    return -1;
  }
  const auto column = [&](double c) {
    return std::clamp(static_cast<int>(c), 0, grey.columns - 1);
  };
  const auto row = [&](double r) {
    return std::clamp(static_cast<int>(r), 0, grey.rows - 1);
  };
  const double left = std::max(0.0, std::floor(x)),
               top = std::max(0.0, std::floor(y));
  const double fx = std::max(0.0, x - left), fy = std::max(0.0, y - top);
  const auto value = [&](double r, double c) -> double {
    return grey.row(row(r))[column(c)];
  };
  return (1 - fy) * ((1 - fx) * value(top, left) + fx * value(top, left + 1)) +
         fy * ((1 - fx) * value(top + 1, left) + fx * value(top + 1, left + 1));
}

// Where the middle of a panel's pixel lies, in sides.
Point place_in_panel(int row, int column) {
  return {(column + 0.5) / kPanel, (row + 0.5) / kPanel};
}

class Canvas {
 public:
  explicit Canvas(int panels)
      : image_(kPanel, panels * (kPanel + kGap) - kGap, 3) {
    std::fill_n(image_.data(),
                static_cast<size_t>(image_.pixels().rows) *
                    static_cast<size_t>(image_.pixels().row_bytes),
                uint8_t{32});
  }

  void put(int panel, int row, int column, const Colour& colour) {
    if (row < 0 || row >= kPanel || column < 0 || column >= kPanel) return;
    uint8_t* to = image_.row(row) + 3 * (panel * (kPanel + kGap) + column);
    std::ranges::copy(colour, to);
  }

  void show(int panel, const Pixels& grey) {
    for (int r = 0; r < kPanel; ++r) {
      for (int c = 0; c < kPanel; ++c) {
        const double value = sample(grey, place_in_panel(r, c));
        if (value < 0) continue;
        const auto level = static_cast<uint8_t>(std::lround(value));
        put(panel, r, c, {level, level, level});
      }
    }
  }

  void line(int panel, const Point& from, const Point& to) {
    // A place far outside is cut off, so that a line stays short.
    const auto near = [](double v) { return std::clamp(v, -4.0, 5.0); };
    const double x0 = near(from.x) * kPanel, y0 = near(from.y) * kPanel;
    const double x1 = near(to.x) * kPanel, y1 = near(to.y) * kPanel;
    const int steps = 1 + static_cast<int>(2 * std::max(std::abs(x1 - x0),
                                                        std::abs(y1 - y0)));
    for (int i = 0; i <= steps; ++i) {
      const double t = static_cast<double>(i) / steps;
      const int c = static_cast<int>(std::floor(x0 + t * (x1 - x0)));
      const int r = static_cast<int>(std::floor(y0 + t * (y1 - y0)));
      for (const int thick : {0, 1}) {
        put(panel, r, c + thick, kOutline);
        put(panel, r + 1, c + thick, kOutline);
      }
    }
  }

  void mark(int panel, const Point& at) {
    const int c = static_cast<int>(at.x * kPanel);
    const int r = static_cast<int>(at.y * kPanel);
    for (int i = -4; i <= 4; ++i) {
      for (const int edge : {-4, 4}) {
        put(panel, r + edge, c + i, kCorner);
        put(panel, r + i, c + edge, kCorner);
      }
    }
  }

  std::vector<uint8_t> png() const { return encode_png(image_.pixels()); }

 private:
  Image image_;
};

struct Pair {
  int row = 0;
  int column = 0;
  double a = 0;
  double b = 0;
};

// What both show at each pixel of B's panel.
std::vector<Pair> overlap(const Pixels& a, const Pixels& b,
                          const Homography& map) {
  std::vector<Pair> pairs;
  for (int r = 0; r < kPanel; ++r) {
    for (int c = 0; c < kPanel; ++c) {
      const Point at = place_in_panel(r, c);
      const double of_b = sample(b, at), of_a = sample(a, mapped(map, at));
      if (of_a >= 0 && of_b >= 0) pairs.push_back({r, c, of_a, of_b});
    }
  }
  return pairs;
}

void show_difference(Canvas& canvas, int panel,
                     const std::vector<Pair>& pairs) {
  double a = 0, b = 0, aa = 0, ab = 0;
  for (const Pair& pair : pairs) {
    a += pair.a;
    b += pair.b;
    aa += pair.a * pair.a;
    ab += pair.a * pair.b;
  }
  const auto n = static_cast<double>(std::max<size_t>(1, pairs.size()));
  const double spread = aa - a * a / n;
  // A negative of the picture must not look equal.
  const double gain =
      spread > 0 ? std::clamp((ab - a * b / n) / spread, 0.2, 5.0) : 1;
  for (const Pair& pair : pairs) {
    const double differs = pair.b - b / n - gain * (pair.a - a / n);
    const auto level = static_cast<uint8_t>(
        std::lround(std::min(255.0, 2 * std::abs(differs))));
    canvas.put(panel, pair.row, pair.column, {level, level, level});
  }
}

}  // namespace

std::vector<uint8_t> draw_comparison(const Pixels& a, const Pixels& b,
                                     const std::optional<DrawnPlace>& place) {
  Canvas canvas(place ? 3 : 2);
  canvas.show(0, a);
  canvas.show(1, b);
  if (!place) return canvas.png();
  const double side = std::max(b.rows, b.columns);
  const double right = b.columns / side, bottom = b.rows / side;
  const std::array<Point, 4> outline = {
      Point{0, 0}, {right, 0}, {right, bottom}, {0, bottom}};
  for (size_t i = 0; i < outline.size(); ++i) {
    canvas.line(0, mapped(place->map, outline[i]),
                mapped(place->map, outline[(i + 1) % outline.size()]));
  }
  for (const PointPair& pair : place->corners) {
    canvas.mark(0, pair.to);
    canvas.mark(1, pair.from);
  }
  show_difference(canvas, 2, overlap(a, b, place->map));
  return canvas.png();
}

}  // namespace sleeve
