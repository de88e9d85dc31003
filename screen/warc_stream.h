// The bytes of a WARC file, plain or in gzip members, with a way on after
// damage.
#ifndef SLEEVE_SCREEN_WARC_STREAM_H_
#define SLEEVE_SCREEN_WARC_STREAM_H_

#include <cstdint>
#include <memory>
#include <string>

namespace sleeve {

/// Reads front to back; memory is bounded by what is asked for. What cannot be
/// read any further ends like the file, and fault() says why.
class WarcStream {
 public:
  explicit WarcStream(const std::string& path);
  ~WarcStream();
  WarcStream(const WarcStream&) = delete;
  WarcStream& operator=(const WarcStream&) = delete;

  /// Says that the byte just read, or the failure to read it, begins a record:
  /// resume() looks on behind it.
  void mark();

  /// Where in the file the marked record begins; in a compressed file, where
  /// its gzip member does.
  uint64_t marked() const;

  /// Appends up to `most` bytes to `bytes`; how many. Fewer only at the end
  /// and where the file is damaged.
  size_t read(std::string& bytes, size_t most);

  /// Passes over up to `most` bytes; how many.
  uint64_t skip(uint64_t most);

  /// After damage: goes to what looks like the next record behind the marked
  /// one. False when there is none.
  bool resume();

  /// Why reading stopped, for people; empty at the end of the file.
  const std::string& fault() const;

  /// Share of the file that was read, 0 to 1.
  double progress() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_WARC_STREAM_H_
