// Reads records about rights from files: JSON Lines and CSV.
#ifndef SLEEVE_SCREEN_RIGHTS_IMPORT_H_
#define SLEEVE_SCREEN_RIGHTS_IMPORT_H_

#include <string>
#include <string_view>
#include <vector>

#include "index/catalogue_rights.h"

namespace sleeve {

/// What a file gave: its records, identifiers in their one spelling, and a
/// sentence for each line that could not be used ("works.csv:7: ...").
struct RightsImport {
  std::vector<RightsRecord> records;
  std::vector<std::string> faults;
};

/// A line is an object with `record` (rights_kind_name()) and fields. Lists of
/// texts become words with spaces between them.
RightsImport read_rights_jsonl(std::string_view text, const std::string& file);

/// The first row names columns (RFC 4180): `artwork_id`, and any fields of
/// artwork and work, `holder` (a name), `dpid` and `isni`. Each row gives an
/// artwork, its work (known by icpn, else grid, else artist and title) and its
/// party (by dpid, else isni, else name). Throws Error (invalid_argument) when
/// there is no such first row.
RightsImport read_rights_csv(std::string_view text, const std::string& file);

/// The publicly known declarations that this build carries
/// (models/declarations.jsonl).
RightsImport public_declarations();

/// The records as JSON Lines.
std::string rights_jsonl(const std::vector<RightsRecord>& records);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_IMPORT_H_
