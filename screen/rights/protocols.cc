#include "screen/rights/protocols.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "screen/rights/protocols_data.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::invalid_argument,
              "The table of rights protocols cannot be used: " + what + ".");
}

Effects parse_effects(const std::string& letters) {
  Effects effects{};
  if (letters.size() != kUses) refuse("\"" + letters + "\" is not 5 letters");
  for (size_t i = 0; i < kUses; ++i) {
    switch (letters[i]) {
      case 'u':
        effects[i] = Effect::unknown;
        break;
      case 'p':
        effects[i] = Effect::permitted;
        break;
      case 'c':
        effects[i] = Effect::conditional;
        break;
      case 'r':
        effects[i] = Effect::reserved;
        break;
      default:
        refuse("\"" + letters + "\" has a letter other than u, p, c, r");
    }
  }
  return effects;
}

Use parse_use(const std::string& name) {
  for (int i = 0; i < kUses; ++i) {
    if (name == use_name(static_cast<Use>(i))) return static_cast<Use>(i);
  }
  refuse("there is no use \"" + name + "\"");
}

template <class Map, class Read>
void read_map(const Json& object, Map& map, const Read& read) {
  for (const auto& [key, value] : object.items()) {
    map[lower_case(key)] = read(value);
  }
}

Protocols parse(const Json& json) {
  const auto effects = [](const Json& value) {
    return parse_effects(value.get<std::string>());
  };
  const auto use = [](const Json& value) {
    return parse_use(value.get<std::string>());
  };
  Protocols all;
  all.identity = json.at("name").get<std::string>() + "/" +
                 json.at("version").get<std::string>();
  read_map(json.at("plus_data_mining").at("values"), all.plus_data_mining,
           effects);
  read_map(json.at("training_mining").at("entries"), all.training_mining, use);
  read_map(json.at("x_robots_tag").at("values"), all.x_robots, effects);
  json.at("x_robots_tag")
      .at("rules_with_colon")
      .get_to(all.x_robots_with_colon);
  read_map(json.at("content_usage").at("keys"), all.content_usage, use);
  read_map(json.at("content_signal").at("keys"), all.content_signal,
           [&](const Json& list) {
             std::vector<Use> uses;
             for (const Json& name : list) uses.push_back(use(name));
             return uses;
           });
  read_map(json.at("rsl").at("usages"), all.rsl, effects);
  all.tdm_reserved = effects(json.at("tdmrep").at("reserved"));
  all.tdm_not_reserved = effects(json.at("tdmrep").at("not_reserved"));
  for (const Json& token : json.at("crawlers").at("tokens")) {
    all.crawlers.push_back(lower_case(token.get<std::string>()));
  }
  return all;
}

}  // namespace

Protocols read_protocols(std::string_view json) {
  try {
    return parse(Json::parse(json));
  } catch (const Json::exception& error) {
    refuse(error.what());
  }
}

const Protocols& protocols() {
  static const Protocols kTable = read_protocols(kProtocols);
  return kTable;
}

}  // namespace sleeve
