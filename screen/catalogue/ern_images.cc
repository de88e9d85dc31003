// Parties and pictures of a release notification.
#include <utility>

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
  const auto controller = parties.find(
      text_at(node, "ResourceRightsController/RightsControllerPartyReference"));
  if (controller != parties.end()) image.controller = controller->second;
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
