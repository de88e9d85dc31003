// Who owns which artwork when, while deliveries change it.
#ifndef SLEEVE_SCREEN_CATALOGUE_OWNERSHIP_H_
#define SLEEVE_SCREEN_CATALOGUE_OWNERSHIP_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "index/catalogue_rights.h"

namespace sleeve {

/// The day before a day ("2024-03-01" gives "2024-02-29"); what is no day is
/// given back.
std::string day_before(const std::string& day);

/// The message that a claim came from: its `source` field
/// ("ern/43 PADPIDA9999999999N M-1 2024-05-16T00:00:00Z").
struct MessageSource {
  std::string version;
  std::string sender;
  std::string id;
  std::string created;

  /// Each as one word: spaces become "_", nothing becomes "-".
  static MessageSource make(const std::string& version,
                            const std::string& sender, const std::string& id,
                            const std::string& created);

  std::string text() const;
  /// Nothing when `source` is not of that form.
  static std::optional<MessageSource> parse(const std::string& source);
};

/// The claims on artworks as they are, and as deliveries change them.
class Ownership {
 public:
  /// `artworks` are records of the kind artwork; others are passed over.
  explicit Ownership(const std::vector<RightsRecord>& records);

  /// Notes that `claim.party` owns `claim.artwork_id` from `day` on, or as
  /// long as before when it does already. An owner before it ends the day
  /// before. Fields that `claim` lacks stay as they were.
  void claim(RightsRecord claim, const std::string& day);

  /// Stores a claim as it is given.
  void set(const RightsRecord& claim) { put(claim); }

  /// Notes what an undated source says: fields of the present claim when it is
  /// of the same party, or when `claim` names none; otherwise a claim beside
  /// it.
  void describe(RightsRecord claim);

  /// Notes in the present claim what checking the file's hash sums told.
  void note_checksum(const std::string& artwork_id, const std::string& told);

  /// Ends the present claims on an artwork with `day`; their source becomes
  /// `source`.
  void end(const std::string& artwork_id, const std::string& day,
           const std::string& source);

  /// Removes all claims on an artwork.
  void remove(const std::string& artwork_id);

  /// The artworks of a work, sorted, those of ended claims included; none for
  /// an empty key.
  std::vector<std::string> artworks_of(const std::string& work) const;

  /// The claim without an end, if there is one.
  const RightsRecord* present(const std::string& artwork_id) const;

  /// The newest message that any claim on the artwork came from.
  std::optional<MessageSource> newest(const std::string& artwork_id) const;

  /// The records that changed since the last call, as they are now.
  std::vector<RightsRecord> take_changes();

 private:
  using Key = std::pair<std::string, std::string>;  ///< party, valid_from
  using Claims = std::map<Key, RightsRecord>;

  void put(const RightsRecord& claim);

  std::map<std::string, Claims> claims_;
  std::map<std::string, std::set<std::string>> by_work_;
  std::map<std::string, RightsRecord> changes_;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CATALOGUE_OWNERSHIP_H_
