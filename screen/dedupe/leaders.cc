#include "screen/dedupe/leaders.h"

#include <bit>
#include <cstring>

#include "core/error.h"

namespace sleeve {
namespace {

constexpr size_t kCodeBytes = 32;
constexpr size_t kValues = size_t{1} << 16;  // of a part

}  // namespace

Leaders::Leaders(std::span<const uint8_t> codes, int radius)
    : codes_(codes), radius_(radius) {
  if (radius < 0 || radius >= 4 * kParts) {
    throw Error(ErrorCode::invalid_argument,
                "The radius must lie between 0 and 63 bits.");
  }
  for (uint32_t value = 0; value < kValues; ++value) {
    if (std::popcount(value) <= radius / kParts) {
      flips_.push_back(static_cast<uint16_t>(value));
    }
  }
  for (auto& table : first_) table.assign(kValues, kNone);
}

std::array<uint16_t, Leaders::kParts> Leaders::parts(uint32_t node) const {
  std::array<uint16_t, kParts> result;
  std::memcpy(result.data(), &codes_[node * kCodeBytes], kCodeBytes);
  return result;
}

int Leaders::distance(uint32_t a, uint32_t b) const {
  std::array<uint64_t, 4> left, right;
  std::memcpy(left.data(), &codes_[a * kCodeBytes], kCodeBytes);
  std::memcpy(right.data(), &codes_[b * kCodeBytes], kCodeBytes);
  int bits = 0;
  for (int i = 0; i < 4; ++i) bits += std::popcount(left[i] ^ right[i]);
  return bits;
}

void Leaders::keep(uint32_t node) {
  const auto values = parts(node);
  const auto place = static_cast<uint32_t>(kept_.size());
  for (int part = 0; part < kParts; ++part) {
    next_[part].push_back(first_[part][values[part]]);
    first_[part][values[part]] = place;
  }
  kept_.push_back(node);
}

void Leaders::within(uint32_t node,
                     const std::function<void(uint32_t, int)>& take) const {
  const auto values = parts(node);
  for (int part = 0; part < kParts; ++part) {
    for (const uint16_t flip : flips_) {
      for (uint32_t at = first_[part][values[part] ^ flip]; at != kNone;
           at = next_[part][at]) {
        const int bits = distance(kept_[at], node);
        if (bits <= radius_) take(kept_[at], bits);
      }
    }
  }
}

std::optional<Edge> Leaders::nearest(
    uint32_t node,
    const std::function<bool(uint32_t, uint32_t, int)>& agrees) const {
  std::optional<Edge> best;
  within(node, [&](uint32_t kept, int bits) {
    const Edge edge{kept, node, static_cast<uint32_t>(bits)};
    const bool better =
        !best || edge.distance < best->distance ||
        (edge.distance == best->distance && edge.first < best->first);
    if (better && agrees(kept, node, bits)) best = edge;
  });
  return best;
}

}  // namespace sleeve
