#include "screen/rights/xml_tree.h"

#include "screen/rights/words.h"

namespace sleeve {

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
             : made.emplace_front(std::string(text) + std::string(piece));
}

}  // namespace sleeve
