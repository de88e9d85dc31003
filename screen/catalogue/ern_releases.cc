// Releases and deals of a release notification.
#include <algorithm>
#include <map>
#include <utility>

#include "screen/catalogue/ern_parts.h"
#include "screen/catalogue/xml_path.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

// Resources stand in lists of 3.x, or in groups within groups of 4.x.
void collect_resources(const XmlNode& node, int depth,
                       std::vector<std::string>& references) {
  if (depth > 16) return;
  for (const XmlNode& child : node.children()) {
    const std::string_view name = child.name();
    if (name == "ReleaseResourceReference" ||
        name == "LinkedReleaseResourceReference") {
      references.emplace_back(trimmed(child.text()));
    } else if (name == "ReleaseResourceReferenceList" ||
               name == "ResourceGroup" || name == "ResourceGroupContentItem" ||
               name == "ReleaseDetailsByTerritory") {
      collect_resources(child, depth + 1, references);
    }
  }
}

ErnParty label_of(const XmlNode& node, const ErnPartyList& parties) {
  const auto found = parties.find(text_at(node, "ReleaseLabelReference"));
  if (found != parties.end()) return found->second;
  ErnParty label;
  label.name =
      first_text(node, {"LabelName", "ReleaseDetailsByTerritory/LabelName"});
  return label;
}

std::string artist_of(const XmlNode& node, const ErnPartyList& parties) {
  const std::string name = first_text(
      node, {"DisplayArtistName", "ReleaseDetailsByTerritory/DisplayArtistName",
             "ReleaseDetailsByTerritory/DisplayArtist/PartyName/FullName",
             "DisplayArtist/PartyName/FullName"});
  if (!name.empty()) return name;
  const auto found =
      parties.find(text_at(node, "DisplayArtist/ArtistPartyReference"));
  return found == parties.end() ? "" : found->second.name;
}

// The ISRCs of recordings by their references.
std::map<std::string, std::string> read_recordings(const XmlNode& root) {
  std::map<std::string, std::string> isrcs;
  for (const char* kind :
       {"ResourceList/SoundRecording", "ResourceList/Video"}) {
    for (const XmlNode& node : find_all(root, kind)) {
      isrcs[text_at(node, "ResourceReference")] =
          first_text(node, {"SoundRecordingEdition/ResourceId/ISRC",
                            "ResourceId/ISRC", "SoundRecordingId/ISRC",
                            "VideoEdition/ResourceId/ISRC", "VideoId/ISRC"});
    }
  }
  return isrcs;
}

void put_isrcs(const std::map<std::string, std::string>& isrcs,
               ErnRelease& release) {
  for (const std::string& reference : release.resources) {
    const auto found = isrcs.find(reference);
    if (found == isrcs.end() || found->second.empty()) continue;
    release.isrc += (release.isrc.empty() ? "" : " ") + found->second;
  }
}

void put_terms(const XmlNode& terms, ErnRelease& release) {
  const bool first = ++release.deals == 1;
  if (!is_true(text_at(terms, "TakeDown"))) {
    read_ern_territories(terms, release.territories);
    release.taken_down = false;
    return;
  }
  release.taken_down |= first;
  release.ends = first_text(terms, {"ValidityPeriod/StartDate",
                                    "ValidityPeriod/StartDateTime"})
                     .substr(0, 10);
}

void put_deals(const XmlNode& root, std::vector<ErnRelease>& releases) {
  std::map<std::string, ErnRelease*> by_reference;
  for (ErnRelease& release : releases) {
    by_reference[release.reference] = &release;
  }
  for (const XmlNode& node : find_all(root, "DealList/ReleaseDeal")) {
    const std::vector<XmlNode> terms = find_all(node, "Deal/DealTerms");
    for (const XmlNode& reference : find_all(node, "DealReleaseReference")) {
      const auto found =
          by_reference.find(std::string(trimmed(reference.text())));
      if (found == by_reference.end()) continue;
      // Of the same deals over and over, one is enough.
      if (found->second->deals > 0) continue;
      for (const XmlNode& term : terms) put_terms(term, *found->second);
    }
  }
}

}  // namespace

ErnRelease read_ern_release(const XmlNode& node, const ErnPartyList& parties) {
  ErnRelease release;
  release.line = node.line();
  release.reference = text_at(node, "ReleaseReference");
  release.main = is_true(attribute(node, "IsMainRelease"));
  release.icpn = text_at(node, "ReleaseId/ICPN");
  release.grid = text_at(node, "ReleaseId/GRid");
  release.catno = text_at(node, "ReleaseId/CatalogNumber");
  release.title =
      first_text(node, {"DisplayTitleText", "DisplayTitle/TitleText",
                        "ReferenceTitle/TitleText", "Title/TitleText",
                        "ReleaseDetailsByTerritory/Title/TitleText"});
  release.artist = artist_of(node, parties);
  release.label = label_of(node, parties);
  release.cline = first_text(
      node, {"CLine/CLineText", "ReleaseDetailsByTerritory/CLine/CLineText"});
  collect_resources(node, 0, release.resources);
  return release;
}

void read_ern_releases(const XmlNode& root, const ErnPartyList& parties,
                       ErnMessage& message) {
  const auto isrcs = read_recordings(root);
  for (const XmlNode& node : find_all(root, "ReleaseList/Release")) {
    ErnRelease release = read_ern_release(node, parties);
    put_isrcs(isrcs, release);
    message.releases.push_back(std::move(release));
  }
  // The release of which the others are parts comes first.
  std::stable_partition(message.releases.begin(), message.releases.end(),
                        [](const ErnRelease& r) { return r.main; });
  put_deals(root, message.releases);
}

}  // namespace sleeve
