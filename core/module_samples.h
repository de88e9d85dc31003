// A tiny picture in each format that a module decodes, to warm decoders up.
#ifndef SLEEVE_CORE_MODULE_SAMPLES_H_
#define SLEEVE_CORE_MODULE_SAMPLES_H_

#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// Every one decodes to a plain grey square of 8x8 or 64x64 pixels.
std::vector<Bytes> module_samples();

}  // namespace sleeve

#endif  // SLEEVE_CORE_MODULE_SAMPLES_H_
