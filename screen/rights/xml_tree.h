// What XML documents are read into, and the quick way there.
#ifndef SLEEVE_SCREEN_RIGHTS_XML_TREE_H_
#define SLEEVE_SCREEN_RIGHTS_XML_TREE_H_

#include <cstdint>
#include <forward_list>
#include <string>
#include <string_view>
#include <vector>

#include "screen/rights/xml.h"

namespace sleeve {

/// Elements in document order, the root first. Texts are views of what was
/// parsed, or of `made`, which holds those that had to be put together.
struct XmlTree {
  static constexpr uint32_t kNone = ~uint32_t{0};

  struct Element {
    std::string_view ns;
    std::string_view name;
    std::string_view text;
    int64_t line = 0;
    uint32_t first_attribute = 0;
    uint32_t attributes = 0;
    uint32_t next = kNone;  ///< sibling
    uint32_t first_child = kNone;
    uint32_t last_child = kNone;
  };

  std::vector<Element> elements;
  std::vector<XmlNode::Attribute> attributes;
  std::forward_list<std::string> made;

  /// Appends an element below `parent` (kNone for the root); its index. The
  /// attributes that are appended next are its own.
  uint32_t add(uint32_t parent);

  /// Adds a piece to an element's text; blank pieces are left out.
  void add_text(uint32_t element, std::string_view piece);
};

/// Reads the XML that nearly all pictures carry: at most 1 MiB of UTF-8 without
/// comments, CDATA sections, declarations and entities of its own, and sound.
/// False for all else, which libxml2 must judge; what it accepts, libxml2 reads
/// in the same way. `tree` must be empty, and holds views of `text` then.
bool scan_xml(std::string_view text, XmlTree& tree);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_XML_TREE_H_
