#include "screen/rights/signal.h"

#include <algorithm>
#include <utility>

namespace sleeve {

const char* channel_name(Channel channel) {
  static constexpr const char* kNames[kChannels] = {
      "xmp.plus",
      "xmp.rights",
      "iptc.iim",
      "exif",
      "photoshop.8bim",
      "text",
      "c2pa.training-mining",
      "cawg.training-mining",
      "c2pa.metadata",
      "http.x-robots-tag",
      "http.tdmrep",
      "http.content-usage",
      "site.robots",
      "site.content-usage",
      "site.content-signal",
      "site.rsl",
      "site.tdmrep",
      "site.ai-txt",
      "html.meta",
  };
  return kNames[static_cast<size_t>(channel)];
}

const char* status_name(ChannelStatus status) {
  static constexpr const char* kNames[] = {"not_checked", "absent", "present",
                                           "malformed"};
  return kNames[static_cast<size_t>(status)];
}

const char* effect_name(Effect effect) {
  static constexpr const char* kNames[] = {"unknown", "permitted",
                                           "conditional", "reserved"};
  return kNames[static_cast<size_t>(effect)];
}

const char* use_name(Use use) {
  static constexpr const char* kNames[kUses] = {"generative_training",
                                                "training", "data_mining",
                                                "inference", "search_index"};
  return kNames[static_cast<size_t>(use)];
}

const char* form_name(Form form) {
  static constexpr const char* kNames[] = {"machine_readable",
                                           "natural_language", "notice"};
  return kNames[static_cast<size_t>(form)];
}

const char* verification_name(Verification verification) {
  static constexpr const char* kNames[] = {
      "unsigned",         "not_checked",  "binding_ok", "binding_failed",
      "signature_failed", "signature_ok", "trusted"};
  return kNames[static_cast<size_t>(verification)];
}

const char* scope_name(Scope scope) {
  static constexpr const char* kNames[] = {"asset", "url", "page", "origin"};
  return kNames[static_cast<size_t>(scope)];
}

void RightsReport::raise(Channel channel, ChannelStatus status) {
  ChannelStatus& kept = statuses[static_cast<size_t>(channel)];
  kept = std::max(kept, status);
}

void RightsReport::fault(std::initializer_list<Channel> channels,
                         const std::string& place, const std::string& what) {
  for (const Channel channel : channels) {
    raise(channel, ChannelStatus::malformed);
  }
  if (faults.size() >= kMaxFaults) return;
  faults.push_back(place + ": " + what);
}

void RightsReport::add(Signal signal) {
  raise(signal.channel, ChannelStatus::present);
  if (signal.raw.size() > kRawBytes) {
    size_t end = kRawBytes;  // where a character of UTF-8 begins
    while (end > 0 && (signal.raw[end] & 0xc0) == 0x80) --end;
    signal.raw.resize(end);
    signal.note += signal.note.empty() ? "cut" : ", cut";
  }
  const bool known =
      std::any_of(signals.begin(), signals.end(), [&](const Signal& earlier) {
        return earlier.channel == signal.channel &&
               earlier.carrier == signal.carrier && earlier.raw == signal.raw &&
               earlier.effects == signal.effects;
      });
  if (known) return;
  if (signals.size() >= kMaxSignals) {
    fault({signal.channel}, signal.place, "too many statements");
    return;
  }
  if (signals.empty()) signals.reserve(16);
  signals.push_back(std::move(signal));
}

void RightsReport::join(RightsReport other) {
  for (size_t i = 0; i < statuses.size(); ++i) {
    statuses[i] = std::max(statuses[i], other.statuses[i]);
  }
  for (Signal& signal : other.signals) add(std::move(signal));
  for (std::string& fault : other.faults) {
    if (faults.size() < kMaxFaults) faults.push_back(std::move(fault));
  }
  for (HashBinding& binding : other.bindings) {
    bindings.push_back(std::move(binding));
  }
  if (claims.empty()) claims = std::move(other.claims);
}

Ruling ruling(const std::vector<Signal>& signals, Use use) {
  Ruling result;
  bool permitted = false;
  for (const Signal& signal : signals) {
    if (signal.form != Form::machine_readable) continue;
    const Effect effect = effect_of(signal.effects, use);
    permitted |= effect == Effect::permitted;
    result.effect = std::max(result.effect, effect);
  }
  result.conflict = permitted && result.effect > Effect::permitted;
  return result;
}

}  // namespace sleeve
