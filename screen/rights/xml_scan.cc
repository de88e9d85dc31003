// The quick reader of XML: one pass, no copies. Whatever is unusual it leaves
// to libxml2, so it need not know what is wrong with it.
#include <algorithm>
#include <array>
#include <optional>

#include "screen/rights/words.h"
#include "screen/rights/xml_tree.h"

namespace sleeve {
namespace {

using std::string_view_literals::operator""sv;

constexpr size_t kMostBytes = size_t{1} << 20;
constexpr size_t kMostDepth = 200;      // libxml2 allows 256
constexpr size_t kMostAttributes = 64;  // of an element
constexpr size_t kMostBindings = 256;   // of namespaces, at one place
constexpr int kMostPieces = 16;         // of an element's text
constexpr int64_t kMostLines = 60000;   // libxml2 counts to 65535
constexpr auto kXmlNamespace = "http://www.w3.org/XML/1998/namespace"sv;
constexpr auto kXmlnsNamespace = "http://www.w3.org/2000/xmlns/"sv;

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

// Of characters that XML allows as they are, without carriage returns. The loop
// has no branches, so that compilers make it wide.
bool is_plain(std::string_view text) {
  uint8_t control = 0;
  uint8_t all = 0;
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    control |=
        static_cast<uint8_t>((byte < ' ') & (byte != '\n') & (byte != '\t'));
    all |= byte;
  }
  if (control != 0 || all < 0x80) return control == 0;
  return is_utf8(text) && text.find("\xef\xbf\xbe") == text.npos &&
         text.find("\xef\xbf\xbf") == text.npos;
}

bool is_character(uint32_t code) {
  return code == '\t' || code == '\n' || code == '\r' ||
         (code >= ' ' && code < 0xd800) || (code >= 0xe000 && code < 0xfffe) ||
         (code >= 0x10000 && code < 0x110000);
}

// The character of "#39" or "#x27".
std::optional<uint32_t> numbered(std::string_view name) {
  name.remove_prefix(1);
  const bool hex = name.starts_with('x');
  if (hex) name.remove_prefix(1);
  if (name.empty() || name.size() > 7) return std::nullopt;
  uint32_t code = 0;
  for (const char c : name) {
    const bool digit = c >= '0' && c <= '9';
    const bool letter = hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f';
    if (!digit && !letter) return std::nullopt;
    code = code * (hex ? 16 : 10) +
           static_cast<uint32_t>(digit ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return is_character(code) ? std::optional(code) : std::nullopt;
}

// Appends what "&name;" stands for; false when it is none of XML's own.
bool append_entity(std::string_view name, std::string& text) {
  constexpr std::pair<std::string_view, char> kOwn[] = {
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  for (const auto& [own, character] : kOwn) {
    if (name == own) return text += character, true;
  }
  if (!name.starts_with('#')) return false;
  const auto code = numbered(name);
  if (!code) return false;
  append_utf8(text, *code);
  return true;
}

struct Name {
  std::string_view prefix;
  std::string_view local;
  bool operator==(const Name&) const = default;
};

struct Binding {
  std::string_view prefix;
  std::string_view uri;
};

struct Open {
  uint32_t element;
  Name name;
  size_t bindings;  ///< that were in force before it
  int pieces = 0;   ///< of its text
};

class Scanner {
 public:
  Scanner(std::string_view text, XmlTree& tree) : text_(text), tree_(tree) {}

  bool scan() {
    tree_.elements.reserve(48);
    tree_.attributes.reserve(48);
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
    const auto text = resolved(piece, false);
    if (!text) return false;
    // That joining them takes linear time, there are few.
    if (++open_.back().pieces > kMostPieces) return false;
    tree_.add_text(open_.back().element, *text);
    return true;
  }

  // `raw` with entities resolved; blanks of attributes become spaces.
  std::optional<std::string_view> resolved(std::string_view raw,
                                           bool attribute) {
    const auto find_stop = [&] {
      if (!attribute) return raw.find('&');
      const auto stop = std::find_if(raw.begin(), raw.end(), [](char c) {
        return c == '&' || c == '\n' || c == '\t';
      });
      return stop == raw.end() ? raw.npos
                               : static_cast<size_t>(stop - raw.begin());
    };
    size_t stop = find_stop();
    if (stop == raw.npos) return raw;
    std::string text;
    for (; stop != raw.npos; stop = find_stop()) {
      text += raw.substr(0, stop);
      if (raw[stop] != '&') {
        text += ' ';
        raw.remove_prefix(stop + 1);
        continue;
      }
      const size_t end = raw.find(';', stop);
      if (end == raw.npos ||
          !append_entity(raw.substr(stop + 1, end - stop - 1), text)) {
        return std::nullopt;
      }
      raw.remove_prefix(end + 1);
    }
    text += raw;
    return tree_.made.emplace_back(std::move(text));
  }

  // Behind "</".
  bool close_tag() {
    Name closed;
    if (!name(closed) || closed != open_.back().name) return false;
    pass_blanks();
    if (!take('>')) return false;
    bindings_.resize(open_.back().bindings);
    open_.pop_back();
    return true;
  }

  // Behind "<".
  bool open_tag() {
    Open tag;
    tag.bindings = bindings_.size();
    if (open_.size() >= kMostDepth || !name(tag.name)) return false;
    tag.element =
        tree_.add(open_.empty() ? XmlTree::kNone : open_.back().element);
    names_.clear();
    while (pass_blanks() && at_ < text_.size() && text_[at_] != '>' &&
           text_[at_] != '/') {
      if (!attribute(tag)) return false;
    }
    if (!resolve(tag)) return false;
    const bool empty = take('/');
    if (!take('>')) return false;
    if (empty) {
      bindings_.resize(tag.bindings);
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
    const std::string_view raw = text_.substr(at_, end - at_);
    at_ = end + 1;
    if (raw.find('<') != raw.npos) return false;
    const auto value = resolved(raw, true);
    if (!value) return false;
    if (given.prefix == "xmlns") return bind(tag, given.local, *value);
    if (given == Name{{}, "xmlns"}) return bind(tag, {}, *value);
    names_.push_back(given);
    tree_.attributes.push_back({{}, given.local, *value});
    return names_.size() <= kMostAttributes;
  }

  bool bind(const Open& tag, std::string_view prefix, std::string_view uri) {
    const bool odd = prefix == "xml" || prefix == "xmlns" ||
                     uri == kXmlNamespace || uri == kXmlnsNamespace ||
                     (uri.empty() && !prefix.empty());
    if (odd || bindings_.size() >= kMostBindings) return false;
    for (size_t i = tag.bindings; i < bindings_.size(); ++i) {
      if (bindings_[i].prefix == prefix) return false;
    }
    bindings_.push_back({prefix, uri});
    return true;
  }

  std::optional<std::string_view> find_namespace(std::string_view prefix) {
    for (size_t i = bindings_.size(); i > 0; --i) {
      if (bindings_[i - 1].prefix == prefix) return bindings_[i - 1].uri;
    }
    if (prefix == "xml") return kXmlNamespace;
    if (prefix.empty()) return prefix;
    return std::nullopt;
  }

  // Gives the element and its attributes their namespaces, which may have been
  // declared behind them.
  bool resolve(const Open& tag) {
    XmlTree::Element& element = tree_.elements[tag.element];
    const auto own = find_namespace(tag.name.prefix);
    if (!own) return false;
    element.ns = *own;
    element.name = tag.name.local;
    element.line = count_lines();
    element.attributes = static_cast<uint32_t>(names_.size());
    XmlNode::Attribute* all = tree_.attributes.data() + element.first_attribute;
    for (size_t i = 0; i < names_.size(); ++i) {
      const std::string_view prefix = names_[i].prefix;
      // libxml2 looks into other attributes of XML's own.
      if (prefix == "xml" && names_[i].local != "lang") return false;
      if (!prefix.empty()) {
        const auto found = find_namespace(prefix);
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
    lines_ += std::count(text_.begin() + counted_, text_.begin() + at_, '\n');
    counted_ = at_;
    return lines_;
  }

  std::string_view text_;
  XmlTree& tree_;
  size_t at_ = 0;
  size_t counted_ = 0;  ///< lines were counted up to here
  int64_t lines_ = 1;
  std::vector<Open> open_;
  std::vector<Binding> bindings_;
  std::vector<Name> names_;  ///< of the present element's attributes
};

}  // namespace

uint32_t XmlTree::add(uint32_t parent) {
  const auto index = static_cast<uint32_t>(elements.size());
  elements.emplace_back().first_attribute =
      static_cast<uint32_t>(attributes.size());
  if (parent == kNone) return index;
  Element& above = elements[parent];
  (above.last_child == kNone ? above.first_child
                             : elements[above.last_child].next) = index;
  above.last_child = index;
  return index;
}

void XmlTree::add_text(uint32_t element, std::string_view piece) {
  if (trimmed(piece).empty()) return;
  std::string_view& text = elements[element].text;
  text = text.empty()
             ? piece
             : made.emplace_back(std::string(text) + std::string(piece));
}

bool scan_xml(std::string_view text, XmlTree& tree) {
  return text.size() <= kMostBytes && is_plain(text) &&
         Scanner(text, tree).scan();
}

}  // namespace sleeve
