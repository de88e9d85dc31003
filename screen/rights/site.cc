// Reads a site's files: robots.txt (RFC 9309) with Content-Usage,
// Content-Signal and License, ai.txt, tdmrep.json and RSL.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "screen/rights/beside.h"
#include "screen/rights/fields.h"
#include "screen/rights/json_depth.h"
#include "screen/rights/protocols.h"
#include "screen/rights/words.h"
#include "screen/rights/xml.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxFileBytes = 1 << 20;
constexpr char kRobots[] = "robots.txt";

Signal site_signal(Channel channel, const char* carrier, const char* place,
                   const Effects& effects, std::string_view raw) {
  Signal signal = machine_signal(channel, carrier, place, effects, raw);
  signal.scope = Scope::origin;
  return signal;
}

// One line of robots.txt: "Name: value", without its comment.
struct Line {
  std::string name;  ///< lower case
  std::string value;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  for (std::string_view line : split(text, '\n')) {
    line = trimmed(line.substr(0, line.find('#')));
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    lines.push_back({lower_case(trimmed(line.substr(0, colon))),
                     std::string(trimmed(line.substr(colon + 1)))});
  }
  return lines;
}

struct Rule {
  bool allow = false;
  std::string path;
};

// What robots.txt says to some crawlers.
struct Group {
  std::set<std::string> agents;  ///< lower case
  std::vector<Rule> rules;
  std::vector<std::string> usages;
  std::vector<std::string> signals;
};

struct Robots {
  std::vector<Group> groups;
  std::vector<std::string> licences;
};

Robots parse_robots(std::string_view text) {
  Robots robots;
  bool naming = false;
  for (const Line& line : lines_of(text)) {
    if (line.name == "license") robots.licences.push_back(line.value);
    if (line.name == "user-agent") {
      if (!naming) robots.groups.emplace_back();
      naming = true;
      robots.groups.back().agents.insert(lower_case(line.value));
      continue;
    }
    if (robots.groups.empty()) continue;
    Group& group = robots.groups.back();
    if (line.name == "allow" || line.name == "disallow") {
      naming = false;
      if (!line.value.empty()) {
        group.rules.push_back({line.name == "allow", line.value});
      }
    } else if (line.name == "content-usage") {
      naming = false;
      group.usages.push_back(line.value);
    } else if (line.name == "content-signal") {
      naming = false;
      group.signals.push_back(line.value);
    }
  }
  return robots;
}

// The longest rule that matches; allowing wins a tie.
const Rule* deciding_rule(const std::vector<const Group*>& groups,
                          const std::string& path) {
  const Rule* best = nullptr;
  for (const Group* group : groups) {
    for (const Rule& rule : group->rules) {
      if (!path_matches(path, rule.path)) continue;
      const bool better = best == nullptr ||
                          rule.path.size() > best->path.size() ||
                          (rule.path.size() == best->path.size() && rule.allow);
      if (better) best = &rule;
    }
  }
  return best;
}

std::vector<const Group*> groups_of(const Robots& robots,
                                    const std::string& agent) {
  std::vector<const Group*> groups;
  for (const Group& group : robots.groups) {
    if (group.agents.count(agent) != 0) groups.push_back(&group);
  }
  return groups;
}

void put_crawlers(const Robots& robots, const std::string& path,
                  RightsReport& report) {
  const auto others = groups_of(robots, "*");
  std::map<std::string, std::string> refused;  // rule to crawlers
  for (const std::string& crawler : protocols().crawlers) {
    auto groups = groups_of(robots, crawler);
    const bool named = !groups.empty();
    const Rule* rule = deciding_rule(named ? groups : others, path);
    if (rule == nullptr || rule->allow) continue;
    std::string& names = refused["Disallow: " + rule->path];
    if (!named) {
      if (names.find("every crawler") == std::string::npos) {
        names = names.empty() ? "every crawler" : "every crawler, " + names;
      }
    } else {
      names += (names.empty() ? "" : ", ") + crawler;
    }
  }
  for (const auto& [rule, names] : refused) {
    Signal signal = site_signal(Channel::site_robots, kRobots, kRobots,
                                protocols().tdm_reserved, rule);
    signal.note = names;
    report.add(std::move(signal));
  }
}

// Groups for everyone and for crawlers that make data sets.
std::vector<const Group*> relevant_groups(const Robots& robots) {
  std::vector<const Group*> groups;
  for (const Group& group : robots.groups) {
    bool relevant = group.agents.count("*") != 0;
    for (const std::string& crawler : protocols().crawlers) {
      relevant |= group.agents.count(crawler) != 0;
    }
    if (relevant) groups.push_back(&group);
  }
  return groups;
}

// "[path] preferences": the longest path that matches rules; equal ones are
// combined, the strictest first.
void put_usages(const Robots& robots, const std::string& path,
                RightsReport& report) {
  size_t longest = 0;
  std::vector<std::string> chosen;
  for (const Group* group : relevant_groups(robots)) {
    for (const std::string& usage : group->usages) {
      const bool has_path = usage.starts_with('/') || usage.starts_with('*');
      const size_t end = has_path ? usage.find_first_of(" \t") : 0;
      const std::string pattern = has_path ? usage.substr(0, end) : "/";
      if (!path_matches(path, pattern)) continue;
      if (pattern.size() < longest) continue;
      if (pattern.size() > longest) chosen.clear();
      longest = pattern.size();
      chosen.push_back(usage.substr(std::min(end, usage.size())));
    }
  }
  for (const std::string& preferences : chosen) {
    const auto effects = content_usage(preferences);
    report.add(site_signal(Channel::site_content_usage, "Content-Usage",
                           kRobots, effects.value_or(Effects{}), preferences));
    if (!effects) {
      report.fault({Channel::site_content_usage}, kRobots,
                   "Content-Usage cannot be parsed");
    }
  }
}

void put_signals(const Robots& robots, RightsReport& report) {
  for (const Group* group : relevant_groups(robots)) {
    for (const std::string& line : group->signals) {
      Effects effects{};
      for (const std::string_view item : split(line, ',')) {
        const size_t equals = item.find('=');
        if (equals == std::string_view::npos) continue;
        const auto& keys = protocols().content_signal;
        const auto known =
            keys.find(lower_case(trimmed(item.substr(0, equals))));
        if (known == keys.end()) continue;
        const std::string value = lower_case(trimmed(item.substr(equals + 1)));
        for (const Use use : known->second) {
          if (value == "no") effect_of(effects, use) = Effect::reserved;
          if (value == "yes") effect_of(effects, use) = Effect::permitted;
        }
      }
      report.add(site_signal(Channel::site_content_signal, "Content-Signal",
                             kRobots, effects, line));
    }
  }
}

// Characters that never needed escaping are read as themselves.
std::string normalised(std::string_view path) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c = static_cast<char>(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  std::string result;
  for (size_t i = 0; i < path.size(); ++i) {
    const int high = i + 2 < path.size() ? digit(path[i + 1]) : -1;
    const int low = i + 2 < path.size() ? digit(path[i + 2]) : -1;
    const char c = static_cast<char>(high * 16 + low);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                       (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
                       c == '_' || c == '~';
    if (path[i] == '%' && high >= 0 && low >= 0 && plain) {
      result += c;
      i += 2;
    } else {
      result += path[i];
    }
  }
  return result;
}

void put_tdm_entry(const Json& entry, RightsReport& report) {
  const Json value = entry.value("tdm-reservation", Json());
  const bool sound = value == 0 || value == 1;
  const Effects effects = !sound       ? Effects{}
                          : value == 1 ? protocols().tdm_reserved
                                       : protocols().tdm_not_reserved;
  report.add(site_signal(
      Channel::site_tdmrep, "tdm-reservation", "tdmrep.json", effects,
      entry.dump(-1, ' ', false, Json::error_handler_t::replace)));
  if (!sound) {
    report.fault({Channel::site_tdmrep}, "tdmrep.json",
                 "tdm-reservation is neither 0 nor 1");
  }
}

void put_rsl_usage(const XmlNode& node, RightsReport& report) {
  const bool prohibits = node.name() == "prohibits";
  std::string usages(node.text());
  std::replace(usages.begin(), usages.end(), ',', ' ');
  Effects effects{};
  for (const std::string_view usage : split(usages, ' ')) {
    const auto& table = protocols().rsl;
    const auto known = table.find(lower_case(usage));
    if (known == table.end()) continue;
    for (int i = 0; i < kUses; ++i) {
      if (known->second[i] != Effect::reserved) continue;
      effects[i] = prohibits ? Effect::reserved : Effect::permitted;
    }
  }
  report.add(site_signal(Channel::site_rsl,
                         prohibits ? "RSL prohibits" : "RSL permits", "RSL",
                         effects, trimmed(node.text())));
}

void walk_rsl(const XmlNode& node, const std::string& path,
              RightsReport& report, int depth) {
  if (depth > 16) return;
  if (node.name() == "content") {
    for (const auto& attribute : node.attributes()) {
      if (attribute.name != "url") continue;
      const auto url = parse_url(attribute.value);
      if (!path_matches(path, url ? url->target : attribute.value)) return;
    }
  }
  bool usage = true;
  for (const auto& attribute : node.attributes()) {
    if (attribute.name == "type") usage = attribute.value == "usage";
  }
  if ((node.name() == "prohibits" || node.name() == "permits") && usage) {
    put_rsl_usage(node, report);
  }
  for (const XmlNode& child : node.children()) {
    walk_rsl(child, path, report, depth + 1);
  }
}

}  // namespace

bool path_matches(std::string_view path, std::string_view pattern) {
  const bool ends = pattern.ends_with('$');
  if (ends) pattern.remove_suffix(1);
  size_t at = 0;
  bool first = true;
  for (;;) {
    const size_t star = pattern.find('*');
    const std::string_view piece = pattern.substr(0, star);
    const bool last = star == std::string_view::npos;
    if (last && ends) {
      if (first) return path == piece;
      return path.size() >= at + piece.size() && path.ends_with(piece);
    }
    const size_t found = first ? (path.starts_with(piece) ? 0 : path.npos)
                               : path.find(piece, at);
    if (found == std::string_view::npos) return false;
    if (last) return true;
    at = found + piece.size();
    pattern.remove_prefix(star + 1);
    first = false;
  }
}

void read_robots(std::string_view text, const std::string& path,
                 RightsReport& report) {
  for (const Channel channel :
       {Channel::site_robots, Channel::site_content_usage,
        Channel::site_content_signal, Channel::site_rsl}) {
    report.raise(channel, ChannelStatus::absent);
  }
  const Robots robots = parse_robots(text.substr(0, kMaxFileBytes));
  put_crawlers(robots, path, report);
  put_usages(robots, path, report);
  put_signals(robots, report);
  for (const std::string& licence : robots.licences) {
    report.add(text_signal(Channel::site_rsl, "License", kRobots, licence));
  }
}

void read_ai_txt(std::string_view text, const std::string& path,
                 RightsReport& report) {
  report.raise(Channel::site_ai_txt, ChannelStatus::absent);
  const Robots rules = parse_robots(text.substr(0, kMaxFileBytes));
  // It is read when files are fetched, so types are told from names alone.
  const std::string name = path.substr(0, path.find('?'));
  const Rule* rule = deciding_rule(groups_of(rules, "*"), name);
  if (rule == nullptr) return;
  report.add(site_signal(
      Channel::site_ai_txt, "ai.txt", "ai.txt",
      rule->allow ? protocols().tdm_not_reserved : protocols().tdm_reserved,
      (rule->allow ? "Allow: " : "Disallow: ") + rule->path));
}

void read_tdmrep(std::string_view json, const std::string& path,
                 RightsReport& report) {
  report.raise(Channel::site_tdmrep, ChannelStatus::absent);
  const Json list = json.size() > kMaxFileBytes
                        ? Json()
                        : Json::parse(shallow_json(json), nullptr, false);
  if (!list.is_array()) {
    report.fault({Channel::site_tdmrep}, "tdmrep.json", "not a JSON array");
    return;
  }
  const std::string wanted = normalised(path);
  for (const Json& entry : list) {
    const bool usable = entry.is_object() && entry.contains("location") &&
                        entry["location"].is_string();
    if (!usable) {
      report.fault({Channel::site_tdmrep}, "tdmrep.json",
                   "an entry without a location");
      continue;
    }
    const auto location = entry["location"].get<std::string>();
    if (!path_matches(wanted, normalised(location))) continue;
    return put_tdm_entry(entry, report);  // the first in sequence
  }
}

void read_rsl(std::string_view xml, const std::string& path,
              RightsReport& report) {
  const XmlDocument document = XmlDocument::parse(as_bytes(xml), kMaxFileBytes);
  report.raise(Channel::site_rsl, ChannelStatus::absent);
  if (document.has_root()) walk_rsl(document.root(), path, report, 0);
  if (!document.sound()) {
    report.fault({Channel::site_rsl}, "RSL", document.fault());
  }
}

void read_site(const SiteFiles& site, const Url& url, RightsReport& report) {
  for (const Channel channel :
       {Channel::site_robots, Channel::site_content_usage,
        Channel::site_content_signal, Channel::site_rsl, Channel::site_tdmrep,
        Channel::site_ai_txt}) {
    report.raise(channel, ChannelStatus::absent);
  }
  if (site.robots) read_robots(*site.robots, url.target, report);
  if (site.robots_failed) {
    report.fault({Channel::site_robots}, kRobots, "the server did not say");
  }
  if (site.tdmrep) read_tdmrep(*site.tdmrep, url.target, report);
  if (site.ai_txt) read_ai_txt(*site.ai_txt, url.target, report);
  if (site.licence) read_rsl(*site.licence, url.target, report);
}

}  // namespace sleeve
