// Brace ranges in input names: "shards/{00000..00010}.tar" names many files.
#ifndef SLEEVE_SCREEN_INPUT_PATTERN_H_
#define SLEEVE_SCREEN_INPUT_PATTERN_H_

#include <cstdint>
#include <string>
#include <vector>

namespace sleeve {

/// An input name whose braces stand for several texts, as shells expand them:
/// number ranges {1..12} (zero-padded when an end has a leading zero, counting
/// down when the first end is larger) and lists {train,test}. Braces without a
/// range or comma stand for themselves. Names are made on demand, so a range
/// of millions costs no memory; the last group changes fastest.
class InputPattern {
 public:
  /// Throws Error (invalid_argument) for a bad range ("{1..x}"), braces inside
  /// braces, or more than 2^40 names.
  explicit InputPattern(const std::string& text);

  /// Whether some brace group stands for several texts.
  bool is_pattern() const { return groups_ > 0; }

  /// How many names there are; 1 without groups.
  uint64_t count() const { return count_; }

  /// Name `position`, 0 <= position < count().
  std::string at(uint64_t position) const;

 private:
  /// Plain text, a list, or a range; never several of them.
  struct Part {
    std::vector<std::string> texts;  ///< plain text (1) or list; else a range
    uint64_t first = 0;
    uint64_t count = 1;
    bool down = false;
    size_t width = 0;  ///< digits to pad to

    std::string at(uint64_t position) const;
  };

  static Part parse_group(const std::string& body, const std::string& text);
  static Part parse_range(const std::string& body, const std::string& text);

  std::vector<Part> parts_;
  uint64_t count_ = 1;
  int groups_ = 0;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_INPUT_PATTERN_H_
