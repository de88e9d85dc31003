// XML behind a fence: a tree to walk, read without network, files or entities.
#ifndef SLEEVE_SCREEN_RIGHTS_XML_H_
#define SLEEVE_SCREEN_RIGHTS_XML_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/pixels.h"

namespace sleeve {

struct XmlTree;

/// One element. It and its views are valid as long as its XmlDocument and the
/// bytes that were parsed live.
class XmlNode {
 public:
  struct Attribute {
    std::string_view ns;  ///< URI; empty when it has none
    std::string_view name;
    std::string_view value;

    bool operator==(const Attribute&) const = default;
  };
  class Children;

  XmlNode(const XmlTree& tree, uint32_t index) : tree_(&tree), index_(index) {}

  std::string_view ns() const;    ///< URI; empty when it has none
  std::string_view name() const;  ///< without prefix
  int64_t line() const;           ///< from 1, where its tag ends

  /// Elements only, in order.
  Children children() const;
  std::span<const Attribute> attributes() const;

  /// Text directly in this element, entities of XML itself resolved: the pieces
  /// between its children that are not blank, joined.
  std::string_view text() const;

  bool is(std::string_view uri, std::string_view local) const {
    return name() == local && ns() == uri;
  }

 private:
  const XmlTree* tree_;
  uint32_t index_;
};

/// A range of elements.
class XmlNode::Children {
 public:
  class Iterator {
   public:
    Iterator(const XmlTree& tree, uint32_t index)
        : tree_(&tree), index_(index) {}
    XmlNode operator*() const { return {*tree_, index_}; }
    Iterator& operator++();
    bool operator==(const Iterator&) const = default;

   private:
    const XmlTree* tree_;
    uint32_t index_;
  };

  Children(const XmlTree& tree, uint32_t first) : tree_(&tree), first_(first) {}
  Iterator begin() const { return {*tree_, first_}; }
  Iterator end() const;

 private:
  const XmlTree* tree_;
  uint32_t first_;
};

/// What parsing gave. Damaged documents give what stands before the damage.
class XmlDocument {
 public:
  enum class Reader {
    quickest,  ///< scan_xml() where it can
    library,   ///< libxml2, for all
  };

  /// Reads UTF-8, or UTF-16 and UTF-32 by their byte order marks or by the
  /// zeros in the first character. A document type, which only attackers put
  /// here, is refused unread; more than `max_bytes` are too. Both readers give
  /// the same.
  static XmlDocument parse(Bytes bytes, size_t max_bytes,
                           Reader reader = Reader::quickest);

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
  void parse_with_library(std::string_view text);
  std::unique_ptr<State> state_;
  std::string fault_;
  int64_t fault_line_ = 0;
};

/// To be called once before system calls are forbidden: makes the library
/// ready.
void prepare_xml();

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_XML_H_
