// PDQ, bit-compatible with the reference of ThreatExchange.
#ifndef SLEEVE_CORE_PDQ_H_
#define SLEEVE_CORE_PDQ_H_

#include <array>

#include "core/hash.h"

namespace sleeve {

/// Hashes samples as stored, alpha ignored as the reference does.
/// Source: github.com/facebook/ThreatExchange, pdq/cpp.
Hashed pdq(const Pixels& stored);

/// The eight orientations, as hash_orientations() orders them, from one set
/// of coefficients, as the reference's dihedral mode does.
std::array<Hashed, 8> pdq_orientations(const Pixels& stored);

}  // namespace sleeve

#endif  // SLEEVE_CORE_PDQ_H_
