// Which namespaces are in force at one place of an XML document.
#ifndef SLEEVE_SCREEN_RIGHTS_XML_NAMESPACES_H_
#define SLEEVE_SCREEN_RIGHTS_XML_NAMESPACES_H_

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace sleeve {

class XmlNamespaces {
 public:
  XmlNamespaces() { bindings_.reserve(16); }

  /// How many bindings are in force; an element that ends goes back to as many
  /// as were before it.
  size_t size() const { return bindings_.size(); }
  void go_back(size_t size) { bindings_.resize(size); }

  /// Binds a prefix (empty for the default) within the element before which
  /// `before` were in force. False for what is unusual: prefixes and
  /// namespaces of XML's own, a prefix bound twice, more than kMost.
  bool bind(std::string_view prefix, std::string_view uri, size_t before) {
    const bool odd = prefix == "xml" || prefix == "xmlns" || uri == kXml ||
                     uri == kXmlns || (uri.empty() && !prefix.empty());
    if (odd || bindings_.size() >= kMost) return false;
    for (size_t i = before; i < bindings_.size(); ++i) {
      if (bindings_[i].prefix == prefix) return false;
    }
    bindings_.push_back({prefix, uri});
    return true;
  }

  /// The namespace of a prefix; nothing where none is bound.
  std::optional<std::string_view> find(std::string_view prefix) const {
    for (size_t i = bindings_.size(); i > 0; --i) {
      if (bindings_[i - 1].prefix == prefix) return bindings_[i - 1].uri;
    }
    if (prefix == "xml") return kXml;
    if (prefix.empty()) return prefix;
    return std::nullopt;
  }

 private:
  static constexpr size_t kMost = 256;
  static constexpr std::string_view kXml =
      "http://www.w3.org/XML/1998/namespace";
  static constexpr std::string_view kXmlns = "http://www.w3.org/2000/xmlns/";

  struct Binding {
    std::string_view prefix;
    std::string_view uri;
  };
  std::vector<Binding> bindings_;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_XML_NAMESPACES_H_
