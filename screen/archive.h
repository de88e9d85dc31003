// Steps through the members of a tar archive; the fence around libarchive.
#ifndef SLEEVE_SCREEN_ARCHIVE_H_
#define SLEEVE_SCREEN_ARCHIVE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sleeve {

/// A tar archive (ustar, GNU, pax; plain or compressed with gzip, zstd, xz or
/// bzip2), read once from front to back. Archives that follow each other in
/// one file are read as one. A failure of any call ends the reading: it
/// returns false and error() says why.
class Archive {
 public:
  enum class Kind { file, link, other };

  struct Member {
    std::string name;  ///< as the archive has it, any bytes
    Kind kind = Kind::other;
    uint64_t bytes = 0;   ///< of its content
    uint64_t offset = 0;  ///< of its first header in the decompressed archive
    std::string target;   ///< of a hard link: the name of an earlier member
  };

  enum class Compression { none, gzip, bzip2, xz, zstd };

  /// How the file is understood: as a tar, or only decompressed, which gives
  /// one member with the bytes of the tar as they are.
  enum class Content { members, bytes };

  explicit Archive(const std::string& path, Content content = Content::members);
  ~Archive();

  /// Steps to the next member; false at the end, and when the archive is
  /// broken.
  bool next(Member& member);

  /// Appends up to `most` further bytes of the present member to `bytes`;
  /// fewer only where the member ends. False when the archive is broken.
  bool read(std::vector<uint8_t>& bytes, size_t most);

  /// Passes over what is left of the present member. False when the archive
  /// is broken, which read() alone would notice one member later.
  bool skip();

  /// Where the latest next() began to read: after the last one, the end of the
  /// last member.
  uint64_t offset() const;

  Compression compression() const;

  /// Why reading stopped, with the offset; empty unless it broke.
  const std::string& error() const;

  /// Share of the file that was read, 0 to 1.
  double progress() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_ARCHIVE_H_
