// The discrete cosine transform of 32 samples, as SciPy evaluates it.
#ifndef SLEEVE_CORE_DCT32_H_
#define SLEEVE_CORE_DCT32_H_

#include <array>

namespace sleeve {

inline constexpr int kDct32Size = 32;
using Dct32Line = std::array<double, kDct32Size>;

/// Unnormalised DCT-II, equal in every bit to scipy.fftpack.dct(line): the
/// same operations in the same order, because hashes compare coefficients
/// whose difference may be nothing but rounding.
/// Source: pocketfft (gitlab.mpcdf.mpg.de/mtr/pocketfft), BSD-3-Clause.
Dct32Line dct32(const Dct32Line& line);

}  // namespace sleeve

#endif  // SLEEVE_CORE_DCT32_H_
