#include "core/dct32.h"

#include <cmath>
#include <complex>
#include <numbers>

namespace sleeve {
namespace {

using Complex = std::complex<double>;

// exp(2 pi i k / n) for 8 k <= 4 n, from sines and cosines of at most pi / 4.
Complex root_by_octant(int k, int n) {
  const double eighth = 0.25 * std::numbers::pi / n;
  const int x = 8 * k;
  if (x < n) return {std::cos(x * eighth), std::sin(x * eighth)};
  if (x < 2 * n) {
    return {std::sin((2 * n - x) * eighth), std::cos((2 * n - x) * eighth)};
  }
  if (x < 3 * n) {
    return {-std::sin((x - 2 * n) * eighth), std::cos((x - 2 * n) * eighth)};
  }
  return {-std::cos((4 * n - x) * eighth), std::sin((4 * n - x) * eighth)};
}

// The same root the way pocketfft tabulates it: as the product of a coarse
// and a fine root, whose last bit may differ from the nearest double.
Complex root(int k, int n) {
  int shift = 1;
  while ((1 << shift) * (1 << shift) < (n + 2) / 2) ++shift;
  const int fine = k & ((1 << shift) - 1);
  const int coarse = k - fine;
  const Complex a = fine == 0 ? Complex(1, 0) : root_by_octant(fine, n);
  const Complex b = coarse == 0 ? Complex(1, 0) : root_by_octant(coarse, n);
  return {a.real() * b.real() - a.imag() * b.imag(),
          a.real() * b.imag() + a.imag() * b.real()};
}

// A root for radix step `step`, as it multiplies element pair (2p + 1, 2p + 2)
// of a line of `length` coefficients.
struct Roots {
  std::array<Complex, 8> radix2;                 // [pair], length 32
  std::array<std::array<Complex, 2>, 4> radix4;  // [branch][pair], length 16
  std::array<double, kDct32Size> turn;           // cos(pi (k + 1) / 64)

  Roots() {
    for (int pair = 1; pair < 8; ++pair) radix2[pair] = root(pair, 32);
    for (int branch = 1; branch < 4; ++branch) {
      radix4[branch][1] = root(branch * 2, 32);
    }
    for (int k = 0; k < kDct32Size; ++k) {
      turn[k] = root(k + 1, 4 * kDct32Size).real();
    }
  }
};

const Roots& roots() {
  static const Roots table;
  return table;
}

// Writes (re, im) * root to out[0], out[1].
void multiply(double* out, Complex by, double re, double im) {
  out[1] = by.real() * im + by.imag() * re;
  out[0] = by.real() * re - by.imag() * im;
}

// Splits 32 half-complex coefficients into two lines of 16.
void radix2_stage(const double* in, double* even, double* odd) {
  constexpr int n = 16;
  even[0] = in[0] + in[2 * n - 1];
  odd[0] = in[0] - in[2 * n - 1];
  even[n - 1] = 2 * in[n - 1];
  odd[n - 1] = -2 * in[n];
  for (int i = 2; i < n; i += 2) {
    const double* mirrored = in + n + (n - i);
    even[i - 1] = in[i - 1] + mirrored[-1];
    const double re = in[i - 1] - mirrored[-1];
    const double im = in[i] + mirrored[0];
    even[i] = in[i] - mirrored[0];
    multiply(odd + i - 1, roots().radix2[i / 2], re, im);
  }
}

// Splits 16 half-complex coefficients into four lines of 4, kept one after
// the other with a stride of `stride`.
void radix4_stage(const double* in, double* out, int stride) {
  const double sum = in[0] + in[15], difference = in[0] - in[15];
  const double real = 2 * in[7], imaginary = 2 * in[8];
  out[0] = sum + real;
  out[2 * stride] = sum - real;
  out[3 * stride] = difference + imaginary;
  out[stride] = difference - imaginary;

  const double im_sum = in[12] + in[4], im_difference = in[12] - in[4];
  const double re_sum = in[3] + in[11], re_difference = in[3] - in[11];
  constexpr double root2 = std::numbers::sqrt2;
  out[3] = re_sum + re_sum;
  out[stride + 3] = root2 * (re_difference - im_sum);
  out[2 * stride + 3] = im_difference + im_difference;
  out[3 * stride + 3] = -root2 * (re_difference + im_sum);

  const double tr2 = in[1] + in[13], tr1 = in[1] - in[13];
  const double ti1 = in[2] + in[14], ti2 = in[2] - in[14];
  const double tr4 = in[10] + in[6], ti3 = in[10] - in[6];
  const double tr3 = in[9] + in[5], ti4 = in[9] - in[5];
  out[1] = tr2 + tr3;
  out[2] = ti2 + ti3;
  const auto& table = roots().radix4;
  multiply(out + stride + 1, table[1][1], tr1 - tr4, ti1 + ti4);
  multiply(out + 2 * stride + 1, table[2][1], tr2 - tr3, ti2 - ti3);
  multiply(out + 3 * stride + 1, table[3][1], tr1 + tr4, ti1 - ti4);
}

// Four half-complex coefficients into four samples, `stride` apart.
void last_stage(const double* in, double* out, int stride) {
  const double sum = in[0] + in[3], difference = in[0] - in[3];
  const double real = 2 * in[1], imaginary = 2 * in[2];
  out[0] = sum + real;
  out[2 * stride] = sum - real;
  out[3 * stride] = difference + imaginary;
  out[stride] = difference - imaginary;
}

// Real inverse Fourier transform of 32 half-complex coefficients, in place:
// radix 2, then 4, then 4.
void inverse_fourier(Dct32Line& line) {
  std::array<double, 32> halves;
  radix2_stage(line.data(), &halves[0], &halves[16]);
  // Line k of branch b of the second stage lies at [8 * b + 4 * k].
  std::array<double, 32> quarters;
  radix4_stage(&halves[0], &quarters[0], 8);
  radix4_stage(&halves[16], &quarters[4], 8);
  for (int k = 0; k < 8; ++k) last_stage(&quarters[4 * k], &line[k], 8);
}

}  // namespace

Dct32Line dct32(const Dct32Line& line) {
  constexpr int n = kDct32Size;
  Dct32Line c = line;
  c[0] *= 2;
  c[n - 1] *= 2;
  for (int k = 1; k < n - 1; k += 2) {
    const double before = c[k + 1];
    c[k + 1] -= c[k];
    c[k] += before;
  }
  inverse_fourier(c);
  const auto& turn = roots().turn;
  for (int k = 1, mirrored = n - 1; k < n / 2; ++k, --mirrored) {
    const double a = turn[k - 1] * c[mirrored] + turn[mirrored - 1] * c[k];
    const double b = turn[k - 1] * c[k] - turn[mirrored - 1] * c[mirrored];
    c[k] = 0.5 * (a + b);
    c[mirrored] = 0.5 * (a - b);
  }
  c[n / 2] *= turn[n / 2 - 1];
  return c;
}

}  // namespace sleeve
