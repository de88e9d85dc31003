// Short ways through an XML tree by local names.
#ifndef SLEEVE_SCREEN_CATALOGUE_XML_PATH_H_
#define SLEEVE_SCREEN_CATALOGUE_XML_PATH_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "screen/rights/xml.h"

namespace sleeve {

/// Elements that `path` leads to ("DealTerms/TakeDown"), in document order.
std::vector<XmlNode> find_all(const XmlNode& from, std::string_view path);

/// The first of them.
std::optional<XmlNode> find_first(const XmlNode& from, std::string_view path);

/// Its text, trimmed; empty when there is none.
std::string text_at(const XmlNode& from, std::string_view path);

/// The text of the first path that leads to one.
std::string first_text(const XmlNode& from,
                       std::initializer_list<std::string_view> paths);

/// An attribute by its local name; empty when there is none.
std::string attribute(const XmlNode& node, std::string_view name);

/// Whether a text of XML says yes: "true" or "1".
bool is_true(std::string_view text);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CATALOGUE_XML_PATH_H_
