#include "screen/rights_record.h"

#include <utility>
#include <vector>

namespace sleeve {
namespace {

Record signal_record(const Signal& signal) {
  Record record;
  record.put("channel", channel_name(signal.channel));
  record.put("carrier", signal.carrier);
  record.put("place", signal.place);
  record.put("form", form_name(signal.form));
  record.put("scope", scope_name(signal.scope));
  record.put("verification", verification_name(signal.verification));
  if (signal.form == Form::machine_readable) {
    Record effects;
    for (int i = 0; i < kUses; ++i) {
      const auto use = static_cast<Use>(i);
      effects.put(use_name(use), effect_name(effect_of(signal.effects, use)));
    }
    record.put("effects", effects);
  }
  record.put("raw", signal.raw);
  if (!signal.note.empty()) record.put("note", signal.note);
  return record;
}

}  // namespace

Record rights_record(const RightsReport& report) {
  Record channels;
  for (int i = 0; i < kChannels; ++i) {
    const auto channel = static_cast<Channel>(i);
    channels.put(channel_name(channel), status_name(report.status(channel)));
  }
  Record record;
  record.put("channels", channels);
  if (!report.signals.empty()) {
    std::vector<Record> signals;
    for (const Signal& signal : report.signals) {
      signals.push_back(signal_record(signal));
    }
    record.put("signals", signals);
  }
  if (!report.faults.empty()) record.put("faults", report.faults);
  return record;
}

}  // namespace sleeve
