#include "screen/shard_rewriter.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/error.h"
#include "screen/archive.h"
#include "screen/archive_writer.h"
#include "screen/file_kind.h"
#include "screen/name_set.h"
#include "screen/warc.h"
#include "screen/warc_rewriter.h"

namespace sleeve {
namespace {

constexpr uint64_t kBlock = 512;  // of a tar
constexpr size_t kCopyBytes = size_t{256} << 10;
constexpr size_t kTypeOffset = 156;
constexpr size_t kSizeOffset = 124;
constexpr size_t kSizeDigits = 11;

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw Error(ErrorCode::corrupt, "The shard \"" + path +
                                      "\" cannot be rewritten: " + reason +
                                      ". Mend it, or leave it out.");
}

// The bytes of a tar from front to back: some are copied, some passed over.
class Copier {
 public:
  Copier(const std::string& from, ArchiveWriter& writer)
      : from_(from), archive_(from, Archive::Content::bytes), writer_(writer) {
    Archive::Member whole;
    if (!archive_.next(whole)) refuse(from_, archive_.error());
  }

  uint64_t written() const { return written_; }

  // Copies what lies before `end`.
  void copy_to(uint64_t end) {
    while (position_ < end) put(take(end - position_));
  }

  // Passes over what lies before `end`, but for headers that speak about all
  // members that follow.
  void pass_to(uint64_t end) {
    while (position_ + kBlock <= end) {
      const auto block = take(kBlock);
      if (is_zero(block)) continue;
      const auto type = static_cast<char>(block[kTypeOffset]);
      if (type != 'g' && type != 'V') break;
      const uint64_t size = content_bytes(block);
      put(block);
      copy_to(std::min(end, position_ + size));
    }
    while (position_ < end) take(end - position_);
  }

  void copy_rest() {
    for (auto bytes = read(kCopyBytes); !bytes.empty();
         bytes = read(kCopyBytes)) {
      put(bytes);
    }
  }

 private:
  using Block = std::span<const uint8_t>;

  static bool is_zero(Block block) {
    return std::all_of(block.begin(), block.end(),
                       [](uint8_t byte) { return byte == 0; });
  }

  // Of the header's content, with its padding.
  static uint64_t content_bytes(Block header) {
    uint64_t size = 0;
    for (size_t i = 0; i < kSizeDigits; ++i) {
      const uint8_t digit = header[kSizeOffset + i];
      if (digit >= '0' && digit <= '7') size = size * 8 + (digit - '0');
    }
    return (size + kBlock - 1) / kBlock * kBlock;
  }

  Block read(uint64_t most) {
    buffer_.clear();
    if (!archive_.read(buffer_, std::min<uint64_t>(most, kCopyBytes))) {
      refuse(from_, archive_.error());
    }
    position_ += buffer_.size();
    return buffer_;
  }

  Block take(uint64_t most) {
    const Block bytes = read(most);
    if (bytes.empty()) refuse(from_, "the archive ends too early");
    return bytes;
  }

  void put(Block bytes) {
    writer_.write(bytes);
    written_ += bytes.size();
  }

  const std::string& from_;
  Archive archive_;
  ArchiveWriter& writer_;
  std::vector<uint8_t> buffer_;
  uint64_t position_ = 0;
  uint64_t written_ = 0;
};

// Decides member by member; the bytes of one end where the next begins.
class Rewriter {
 public:
  Rewriter(const std::string& from, const std::string& to,
           const DropSample& drop)
      : from_(from),
        drop_(drop),
        members_(from),
        writer_(to, members_.compression()),
        copier_(from, writer_) {}

  ShardRewrite run() {
    Archive::Member member;
    while (members_.next(member)) {
      end_member(member.offset);
      dropping_ = decide(member);
      result_.members += dropping_ ? 0 : 1;
    }
    if (!members_.error().empty()) refuse(from_, members_.error());
    end_member(members_.offset());
    copier_.copy_rest();
    writer_.finish();
    result_.bytes = copier_.written();
    return result_;
  }

 private:
  // The members before `end` were decided.
  void end_member(uint64_t end) {
    if (dropping_) {
      copier_.pass_to(end);
    } else {
      copier_.copy_to(end);
    }
  }

  bool decide(const Archive::Member& member) {
    const std::string key(split_member(member.name).key);
    if (member.kind == Archive::Kind::other) return false;
    if (!in_sample_ || key != key_) {
      in_sample_ = true;
      key_ = key;
      drop_sample_ = drop_(key);
      ++(drop_sample_ ? result_.dropped : result_.samples);
    }
    const bool lost = member.kind == Archive::Kind::link &&
                      !member.target.empty() && gone_.holds(member.target);
    if (drop_sample_ || lost) gone_.add(member.name);
    return drop_sample_ || lost;
  }

  const std::string& from_;
  const DropSample& drop_;
  Archive members_;
  ArchiveWriter writer_;
  Copier copier_;
  NameSet gone_;  ///< members that were left out
  std::string key_;
  bool in_sample_ = false;
  bool drop_sample_ = false;
  bool dropping_ = false;  ///< the present member is left out
  ShardRewrite result_;
};

std::filesystem::path plain(const std::string& path) {
  std::filesystem::path result;
  for (const auto& part : std::filesystem::path(path).relative_path()) {
    if (part == ".") continue;
    result /= part == ".." ? std::filesystem::path("__") : part;
  }
  return result;
}

// The folders that all paths begin with.
std::filesystem::path shared_folder(
    const std::vector<std::filesystem::path>& paths) {
  std::filesystem::path shared = paths.front().parent_path();
  for (const auto& path : paths) {
    const auto folder = path.parent_path();
    const auto differs = std::mismatch(shared.begin(), shared.end(),
                                       folder.begin(), folder.end());
    std::filesystem::path both;
    for (auto part = shared.begin(); part != differs.first; ++part) {
      both /= *part;
    }
    shared = both;
  }
  return shared;
}

}  // namespace

ShardRewrite rewrite_shard(const std::string& from, const std::string& to,
                           const DropSample& drop) {
  if (has_warc_extension(from)) return rewrite_warc(from, to, drop);
  return Rewriter(from, to, drop).run();
}

std::vector<std::string> names_below(std::span<const std::string> paths) {
  std::vector<std::filesystem::path> plain_paths;
  for (const std::string& path : paths) plain_paths.push_back(plain(path));
  std::vector<std::string> names;
  if (paths.empty()) return names;
  const auto shared = shared_folder(plain_paths);
  std::set<std::string> taken;
  for (const auto& path : plain_paths) {
    const auto base = path.lexically_relative(shared);
    std::string name = shared.empty() ? path.string() : base.string();
    for (int i = 2; !taken.insert(name).second; ++i) {
      name = std::to_string(i) + "/" + base.string();
    }
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace sleeve
