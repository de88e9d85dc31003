// Seeded chance for the suite: the same numbers on every machine.
#ifndef SLEEVE_BENCHMARKS_SUITE_DICE_H_
#define SLEEVE_BENCHMARKS_SUITE_DICE_H_

#include <cmath>
#include <cstdint>
#include <string_view>

namespace sleeve::suite {

/// A splitmix64 generator. The standard library's distributions differ from
/// one implementation to the next; these do not.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  /// 0 <= unit() < 1.
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  /// low <= between() < high.
  double between(double low, double high) {
    return low + (high - low) * unit();
  }

  /// Evenly spread on a logarithmic scale; 0 < low <= high.
  double ratio(double low, double high) {
    return low * std::pow(high / low, unit());
  }

  /// low <= integer() <= high.
  int integer(int low, int high) {
    return low +
           static_cast<int>(next() % static_cast<uint64_t>(
                                         static_cast<int64_t>(high) - low + 1));
  }

  bool chance(double probability) { return unit() < probability; }

  /// Near enough to a normal variate of mean 0 and deviation 1: within 6.
  double normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += unit();
    return sum;
  }

 private:
  uint64_t state_;
};

/// A seed made of `seed` and a name, so that what is drawn for one name does
/// not depend on what else is drawn (FNV-1a).
inline uint64_t seed_of(uint64_t seed, std::string_view name) {
  uint64_t hash = 0xcbf29ce484222325 ^ (seed * 0x9e3779b97f4a7c15);
  for (const char c : name) {
    hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
  }
  return Dice(hash).next();
}

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_DICE_H_
