#include "screen/disclosure_page.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "index/sha256.h"
#include "screen/catalogue/audio.h"
#include "screen/ed25519.h"
#include "screen/file_kind.h"
#include "screen/html_text.h"
#include "screen/rights/words.h"
#include "screen/warc.h"

namespace sleeve {
namespace {

constexpr size_t kShownRows = 500;

constexpr char kPage[] =
    "<!DOCTYPE html><meta charset=utf-8><title>Disclosure</title><style>"
    "body{font:15px sans-serif;max-width:70em;margin:2em auto}"
    "table{border-collapse:collapse}td,th{padding:.4em;border-top:1px solid "
    "#ccc;text-align:left;vertical-align:top}img{max-width:96px;display:block}"
    "div{position:relative;display:inline-block}svg{position:absolute;inset:0;"
    "width:100%;height:100%}polygon{fill:none;stroke:#f0f;stroke-width:2;"
    "vector-effect:non-scaling-stroke}.none{color:#888}</style>"
    "<h1>Disclosure</h1>"
    "<p>A match is evidence that pictures look alike, not of ownership or "
    "infringement; no match is no evidence of absence. The line in a picture "
    "shows where the artwork lies. Each row stands in the run's log under its "
    "leaf index.</p>"
    "<table><tr><th>#<th>Picture<th>Artwork<th>What was found<th>Where\n";

std::string escaped(std::string_view text) {
  return html_text(utf8_or_latin1(text));
}

// A line of its own, or nothing.
std::string line_of(const char* what, const std::string& text) {
  return text.empty() ? "" : std::string("<br>") + what + escaped(text);
}

std::string picture_html(const std::vector<uint8_t>& jpeg) {
  const std::string_view bytes = as_text(Bytes(jpeg));
  return "<img alt=\"\" src=\"data:image/jpeg;base64," + base64(bytes) + "\">";
}

// With a line around the region, which is told in the picture's own pixels.
std::string marked_html(const std::vector<uint8_t>& jpeg,
                        const EvidenceRow& row, const ShownArtwork& artwork) {
  if (row.columns <= 0 || row.rows <= 0) return picture_html(jpeg);
  std::string points;
  for (const Point& corner : artwork.region) {
    points += fmt::format("{:.0f},{:.0f} ", corner.x, corner.y);
  }
  return fmt::format(
      "<div>{}<svg viewBox=\"0 0 {} {}\" preserveAspectRatio=none><polygon "
      "points=\"{}\"/></svg></div>",
      picture_html(jpeg), row.columns, row.rows, points);
}

using Pictures = std::set<std::pair<std::string, std::string>>;
using Visit = std::function<void(const Item&)>;

void visit_file(const std::string& path, const Visit& visit) {
  Item item;
  item.name.path = path;
  std::error_code error;
  if (has_audio_extension(path) && std::filesystem::exists(path, error)) {
    const auto audio = read_audio(path);
    for (const AudioPicture& one :
         audio ? audio->pictures : std::vector<AudioPicture>()) {
      item.bytes = one.bytes;
      visit(item);
    }
    return;
  }
  read_bytes(item);
  if (!item.problem) visit(item);
}

// Those of `wanted` that are there; in a shard, or files when it is empty.
void for_each_picture(const std::string& shard, const Pictures& wanted,
                      const Visit& visit) {
  std::set<std::string> paths;
  for (const auto& [path, digest] : wanted) paths.insert(path);
  if (shard.empty()) {
    for (const std::string& path : paths) visit_file(path, visit);
    return;
  }
  std::error_code error;
  if (!std::filesystem::is_regular_file(shard, error)) return;
  SourceOptions options;
  options.wants = [&](const PictureName& name) {
    return paths.contains(name.path);
  };
  const auto source = Source::open({shard}, options);
  for (Item item; source->next(item);) {
    if (!item.problem && !item.bytes.empty()) visit(item);
  }
}

// The shard that a path leads into; empty for a file of its own.
std::string shard_of(const std::string& path) {
  for (size_t at = path.find('/'); at != path.npos;
       at = path.find('/', at + 1)) {
    const std::string part = path.substr(0, at);
    std::error_code error;
    if ((has_shard_extension(part) || has_warc_extension(part)) &&
        std::filesystem::is_regular_file(part, error)) {
      return part;
    }
  }
  return "";
}

}  // namespace

void DisclosurePage::add(int64_t number, const EvidenceRow& row,
                         const ShownArtwork& artwork, bool exists) {
  ++rows_;
  if (entries_.size() < kShownRows) {
    entries_.push_back({number, row, artwork, exists});
  }
}

std::vector<std::string> DisclosurePage::artworks() const {
  std::vector<std::string> ids;
  for (const Entry& entry : entries_) ids.push_back(entry.artwork.artwork_id);
  return ids;
}

DisclosurePage::Wanted DisclosurePage::artwork_of(const Entry& entry,
                                                  const Places& places) {
  const auto found = places.find(entry.artwork.artwork_id);
  if (found == places.end()) return {entry.artwork.artwork_id, ""};
  return {found->second.path, found->second.sha256};
}

DisclosurePage::Thumbnails DisclosurePage::read_thumbnails(
    const Places& places, const DrawThumbnail& draw) const {
  std::map<std::string, std::set<Wanted>> wanted;  // by shard
  for (const Entry& entry : entries_) {
    const Wanted artwork = artwork_of(entry, places);
    wanted[entry.row.shard].insert({entry.row.path, entry.row.sha256});
    wanted[shard_of(artwork.first)].insert(artwork);
  }
  Thumbnails pictures;
  for (const auto& [shard, all] : wanted) {
    for_each_picture(shard, all, [&, &all = all](const Item& item) {
      const std::string digest =
          sha256_hex(item.bytes.data(), item.bytes.size());
      for (const std::string& expected : {std::string(), digest}) {
        const Wanted key{item.name.path, expected};
        if (all.contains(key)) pictures[key] = draw(item);
      }
    });
  }
  return pictures;
}

std::string DisclosurePage::entry_html(const Entry& entry, const Places& places,
                                       const Thumbnails& pictures) {
  const auto& [number, row, artwork, exists] = entry;
  const auto picture = [&, &row = row, &artwork = artwork](const Wanted& wanted,
                                                           bool marked) {
    const auto found = pictures.find(wanted);
    if (found == pictures.end() || found->second.empty()) {
      return std::string("<span class=none>no picture</span>");
    }
    return marked ? marked_html(found->second, row, artwork)
                  : picture_html(found->second);
  };
  return fmt::format(
      "<tr><td>{}<td>{}<td>{}<td><b>{}</b> {}<br>{}<br>{}: {}<br>{}, distance "
      "{}, score {:.3f}, expected false matches {:.2g}{}{}"
      "<td>{}<br>{}{}{}{}{}<br>copy exists: {}<br>leaf {}\n",
      number, picture({row.path, row.sha256}, true),
      picture(artwork_of(entry, places), false),
      escaped(artwork.title.empty() ? artwork.artwork_id : artwork.title),
      escaped(artwork.artist), escaped(artwork.holder),
      verdict_name(row.verdict), escaped(row.reason), artwork.kind,
      artwork.distance, artwork.score, artwork.expected_false_matches,
      line_of("declared: ", artwork.declarations),
      line_of("territories: ", artwork.territories), escaped(row.path),
      escaped(row.url), line_of("fetched ", row.fetched_at),
      line_of("collected by ", row.collected_by), line_of("with ", row.tool),
      line_of("data set ", row.dataset), exists ? "yes" : "no", row.line - 1);
}

std::string DisclosurePage::html(
    int64_t pictures, const std::map<std::string, ArtworkPlace>& places,
    const DrawThumbnail& draw) const {
  const Thumbnails thumbnails = read_thumbnails(places, draw);
  std::string page = kPage;
  for (const Entry& entry : entries_) {
    page += entry_html(entry, places, thumbnails);
  }
  page += "</table>";
  if (rows_ > static_cast<int64_t>(entries_.size())) {
    page += "<p>The other rows are in disclosure.csv.</p>";
  }
  return page +
         fmt::format("<p>{} rows about {} pictures.</p>\n", rows_, pictures);
}

}  // namespace sleeve
