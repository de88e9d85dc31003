// The page of a disclosure: both pictures side by side, where the artwork lies
// in the picture, and what was found.
#ifndef SLEEVE_SCREEN_DISCLOSURE_PAGE_H_
#define SLEEVE_SCREEN_DISCLOSURE_PAGE_H_

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "index/catalogue_places.h"
#include "screen/evidence_rows.h"
#include "screen/source.h"

namespace sleeve {

/// A small JPEG of a picture whose bytes are there; empty when it cannot be
/// decoded.
using DrawThumbnail = std::function<std::vector<uint8_t>(const Item& item)>;

/// Gathers rows and writes them as one page of HTML that needs no other file.
class DisclosurePage {
 public:
  /// Notes one artwork that a picture shows. Of more than 500 only the number
  /// is kept: a page with more pictures is of no use to anybody.
  void add(int64_t number, const EvidenceRow& row, const ShownArtwork& artwork,
           bool exists);

  /// The artworks that the page shows.
  std::vector<std::string> artworks() const;

  /// The page. Pictures are read where their names lead, artworks at their
  /// `places`, or else where their ids lead: files, members of tar shards and
  /// WARC files (each shard once), and audio files. A picture that is not the
  /// one of the evidence or the catalogue is not shown.
  std::string html(int64_t pictures,
                   const std::map<std::string, ArtworkPlace>& places,
                   const DrawThumbnail& draw) const;

 private:
  struct Entry {
    int64_t number = 0;
    EvidenceRow row;
    ShownArtwork artwork;
    bool exists = false;
  };

  // Path of a picture, and its SHA-256; empty where any will do.
  using Wanted = std::pair<std::string, std::string>;
  using Thumbnails = std::map<Wanted, std::vector<uint8_t>>;
  using Places = std::map<std::string, ArtworkPlace>;

  static Wanted artwork_of(const Entry& entry, const Places& places);
  Thumbnails read_thumbnails(const Places& places,
                             const DrawThumbnail& draw) const;
  static std::string entry_html(const Entry& entry, const Places& places,
                                const Thumbnails& pictures);

  std::vector<Entry> entries_;
  int64_t rows_ = 0;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DISCLOSURE_PAGE_H_
