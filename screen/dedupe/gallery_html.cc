#include "screen/dedupe/gallery_html.h"

#include <fmt/format.h>

#include "screen/ed25519.h"
#include "screen/html_text.h"

namespace sleeve {
namespace {

constexpr char kStyle[] =
    "body{font:14px/1.4 sans-serif;margin:24px;color:#222;background:#fff}"
    "nav a{margin-right:12px}section{border-top:1px solid #ddd;padding:12px 0}"
    "h2{font-size:15px;margin:0 0 8px}ul{display:flex;flex-wrap:wrap;gap:12px;"
    "margin:0;padding:0;list-style:none}li{width:150px;font-size:12px;"
    "overflow-wrap:anywhere}li.keeper{outline:2px solid #2a7;padding:4px}"
    "li div{height:100px;display:flex;align-items:center}"
    "img{max-width:96px;max-height:96px}b{color:#2a7}i{color:#a40}";

}  // namespace

std::string page_file(size_t page) {
  return page == 0 ? "index.html" : fmt::format("page-{}.html", page);
}

std::string page_head(size_t page, size_t pages) {
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
      "'none'; img-src data:; style-src 'unsafe-inline'\">"
      "<title>Duplicates{}</title><style>{}</style></head><body>\n",
      page == 0 ? "" : fmt::format(", page {} of {}", page, pages), kStyle);
  if (page == 0) return html;
  html += fmt::format("<nav><a href=\"index.html\">All pages</a>");
  if (page > 1) {
    html += fmt::format("<a href=\"{}\">Previous</a>", page_file(page - 1));
  }
  if (page < pages) {
    html += fmt::format("<a href=\"{}\">Next</a>", page_file(page + 1));
  }
  return html + fmt::format("page {} of {}</nav>\n", page, pages);
}

std::string page_tail() { return "</body></html>\n"; }

std::string group_head(size_t number, size_t members, uint64_t bytes_saved) {
  return fmt::format(
      "<section><h2>Group {}: {} pictures, {:.1f} kB to save</h2><ul>\n",
      number, members, static_cast<double>(bytes_saved) / 1000);
}

std::string picture_html(const GalleryPicture& picture) {
  const std::string name = html_text(picture.path);
  std::string html =
      picture.kind == nullptr ? "<li class=\"keeper\"><div>" : "<li><div>";
  if (picture.thumbnail.empty()) {
    html += "no picture";
  } else {
    html += "<img alt=\"\" src=\"data:image/jpeg;base64," +
            base64({reinterpret_cast<const char*>(picture.thumbnail.data()),
                    picture.thumbnail.size()}) +
            "\">";
  }
  html += picture.kind == nullptr ? std::string("</div><b>kept</b> ")
                                  : fmt::format("</div><i>{}, {} bits</i> ",
                                                picture.kind, picture.distance);
  return html + fmt::format("{}×{}, {:.1f} kB<br>{}</li>\n", picture.columns,
                            picture.rows,
                            static_cast<double>(picture.bytes) / 1000, name);
}

std::string group_tail(size_t hidden) {
  return "</ul>" +
         (hidden > 0 ? fmt::format("<p>and {} more</p>", hidden) : "") +
         "</section>\n";
}

}  // namespace sleeve
