#include "screen/policy.h"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "screen/policy_data.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const std::string& file, const std::string& what) {
  throw Error(ErrorCode::invalid_argument,
              "The policy \"" + file + "\" cannot be used: " + what + ".");
}

constexpr struct {
  const char* member;
  Action Policy::*action;
} kActions[] = {
    {"reserved", &Policy::reserved},
    {"conditional", &Policy::conditional},
    {"natural_language", &Policy::natural_language},
    {"page_scope", &Policy::page_scope},
    {"crawler_rules", &Policy::crawler_rules},
    {"conflict", &Policy::conflict},
    {"malformed", &Policy::malformed},
    {"candidates", &Policy::candidates},
    {"not_checked", &Policy::not_checked},
};

class PolicyReader {
 public:
  PolicyReader(Policy& policy, const std::string& file)
      : policy_(policy), file_(file) {}

  void read(const Json& json) {
    if (!json.is_object()) refuse(file_, "it is no JSON object");
    for (const auto& [member, value] : json.items()) put(member, value);
    if (policy_.name.empty() || policy_.uses.empty()) {
      refuse(file_, "it needs a name, a version and uses");
    }
  }

 private:
  void put(const std::string& member, const Json& value) {
    if (member == "about") return;
    if (member == "name") return text(member, value, policy_.name);
    if (member == "version") return text(member, value, policy_.version);
    if (member == "uses") return uses(value);
    if (member == "required_channels") return channels(value);
    for (const auto& [name, action] : kActions) {
      if (member == name) return read_action(member, value, policy_.*action);
    }
    refuse(file_, "there is no member \"" + member + "\"");
  }

  void text(const std::string& member, const Json& value, std::string& to) {
    if (!value.is_string()) refuse(file_, member + " is no text");
    to = value.get<std::string>();
  }

  void read_action(const std::string& member, const Json& value, Action& to) {
    if (value == "ignore") {
      to = Action::ignore;
    } else if (value == "review") {
      to = Action::review;
    } else if (value == "exclude") {
      to = Action::exclude;
    } else {
      refuse(file_, member + " must be ignore, review or exclude");
    }
  }

  void uses(const Json& list) {
    policy_.uses.clear();
    for (const Json& name : list) {
      bool known = false;
      for (int i = 0; i < kUses; ++i) {
        const auto use = static_cast<Use>(i);
        if (name != use_name(use)) continue;
        policy_.uses.push_back(use);
        known = true;
      }
      if (!known) refuse(file_, "there is no use " + name.dump());
    }
  }

  void channels(const Json& list) {
    policy_.required_channels.clear();
    for (const Json& name : list) {
      bool known = false;
      for (int i = 0; i < kChannels; ++i) {
        const auto channel = static_cast<Channel>(i);
        if (name != channel_name(channel)) continue;
        policy_.required_channels.push_back(channel);
        known = true;
      }
      if (!known) refuse(file_, "there is no channel " + name.dump());
    }
  }

  Policy& policy_;
  const std::string& file_;
};

}  // namespace

Policy parse_policy(std::string_view json, const std::string& file) {
  const Json parsed = Json::parse(json, nullptr, false);
  if (parsed.is_discarded()) refuse(file, "it is not JSON");
  Policy policy;
  policy.text = json;
  policy.uses = {Use::generative_training, Use::training, Use::data_mining};
  PolicyReader(policy, file).read(parsed);
  return policy;
}

const Policy& strict_policy() {
  static const Policy kPolicy = parse_policy(kStrictPolicy, "strict");
  return kPolicy;
}

Policy read_policy(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    throw Error(ErrorCode::not_found,
                "There is no policy file " + file.string() + ".");
  }
  const std::string text(std::istreambuf_iterator<char>(in), {});
  return parse_policy(text, file.string());
}

}  // namespace sleeve
