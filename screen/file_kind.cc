#include "screen/file_kind.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "core/format.h"
#include "screen/file_descriptor.h"

namespace sleeve {
namespace {

constexpr std::string_view kPictureExtensions[] = {
    "jpg", "jpeg", "jpe", "jfif", "png",  "apng", "webp", "gif",
    "tif", "tiff", "bmp", "dib",  "avif", "heic", "heif", "jxl",
};

constexpr std::string_view kSidecarExtensions[] = {
    "json", "jsonl", "txt", "cls", "xmp", "csv", "tsv",     "xml",  "yaml",
    "yml",  "npy",   "npz", "pth", "pt",  "md",  "caption", "html", "url",
};

constexpr std::string_view kShardEndings[] = {
    ".tar",    ".tar.gz", ".tgz",     ".tar.zst", ".tzst",
    ".tar.xz", ".txz",    ".tar.bz2", ".tbz2",
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c; }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

bool ends_with_ignoring_case(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() &&
         equal_ignoring_case(text.substr(text.size() - ending.size()), ending);
}

std::string_view extension(std::string_view name) {
  const std::string_view base = base_name(name);
  const size_t dot = base.rfind('.');
  return dot == std::string_view::npos ? std::string_view()
                                       : base.substr(dot + 1);
}

template <size_t n>
bool is_one_of(std::string_view text, const std::string_view (&list)[n]) {
  return std::any_of(std::begin(list), std::end(list), [&](auto entry) {
    return equal_ignoring_case(text, entry);
  });
}

// Reads bytes of a regular file from `offset` on; returns how many.
size_t read_part(const std::string& path, off_t offset,
                 std::span<uint8_t> bytes) {
  const FileDescriptor file(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) return 0;
  if (!S_ISREG(status.st_mode)) return 0;
  const ssize_t got = ::pread(file.get(), bytes.data(), bytes.size(), offset);
  return static_cast<size_t>(std::max<ssize_t>(got, 0));
}

}  // namespace

std::string_view base_name(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

MemberName split_member(std::string_view member) {
  const std::string_view base = base_name(member);
  const size_t letter = base.find_first_not_of('.');
  const size_t dot =
      letter == std::string_view::npos ? letter : base.find('.', letter);
  if (dot == std::string_view::npos) return {member, {}};
  const size_t at = member.size() - base.size() + dot;
  return {member.substr(0, at), member.substr(at + 1)};
}

bool has_picture_extension(std::string_view name) {
  return is_one_of(extension(name), kPictureExtensions);
}

bool has_sidecar_extension(std::string_view name) {
  return is_one_of(extension(name), kSidecarExtensions);
}

bool has_shard_extension(std::string_view name) {
  return std::any_of(
      std::begin(kShardEndings), std::end(kShardEndings),
      [&](auto ending) { return ends_with_ignoring_case(name, ending); });
}

bool looks_like_picture(Bytes first_bytes) {
  const Bytes look =
      first_bytes.first(std::min(first_bytes.size(), kLookBytes));
  const bool binary = std::find(look.begin(), look.end(), 0) != look.end();
  return binary && sniff(look) != Format::unknown;
}

bool holds_picture(const std::string& path) {
  std::array<uint8_t, kLookBytes> look;
  return looks_like_picture({look.data(), read_part(path, 0, look)});
}

bool holds_tar(const std::string& path) {
  constexpr off_t kMagicOffset = 257;
  constexpr std::string_view kMagic = "ustar";
  std::array<uint8_t, kMagic.size()> look;
  return read_part(path, kMagicOffset, look) == look.size() &&
         std::memcmp(look.data(), kMagic.data(), look.size()) == 0;
}

}  // namespace sleeve
