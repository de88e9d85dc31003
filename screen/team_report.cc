#include "screen/team_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "screen/plain_text.h"

namespace sleeve {
namespace {

constexpr size_t kShownRows = 20;

template <class Map>
std::string share_lines(const char* title, const Map& shares) {
  if (shares.empty()) return "";
  std::vector<std::pair<std::string, typename Map::mapped_type>> order(
      shares.begin(), shares.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) {
                     return a.second.pictures > b.second.pictures;
                   });
  std::string text =
      fmt::format("\n{}:\n{:>13} {:>12}\n", title, "pictures", "must go");
  const size_t shown = std::min(order.size(), kShownRows);
  for (size_t i = 0; i < shown; ++i) {
    text +=
        fmt::format("{:>13} {:>12}  {}\n", grouped(order[i].second.pictures),
                    grouped(order[i].second.dropped), one_line(order[i].first));
  }
  if (shown < order.size()) {
    text += fmt::format("{:>13} more\n",
                        grouped(static_cast<int64_t>(order.size() - shown)));
  }
  return text;
}

}  // namespace

void TeamReport::add(const EvidenceRow& row, const std::string& domain) {
  ++pictures_;
  const bool dropped = !is_kept(row.verdict);
  ++rules_[fmt::format("{:<17}{}", verdict_name(row.verdict), row.rule)];
  for (const auto& [name, status] : row.channels) ++channels_[name][status];
  const auto count = [&](Share& share) {
    ++share.pictures;
    share.dropped += dropped;
  };
  if (!domain.empty()) count(domains_[domain]);
  std::set<std::string> holders;
  for (const ShownArtwork& artwork : row.artworks) {
    const bool known = !artwork.holder.empty();
    holders.insert(known ? artwork.holder : "(holder not known)");
  }
  for (const std::string& holder : holders) count(holders_[holder]);
  if (row.verdict != Verdict::review) return;
  ++reviews_;
  if (open_.size() < kShownRows) {
    open_.push_back(fmt::format("{:>13}  {}: {}\n", row.line,
                                one_line(row.path), one_line(row.reason)));
  }
}

std::string TeamReport::text(const ToldParameters& parameters) const {
  std::string text = fmt::format("{} pictures\n\n", grouped(pictures_));
  for (const auto& [name, told] : parameters) {
    if (told.empty()) continue;
    text += fmt::format("{:>13}  {}\n", name, one_line(told));
  }
  text += "\nVerdicts, and the rules behind them:\n";
  for (const auto& [rule, count] : rules_) {
    text += fmt::format("{:>13}  {}\n", grouped(count), rule);
  }
  text += share_lines("Holders of the artworks that were found", holders_);
  text += share_lines("Sites that the pictures came from", domains_);
  text += fmt::format(
      "\nWhere rights were looked for:\n{:>13} {:>12} {:>12} "
      "{:>12}\n",
      "present", "absent", "malformed", "not checked");
  for (const auto& [name, statuses] : channels_) {
    const auto count = [&all = statuses](const char* status) {
      const auto found = all.find(status);
      return grouped(found == all.end() ? 0 : found->second);
    };
    text += fmt::format("{:>13} {:>12} {:>12} {:>12}  {}\n", count("present"),
                        count("absent"), count("malformed"),
                        count("not_checked"), name);
  }
  if (reviews_ == 0) return text + "\nNothing is left to review.\n";
  text += fmt::format("\nLeft to review ({}), by line:\n", grouped(reviews_));
  for (const std::string& row : open_) text += row;
  return text;
}

}  // namespace sleeve
