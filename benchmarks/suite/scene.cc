// Moves scenes and keeps the places of the covers right.
#include "benchmarks/suite/scene.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/error.h"

namespace sleeve::suite {
namespace {

// OpenCV counts from sample centres, a Scene from sample edges.
cv::Matx33d by_centres(const cv::Matx33d& map) {
  const cv::Matx33d to_edges(1, 0, 0.5, 0, 1, 0.5, 0, 0, 1);
  const cv::Matx33d to_centres(1, 0, -0.5, 0, 1, -0.5, 0, 0, 1);
  return to_centres * map * to_edges;
}

void map_placements(Scene& scene, const cv::Matx33d& map) {
  for (Placement& placement : scene.placements) {
    for (Point& corner : placement.region) corner = mapped(map, corner);
  }
}

double side_between(const Point& a, const Point& b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

void warp_onto(cv::Mat& canvas, const cv::Mat& picture,
               const cv::Matx33d& map) {
  const cv::Matx33d centred = by_centres(map);
  cv::Mat layer, alpha;
  cv::warpPerspective(picture, layer, centred, canvas.size(), cv::INTER_LINEAR,
                      cv::BORDER_REPLICATE);
  const cv::Mat full(picture.size(), CV_32F, cv::Scalar(1));
  cv::warpPerspective(full, alpha, centred, canvas.size(), cv::INTER_LINEAR,
                      cv::BORDER_CONSTANT);
  blend(canvas, layer, alpha);
}

}  // namespace

double Values::operator[](std::string_view name) const {
  for (const Parameter& value : values_) {
    if (value.name == name) return value.value;
  }
  throw Error(ErrorCode::internal,
              fmt::format("A transformation has no range {}.", name));
}

int Values::whole(std::string_view name) const {
  return static_cast<int>(std::lround((*this)[name]));
}

Quad quad_of(const cv::Rect2d& box) {
  return {{{box.x, box.y},
           {box.x + box.width, box.y},
           {box.x + box.width, box.y + box.height},
           {box.x, box.y + box.height}}};
}

Point mapped(const cv::Matx33d& map, const Point& point) {
  const cv::Vec3d to = map * cv::Vec3d(point.x, point.y, 1);
  return {to[0] / to[2], to[1] / to[2]};
}

cv::Matx33d map_between(const Quad& from, const Quad& to) {
  cv::Point2f a[4], b[4];
  for (int i = 0; i < 4; ++i) {
    a[i] = {static_cast<float>(from[i].x), static_cast<float>(from[i].y)};
    b[i] = {static_cast<float>(to[i].x), static_cast<float>(to[i].y)};
  }
  return cv::Matx33d(cv::getPerspectiveTransform(a, b));
}

void warp(Scene& scene, const cv::Matx33d& map, const cv::Mat& background) {
  cv::Mat canvas = background.clone();
  warp_onto(canvas, scene.picture, map);
  scene.picture = canvas;
  map_placements(scene, map);
}

void crop(Scene& scene, const cv::Rect& box) {
  scene.picture = scene.picture(box).clone();
  map_placements(scene, {1, 0, -1.0 * box.x, 0, 1, -1.0 * box.y, 0, 0, 1});
}

void resize(Scene& scene, cv::Size size) {
  const double x = 1.0 * size.width / scene.picture.cols;
  const double y = 1.0 * size.height / scene.picture.rows;
  scene.picture = resized(scene.picture, size);
  map_placements(scene, {x, 0, 0, 0, y, 0, 0, 0, 1});
}

void embed(Scene& scene, cv::Mat canvas, cv::Point at) {
  scene.picture.copyTo(
      canvas(cv::Rect(at.x, at.y, scene.picture.cols, scene.picture.rows)));
  scene.picture = canvas;
  map_placements(scene, {1, 0, 1.0 * at.x, 0, 1, 1.0 * at.y, 0, 0, 1});
}

void draw_in(cv::Mat& canvas, const cv::Mat& picture, const Quad& quad) {
  const double wide =
      std::max(side_between(quad[0], quad[1]), side_between(quad[3], quad[2]));
  const double high =
      std::max(side_between(quad[0], quad[3]), side_between(quad[1], quad[2]));
  const cv::Size near(
      std::clamp(static_cast<int>(std::lround(wide)), 1, picture.cols),
      std::clamp(static_cast<int>(std::lround(high)), 1, picture.rows));
  const cv::Mat scaled = resized(picture, near);
  const Quad corners = quad_of({0, 0, 1.0 * near.width, 1.0 * near.height});
  warp_onto(canvas, scaled, map_between(corners, quad));
}

void place(Scene& scene, cv::Mat& canvas, int cover, const cv::Mat& picture,
           const Quad& quad) {
  const int side = std::min(picture.cols, picture.rows);
  const cv::Rect middle((picture.cols - side) / 2, (picture.rows - side) / 2,
                        side, side);
  draw_in(canvas, picture(middle), quad);
  const cv::Matx33d map = map_between(quad_of(cv::Rect2d(middle)), quad);
  Quad region = quad_of({0, 0, 1.0 * picture.cols, 1.0 * picture.rows});
  for (Point& corner : region) corner = mapped(map, corner);
  scene.placements.push_back({cover, region});
}

cv::Mat pool_cover(const Scene& scene, int i) {
  return to_mat(scene.pool[i - 1]);
}

void add_uneven_light(cv::Mat& picture, double low, Dice& dice) {
  cv::Mat field(3, 3, CV_32F);
  for (int i = 0; i < 9; ++i) {
    field.at<float>(i / 3, i % 3) = static_cast<float>(dice.between(low, 1));
  }
  cv::resize(field, field, picture.size(), 0, 0, cv::INTER_LINEAR);
  const cv::Mat black = cv::Mat::zeros(picture.size(), CV_8UC3);
  blend(picture, black, 1 - field);
}

}  // namespace sleeve::suite
