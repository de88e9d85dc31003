// Parses Content-Usage: a dictionary of structured fields (RFC 9651).
#include <string>

#include "screen/rights/beside.h"
#include "screen/rights/protocols.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }

class DictionaryReader {
 public:
  explicit DictionaryReader(std::string_view text) : text_(text) {}

  bool read(Effects& effects) {
    skip_spaces();
    while (at_ < text_.size()) {
      std::string name;
      std::string value;
      if (!key(name) || !member_value(value) || !parameters()) return false;
      put(name, value, effects);
      skip_spaces();
      if (at_ == text_.size()) return true;
      if (text_[at_++] != ',') return false;
      skip_spaces();
      if (at_ == text_.size()) return false;  // a comma with nothing behind
    }
    return true;
  }

 private:
  char now() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_spaces() {
    while (now() == ' ' || now() == '\t') ++at_;
  }

  bool key(std::string& name) {
    if (!is_lower(now()) && now() != '*') return false;
    while (is_lower(now()) || is_digit(now()) || now() == '_' || now() == '-' ||
           now() == '.' || now() == '*') {
      name += text_[at_++];
    }
    return true;
  }

  bool member_value(std::string& value) {
    if (now() != '=') return true;  // true, of which nothing follows
    ++at_;
    if (now() == '(') return inner_list();
    return bare_item(value);
  }

  bool inner_list() {
    ++at_;
    for (;;) {
      skip_spaces();
      if (now() == ')') break;
      std::string item;
      if (!bare_item(item) || !parameters()) return false;
    }
    ++at_;
    return true;
  }

  bool parameters() {
    while (now() == ';') {
      ++at_;
      while (now() == ' ') ++at_;
      std::string name;
      std::string value;
      if (!key(name)) return false;
      if (now() != '=') continue;
      ++at_;
      if (!bare_item(value)) return false;
    }
    return true;
  }

  bool bare_item(std::string& value) {
    const char c = now();
    if (is_alpha(c) || c == '*') return token(value);
    if (is_digit(c) || c == '-') return number();
    if (c == '"') return quoted();
    if (c == '?') {
      ++at_;
      return now() == '0' || now() == '1' ? (++at_, true) : false;
    }
    if (c == ':') {
      const size_t end = text_.find(':', at_ + 1);
      if (end == std::string_view::npos) return false;
      at_ = end + 1;
      return true;
    }
    return false;
  }

  bool token(std::string& value) {
    constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~:/";
    while (at_ < text_.size() &&
           (is_alpha(now()) || is_digit(now()) ||
            kOthers.find(now()) != std::string_view::npos)) {
      value += text_[at_++];
    }
    return true;
  }

  bool number() {
    if (now() == '-') ++at_;
    if (!is_digit(now())) return false;
    while (is_digit(now()) || now() == '.') ++at_;
    return true;
  }

  bool quoted() {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '"') {
        ++at_;
        return true;
      }
    }
    return false;
  }

  // The last of equal keys counts; unknown keys do not.
  static void put(const std::string& name, const std::string& value,
                  Effects& effects) {
    const auto& keys = protocols().content_usage;
    const auto use = keys.find(name);
    if (use == keys.end()) return;
    Effect effect = Effect::unknown;
    if (value == "n") effect = Effect::reserved;
    if (value == "y") effect = Effect::permitted;
    effect_of(effects, use->second) = effect;
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

std::optional<Effects> content_usage(std::string_view field) {
  Effects effects{};
  if (!DictionaryReader(trimmed(field)).read(effects)) return std::nullopt;
  return effects;
}

}  // namespace sleeve
