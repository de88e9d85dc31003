#include "screen/hash_binding.h"

#include <optional>

#include "index/sha256.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

// C2PA 2.2, 18.5: the digest over all but the excluded ranges. Nothing for
// ranges that do not lie within the picture in rising order.
std::optional<Sha256Digest> digest(const HashBinding& binding, Bytes picture) {
  Sha256 sha256;
  uint64_t at = 0;
  for (const auto& range : binding.exclusions) {
    if (range.start < at || range.start > picture.size() ||
        range.length > picture.size() - range.start) {
      return std::nullopt;
    }
    sha256.update(picture.subspan(at, range.start - at));
    at = range.start + range.length;
  }
  sha256.update(picture.subspan(at));
  return sha256.finish();
}

}  // namespace

bool is_active_c2pa(const Signal& signal) {
  const bool c2pa = signal.channel == Channel::c2pa_training ||
                    signal.channel == Channel::cawg_training ||
                    signal.channel == Channel::c2pa_metadata;
  return c2pa && !signal.place.ends_with("(ingredient)");
}

void check_bindings(RightsReport& report, Bytes picture) {
  if (report.bindings.empty()) return;
  bool fits = true;
  for (const HashBinding& binding : report.bindings) {
    if (binding.algorithm != "sha256") return;
    const auto found = digest(binding, picture);
    fits &= found && binding.hash == as_text(Bytes(*found));
  }
  for (Signal& signal : report.signals) {
    if (!is_active_c2pa(signal)) continue;
    signal.verification =
        fits ? Verification::binding_ok : Verification::binding_failed;
  }
}

}  // namespace sleeve
