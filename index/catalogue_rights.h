// Whose the artworks of a catalogue are: parties, declarations, licences,
// works, and who owned which artwork when.
#ifndef SLEEVE_INDEX_CATALOGUE_RIGHTS_H_
#define SLEEVE_INDEX_CATALOGUE_RIGHTS_H_

#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "index/catalogue.h"

namespace sleeve {

/// The kinds of records. Each is known by its key, and replaces an earlier one
/// of the same key.
enum class RightsKind { party, declaration, licence, work, artwork };

inline constexpr RightsKind kRightsKinds[] = {
    RightsKind::party, RightsKind::declaration, RightsKind::licence,
    RightsKind::work, RightsKind::artwork};

/// For example "party": the `record` member of interchange files.
const char* rights_kind_name(RightsKind kind);

/// One record: its fields by name; absent ones are empty. Keys: `party`,
/// `declaration`, `licence`, `work`; of an artwork `artwork_id`, `party` and
/// `valid_from` together. `updated` is the moment of its last change
/// ("2026-11-22T10:00:00.000Z"). With `removed` ("yes") it tells only that
/// there was a record of this key.
struct RightsRecord {
  RightsKind kind = RightsKind::party;
  std::map<std::string, std::string> fields;

  std::string get(const std::string& name) const;
  bool operator==(const RightsRecord&) const = default;
};

/// The names of a kind's fields, in order, the key's first.
std::span<const char* const> rights_fields(RightsKind kind);

/// How many of them are the key.
size_t key_fields(RightsKind kind);

/// What the tables say about one artwork at one date. The work is known at
/// every date, the rest only while somebody owns the artwork.
struct ArtworkRights {
  std::string party;   ///< id of who owns it then; empty when nobody is known
  std::string holder;  ///< the party's name
  std::string work;
  std::string title;
  std::string artist;
  std::string icpn;
  std::string territories;  ///< in which the party owns it, as it says
  std::vector<std::string> declarations;  ///< of the party, covering artwork
  std::string licence;  ///< that allows all intended uses then; or empty

  bool operator==(const ArtworkRights&) const = default;
};

/// All records, read at one moment. Threads may share it.
class RightsView {
 public:
  RightsView() = default;
  explicit RightsView(std::vector<RightsRecord> records);

  /// About artwork `id` on `date` ("2026-11-22"), for `uses` (use_name()s).
  /// A later beginning of ownership wins over an earlier one.
  ArtworkRights of(const std::string& id, const std::string& date,
                   const std::vector<std::string>& uses) const;

  const std::vector<RightsRecord>& records() const { return records_; }

  /// A digest of all records but the moments of their changes, 64 hex digits.
  std::string digest() const;

 private:
  const RightsRecord* find(RightsKind kind, const std::string& key) const;
  void put_work(ArtworkRights& rights) const;
  void put_party(ArtworkRights& rights, const std::string& id,
                 const std::string& date,
                 const std::vector<std::string>& uses) const;

  std::vector<RightsRecord> records_;
  std::map<std::pair<RightsKind, std::string>, size_t> by_key_;
  std::map<std::string, std::vector<size_t>> by_artwork_;
  std::map<std::string, std::vector<size_t>> by_party_;
};

/// Stores records in catalogue.db, in one transaction, and returns how many
/// were new or changed. A record without `updated` gets the present moment when
/// it changes something. Throws Error as Catalogue::add() does, and
/// invalid_argument for an unknown field or an empty key.
int64_t put_rights(const std::filesystem::path& catalogue,
                   std::span<const RightsRecord> records);

/// What became of records that another catalogue holds.
struct RightsMerge {
  int64_t records = 0;  ///< all that were to be merged
  int64_t changed = 0;
  int64_t older = 0;                   ///< what was here is newer, and stays
  std::vector<std::string> conflicts;  ///< same moment, not the same: sentences
};

/// As put_rights(), but only what is newer replaces what is there; of two that
/// changed at the same moment the greater one (bytewise) stays, wherever the
/// merge is made. Each record needs `updated`.
RightsMerge merge_rights(const std::filesystem::path& catalogue,
                         std::span<const RightsRecord> records);

/// All records of a catalogue, ordered by kind and key; with `removed` also
/// those that tell of removals. Throws Error as Catalogue::open() does.
RightsView read_rights(const std::filesystem::path& catalogue,
                       bool removed = false);

/// The present moment as `updated` has it.
std::string present_moment();

}  // namespace sleeve

#endif  // SLEEVE_INDEX_CATALOGUE_RIGHTS_H_
