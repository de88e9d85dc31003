// Where a picture came from, and the notes that lie beside it.
#ifndef SLEEVE_SCREEN_PROVENANCE_H_
#define SLEEVE_SCREEN_PROVENANCE_H_

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/origin.h"
#include "screen/rights/beside.h"
#include "screen/rights/signal.h"

namespace sleeve {

/// Files that accompany a picture; empty where there is none.
struct Sidecars {
  std::string json;       ///< img2dataset's row, or one like it
  std::string headers;    ///< the raw header block of the response
  std::string xmp;        ///< an XMP packet
  std::string html;       ///< the page that shows the picture
  bool has_more = false;  ///< there are some that are too large to be read

  bool operator==(const Sidecars&) const = default;
};

/// What the sidecars tell about the way here, for the evidence.
struct Provenance {
  std::string url;       ///< from which it was fetched, the last one
  std::string page_url;  ///< of the page that shows it
  std::string fetched_at;
  std::string upstream_sha256;  ///< of the bytes before re-encoding
  std::string uid;              ///< as DataComp names its samples
  std::string collected_by;     ///< who fetched it, as the data says
  std::string tool;             ///< with which program
  std::string dataset;

  bool operator==(const Provenance&) const = default;
};

/// Reads the sidecars of the file `path`: path.json or stem.json, path.headers,
/// path.xmp or stem.xmp, path.html. Those beyond 1 MiB are not read, and told.
Sidecars read_sidecars(const std::filesystem::path& path);

/// What the picture was before img2dataset resized it: original_width,
/// original_height and exif of the JSON, as far as they are there.
Origin read_origin(const Sidecars& sidecars);

/// A folder with one folder for each host, holding robots.txt, tdmrep.json (or
/// .well-known/tdmrep.json), ai.txt and license.xml as they were fetched;
/// robots.txt.error says that the server failed. Threads may share it.
class SiteSnapshot {
 public:
  /// Throws Error (not_found) when there is no such folder.
  explicit SiteSnapshot(std::filesystem::path folder);

  /// The files of a host; null when it has no folder, and so nobody looked.
  std::shared_ptr<const SiteFiles> files(const std::string& host) const;

  /// A digest over the names and contents of all files, 64 hex digits.
  std::string digest() const;

 private:
  std::filesystem::path folder_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<const SiteFiles>> known_;
};

/// Adds what the sidecars and the snapshot (null for none) say to `report`,
/// and returns where the picture came from. A sidecar that cannot be parsed
/// is a fault of the report.
Provenance read_beside(const Sidecars& sidecars, const SiteSnapshot* snapshot,
                       RightsReport& report);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_PROVENANCE_H_
