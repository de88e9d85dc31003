#include "screen/dedupe/fingerprint_layout.h"

#include <cstddef>
#include <cstring>

#include "core/hash.h"
#include "index/checksum.h"

namespace sleeve {

FingerprintFileHeader fingerprint_file_header(uint64_t id) {
  FingerprintFileHeader header;
  header.id = id;
  algorithm_identity(Algorithm::cover256)
      .copy(header.hash.data(), header.hash.size() - 1);
  header.checksum =
      checksum(&header, offsetof(FingerprintFileHeader, checksum));
  return header;
}

std::optional<FingerprintBlockHeader> whole_block(
    std::span<const uint8_t> bytes) {
  FingerprintBlockHeader block;
  if (bytes.size() < sizeof block) return std::nullopt;
  std::memcpy(&block, bytes.data(), sizeof block);
  const auto entries = bytes.subspan(sizeof block);
  const bool whole =
      block.magic == FingerprintBlockHeader{}.magic &&
      block.checksum ==
          checksum(&block, offsetof(FingerprintBlockHeader, checksum)) &&
      block.bytes <= entries.size() &&
      block.entries_checksum == checksum(entries.data(), block.bytes);
  return whole ? std::optional(block) : std::nullopt;
}

void put_block_header(uint32_t entries, std::vector<uint8_t>& block) {
  FingerprintBlockHeader header;
  header.entries = entries;
  header.bytes = block.size() - sizeof header;
  header.entries_checksum =
      checksum(block.data() + sizeof header, header.bytes);
  header.checksum =
      checksum(&header, offsetof(FingerprintBlockHeader, checksum));
  std::memcpy(block.data(), &header, sizeof header);
}

}  // namespace sleeve
