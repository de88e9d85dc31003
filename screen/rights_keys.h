// How records about rights that come from elsewhere are known: identifiers in
// one spelling, and keys made of them.
#ifndef SLEEVE_SCREEN_RIGHTS_KEYS_H_
#define SLEEVE_SCREEN_RIGHTS_KEYS_H_

#include <string>
#include <vector>

#include "index/catalogue_rights.h"

namespace sleeve {

/// Gives every identifier of `record` its one spelling. Invalid ones are kept,
/// and their fields named in `invalid`. `isrc` may hold several.
void normalise_identifiers(RightsRecord& record);

/// Of a work: "icpn:...", else by grid, mbid, discogs, else by artist and
/// title; empty when it has none of them.
std::string work_key(const RightsRecord& work);

/// Of a party: "dpid:...", else by isni, else by name; or empty.
std::string party_key(const RightsRecord& party);

/// A sentence for each invalid identifier: "work \"icpn:123\": icpn 123 is
/// not valid".
std::vector<std::string> invalid_identifiers(const RightsRecord& record);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_KEYS_H_
