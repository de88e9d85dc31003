// The quick reader of XML: one pass, no copies. Whatever is unusual it leaves
// to libxml2, so it need not know what is wrong with it.
#include <algorithm>
#include <array>
#include <optional>

#include "screen/rights/words.h"
#include "screen/rights/xml_namespaces.h"
#include "screen/rights/xml_text.h"
#include "screen/rights/xml_tree.h"

namespace sleeve {
namespace {

constexpr size_t kMostBytes = size_t{1} << 20;
constexpr size_t kMostDepth = 200;      // libxml2 allows 256
constexpr size_t kMostAttributes = 64;  // of an element
constexpr int kMostPieces = 16;         // of an element's text
constexpr int64_t kMostLines = 60000;   // libxml2 counts to 65535

constexpr uint8_t kStart = 1;  // may begin a name
constexpr uint8_t kInner = 2;  // may stand in one
constexpr uint8_t kBlank = 4;

constexpr std::array<uint8_t, 256> kClasses = [] {
  std::array<uint8_t, 256> classes{};
  for (int c = 'a'; c <= 'z'; ++c) classes[c] = kStart | kInner;
  for (int c = 'A'; c <= 'Z'; ++c) classes[c] = kStart | kInner;
  for (int c = '0'; c <= '9'; ++c) classes[c] = kInner;
  classes['_'] = kStart | kInner;
  classes['-'] = classes['.'] = kInner;
  classes[' '] = classes['\t'] = classes['\n'] = kBlank;
  return classes;
}();

bool is(char c, uint8_t what) {
  return (kClasses[static_cast<uint8_t>(c)] & what) != 0;
}

struct Name {
  std::string_view prefix;
  std::string_view local;
};

struct Open {
  uint32_t element;
  std::string_view name;  ///< with its prefix
  size_t bindings;        ///< that were in force before it
  int pieces = 0;         ///< of its text
};

class Scanner {
 public:
  Scanner(std::string_view text, XmlTree& tree) : text_(text), tree_(tree) {}

  bool scan() {
    tree_.elements.reserve(48);
    tree_.attributes.reserve(48);
    open_.reserve(16);
    names_.reserve(16);
    if (!pass_instructions() || !take('<') || !open_tag()) return false;
    while (!open_.empty()) {
      if (!content()) return false;
    }
    pass_padding();
    return pass_instructions() && at_ == text_.size();
  }

 private:
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool pass_blanks() {
    const size_t before = at_;
    while (at_ < text_.size() && is(text_[at_], kBlank)) ++at_;
    return at_ > before;
  }

  // Packets have kilobytes of spaces before their last instruction; this loop
  // too has no branches.
  void pass_padding() {
    const size_t end = text_.rfind("<?");
    if (end == text_.npos || end < at_) return;
    uint8_t other = 0;
    for (const char c : text_.substr(at_, end - at_)) {
      other |= static_cast<uint8_t>((c != ' ') & (c != '\n') & (c != '\t'));
    }
    if (other == 0) at_ = end;
  }

  std::optional<std::string_view> part_of_name() {
    const size_t begin = at_;
    if (at_ == text_.size() || !is(text_[at_], kStart)) return std::nullopt;
    while (at_ < text_.size() && is(text_[at_], kInner)) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  bool name(Name& name) {
    const auto first = part_of_name();
    if (!first) return false;
    name = {{}, *first};
    if (!take(':')) return true;
    const auto second = part_of_name();
    if (!second) return false;
    name = {*first, *second};
    return true;
  }

  // What stands before and behind the root.
  bool pass_instructions() {
    for (;;) {
      pass_blanks();
      if (!text_.substr(at_).starts_with("<?")) return true;
      at_ += 2;
      if (!instruction()) return false;
    }
  }

  // Behind "<?". Some targets mean something to XML.
  bool instruction() {
    const auto target = part_of_name();
    if (!target || equal_ignoring_case(target->substr(0, 3), "xml")) {
      return false;
    }
    const size_t end = text_.find("?>", at_);
    if (end == text_.npos) return false;
    const std::string_view inside = text_.substr(at_, end - at_);
    if (!inside.empty() && !is(inside[0], kBlank)) return false;
    at_ = end + 2;
    return inside.find('<') == inside.npos;
  }

  // One piece of text and the markup behind it.
  bool content() {
    const size_t end = text_.find('<', at_);
    if (end == text_.npos) return false;
    const std::string_view piece = text_.substr(at_, end - at_);
    at_ = end + 1;
    if (!piece.empty() && !take_text(piece)) return false;
    if (take('/')) return close_tag();
    if (take('?')) return instruction();
    return open_tag();
  }

  bool take_text(std::string_view piece) {
    if (trimmed(piece).empty()) return true;
    if (piece.find("]]>") != piece.npos) return false;
    std::string_view text = piece;
    if (!resolve_text(text, false)) return false;
    // That joining them takes linear time, there are few.
    if (++open_.back().pieces > kMostPieces) return false;
    tree_.add_text(open_.back().element, text);
    return true;
  }

  // Makes `text` what it stands for.
  bool resolve_text(std::string_view& text, bool attribute) {
    const size_t stop = find_unresolved(text, attribute);
    if (stop == text.npos) return true;
    auto made = resolve_xml(text, attribute, stop);
    if (made) text = tree_.made.emplace_front(std::move(*made));
    return made.has_value();
  }

  // Behind "</".
  bool close_tag() {
    if (!text_.substr(at_).starts_with(open_.back().name)) return false;
    at_ += open_.back().name.size();
    pass_blanks();
    if (!take('>')) return false;
    namespaces_.go_back(open_.back().bindings);
    open_.pop_back();
    return true;
  }

  // Behind "<".
  bool open_tag() {
    Open tag;
    tag.bindings = namespaces_.size();
    const size_t begin = at_;
    Name own;
    if (open_.size() >= kMostDepth || !name(own)) return false;
    tag.name = text_.substr(begin, at_ - begin);
    tag.element =
        tree_.add(open_.empty() ? XmlTree::kNone : open_.back().element);
    names_.clear();
    while (pass_blanks() && at_ < text_.size() && text_[at_] != '>' &&
           text_[at_] != '/') {
      if (!attribute(tag)) return false;
    }
    if (!resolve(tag, own)) return false;
    const bool empty = take('/');
    if (!take('>')) return false;
    if (empty) {
      namespaces_.go_back(tag.bindings);
    } else {
      open_.push_back(tag);
    }
    return true;
  }

  bool attribute(const Open& tag) {
    Name given;
    if (!name(given)) return false;
    pass_blanks();
    if (!take('=')) return false;
    pass_blanks();
    if (at_ == text_.size()) return false;
    const char quote = text_[at_++];
    const size_t end = text_.find(quote, at_);
    if ((quote != '"' && quote != '\'') || end == text_.npos) return false;
    std::string_view value = text_.substr(at_, end - at_);
    at_ = end + 1;
    if (value.find('<') != value.npos || !resolve_text(value, true)) {
      return false;
    }
    if (given.prefix == "xmlns") {
      return namespaces_.bind(given.local, value, tag.bindings);
    }
    if (given.prefix.empty() && given.local == "xmlns") {
      return namespaces_.bind({}, value, tag.bindings);
    }
    names_.push_back(given);
    tree_.attributes.push_back({{}, given.local, value});
    return names_.size() <= kMostAttributes;
  }

  // Gives the element and its attributes their namespaces, which may have been
  // declared behind them.
  bool resolve(const Open& tag, const Name& name) {
    XmlTree::Element& element = tree_.elements[tag.element];
    const auto own = namespaces_.find(name.prefix);
    if (!own) return false;
    element.ns = *own;
    element.name = name.local;
    element.line = count_lines();
    element.attributes = static_cast<uint32_t>(names_.size());
    XmlNode::Attribute* all = tree_.attributes.data() + element.first_attribute;
    for (size_t i = 0; i < names_.size(); ++i) {
      const std::string_view prefix = names_[i].prefix;
      // libxml2 looks into other attributes of XML's own.
      if (prefix == "xml" && names_[i].local != "lang") return false;
      if (!prefix.empty()) {
        const auto found = namespaces_.find(prefix);
        if (!found) return false;
        all[i].ns = *found;
      }
      for (size_t j = 0; j < i; ++j) {
        if (all[j].name == all[i].name && all[j].ns == all[i].ns) return false;
      }
    }
    return element.line <= kMostLines;
  }

  // Of all that was read, from 1.
  int64_t count_lines() {
    const std::string_view read = text_.substr(0, at_);
    for (size_t end; (end = read.find('\n', counted_)) != read.npos; ++lines_) {
      counted_ = end + 1;
    }
    counted_ = at_;
    return lines_;
  }

  std::string_view text_;
  XmlTree& tree_;
  size_t at_ = 0;
  size_t counted_ = 0;  ///< lines were counted up to here
  int64_t lines_ = 1;
  std::vector<Open> open_;
  XmlNamespaces namespaces_;
  std::vector<Name> names_;  ///< of the present element's attributes
};

}  // namespace

bool scan_xml(std::string_view text, XmlTree& tree) {
  return text.size() <= kMostBytes && is_plain_xml(text) &&
         Scanner(text, tree).scan();
}

}  // namespace sleeve
