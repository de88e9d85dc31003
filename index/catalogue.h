// The catalogue: artworks on disk, in a directory whose truth is catalogue.db.
#ifndef SLEEVE_INDEX_CATALOGUE_H_
#define SLEEVE_INDEX_CATALOGUE_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/details.h"
#include "core/fingerprint.h"
#include "index/parts.h"
#include "index/snapshot.h"

namespace sleeve {

/// One picture of the catalogue.
struct Artwork {
  std::string id;  ///< unique in its catalogue, not empty; any bytes but NUL
  std::string sha256;  ///< of the encoded bytes, 64 hex digits
  Fingerprint fingerprint;

  /// Without details an artwork is only found by its fingerprint.
  std::optional<Details> details = {};

  bool operator==(const Artwork&) const = default;
};

/// What add() did with one artwork.
enum class Added {
  added,      ///< the id was new
  replaced,   ///< the id was known with other bytes or another fingerprint
  unchanged,  ///< the id was known with the same bytes and fingerprint
};

/// What became of one id: the artwork as it is since `updated`
/// ("2026-11-22T10:00:00.000Z"), or its removal then.
struct CatalogueChange {
  Artwork artwork;  ///< only its id when it was removed
  bool removed = false;
  std::string updated;

  bool operator==(const CatalogueChange&) const = default;
};

/// What merge() did.
struct CatalogueMerge {
  int64_t added = 0;
  int64_t replaced = 0;
  int64_t removed = 0;
  int64_t unchanged = 0;
  int64_t older = 0;                   ///< what was here is newer, and stays
  std::vector<std::string> conflicts;  ///< sentences: two origins disagree
};

struct CatalogueInfo {
  std::filesystem::path path;
  int64_t artworks = 0;
  int64_t without_details = 0;  ///< artworks that are found as wholes only
  int64_t removed = 0;          ///< tombstones: ids that once were in it
  uint64_t generation = 0;      ///< grows with every change
  int format_version = 0;       ///< of catalogue.db
  std::string hash_identity;    ///< for example "cover256/1"
  bool index_current = false;   ///< index/ holds this generation whole
  int64_t unmerged = -1;        ///< changes since index/ was made, which are
                                ///< laid over it; -1: it must be made anew
  uint64_t database_bytes = 0;
  uint64_t index_bytes = 0;
};

/// A directory with catalogue.db (SQLite, WAL: the truth) and index/ (derived,
/// always rebuildable). Many readers work beside one writer; a change is
/// acknowledged when the call returns, and survives kill -9 from then on.
/// An object belongs to one thread at a time.
class Catalogue {
 public:
  enum class Mode {
    read,    ///< must exist
    write,   ///< must exist
    create,  ///< made when missing
  };

  /// Opens the catalogue in directory `path`. Throws Error: not_found (no
  /// catalogue there), corrupt (damaged, or not Sleeve's), unsupported (newer
  /// format, other hash identity), io_error (disk full, no permission).
  static Catalogue open(const std::filesystem::path& path, Mode mode);

  Catalogue(Catalogue&&) noexcept;
  Catalogue& operator=(Catalogue&&) noexcept;
  ~Catalogue();

  /// Adds or replaces in one transaction: all of `artworks`, or on an Error
  /// none. Element i of the result tells about artwork i. Throws Error:
  /// invalid_argument (an id, a digest or a fingerprint that cannot be, or the
  /// catalogue is open for reading), unsupported (another hash algorithm),
  /// io_error (no room, or another process has been writing for more than five
  /// seconds); what was acknowledged before is safe.
  std::vector<Added> add(std::span<const Artwork> artworks);

  /// Removes in one transaction and leaves tombstones; element i tells
  /// whether ids[i] was there. Throws Error as add() does.
  std::vector<bool> remove(std::span<const std::string> ids);

  /// Merges in one transaction what another catalogue, called `origin`, holds:
  /// for each id the newer change stays, and of two of the same moment the
  /// greater content, so that catalogues agree in whatever order they merge.
  /// Throws Error as add() does.
  CatalogueMerge merge(std::span<const CatalogueChange> changes,
                       const std::string& origin);

  /// Calls `visit` for every artwork and every removal, ordered by id. Of
  /// catalogues that were not written since they came to be kept, the moments
  /// are empty. As list() otherwise.
  void list_changes(
      const std::function<void(const CatalogueChange&)>& visit) const;

  /// Whether the catalogue holds `id` with exactly these bytes (sha256) under
  /// the present hash identity, so that hashing them again can be skipped.
  bool holds(const std::string& id, const std::string& sha256) const;

  /// Whether the catalogue holds an artwork of this id.
  bool holds_id(const std::string& id) const;

  /// As holds(), and its details too.
  bool holds_details(const std::string& id, const std::string& sha256) const;

  /// Calls `visit` for every artwork, ordered by id (bytewise). `visit` must
  /// not change the catalogue. Throws Error (corrupt) at a damaged record.
  void list(const std::function<void(const Artwork&)>& visit) const;

  CatalogueInfo info() const;

  /// Checks database, fingerprints and index. Returns a sentence for each
  /// fault; empty when all is well.
  std::vector<std::string> verify() const;

  /// Makes index/ anew from catalogue.db. Throws Error: io_error, corrupt (a
  /// damaged record, which verify() names), invalid_argument (the catalogue is
  /// open for reading).
  void rebuild();

  /// The artworks of this moment, unchanged by later writes. A few changes
  /// since index/ was made are laid over it in memory. Where there are more
  /// (docs/index-file.md says how many), or where it is damaged, it is made
  /// anew first; where it cannot be written, in memory, and info() goes on
  /// saying that it is not current. Throws Error (corrupt) when a record is
  /// damaged.
  std::shared_ptr<const Snapshot> snapshot() const;

  /// The details of the artworks of `snapshot`, by position, kept in a file of
  /// index/ in the same way. Throws Error: corrupt, as snapshot(); and
  /// io_error when the catalogue has changed since `snapshot` was taken.
  std::shared_ptr<const Parts> parts(const Snapshot& snapshot) const;

 private:
  struct State;
  explicit Catalogue(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_CATALOGUE_H_
