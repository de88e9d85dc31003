#include "screen/rights/xml.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <mutex>

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

// As UTF-8, without byte order mark and padding.
std::string decoded(std::string_view bytes) {
  const auto at = [&](size_t i) {
    return i < bytes.size() ? static_cast<uint8_t>(bytes[i]) : 0xff;
  };
  std::string text;
  if (at(0) == 0 && at(1) == 0 && (at(2) == 0xfe || at(3) == '<')) {
    text = from_utf32(bytes, false);
  } else if ((at(0) == 0xff && at(1) == 0xfe && at(2) == 0 && at(3) == 0) ||
             (at(0) == '<' && at(1) == 0 && at(2) == 0 && at(3) == 0)) {
    text = from_utf32(bytes, true);
  } else if ((at(0) == 0xfe && at(1) == 0xff) || (at(0) == 0 && at(1) == '<')) {
    text = from_utf16(bytes, false);
  } else if ((at(0) == 0xff && at(1) == 0xfe) || (at(0) == '<' && at(1) == 0)) {
    text = from_utf16(bytes, true);
  } else {
    text = bytes;
  }
  std::string_view whole = trimmed(text);
  if (whole.starts_with("\xef\xbb\xbf")) whole.remove_prefix(3);
  return std::string(trimmed(whole));
}

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
  std::unique_ptr<xmlParserCtxt, void (*)(xmlParserCtxt*)> context{
      nullptr, xmlFreeParserCtxt};
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
  const std::string text = decoded(as_text(bytes));
  if (text.find("<!DOCTYPE") != std::string::npos ||
      text.find("<!ENTITY") != std::string::npos) {
    result.fault_ = "a document type";
    return result;
  }
  State& state = *result.state_;
  state.context.reset(xmlNewParserCtxt());
  if (!state.context) throw std::bad_alloc();
  state.document.reset(xmlCtxtReadMemory(state.context.get(), text.data(),
                                         static_cast<int>(text.size()), nullptr,
                                         "UTF-8", kOptions));
  if (state.context->wellFormed == 0 || !state.document) {
    const xmlError* error = xmlCtxtGetLastError(state.context.get());
    const char* message = error != nullptr ? error->message : nullptr;
    result.fault_ = trimmed(message != nullptr ? message : "not XML");
    result.fault_line_ = error != nullptr ? error->line : 0;
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
