#include "core/fingerprint.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/hasher.h"

namespace sleeve {
namespace {

// The (v, u) of each feature: the 64 lowest frequencies but the mean.
const std::array<std::pair<int, int>, kFeatureCount>& feature_frequencies() {
  static const auto frequencies = [] {
    std::array<std::pair<int, int>, 100> all;
    for (int i = 0; i < 100; ++i) all[i] = {i / 10, i % 10};
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
      const int left = a.first * a.first + a.second * a.second;
      const int right = b.first * b.first + b.second * b.second;
      return left != right ? left < right : a < b;
    });
    std::array<std::pair<int, int>, kFeatureCount> lowest;
    std::copy_n(all.begin() + 1, kFeatureCount, lowest.begin());
    return lowest;
  }();
  return frequencies;
}

// Amplitudes of natural pictures fall about as one over the frequency;
// multiplying by it gives every feature the same say.
Features features(const Coefficients& coefficients) {
  Features features{};
  double squares = 0;
  for (int i = 0; i < kFeatureCount; ++i) {
    const auto [v, u] = feature_frequencies()[i];
    const double white =
        coefficients[v * kFrequencies + u] * std::sqrt(v * v + u * u);
    features[i] = static_cast<float>(white);
    squares += white * white;
  }
  // Below a thousandth of a grey level there is only rounding.
  if (squares < 1e-6) return Features{};
  for (float& feature : features) {
    feature = static_cast<float>(feature / std::sqrt(squares));
  }
  return features;
}

Fingerprint fingerprint(const Coefficients& coefficients, int rows,
                        int columns) {
  const Hashed hashed = cover256(coefficients);
  return {hashed.hash,
          hashed.quality,
          weak_bits(coefficients),
          features(coefficients),
          rows,
          columns};
}

Result<Decoded> decode_for_fingerprint(Bytes bytes, const Limits& limits) {
  DecodeOptions options = decode_options(Algorithm::cover256);
  options.limits = limits;
  return decode(bytes, options);
}

}  // namespace

Fingerprint fingerprint(const Pixels& grey) {
  return fingerprint(dct(normalise(grey)), grey.rows, grey.columns);
}

std::array<Fingerprint, 8> fingerprint_orientations(const Pixels& grey,
                                                    int rows, int columns) {
  const Coefficients upright = dct(normalise(grey));
  std::array<Fingerprint, 8> all;
  for (int i = 0; i < 8; ++i) {
    const bool transposed = i >= 4;
    all[i] =
        fingerprint(turned_upright(upright, i + 1), transposed ? columns : rows,
                    transposed ? rows : columns);
  }
  return all;
}

std::array<Fingerprint, 8> fingerprint_orientations(const Pixels& grey) {
  return fingerprint_orientations(grey, grey.rows, grey.columns);
}

Result<Fingerprint> fingerprint_bytes(Bytes bytes, const Limits& limits) {
  Result<Decoded> decoded = decode_for_fingerprint(bytes, limits);
  if (!decoded) return decoded.problem();
  return fingerprint(dct(normalise(decoded->image.pixels())), decoded->rows,
                     decoded->columns);
}

Result<std::array<Fingerprint, 8>> fingerprint_bytes_orientations(
    Bytes bytes, const Limits& limits) {
  Result<Decoded> decoded = decode_for_fingerprint(bytes, limits);
  if (!decoded) return decoded.problem();
  return fingerprint_orientations(decoded->image.pixels(), decoded->rows,
                                  decoded->columns);
}

}  // namespace sleeve
