#include "screen/works_table.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "screen/csv.h"
#include "screen/rights/beside.h"

namespace sleeve {
namespace {

constexpr char kColumns[] =
    "holder,artwork_id,title,artist,icpn,copies,different_files,copies_exist,"
    "copies_kept,why_kept,verdicts,source_domains,first_fetched,last_fetched,"
    "declarations\n";

std::string joined(const std::set<std::string>& texts, const char* separator) {
  std::string list;
  for (const std::string& text : texts) {
    list += (list.empty() ? "" : separator) + text;
  }
  return list;
}

std::string counted(const std::map<std::string, int64_t>& counts) {
  std::string list;
  for (const auto& [name, count] : counts) {
    list += (list.empty() ? "" : " ") + name + "=" + std::to_string(count);
  }
  return list;
}

}  // namespace

void WorksTable::add(const EvidenceRow& row, const ShownArtwork& artwork,
                     bool exists) {
  Found& found = found_[artwork.artwork_id];
  if (found.copies == 0) found.artwork = artwork;
  ++found.copies;
  found.existing += exists;
  found.kept += is_kept(row.verdict);
  found.digests.insert(row.sha256);
  ++found.verdicts[verdict_name(row.verdict)];
  if (is_kept(row.verdict) && !row.reviewed_by.empty()) {
    found.reasons.insert("reviewed by " + row.reviewed_by);
  } else if (is_kept(row.verdict) && !artwork.licence.empty()) {
    found.reasons.insert("licence " + artwork.licence);
  }
  if (const auto url = parse_url(row.url)) found.domains.insert(url->host);
  const std::string& when = row.fetched_at;
  if (when.empty()) return;
  if (found.first.empty() || when < found.first) found.first = when;
  if (found.last < when) found.last = when;
}

std::string WorksTable::text() const {
  std::vector<const Found*> order;
  for (const auto& [id, found] : found_) order.push_back(&found);
  std::sort(order.begin(), order.end(), [](const Found* a, const Found* b) {
    return std::tie(a->artwork.holder, a->artwork.title,
                    a->artwork.artwork_id) <
           std::tie(b->artwork.holder, b->artwork.title, b->artwork.artwork_id);
  });
  std::string text = kColumns;
  for (const Found* found : order) {
    const ShownArtwork& artwork = found->artwork;
    std::string line;
    for (const std::string& field :
         {artwork.holder, artwork.artwork_id, artwork.title, artwork.artist,
          artwork.icpn, std::to_string(found->copies),
          std::to_string(found->digests.size()),
          std::to_string(found->existing), std::to_string(found->kept),
          joined(found->reasons, "; "), counted(found->verdicts),
          joined(found->domains, " "), found->first, found->last,
          artwork.declarations}) {
      line += (line.empty() ? "" : ",") + csv_field(field);
    }
    text += line + "\n";
  }
  return text;
}

}  // namespace sleeve
