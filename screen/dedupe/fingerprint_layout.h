// The bytes of a file of fingerprints: its header, and blocks of entries.
// docs/dedupe.md describes every byte.
#ifndef SLEEVE_SCREEN_DEDUPE_FINGERPRINT_LAYOUT_H_
#define SLEEVE_SCREEN_DEDUPE_FINGERPRINT_LAYOUT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "screen/worker/look.h"

namespace sleeve {

inline constexpr uint32_t kFingerprintVersion = 1;

/// Entries of a block, each padded to 8 bytes.
enum EntryKind : uint32_t {
  kPictureEntry = 1,
  kPixelsEntry = 2,
  kDetailsEntry = 3,
  kPartsEntry = 4,
};

struct FingerprintFileHeader {
  std::array<char, 8> magic{'S', 'L', 'E', 'E', 'V', 'E', 'F', 'P'};
  uint32_t version = kFingerprintVersion;
  uint32_t header_bytes = 64;
  std::array<char, 32> hash{};  ///< identity, padded with NUL
  uint64_t id = 0;              ///< tells files apart
  uint64_t checksum = 0;        ///< of what stands before it
};
static_assert(sizeof(FingerprintFileHeader) == 64);

struct FingerprintBlockHeader {
  std::array<char, 4> magic{'F', 'P', 'B', 'K'};
  uint32_t entries = 0;
  uint64_t bytes = 0;  ///< of the entries
  uint64_t entries_checksum = 0;
  uint64_t checksum = 0;  ///< of what stands before it
};
static_assert(sizeof(FingerprintBlockHeader) == 32);

struct FingerprintEntryHeader {
  uint32_t kind = 0;
  uint32_t bytes = 0;  ///< with the padding, without this header
};

struct PixelEntry {
  uint64_t number = 0;
  PixelDigest digest{};
};
static_assert(sizeof(PixelEntry) == 24);

/// The header of a file with this id, for today's hash.
FingerprintFileHeader fingerprint_file_header(uint64_t id);

/// The header of the block that `bytes` begin with; nothing when they do not
/// hold a whole one whose checksums are right.
std::optional<FingerprintBlockHeader> whole_block(
    std::span<const uint8_t> bytes);

/// Fills in the header, for which `block` has room before its entries.
void put_block_header(uint32_t entries, std::vector<uint8_t>& block);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_FINGERPRINT_LAYOUT_H_
