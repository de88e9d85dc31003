// Compares a C2PA manifest's hash with the bytes that it claims to describe.
#ifndef SLEEVE_SCREEN_HASH_BINDING_H_
#define SLEEVE_SCREEN_HASH_BINDING_H_

#include "core/pixels.h"
#include "screen/rights/signal.h"

namespace sleeve {

/// Whether a signal is of the active C2PA manifest.
bool is_active_c2pa(const Signal& signal);

/// Marks the C2PA signals of the active manifest binding_ok when every hash
/// fits `picture`, binding_failed when one does not; leaves them alone where
/// there is no hash, or one other than SHA-256.
void check_bindings(RightsReport& report, Bytes picture);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_HASH_BINDING_H_
