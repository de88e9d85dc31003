#include "screen/rights/xml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <new>

#include "screen/rights/words.h"
#include "screen/rights/xml_tree.h"

namespace sleeve {
namespace {

constexpr int kOptions = XML_PARSE_RECOVER | XML_PARSE_NONET |
                         XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                         XML_PARSE_NOCDATA | XML_PARSE_COMPACT |
                         XML_PARSE_BIG_LINES;

std::string_view view(const xmlChar* text) {
  if (text == nullptr) return {};
  return reinterpret_cast<const char*>(text);
}

// As UTF-8, without byte order mark and padding; `owned` holds it where it had
// to be converted.
std::string_view decoded(std::string_view bytes, std::string& owned) {
  const auto at = [&](size_t i) {
    return i < bytes.size() ? static_cast<uint8_t>(bytes[i]) : 0xff;
  };
  if (at(0) == 0 && at(1) == 0 && (at(2) == 0xfe || at(3) == '<')) {
    owned = from_utf32(bytes, false);
  } else if ((at(0) == 0xff && at(1) == 0xfe && at(2) == 0 && at(3) == 0) ||
             (at(0) == '<' && at(1) == 0 && at(2) == 0 && at(3) == 0)) {
    owned = from_utf32(bytes, true);
  } else if ((at(0) == 0xfe && at(1) == 0xff) || (at(0) == 0 && at(1) == '<')) {
    owned = from_utf16(bytes, false);
  } else if ((at(0) == 0xff && at(1) == 0xfe) || (at(0) == '<' && at(1) == 0)) {
    owned = from_utf16(bytes, true);
  }
  std::string_view whole = trimmed(owned.empty() ? bytes : owned);
  if (whole.starts_with("\xef\xbb\xbf")) whole.remove_prefix(3);
  return trimmed(whole);
}

// Where "<!DOCTYPE" or "<!ENTITY" stands; npos when neither does.
size_t find_declaration(std::string_view text) {
  for (size_t at = text.find("<!"); at != std::string_view::npos;
       at = text.find("<!", at + 2)) {
    const std::string_view rest = text.substr(at + 2);
    if (rest.starts_with("DOCTYPE") || rest.starts_with("ENTITY")) return at;
  }
  return text.npos;
}

// Making a parser takes longer than reading most packets, so each thread keeps
// one. It remembers all names that it met, and is made anew before these are
// many.
class Parser {
 public:
  xmlParserCtxt* ready() {
    constexpr size_t kMostRemembered = 256 << 10;  // bytes
    if (context_ && xmlDictGetUsage(context_->dict) > kMostRemembered) {
      context_.reset();
    }
    if (!context_) context_.reset(xmlNewParserCtxt());
    if (!context_) throw std::bad_alloc();
    return context_.get();
  }

 private:
  std::unique_ptr<xmlParserCtxt, void (*)(xmlParserCtxt*)> context_{
      nullptr, xmlFreeParserCtxt};
};

bool is_text(const xmlNode* node) {
  return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

// The value of an attribute, whose pieces are nodes.
std::string_view value_of(const xmlAttr* attribute, XmlTree& tree) {
  const xmlNode* first = attribute->children;
  if (first == nullptr) return {};
  if (first->next == nullptr && is_text(first)) return view(first->content);
  std::string& value = tree.made.emplace_front();
  for (const xmlNode* node = first; node != nullptr; node = node->next) {
    if (is_text(node)) value += view(node->content);
  }
  return value;
}

// Text of an element, without descending.
std::string_view text_of(const xmlNode* element, XmlTree& tree) {
  std::string_view only;
  std::string* joined = nullptr;
  for (const xmlNode* node = element->children; node; node = node->next) {
    if (!is_text(node) || trimmed(view(node->content)).empty()) continue;
    if (only.empty()) {
      only = view(node->content);
      continue;
    }
    if (joined == nullptr) joined = &tree.made.emplace_front(only);
    *joined += view(node->content);
  }
  return joined != nullptr ? std::string_view(*joined) : only;
}

std::string_view uri_of(const xmlNs* ns) {
  return ns == nullptr ? std::string_view() : view(ns->href);
}

// libxml2 lets pass a prefix that no namespace was declared for, and makes it
// a part of the name.
bool has_stray_prefix(std::string_view uri, std::string_view name) {
  return uri.empty() && name.find(':') != name.npos;
}

// False when a prefix stands for nothing.
bool put_element(const xmlNode* node, uint32_t index, XmlTree& tree) {
  XmlTree::Element& element = tree.elements[index];
  element.ns = uri_of(node->ns);
  element.name = view(node->name);
  element.line = xmlGetLineNo(node);
  bool sound = !has_stray_prefix(element.ns, element.name);
  for (const xmlAttr* one = node->properties; one; one = one->next) {
    tree.attributes.push_back(
        {uri_of(one->ns), view(one->name), value_of(one, tree)});
    const XmlNode::Attribute& attribute = tree.attributes.back();
    sound &= !has_stray_prefix(attribute.ns, attribute.name);
    ++element.attributes;
  }
  element.text = text_of(node, tree);
  return sound;
}

// Reads what the library built, whose depth it bounds; false as above.
bool put_tree(const xmlNode* node, uint32_t parent, XmlTree& tree) {
  const uint32_t index = tree.add(parent);
  bool sound = put_element(node, index, tree);
  for (const xmlNode* child = node->children; child; child = child->next) {
    if (child->type == XML_ELEMENT_NODE) sound &= put_tree(child, index, tree);
  }
  return sound;
}

}  // namespace

std::string_view XmlNode::ns() const { return tree_->elements[index_].ns; }

std::string_view XmlNode::name() const { return tree_->elements[index_].name; }

int64_t XmlNode::line() const { return tree_->elements[index_].line; }

std::string_view XmlNode::text() const { return tree_->elements[index_].text; }

XmlNode::Children XmlNode::children() const {
  return {*tree_, tree_->elements[index_].first_child};
}

std::span<const XmlNode::Attribute> XmlNode::attributes() const {
  const XmlTree::Element& element = tree_->elements[index_];
  return std::span(tree_->attributes)
      .subspan(element.first_attribute, element.attributes);
}

XmlNode::Children::Iterator& XmlNode::Children::Iterator::operator++() {
  index_ = tree_->elements[index_].next;
  return *this;
}

XmlNode::Children::Iterator XmlNode::Children::end() const {
  return {*tree_, XmlTree::kNone};
}

struct XmlDocument::State {
  XmlTree tree;
  std::string converted;  ///< where the bytes were no UTF-8
  std::unique_ptr<xmlDoc, void (*)(xmlDoc*)> document{nullptr, xmlFreeDoc};
};

XmlDocument::XmlDocument() : state_(std::make_unique<State>()) {}
XmlDocument::XmlDocument(XmlDocument&&) noexcept = default;
XmlDocument& XmlDocument::operator=(XmlDocument&&) noexcept = default;
XmlDocument::~XmlDocument() = default;

XmlDocument XmlDocument::parse(Bytes bytes, size_t max_bytes, Reader reader) {
  XmlDocument result;
  if (bytes.size() > max_bytes) {
    result.fault_ = "too large";
    return result;
  }
  XmlTree& tree = result.state_->tree;
  const std::string_view text =
      decoded(as_text(bytes), result.state_->converted);
  if (reader == Reader::quickest && scan_xml(text, tree)) return result;
  tree = {};
  if (const size_t at = find_declaration(text); at != text.npos) {
    result.fault_ = "a document type";
    result.fault_line_ = 1 + std::count(text.begin(), text.begin() + at, '\n');
    return result;
  }
  result.parse_with_library(text);
  return result;
}

void XmlDocument::parse_with_library(std::string_view text) {
  prepare_xml();
  thread_local Parser parser;
  xmlParserCtxt* const context = parser.ready();
  auto& document = state_->document;
  document.reset(xmlCtxtReadMemory(context, text.data(),
                                   static_cast<int>(text.size()), nullptr,
                                   "UTF-8", kOptions));
  if (context->wellFormed == 0 || !document) {
    const xmlError* error = xmlCtxtGetLastError(context);
    const char* message = error != nullptr ? error->message : nullptr;
    fault_ = trimmed(message != nullptr ? message : "not XML");
    fault_line_ = error != nullptr ? std::max(1, error->line) : 1;
  }
  const xmlNode* root =
      document ? xmlDocGetRootElement(document.get()) : nullptr;
  if (root == nullptr) return;
  const bool sound = put_tree(root, XmlTree::kNone, state_->tree);
  if (!sound && fault_.empty()) {
    fault_ = "a prefix has no namespace";
    fault_line_ = 1;
  }
}

bool XmlDocument::has_root() const { return !state_->tree.elements.empty(); }

XmlNode XmlDocument::root() const { return {state_->tree, 0}; }

void prepare_xml() {
  static std::once_flag once;
  std::call_once(once, [] { xmlInitParser(); });
}

}  // namespace sleeve
