// One JSON object on one line: how Sleeve writes every record.
#ifndef SLEEVE_SCREEN_RECORD_H_
#define SLEEVE_SCREEN_RECORD_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "index/matcher.h"
#include "screen/source.h"

namespace sleeve {

/// Members stand in the order in which they are put. Text that is not UTF-8
/// is written with U+FFFD in place of each bad byte, and its exact bytes
/// follow in hex under KEY_bytes.
class Record {
 public:
  Record();
  ~Record();
  Record(Record&&) noexcept;
  Record& operator=(Record&&) noexcept;

  void put(std::string_view key, std::string_view text);
  void put(std::string_view key, const char* text);
  void put(std::string_view key, int64_t number);
  void put(std::string_view key, int number);
  void put(std::string_view key, uint64_t number);
  void put(std::string_view key, double number);
  void put(std::string_view key, bool truth);
  void put(std::string_view key, const std::vector<std::string>& texts);
  void put(std::string_view key, const Record& record);
  void put(std::string_view key, const std::vector<Record>& records);

  /// The corners as pairs of x and y.
  void put(std::string_view key, const std::array<Point, 4>& region);

  /// `path` for a file; `path`, `shard`, `key` and `member` for a member of a
  /// shard.
  void put_name(const PictureName& name);

  /// `reason` for people and `problem` (problem_name()) for programs.
  void put_problem(const Problem& problem);

  /// A list of objects with the fields of Match; `twins` only where there are
  /// any.
  void put_matches(std::string_view key, const std::vector<Match>& matches);

  /// The object on one line, without a newline.
  std::string line() const;

  /// The object indented for people, without a final newline.
  std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RECORD_H_
