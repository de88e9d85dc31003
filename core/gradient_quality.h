// How much a small grey picture has to say: the quality of the hashes that are
// made from one.
#ifndef SLEEVE_CORE_GRADIENT_QUALITY_H_
#define SLEEVE_CORE_GRADIENT_QUALITY_H_

#include "core/pixels.h"

namespace sleeve {

/// From 0 (flat) to 100: the sum of the differences between neighbouring
/// samples, each in whole hundredths of full scale, brought to the scale of
/// PDQ's quality, which sums them over 64x64 samples and divides by 90. Hashes
/// of one picture thus have about one quality under every algorithm, and 50
/// means the same throughout. `grey` has 1 channel.
int gradient_quality(const Pixels& grey);

}  // namespace sleeve

#endif  // SLEEVE_CORE_GRADIENT_QUALITY_H_
