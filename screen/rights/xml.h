// XML behind a fence: a tree to walk, read without network, files or entities.
#ifndef SLEEVE_SCREEN_RIGHTS_XML_H_
#define SLEEVE_SCREEN_RIGHTS_XML_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// One element. Valid as long as its XmlDocument lives.
class XmlNode {
 public:
  struct Attribute {
    std::string_view ns;  ///< URI; empty when it has none
    std::string_view name;
    std::string value;
  };

  explicit XmlNode(const void* node) : node_(node) {}

  std::string_view ns() const;    ///< URI; empty when it has none
  std::string_view name() const;  ///< without prefix
  int64_t line() const;           ///< from 1

  /// Elements only, in order.
  std::vector<XmlNode> children() const;
  std::vector<Attribute> attributes() const;

  /// Text directly in this element, joined, entities of XML itself resolved.
  std::string text() const;

  bool is(std::string_view uri, std::string_view local) const {
    return name() == local && ns() == uri;
  }

 private:
  const void* node_;
};

/// What parsing gave. Damaged documents give what stands before the damage.
class XmlDocument {
 public:
  /// Reads UTF-8, or UTF-16 and UTF-32 by their byte order marks or by the
  /// zeros in the first character. A document type, which only attackers put
  /// here, is refused unread; more than `max_bytes` are too.
  static XmlDocument parse(Bytes bytes, size_t max_bytes);

  XmlDocument(XmlDocument&&) noexcept;
  XmlDocument& operator=(XmlDocument&&) noexcept;
  ~XmlDocument();

  /// Whether the document was read to its end without a fault.
  bool sound() const { return fault_.empty(); }
  const std::string& fault() const { return fault_; }  ///< for people
  int64_t fault_line() const { return fault_line_; }

  /// False when nothing at all could be read.
  bool has_root() const;
  XmlNode root() const;  ///< only when has_root()

 private:
  struct State;
  XmlDocument();
  std::unique_ptr<State> state_;
  std::string fault_;
  int64_t fault_line_ = 0;
};

/// To be called once before system calls are forbidden: makes the library
/// ready.
void prepare_xml();

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_XML_H_
