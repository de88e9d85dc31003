#include "screen/rights/xml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <new>

#include "screen/rights/words.h"

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

const xmlNode* as_node(const void* node) {
  return static_cast<const xmlNode*>(node);
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

// "<!DOCTYPE" or "<!ENTITY".
bool has_declarations(std::string_view text) {
  for (size_t at = text.find("<!"); at != std::string_view::npos;
       at = text.find("<!", at + 2)) {
    const std::string_view rest = text.substr(at + 2);
    if (rest.starts_with("DOCTYPE") || rest.starts_with("ENTITY")) return true;
  }
  return false;
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

// Text and CDATA of an attribute or element, without descending.
std::string text_of(const xmlNode* first) {
  std::string text;
  for (const xmlNode* node = first; node != nullptr; node = node->next) {
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
      text += view(node->content);
    }
  }
  return text;
}

}  // namespace

std::string_view XmlNode::ns() const {
  const xmlNode* node = as_node(node_);
  return node->ns == nullptr ? std::string_view() : view(node->ns->href);
}

std::string_view XmlNode::name() const { return view(as_node(node_)->name); }

int64_t XmlNode::line() const { return xmlGetLineNo(as_node(node_)); }

std::vector<XmlNode> XmlNode::children() const {
  std::vector<XmlNode> elements;
  for (const xmlNode* child = as_node(node_)->children; child != nullptr;
       child = child->next) {
    if (child->type == XML_ELEMENT_NODE) elements.emplace_back(child);
  }
  return elements;
}

std::vector<XmlNode::Attribute> XmlNode::attributes() const {
  std::vector<Attribute> attributes;
  for (const xmlAttr* attribute = as_node(node_)->properties;
       attribute != nullptr; attribute = attribute->next) {
    attributes.push_back({attribute->ns == nullptr ? std::string_view()
                                                   : view(attribute->ns->href),
                          view(attribute->name), text_of(attribute->children)});
  }
  return attributes;
}

std::string XmlNode::text() const { return text_of(as_node(node_)->children); }

struct XmlDocument::State {
  std::unique_ptr<xmlDoc, void (*)(xmlDoc*)> document{nullptr, xmlFreeDoc};
};

XmlDocument::XmlDocument() : state_(std::make_unique<State>()) {}
XmlDocument::XmlDocument(XmlDocument&&) noexcept = default;
XmlDocument& XmlDocument::operator=(XmlDocument&&) noexcept = default;
XmlDocument::~XmlDocument() = default;

XmlDocument XmlDocument::parse(Bytes bytes, size_t max_bytes) {
  prepare_xml();
  XmlDocument result;
  if (bytes.size() > max_bytes) {
    result.fault_ = "too large";
    return result;
  }
  std::string owned;
  const std::string_view text = decoded(as_text(bytes), owned);
  if (has_declarations(text)) {
    result.fault_ = "a document type";
    return result;
  }
  thread_local Parser parser;
  xmlParserCtxt* const context = parser.ready();
  auto& document = result.state_->document;
  document.reset(xmlCtxtReadMemory(context, text.data(),
                                   static_cast<int>(text.size()), nullptr,
                                   "UTF-8", kOptions));
  if (context->wellFormed == 0 || !document) {
    const xmlError* error = xmlCtxtGetLastError(context);
    const char* message = error != nullptr ? error->message : nullptr;
    result.fault_ = trimmed(message != nullptr ? message : "not XML");
    result.fault_line_ = error != nullptr ? std::max(1, error->line) : 1;
  }
  return result;
}

bool XmlDocument::has_root() const {
  return state_->document && xmlDocGetRootElement(state_->document.get());
}

XmlNode XmlDocument::root() const {
  return XmlNode(xmlDocGetRootElement(state_->document.get()));
}

void prepare_xml() {
  static std::once_flag once;
  std::call_once(once, [] { xmlInitParser(); });
}

}  // namespace sleeve
