// Text for pages.
#ifndef SLEEVE_SCREEN_HTML_TEXT_H_
#define SLEEVE_SCREEN_HTML_TEXT_H_

#include <string>
#include <string_view>

namespace sleeve {

/// Text for HTML: marks are escaped, control characters written as \xNN.
std::string html_text(std::string_view text);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_HTML_TEXT_H_
