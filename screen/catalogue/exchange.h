// The exchange file: fingerprints and rights of a catalogue without a pixel,
// signed, so that others can find and respect its artworks.
#ifndef SLEEVE_SCREEN_CATALOGUE_EXCHANGE_H_
#define SLEEVE_SCREEN_CATALOGUE_EXCHANGE_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "index/catalogue.h"
#include "index/catalogue_rights.h"
#include "screen/checkpoint.h"

namespace sleeve {

/// The version of the format that this Sleeve writes; it reads this one.
inline constexpr int kExchangeVersion = 1;

struct ExchangeExport {
  int64_t artworks = 0;
  int64_t removals = 0;  ///< of artworks and of records
  int64_t records = 0;
  std::string verifier;  ///< verifier_text(); empty when it is not signed
};

/// Writes JSON Lines: a header, a line for each artwork (SHA-256, fingerprint,
/// details), for each removal and for each record about rights, and a
/// checkpoint over all of them (docs/file-formats.md). The file appears whole
/// or not at all. Throws Error: as Catalogue::open(), invalid_argument (an
/// origin that is none), io_error.
ExchangeExport export_exchange(const std::filesystem::path& catalogue,
                               const std::filesystem::path& file,
                               const std::string& origin,
                               const std::optional<SigningKey>& key);

struct ExchangeImport {
  std::string origin;
  CatalogueMerge artworks;
  RightsMerge records;
};

/// Merges a file into a catalogue, which is made when missing; twice is once.
/// One of `keys` must be of the file's origin and have signed it; without keys
/// `unsigned_too` must be set, and then only damage is noticed. Nothing is
/// merged before all was verified. Throws Error: invalid_argument (no key for
/// its origin, no exchange file), corrupt (changed or damaged, names the line),
/// unsupported (newer version, other hashes), and as Catalogue::add().
ExchangeImport import_exchange(const std::filesystem::path& catalogue,
                               const std::filesystem::path& file,
                               const std::vector<VerifierKey>& keys,
                               bool unsigned_too);

/// Whether a file begins as exchange files do.
bool is_exchange_file(const std::filesystem::path& file);

/// One line: nothing for header and checkpoint. Throws Error (corrupt) with a
/// phrase when it is none of them.
using ExchangeLine =
    std::variant<std::monostate, CatalogueChange, RightsRecord>;
ExchangeLine parse_exchange_line(std::string_view line);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CATALOGUE_EXCHANGE_H_
