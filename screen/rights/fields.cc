#include "screen/rights/fields.h"

#include <utility>

#include "screen/rights/protocols.h"
#include "screen/rights/words.h"

namespace sleeve {

Signal text_signal(Channel channel, std::string carrier,
                   const std::string& place, std::string_view text) {
  Signal signal;
  signal.channel = channel;
  signal.carrier = std::move(carrier);
  signal.place = place;
  signal.raw = trimmed(text);
  if (const auto words = reserving_words(text)) {
    signal.form = Form::natural_language;
    signal.note = "says \"" + words->substr(0, 120) + "\"";
  }
  return signal;
}

Signal machine_signal(Channel channel, std::string carrier,
                      const std::string& place, const Effects& effects,
                      std::string_view raw) {
  Signal signal;
  signal.channel = channel;
  signal.carrier = std::move(carrier);
  signal.place = place;
  signal.form = Form::machine_readable;
  signal.effects = effects;
  signal.raw = raw;
  return signal;
}

Effects plus_effects(std::string_view text, std::string& note) {
  text = trimmed(text);
  const std::string code = lower_case(text.substr(text.rfind('/') + 1));
  const auto& known = protocols().plus_data_mining;
  if (const auto found = known.find(code); found != known.end()) {
    return found->second;
  }
  note = "not in the vocabulary";
  Effects effects{};
  // A prohibition that is newer than this table is one all the same.
  if (code.starts_with("dmi-prohibited")) effects.fill(Effect::reserved);
  return effects;
}

}  // namespace sleeve
