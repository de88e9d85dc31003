// Finds kept codes near another, while more and more codes are kept.
#ifndef SLEEVE_SCREEN_DEDUPE_LEADERS_H_
#define SLEEVE_SCREEN_DEDUPE_LEADERS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "screen/dedupe/edges.h"

namespace sleeve {

/// Codes of 256 bits in tables of 16 bits each: two codes within the radius
/// differ in at most radius / 16 bits of some part. Finds all that are near,
/// exactly; fast as long as the kept are few, as they are where codes crowd.
class Leaders {
 public:
  /// `codes` [n][32] must outlive this. Throws Error (invalid_argument) unless
  /// 0 <= radius <= 63.
  Leaders(std::span<const uint8_t> codes, int radius);

  void keep(uint32_t node);

  /// The nearest kept node within the radius with which `agrees` agrees, ties
  /// to the least number. The edge's second is `node`.
  std::optional<Edge> nearest(
      uint32_t node,
      const std::function<bool(uint32_t kept, uint32_t node, int distance)>&
          agrees) const;

  /// Calls `take` for every kept node within the radius; some come more than
  /// once.
  void within(
      uint32_t node,
      const std::function<void(uint32_t kept, int distance)>& take) const;

 private:
  static constexpr int kParts = 16;
  static constexpr uint32_t kNone = UINT32_MAX;

  std::array<uint16_t, kParts> parts(uint32_t node) const;
  int distance(uint32_t a, uint32_t b) const;

  std::span<const uint8_t> codes_;
  int radius_;
  std::vector<uint16_t> flips_;  ///< all that are few enough bits
  std::array<std::vector<uint32_t>, kParts> first_;  ///< kept code by part
  std::array<std::vector<uint32_t>, kParts> next_;   ///< [kept]
  std::vector<uint32_t> kept_;                       ///< their nodes
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_LEADERS_H_
