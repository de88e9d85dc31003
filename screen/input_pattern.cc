#include "screen/input_pattern.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"

namespace sleeve {
namespace {

constexpr uint64_t kMaxNames = uint64_t{1} << 40;
constexpr size_t kMaxDigits = 18;

[[noreturn]] void refuse(const std::string& text, const std::string& why) {
  throw Error(ErrorCode::invalid_argument,
              "The input \"" + text + "\" has a bad brace range: " + why +
                  ". Write {00000..00010} or {train,test}.");
}

bool is_number(const std::string& text) {
  return !text.empty() && text.size() <= kMaxDigits &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

uint64_t number(const std::string& digits) {
  uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::vector<std::string> split(const std::string& body, char separator) {
  std::vector<std::string> texts(1);
  for (char c : body) {
    if (c == separator) {
      texts.emplace_back();
    } else {
      texts.back() += c;
    }
  }
  return texts;
}

}  // namespace

std::string InputPattern::Part::at(uint64_t position) const {
  if (!texts.empty()) return texts[position];
  std::string digits =
      std::to_string(down ? first - position : first + position);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

InputPattern::Part InputPattern::parse_range(const std::string& body,
                                             const std::string& text) {
  const size_t dots = body.find("..");
  const std::string from = body.substr(0, dots);
  const std::string to = body.substr(dots + 2);
  if (!is_number(from) || !is_number(to)) {
    refuse(text, "\"{" + body + "}\" does not run from a number to a number");
  }
  Part part;
  part.first = number(from);
  const uint64_t last = number(to);
  part.down = last < part.first;
  part.count = (part.down ? part.first - last : last - part.first) + 1;
  const bool padded =
      (from.size() > 1 && from[0] == '0') || (to.size() > 1 && to[0] == '0');
  if (padded) part.width = std::max(from.size(), to.size());
  return part;
}

InputPattern::Part InputPattern::parse_group(const std::string& body,
                                             const std::string& text) {
  if (body.find('{') != std::string::npos) {
    refuse(text, "braces inside braces are not supported");
  }
  Part part;
  if (body.find(',') != std::string::npos) {
    part.texts = split(body, ',');
    part.count = part.texts.size();
  } else if (body.find("..") != std::string::npos) {
    part = parse_range(body, text);
  } else {
    part.texts = {"{" + body + "}"};
  }
  return part;
}

InputPattern::InputPattern(const std::string& text) {
  size_t position = 0;
  while (position < text.size()) {
    const size_t open = text.find('{', position);
    const size_t close =
        open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos) break;
    if (open > position) {
      Part plain;
      plain.texts = {text.substr(position, open - position)};
      parts_.push_back(plain);
    }
    Part group = parse_group(text.substr(open + 1, close - open - 1), text);
    if (group.texts.size() != 1) ++groups_;
    if (group.count > kMaxNames / count_) refuse(text, "too many names");
    count_ *= group.count;
    parts_.push_back(std::move(group));
    position = close + 1;
  }
  if (position < text.size()) {
    Part plain;
    plain.texts = {text.substr(position)};
    parts_.push_back(plain);
  }
}

std::string InputPattern::at(uint64_t position) const {
  std::vector<std::string> texts(parts_.size());
  for (size_t i = parts_.size(); i-- > 0;) {
    texts[i] = parts_[i].at(position % parts_[i].count);
    position /= parts_[i].count;
  }
  std::string name;
  for (const std::string& text : texts) name += text;
  return name;
}

}  // namespace sleeve
