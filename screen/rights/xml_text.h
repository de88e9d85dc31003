// Characters and texts of XML, for the quick reader.
#ifndef SLEEVE_SCREEN_RIGHTS_XML_TEXT_H_
#define SLEEVE_SCREEN_RIGHTS_XML_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

namespace sleeve {

/// Whether `text` is UTF-8 of characters that XML allows as they are, without
/// carriage returns.
bool is_plain_xml(std::string_view text);

/// Where `raw` is not what it stands for: the first entity, and in attributes
/// (whose blanks are spaces) the first other blank; npos when it is.
size_t find_unresolved(std::string_view raw, bool attribute);

/// What `raw` stands for, which find_unresolved() found at `stop`; nothing for
/// an entity that is not XML's own.
std::optional<std::string> resolve_xml(std::string_view raw, bool attribute,
                                       size_t stop);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_XML_TEXT_H_
