// A file of fingerprints: computed once, kept, reused and added to.
#ifndef SLEEVE_SCREEN_DEDUPE_FINGERPRINT_FILE_H_
#define SLEEVE_SCREEN_DEDUPE_FINGERPRINT_FILE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index/disk.h"
#include "screen/dedupe/fingerprint_record.h"
#include "screen/dedupe/part_record.h"
#include "screen/file_descriptor.h"

namespace sleeve {

/// Records are numbered from 0 in the order in which they were appended. What
/// is appended is in checksummed blocks on its way to the file after a quarter
/// of a second or a megabyte; a kill loses no more. One process at a time.
///
/// Every call may throw Error (io_error). Belongs to one thread at a time, but
/// record() may run beside append().
class FingerprintFile {
 public:
  /// Opens the file, or makes it. A torn last block, which a kill left, is cut
  /// off. Throws Error: corrupt (damage elsewhere, or another kind of file),
  /// unsupported (a newer version, another hash), io_error (another process
  /// has it).
  explicit FingerprintFile(std::string path);

  /// Tells this file from others; given when it was made.
  uint64_t id() const { return id_; }

  /// Records that were there when the file was opened or reload()ed.
  size_t size() const { return offsets_.size(); }

  /// Records with those appended since.
  size_t next_number() const { return next_number_; }

  /// Valid until reload().
  RecordView record(size_t number) const;

  /// The digest of decoded pixels that was kept for a record.
  std::optional<PixelDigest> pixels(size_t number) const;

  /// Whether details of a record were kept, and what they are. details_of() is
  /// only for records that have them.
  bool has_details(size_t number) const;
  PictureDetails details_of(size_t number) const;
  size_t keypoints_of(size_t number) const;

  /// What searching a picture came to under this key, if it was kept.
  std::optional<PartsFound> parts_of(size_t number, uint64_t key) const;

  /// Appends, and returns the number that the record will have.
  size_t append(const PictureRecord& record);

  /// Keeps the digest of decoded pixels of a record.
  void append(size_t number, const PixelDigest& digest);

  /// Keeps the details of a record.
  void append(size_t number, const PictureDetails& details);

  /// Keeps which parts a picture shows.
  void append(const PartsFound& found);

  void flush();

  /// Waits until the disk has all, and makes what was appended readable.
  void reload();

 private:
  [[noreturn]] void fail(const char* what, int error) const;
  [[noreturn]] void refuse(const std::string& fault) const;
  void start_file();
  void read_blocks();
  void read_entries(uint64_t begin, uint64_t end);
  void take_entry(uint32_t kind, uint64_t begin, uint64_t end);
  void take_details(uint64_t begin, uint64_t end);
  void take_parts(uint64_t begin, uint64_t end);
  std::span<const uint8_t> entry_at(uint64_t begin) const;
  void add_entry(uint32_t kind, size_t begin);
  void begin_entry();

  std::string path_;
  FileDescriptor file_;
  std::optional<MappedFile> mapped_;
  uint64_t id_ = 0;
  std::vector<uint64_t> offsets_;
  std::unordered_map<uint64_t, PixelDigest> pixels_;
  std::vector<uint64_t> details_;                 ///< where, by record; 0: none
  std::unordered_map<uint64_t, uint64_t> parts_;  ///< where, by their digest

  std::vector<uint8_t> pending_;  ///< a block header and entries
  uint32_t pending_entries_ = 0;
  size_t next_number_ = 0;
  uint64_t end_ = 0;     ///< of the whole blocks in the file
  uint64_t loaded_ = 0;  ///< end of the blocks that were read
  double flushed_ = 0;   ///< when, in seconds of the steady clock
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_FINGERPRINT_FILE_H_
