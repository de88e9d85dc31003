// What the handles of sleeve.h hold.
#ifndef SLEEVE_C_API_HANDLES_H_
#define SLEEVE_C_API_HANDLES_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "c_api/sleeve.h"
#include "index/calibration.h"
#include "index/catalogue.h"
#include "index/matcher.h"
#include "index/parts.h"
#include "index/search_index.h"
#include "index/snapshot.h"

struct sleeve_catalogue {
  sleeve::Catalogue catalogue;
  int process;  ///< that opened it
};

struct sleeve_snapshot {
  std::shared_ptr<const sleeve::Snapshot> snapshot;
  std::shared_ptr<const sleeve::Parts> parts;
  sleeve::Calibration calibration;
  std::string calibration_text;  ///< the same as JSON

  sleeve::Matcher matcher(sleeve::Effort effort) const {
    return sleeve::Matcher(snapshot,
                           effort == sleeve::Effort::fast ? nullptr : parts,
                           calibration);
  }
};

struct sleeve_index {
  std::shared_ptr<const void> owner;  ///< of the codes, unless the caller is
  std::shared_ptr<const sleeve::SearchIndex> index;
  std::span<const uint8_t> codes;
  std::string about;
  size_t code_bytes = 0;
  int process = 0;  ///< that made it
};

namespace sleeve::c_api {

/// The catalogue of a handle. Throws Error (invalid_argument) for NULL and
/// after fork(), which SQLite's files do not survive.
Catalogue& catalogue_of(const sleeve_catalogue* handle);

/// Builds an index over `codes`, which `owner` keeps alive unless it is null.
std::unique_ptr<sleeve_index> make_index(const char* spec,
                                         std::span<const uint8_t> codes,
                                         size_t code_bytes,
                                         const sleeve_options* options,
                                         std::shared_ptr<const Snapshot> owner);

}  // namespace sleeve::c_api

#endif  // SLEEVE_C_API_HANDLES_H_
