// Parties and pictures of a release notification.
#include <utility>

#include "core/iscc_image.h"
#include "index/identifiers.h"
#include "screen/catalogue/ern_parts.h"
#include "screen/catalogue/xml_path.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

// In 4.x the kind of an id is an element, in 3.x an attribute, and often
// neither is given.
void put_id(const XmlNode& id, ErnParty& party) {
  const std::string text(trimmed(id.text()));
  const std::string dpid = text_at(id, "DPID");
  const std::string isni = text_at(id, "ISNI");
  if (party.dpid.empty()) party.dpid = dpid;
  if (party.isni.empty()) party.isni = isni;
  if (text.empty()) return;
  const bool is_isni =
      is_true(attribute(id, "IsISNI")) || normalised_isni(text).valid;
  const bool is_dpid = is_true(attribute(id, "IsDPID")) ||
                       normalised_dpid(text).text.starts_with("PADPIDA");
  if (is_dpid && party.dpid.empty()) {
    party.dpid = text;
  } else if (is_isni && party.isni.empty()) {
    party.isni = text;
  }
}

// "DPID:PADPIDA..." and "PA-DPIDA-..." are one namespace.
std::string id_space(const std::string& given) {
  const Identifier dpid = normalised_dpid(given);
  return dpid.text.starts_with("PADPIDA") ? dpid.text : given;
}

// The file of a File element, in 4.x a URI, in 3.x name and folder.
void put_file(const XmlNode& node, std::vector<ErnFile>& files) {
  ErnFile file;
  file.line = node.line();
  file.path = first_text(node, {"URI", "URL"});
  if (file.path.empty()) {
    file.path = text_at(node, "FileName");
    std::string folder = text_at(node, "FilePath");
    if (!folder.empty() && !folder.ends_with('/')) folder += '/';
    if (!file.path.empty()) file.path = folder + file.path;
  }
  read_ern_hashes(node, file.hashes);
  if (!file.path.empty()) files.push_back(std::move(file));
}

// One container for each version: 4.x, 3.x, and what is often sent instead.
constexpr const char* kFilePaths[] = {
    "TechnicalDetails/File", "TechnicalDetails/DeliveryFile/File",
    "ImageDetailsByTerritory/TechnicalImageDetails/File",
    "TechnicalImageDetails/File"};

constexpr const char* kFingerprintPaths[] = {
    "TechnicalDetails/Fingerprint",
    "ImageDetailsByTerritory/TechnicalImageDetails/Fingerprint",
    "TechnicalImageDetails/Fingerprint"};

// An ISCC is an algorithm of the user's own; its digest is written in hex, or
// all of it as text.
std::string iscc_at(const XmlNode& node) {
  for (const char* path : kFingerprintPaths) {
    for (const XmlNode& print : find_all(node, path)) {
      const auto algorithm = find_first(print, "Algorithm");
      const auto type = find_first(print, "FingerprintAlgorithmType");
      const auto& named = algorithm ? algorithm : type;
      if (!named || !lower_case(attribute(*named, "UserDefinedValue"))
                         .starts_with("iscc")) {
        continue;
      }
      const std::string value =
          first_text(print, {"FingerprintValue", "Fingerprint"});
      for (const Algorithm size :
           {Algorithm::iscc_image, Algorithm::iscc_image256}) {
        if (const auto hash = parse_hex(size, value)) return iscc_text(*hash);
      }
      if (!value.empty()) return value;
    }
  }
  return "";
}

// Whose the picture is, and where. Of several controllers the first is the
// owner; the others are named.
void read_controllers(const XmlNode& node, const ErnPartyList& parties,
                      ErnImage& image) {
  for (const XmlNode& one : find_all(node, "ResourceRightsController")) {
    const auto party =
        parties.find(text_at(one, "RightsControllerPartyReference"));
    if (party == parties.end()) continue;
    if (image.controller.known() && image.controller != party->second) {
      image.other_controllers.push_back(party->second.name);
      continue;
    }
    image.controller = party->second;
    read_ern_territories(one, image.territories);
    for (const XmlNode& usage : find_all(one, "DelegatedUsageRights")) {
      read_ern_territories(usage, image.territories,
                           "TerritoryOfRightsDelegation");
    }
  }
  if (!image.territories.empty()) return;
  for (const XmlNode& details : find_all(node, "ImageDetailsByTerritory")) {
    read_ern_territories(details, image.territories);
  }
}

ErnImage read_image(const XmlNode& node, const ErnPartyList& parties) {
  ErnImage image;
  image.line = node.line();
  image.reference = text_at(node, "ResourceReference");
  image.type = first_text(node, {"Type", "ImageType"});
  for (const char* path :
       {"ResourceId/ProprietaryId", "ImageId/ProprietaryId"}) {
    const auto id = find_first(node, path);
    if (!id || !image.id.empty()) continue;
    image.id = trimmed(id->text());
    image.id_space = id_space(attribute(*id, "Namespace"));
  }
  if (image.type.empty() && image.id.starts_with("PACKSHOT:")) {
    image.type = "FrontCoverImage";
  }
  image.cline = first_text(
      node, {"CLine/CLineText", "ImageDetailsByTerritory/CLine/CLineText"});
  image.iscc = iscc_at(node);
  read_controllers(node, parties, image);
  for (const char* path : kFilePaths) {
    for (const XmlNode& file : find_all(node, path)) {
      put_file(file, image.files);
    }
  }
  return image;
}

}  // namespace

ErnParty read_ern_party(const XmlNode& node) {
  ErnParty party;
  party.name = first_text(node, {"PartyName/FullName", "PartyName"});
  for (const XmlNode& id : find_all(node, "PartyId")) put_id(id, party);
  return party;
}

ErnPartyList read_ern_parties(const XmlNode& root) {
  ErnPartyList parties;
  for (const XmlNode& node : find_all(root, "PartyList/Party")) {
    parties[text_at(node, "PartyReference")] = read_ern_party(node);
  }
  return parties;
}

void read_ern_territories(const XmlNode& node, std::string& list,
                          const std::string& codes) {
  const auto add = [&](const std::string& code) {
    const auto has = [&](const std::string& one) {
      return (" " + list + " ").find(" " + one + " ") != std::string::npos;
    };
    // The whole world holds all but what is taken from it.
    if (has(code) || (has("Worldwide") && !code.starts_with('-'))) return;
    if (code == "Worldwide") list.clear();
    list += (list.empty() ? "" : " ") + code;
  };
  for (const XmlNode& code : find_all(node, codes)) {
    if (!trimmed(code.text()).empty()) add(std::string(trimmed(code.text())));
  }
  for (const XmlNode& code : find_all(node, "Excluded" + codes)) {
    if (list.empty()) add("Worldwide");
    add("-" + std::string(trimmed(code.text())));
  }
}

void read_ern_hashes(const XmlNode& file, std::vector<ErnHash>& hashes) {
  for (const XmlNode& node : find_all(file, "HashSum")) {
    ErnHash hash;
    hash.algorithm = first_text(node, {"Algorithm", "HashSumAlgorithmType"});
    hash.value = first_text(node, {"HashSumValue", "HashSum"});
    if (!hash.value.empty()) hashes.push_back(std::move(hash));
  }
}

void read_ern_images(const XmlNode& root, const ErnPartyList& parties,
                     ErnMessage& message) {
  for (const XmlNode& node : find_all(root, "ResourceList/Image")) {
    ErnImage image = read_image(node, parties);
    if (image.reference.empty() && image.id.empty()) {
      message.faults.push_back(
          std::to_string(image.line) +
          ": Image: has neither a ResourceReference nor an id");
      continue;
    }
    message.images.push_back(std::move(image));
  }
}

}  // namespace sleeve
