// The HTML of gallery pages.
#ifndef SLEEVE_SCREEN_DEDUPE_GALLERY_HTML_H_
#define SLEEVE_SCREEN_DEDUPE_GALLERY_HTML_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sleeve {

/// One picture of a group.
struct GalleryPicture {
  std::string_view path;
  uint32_t rows = 0;
  uint32_t columns = 0;
  uint64_t bytes = 0;
  int distance = 0;
  const char* kind = nullptr;          ///< null for the keeper
  std::span<const uint8_t> thumbnail;  ///< a JPEG; empty when there is none
};

/// The beginning of a page; `page` 0 is the index, `pages` are numbered from 1.
std::string page_head(size_t page, size_t pages);
std::string page_tail();

std::string group_head(size_t number, size_t members, uint64_t bytes_saved);
std::string picture_html(const GalleryPicture& picture);
std::string group_tail(size_t hidden);

/// The name of a page's file.
std::string page_file(size_t page);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_GALLERY_HTML_H_
