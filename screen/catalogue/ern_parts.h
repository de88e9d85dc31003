// The parts of a release notification, for ern.cc.
#ifndef SLEEVE_SCREEN_CATALOGUE_ERN_PARTS_H_
#define SLEEVE_SCREEN_CATALOGUE_ERN_PARTS_H_

#include <map>
#include <string>
#include <vector>

#include "screen/catalogue/ern.h"
#include "screen/rights/xml.h"

namespace sleeve {

/// Parties by their references ("PLabel").
using ErnPartyList = std::map<std::string, ErnParty>;

/// Of an element that holds PartyId and PartyName.
ErnParty read_ern_party(const XmlNode& node);

ErnPartyList read_ern_parties(const XmlNode& root);

/// Adds what TerritoryCode and ExcludedTerritoryCode elements below `node` (or
/// `codes` and "Excluded" + `codes`) say to a list: codes with spaces between,
/// each once, excluded ones with a "-" before them ("Worldwide -US").
void read_ern_territories(const XmlNode& node, std::string& list,
                          const std::string& codes = "TerritoryCode");

/// Appends what HashSum elements below `file` say.
void read_ern_hashes(const XmlNode& file, std::vector<ErnHash>& hashes);

/// Fills in message.images.
void read_ern_images(const XmlNode& root, const ErnPartyList& parties,
                     ErnMessage& message);

/// Identifiers, title, artist, label and references; no deals.
ErnRelease read_ern_release(const XmlNode& node, const ErnPartyList& parties);

/// Fills in message.releases, their deals and recordings included.
void read_ern_releases(const XmlNode& root, const ErnPartyList& parties,
                       ErnMessage& message);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CATALOGUE_ERN_PARTS_H_
