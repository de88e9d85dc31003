// Any bytes read as the claim and the COSE signature of a manifest end in one
// of the levels that a signature can give, and never in trust.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "screen/claim_signature.h"
#include "screen/rights/words.h"
#include "tests/support/temp_folder.h"

namespace {

// An Ed25519 certificate whose key nobody has.
constexpr char kAnchor[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBLjCB4aADAgECAhRpwcyHzXuiSnP65QxpiEq2RMAhNDAFBgMrZXAwDDEKMAgG\n"
    "A1UEAwwBQTAgFw0yNjExMjMwNDIxMDhaGA8yMTI2MTAzMDA0MjEwOFowDDEKMAgG\n"
    "A1UEAwwBQTAqMAUGAytlcAMhAOr2+jQ/zCVFqIby0MeYxSMrbmJWHNvOax8yFyio\n"
    "oeUTo1MwUTAdBgNVHQ4EFgQUt/PN4GDAJdJ9w7dBpTPH8bGjFOMwHwYDVR0jBBgw\n"
    "FoAUt/PN4GDAJdJ9w7dBpTPH8bGjFOMwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXAD\n"
    "QQC5Pk+8jICGolM79uX4TLMEv4yRQW5vvuZBEDE5iRhCyT0otZzUhHWRslV48CGH\n"
    "5k5a0riwka/fz/BRvDYv4qsJ\n"
    "-----END CERTIFICATE-----\n";

const sleeve::TrustAnchors& anchors() {
  static const sleeve::TrustAnchors anchors = [] {
    const sleeve::TempFolder folder;
    return sleeve::TrustAnchors::read_pem(folder.write("a.pem", kAnchor));
  }();
  return anchors;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using sleeve::Verification;
  const std::string text(sleeve::as_text({data, size}));
  const size_t half = size == 0 ? 0 : data[0] * size / 256;
  sleeve::RightsReport report;
  sleeve::Signal signal;
  signal.channel = sleeve::Channel::cawg_training;
  signal.verification = Verification::binding_ok;
  report.add(signal);
  report.claims.push_back(
      {text.substr(0, half), text.substr(half), {{"a", text.substr(0, 9)}}});
  sleeve::check_signatures(report, anchors());
  if (report.signals[0].verification == Verification::trusted) std::abort();
  return 0;
}
