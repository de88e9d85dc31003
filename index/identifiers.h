// Identifiers of the music industry: one spelling each, check digits verified.
#ifndef SLEEVE_INDEX_IDENTIFIERS_H_
#define SLEEVE_INDEX_IDENTIFIERS_H_

#include <string>
#include <string_view>

namespace sleeve {

/// An identifier in its one spelling, and whether it can be right. What is
/// wrong is kept as it was given, without white space and hyphens.
struct Identifier {
  std::string text;
  bool valid = false;

  bool operator==(const Identifier&) const = default;
};

/// UPC, EAN, GTIN or ICPN: 8 to 14 digits, padded to 14; GS1's mod 10.
Identifier normalised_icpn(std::string_view text);

/// Global Release Identifier: 18 letters and digits; ISO 7064 mod 37,36.
Identifier normalised_grid(std::string_view text);

/// DDEX party id: "PADPIDA" and 11 more, with or without "DPID:"; the same
/// check over all of it.
Identifier normalised_dpid(std::string_view text);

/// ISO 3901: 12 letters and digits. It has no check digit.
Identifier normalised_isrc(std::string_view text);

/// ISO 27729: 16 digits, the last may be X; ISO 7064 mod 11,2.
Identifier normalised_isni(std::string_view text);

/// A MusicBrainz id: a UUID, lower case; its address is read too.
Identifier normalised_mbid(std::string_view text);

/// An ISCC (ISO 24138): "ISCC:" and base32, whose header must tell an
/// Image-Code of version 0 and the length that is there.
Identifier normalised_iscc(std::string_view text);

/// The number of a release at Discogs: "249504", and also "r249504",
/// "[r249504]" and its address; of a master release "m96559".
Identifier normalised_discogs(std::string_view text);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_IDENTIFIERS_H_
