#include "screen/catalogue/xml_path.h"

#include <algorithm>

#include "screen/rights/words.h"

namespace sleeve {

std::vector<XmlNode> find_all(const XmlNode& from, std::string_view path) {
  std::vector<XmlNode> found{from};
  while (!path.empty()) {
    const size_t end = std::min(path.find('/'), path.size());
    const std::string_view name = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    std::vector<XmlNode> next;
    for (const XmlNode& node : found) {
      for (const XmlNode& child : node.children()) {
        if (child.name() == name) next.push_back(child);
      }
    }
    found = std::move(next);
  }
  return found;
}

std::optional<XmlNode> find_first(const XmlNode& from, std::string_view path) {
  const std::vector<XmlNode> found = find_all(from, path);
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::string text_at(const XmlNode& from, std::string_view path) {
  const auto node = find_first(from, path);
  return node ? std::string(trimmed(node->text())) : "";
}

std::string first_text(const XmlNode& from,
                       std::initializer_list<std::string_view> paths) {
  for (const std::string_view path : paths) {
    for (const XmlNode& node : find_all(from, path)) {
      const std::string text(trimmed(node.text()));
      if (!text.empty()) return text;
    }
  }
  return "";
}

std::string attribute(const XmlNode& node, std::string_view name) {
  for (const XmlNode::Attribute& attribute : node.attributes()) {
    if (attribute.name == name) return std::string(trimmed(attribute.value));
  }
  return "";
}

bool is_true(std::string_view text) {
  return equal_ignoring_case(text, "true") || text == "1";
}

}  // namespace sleeve
