// What a delivery of artwork brings into a catalogue.
#ifndef SLEEVE_SCREEN_CATALOGUE_DELIVERY_H_
#define SLEEVE_SCREEN_CATALOGUE_DELIVERY_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "index/catalogue_rights.h"
#include "screen/catalogue/ern.h"
#include "screen/catalogue/ownership.h"

namespace sleeve {

/// A picture that is to become an artwork.
struct DeliveredPicture {
  std::string artwork_id;
  std::string file;  ///< its path; empty when it has none, or `bytes` are it
  std::vector<uint8_t> bytes;   ///< of a picture inside another file
  std::vector<ErnHash> hashes;  ///< that its bytes must have
  std::string place;            ///< "m.xml:12: Image A2"
  std::string container = {};   ///< the file that `bytes` are inside of
};

/// Filled by many readers, one after another.
struct Delivery {
  std::vector<RightsRecord> records;  ///< parties and works
  std::vector<DeliveredPicture> pictures;
  std::vector<std::string> removed;  ///< ids of artworks
  std::vector<std::string> faults;   ///< "m.xml:12: Image A2: ..."
  std::vector<std::string> notes;    ///< what is no fault, but worth a word
  int64_t messages = 0;

  /// Ids of pictures that came inside other files, so that each comes once.
  std::set<std::string> seen;

  /// Keys of parties with an identifier, by name; empty for ambiguous names.
  std::map<std::string, std::string> parties;
};

/// Adds what `message` from the file `path` says: works, parties and pictures
/// to `delivery`, claims to `ownership`. A take-down ends the claims of the
/// sender's artworks; the artworks stay, since a withdrawn cover is still
/// somebody's. A purge removes them. What is older than a message that was
/// read before changes nothing.
void apply_ern(const ErnMessage& message, const std::string& path,
               Ownership& ownership, Delivery& delivery);

/// Notes a party of the catalogue, so that its name alone will do.
void know_party(const RightsRecord& party, Delivery& delivery);

/// Adds a party, and returns its key; empty when nothing is known of it. One
/// of which only the name is known is taken for the one of that name that has
/// an identifier.
std::string put_party(const ErnParty& party, Delivery& delivery);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CATALOGUE_DELIVERY_H_
