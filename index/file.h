// The container of index files: named, checksummed sections that are used
// where they lie in memory. docs/index-file.md describes every byte.
#ifndef SLEEVE_INDEX_FILE_H_
#define SLEEVE_INDEX_FILE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sleeve {

inline constexpr uint32_t kIndexFileVersion = 1;

/// Names a section, with at most 16 bytes, and says how long it is.
struct SectionSize {
  std::string_view name;
  uint64_t bytes = 0;
};

/// Lays out an index file in memory.
class IndexFileWriter {
 public:
  /// All bytes of all sections are zero.
  explicit IndexFileWriter(std::span<const SectionSize> sections);

  /// The same in `memory`, which is zero, has file_bytes(sections) bytes and
  /// outlives the writer.
  IndexFileWriter(std::span<const SectionSize> sections,
                  std::span<uint8_t> memory);
  IndexFileWriter(IndexFileWriter&&) = default;
  IndexFileWriter& operator=(IndexFileWriter&&) = default;

  /// How large the file will be.
  static uint64_t file_bytes(std::span<const SectionSize> sections);

  /// The bytes of a section, to be filled. It starts at a multiple of 64.
  std::span<uint8_t> section(std::string_view name);

  /// Makes the checksums right. The file's bytes, if they are the writer's own.
  std::vector<uint8_t> finish() &&;

 private:
  void lay_out(std::span<const SectionSize> sections);

  std::vector<uint8_t> own_;
  std::span<uint8_t> bytes_;
};

/// A view of an index file's bytes, which must outlive it.
class IndexFile {
 public:
  IndexFile() = default;

  /// Checks header and section table. `name` is what sentences call the
  /// file, `advice` what they end with. Throws Error: corrupt, unsupported (a
  /// newer version).
  IndexFile(std::span<const uint8_t> bytes, std::string name,
            std::string advice = "Run `sleeve catalogue rebuild`.");

  /// Whether there is such a section.
  bool has(std::string_view name) const;

  /// The bytes of a section. Throws Error (corrupt) when there is none.
  std::span<const uint8_t> section(std::string_view name) const;

  /// Reads a whole section and compares its checksum. Throws Error (corrupt)
  /// when one bit is wrong.
  void check(std::string_view name) const;

  /// Throws Error (corrupt) that says `fault` about this file.
  [[noreturn]] void refuse(const std::string& fault) const;

 private:
  std::optional<uint32_t> find(std::string_view name) const;
  uint32_t need(std::string_view name) const;

  std::span<const uint8_t> bytes_;
  std::string name_;
  std::string advice_;
};

/// Makes all checksums in the bytes of an index file right, as far as the
/// section table makes sense. For writers, and for tests of readers.
void seal_index_file(std::span<uint8_t> bytes);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_FILE_H_
