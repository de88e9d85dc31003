// Finds the records of a file of fingerprints by the names of their pictures.
#ifndef SLEEVE_SCREEN_DEDUPE_RECORD_NAMES_H_
#define SLEEVE_SCREEN_DEDUPE_RECORD_NAMES_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "screen/dedupe/fingerprint_file.h"

namespace sleeve {

/// Needed only while inputs are read: it takes 16 to 32 bytes a record.
class RecordNames {
 public:
  /// Of all records that `file`, which must outlive this, can read now. Throws
  /// Error (unsupported) for more than 4,000,000,000.
  explicit RecordNames(const FingerprintFile& file);

  /// The latest record for a row of the inputs. `unread` rows, which the source
  /// itself could not read, are apart from others.
  std::optional<uint32_t> find(std::string_view path, bool unread) const;

 private:
  struct Slot {
    uint32_t digest = 0;  ///< 0: empty
    uint32_t number = 0;
  };
  size_t slot_of(std::string_view path, bool unread, uint64_t digest) const;

  const FingerprintFile& file_;
  std::vector<Slot> slots_;  ///< open addressing, a power of two
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_RECORD_NAMES_H_
