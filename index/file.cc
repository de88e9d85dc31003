#include "index/file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "core/error.h"
#include "index/checksum.h"

namespace sleeve {
namespace {

// Sections are used where they lie.
static_assert(std::endian::native == std::endian::little,
              "index files are little-endian");

// Not text, and damaged visibly by what takes it for text.
constexpr uint8_t kMagic[8] = {0x89, 'S', 'L', 'V', '\r', '\n', 0x1a, '\n'};

constexpr size_t kAlignment = 64;
constexpr size_t kNameBytes = 16;
constexpr uint32_t kMostSections = 64;

struct Header {
  uint8_t magic[8];
  uint32_t version;
  uint32_t sections;
  uint64_t file_bytes;
  uint64_t checksum;  // of header and table, with this field zero
  uint8_t reserved[32];
};
static_assert(sizeof(Header) == 64);

struct Entry {
  char name[kNameBytes];
  uint64_t offset;
  uint64_t bytes;
  uint64_t checksum;  // of the section and the zeros up to the next
};
static_assert(sizeof(Entry) == 40);

uint64_t padded(uint64_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

uint64_t table_end(uint32_t sections) {
  return padded(sizeof(Header) + sections * sizeof(Entry));
}

std::string_view name_of(const Entry& entry) {
  return {entry.name, strnlen(entry.name, kNameBytes)};
}

Header read_header(std::span<const uint8_t> bytes) {
  Header header;
  std::memcpy(&header, bytes.data(), sizeof(header));
  return header;
}

Entry read_entry(std::span<const uint8_t> bytes, uint32_t i) {
  Entry entry;
  std::memcpy(&entry, &bytes[sizeof(Header) + i * sizeof(Entry)],
              sizeof(entry));
  return entry;
}

// Of the header with a zero checksum, and the table with what pads it.
uint64_t table_checksum(std::span<const uint8_t> bytes, Header header) {
  header.checksum = 0;
  std::vector<uint8_t> table(
      bytes.begin(),
      bytes.begin() + static_cast<ptrdiff_t>(table_end(header.sections)));
  std::memcpy(table.data(), &header, sizeof(header));
  return checksum(table.data(), table.size());
}

bool fits(const Entry& entry, uint64_t file_bytes) {
  return entry.offset % kAlignment == 0 && entry.offset <= file_bytes &&
         entry.bytes <= file_bytes - entry.offset &&
         padded(entry.bytes) <= file_bytes - entry.offset;
}

uint64_t section_checksum(std::span<const uint8_t> bytes, const Entry& entry) {
  const auto section = bytes.subspan(entry.offset, padded(entry.bytes));
  return checksum(section.data(), section.size());
}

}  // namespace

uint64_t IndexFileWriter::file_bytes(std::span<const SectionSize> sections) {
  uint64_t end = table_end(static_cast<uint32_t>(sections.size()));
  for (const SectionSize& section : sections) end += padded(section.bytes);
  return end;
}

IndexFileWriter::IndexFileWriter(std::span<const SectionSize> sections)
    : own_(file_bytes(sections)), bytes_(own_) {
  lay_out(sections);
}

IndexFileWriter::IndexFileWriter(std::span<const SectionSize> sections,
                                 std::span<uint8_t> memory)
    : bytes_(memory) {
  lay_out(sections);
}

void IndexFileWriter::lay_out(std::span<const SectionSize> sections) {
  Header header{};
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  header.version = kIndexFileVersion;
  header.sections = static_cast<uint32_t>(sections.size());
  header.file_bytes = file_bytes(sections);
  std::memcpy(bytes_.data(), &header, sizeof(header));
  uint64_t end = table_end(header.sections);
  for (size_t i = 0; i < sections.size(); ++i) {
    Entry entry{};
    sections[i].name.copy(entry.name, kNameBytes);
    entry.offset = end;
    entry.bytes = sections[i].bytes;
    end += padded(sections[i].bytes);
    std::memcpy(&bytes_[sizeof(header) + i * sizeof(entry)], &entry,
                sizeof(entry));
  }
}

std::span<uint8_t> IndexFileWriter::section(std::string_view name) {
  const uint32_t count = read_header(bytes_).sections;
  for (uint32_t i = 0; i < count; ++i) {
    const Entry entry = read_entry(bytes_, i);
    if (name_of(entry) == name) {
      return bytes_.subspan(entry.offset, entry.bytes);
    }
  }
  throw Error(ErrorCode::internal,
              "The index file has no section " + std::string(name) + ".");
}

std::vector<uint8_t> IndexFileWriter::finish() && {
  seal_index_file(bytes_);
  return std::move(own_);
}

IndexFile::IndexFile(std::span<const uint8_t> bytes, std::string name,
                     std::string advice)
    : bytes_(bytes), name_(std::move(name)), advice_(std::move(advice)) {
  if (bytes.size() < sizeof(Header)) refuse("it is too short");
  const Header header = read_header(bytes);
  if (std::memcmp(header.magic, kMagic, sizeof(kMagic)) != 0) {
    refuse("it is not an index file of Sleeve");
  }
  if (header.version != kIndexFileVersion) {
    throw Error(ErrorCode::unsupported,
                name_ + " has version " + std::to_string(header.version) +
                    " of the index file format, but this Sleeve reads " +
                    std::to_string(kIndexFileVersion) + ". " + advice_);
  }
  if (header.file_bytes != bytes.size()) refuse("its length is wrong");
  if (header.sections > kMostSections ||
      table_end(header.sections) > bytes.size() ||
      table_checksum(bytes, header) != header.checksum) {
    refuse("its section table is damaged");
  }
  uint64_t end = table_end(header.sections);
  for (uint32_t i = 0; i < header.sections; ++i) {
    const Entry entry = read_entry(bytes, i);
    if (!fits(entry, bytes.size()) || entry.offset != end) {
      refuse("its sections do not fit together");
    }
    end += padded(entry.bytes);
  }
  if (end != bytes.size()) refuse("its sections do not fill it");
}

std::optional<uint32_t> IndexFile::find(std::string_view name) const {
  const uint32_t count = bytes_.empty() ? 0 : read_header(bytes_).sections;
  for (uint32_t i = 0; i < count; ++i) {
    if (name_of(read_entry(bytes_, i)) == name) return i;
  }
  return std::nullopt;
}

uint32_t IndexFile::need(std::string_view name) const {
  if (const auto found = find(name)) return *found;
  refuse("it has no section \"" + std::string(name) + "\"");
}

bool IndexFile::has(std::string_view name) const {
  return find(name).has_value();
}

std::span<const uint8_t> IndexFile::section(std::string_view name) const {
  const Entry entry = read_entry(bytes_, need(name));
  return bytes_.subspan(entry.offset, entry.bytes);
}

void IndexFile::check(std::string_view name) const {
  const Entry entry = read_entry(bytes_, need(name));
  if (section_checksum(bytes_, entry) != entry.checksum) {
    refuse("its section \"" + std::string(name) + "\" is damaged");
  }
}

void IndexFile::refuse(const std::string& fault) const {
  throw Error(ErrorCode::corrupt,
              name_ + " cannot be used: " + fault + ". " + advice_);
}

void seal_index_file(std::span<uint8_t> bytes) {
  if (bytes.size() < sizeof(Header)) return;
  Header header = read_header(bytes);
  if (header.sections > kMostSections ||
      table_end(header.sections) > bytes.size()) {
    return;
  }
  for (uint32_t i = 0; i < header.sections; ++i) {
    Entry entry = read_entry(bytes, i);
    if (!fits(entry, bytes.size())) continue;
    entry.checksum = section_checksum(bytes, entry);
    std::memcpy(&bytes[sizeof(Header) + i * sizeof(Entry)], &entry,
                sizeof(entry));
  }
  header.checksum = table_checksum(bytes, header);
  std::memcpy(bytes.data(), &header, sizeof(header));
}

}  // namespace sleeve
