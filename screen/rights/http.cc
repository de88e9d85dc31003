// Reads HTTP response headers and the meta elements of a page.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "screen/rights/beside.h"
#include "screen/rights/fields.h"
#include "screen/rights/protocols.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

constexpr char kPlace[] = "HTTP response";

// Where a directive was found, and for whom.
struct RobotsField {
  Channel channel;
  Scope scope;
  const char* carrier;
  const char* place;
};

bool takes_value(std::string_view rule) {
  const auto& rules = protocols().x_robots_with_colon;
  return std::any_of(rules.begin(), rules.end(), [&](const std::string& known) {
    return equal_ignoring_case(known, rule);
  });
}

void put_rule(std::string_view rule, std::string_view bot,
              const RobotsField& field, RightsReport& report) {
  const Protocols& table = protocols();
  const auto known = table.x_robots.find(lower_case(rule));
  if (known == table.x_robots.end()) return;
  Signal signal = machine_signal(field.channel, field.carrier, field.place,
                                 known->second, rule);
  signal.scope = field.scope;
  if (!bot.empty()) {
    // Said to one crawler: it reserves only where that one makes data sets.
    signal.carrier += " (" + lower_case(bot) + ")";
    signal.note = "only for " + std::string(bot);
    const auto& crawlers = table.crawlers;
    if (std::find(crawlers.begin(), crawlers.end(), lower_case(bot)) ==
        crawlers.end()) {
      signal.effects = {};
    }
  }
  report.add(std::move(signal));
}

// "[bot:] rule, rule, bot: rule": a colon that does not belong to a rule
// names the crawler that it and the following rules are for. Values such as
// dates may hold commas; what is no known rule is passed over.
void read_directives(std::string_view value, const RobotsField& field,
                     RightsReport& report) {
  std::string_view bot;
  for (std::string_view item : split(value, ',')) {
    const size_t colon = item.find(':');
    if (colon != std::string_view::npos) {
      const std::string_view left = trimmed(item.substr(0, colon));
      if (takes_value(left)) continue;
      const bool name = !left.empty() &&
                        left.find_first_of(" \t0123456789") != 0 &&
                        left.find(' ') == std::string_view::npos;
      if (!name) continue;  // the rest of a date
      bot = left;
      item = trimmed(item.substr(colon + 1));
    }
    put_rule(item, bot, field, report);
  }
}

void read_reservation(std::string_view value, std::string_view policy,
                      const RobotsField& field, RightsReport& report) {
  value = trimmed(value);
  const Protocols& table = protocols();
  const bool sound = value == "0" || value == "1";
  const Effects effects = !sound         ? Effects{}
                          : value == "1" ? table.tdm_reserved
                                         : table.tdm_not_reserved;
  Signal signal =
      machine_signal(field.channel, field.carrier, field.place, effects, value);
  signal.scope = field.scope;
  if (!policy.empty()) signal.note = "policy " + std::string(policy);
  report.add(std::move(signal));
  if (!sound) {
    report.fault({field.channel}, field.place,
                 "tdm-reservation is neither 0 nor 1");
  }
}

std::string_view value_of(const HttpHeaders& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (equal_ignoring_case(key, name)) return value;
  }
  return {};
}

void read_content_usage(const std::string& field, RightsReport& report) {
  const auto effects = content_usage(field);
  Signal signal = machine_signal(Channel::http_content_usage, "Content-Usage",
                                 kPlace, effects.value_or(Effects{}), field);
  signal.scope = Scope::url;
  report.add(std::move(signal));
  if (!effects) {
    report.fault({Channel::http_content_usage}, kPlace,
                 "Content-Usage cannot be parsed");
  }
}

// Attributes of one tag: name="value", name='value' or name=value.
std::string attribute(std::string_view tag, std::string_view name) {
  for (size_t at = 0; at < tag.size();) {
    const size_t begin = tag.find_first_not_of(" \t\r\n/", at);
    if (begin == std::string_view::npos) break;
    size_t end = tag.find_first_of("= \t\r\n/", begin);
    if (end == std::string_view::npos) end = tag.size();
    const std::string_view key = tag.substr(begin, end - begin);
    at = std::max(end, begin + 1);
    const size_t equals = tag.find_first_not_of(" \t\r\n", end);
    if (equals == std::string_view::npos || tag[equals] != '=') continue;
    size_t start = tag.find_first_not_of(" \t\r\n", equals + 1);
    if (start == std::string_view::npos) break;
    const char quote = tag[start] == '"' || tag[start] == '\'' ? tag[start] : 0;
    if (quote != 0) ++start;
    const size_t stop = quote != 0 ? tag.find(quote, start)
                                   : tag.find_first_of(" \t\r\n", start);
    const std::string_view value = tag.substr(start, stop - start);
    if (equal_ignoring_case(key, name)) return std::string(value);
    at = stop == std::string_view::npos ? tag.size() : stop + 1;
  }
  return "";
}

}  // namespace

std::optional<Url> parse_url(std::string_view text) {
  text = trimmed(text);
  const size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const std::string name = lower_case(text.substr(0, scheme));
  if (name != "http" && name != "https") return std::nullopt;
  text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find('#'));
  const size_t end = std::min(text.find_first_of("/?"), text.size());
  std::string_view host = text.substr(0, end);
  host.remove_prefix(
      host.rfind('@') == std::string_view::npos ? 0 : host.rfind('@') + 1);
  if (!host.starts_with('[')) host = host.substr(0, host.find(':'));
  if (host.empty() || host.find("..") != std::string_view::npos) {
    return std::nullopt;
  }
  Url url{lower_case(host), std::string(text.substr(end))};
  if (!url.target.starts_with('/')) url.target = "/" + url.target;
  return url;
}

HttpHeaders parse_headers(std::string_view block) {
  HttpHeaders headers;
  while (!block.empty()) {
    const size_t end = std::min(block.find('\n'), block.size());
    std::string_view line = block.substr(0, end);
    block.remove_prefix(std::min(end + 1, block.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) {
      if (headers.empty()) continue;
      break;
    }
    if ((line[0] == ' ' || line[0] == '\t') && !headers.empty()) {
      headers.back().second += " " + std::string(trimmed(line));
      continue;
    }
    const size_t colon = line.find(':');
    if (line.starts_with("HTTP/") || colon == std::string_view::npos) continue;
    headers.emplace_back(trimmed(line.substr(0, colon)),
                         trimmed(line.substr(colon + 1)));
  }
  return headers;
}

void read_http(const HttpHeaders& headers, RightsReport& report) {
  for (const Channel channel : {Channel::http_x_robots, Channel::http_tdmrep,
                                Channel::http_content_usage}) {
    report.raise(channel, ChannelStatus::absent);
  }
  std::string usage;
  for (const auto& [name, value] : headers) {
    if (equal_ignoring_case(name, "X-Robots-Tag")) {
      read_directives(
          value, {Channel::http_x_robots, Scope::url, "X-Robots-Tag", kPlace},
          report);
    } else if (equal_ignoring_case(name, "tdm-reservation")) {
      read_reservation(
          value, value_of(headers, "tdm-policy"),
          {Channel::http_tdmrep, Scope::url, "tdm-reservation", kPlace},
          report);
    } else if (equal_ignoring_case(name, "Content-Usage")) {
      usage += (usage.empty() ? "" : ", ") + value;
    } else if (equal_ignoring_case(name, "Link") &&
               value.find("license") != std::string::npos) {
      report.add(text_signal(Channel::site_rsl, "Link", kPlace, value));
    }
  }
  if (!usage.empty()) read_content_usage(usage, report);
}

void read_html(std::string_view page, RightsReport& report) {
  report.raise(Channel::html_meta, ChannelStatus::absent);
  constexpr size_t kReadBytes = 1 << 20;
  const std::string lower = lower_case(page.substr(0, kReadBytes));
  for (size_t at = lower.find("<meta"); at != std::string::npos;
       at = lower.find("<meta", at + 5)) {
    const size_t end = std::min(lower.find('>', at), lower.size());
    const std::string_view tag = page.substr(at + 5, end - at - 5);
    const std::string name = lower_case(attribute(tag, "name"));
    const std::string content = attribute(tag, "content");
    if (name == "robots") {
      read_directives(content,
                      {Channel::html_meta, Scope::page, "meta robots", "page"},
                      report);
    } else if (name == "tdm-reservation") {
      read_reservation(
          content, "",
          {Channel::html_meta, Scope::page, "meta tdm-reservation", "page"},
          report);
    }
  }
}

void settle_precedence(RightsReport& report) {
  const bool said = std::any_of(
      report.signals.begin(), report.signals.end(), [](const Signal& signal) {
        return signal.channel == Channel::http_tdmrep &&
               signal.effects != Effects{};
      });
  if (!said) return;
  for (Signal& signal : report.signals) {
    if (signal.channel != Channel::site_tdmrep) continue;
    signal.effects = {};
    signal.note = "superseded by the HTTP header";
  }
}

}  // namespace sleeve
