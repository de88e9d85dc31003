// Any bytes read as headers, pages and site files give the same report twice.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "screen/rights/beside.h"
#include "screen/rights/words.h"

namespace {

sleeve::RightsReport read(std::string_view text) {
  sleeve::RightsReport report;
  sleeve::read_http(sleeve::parse_headers(text), report);
  sleeve::read_http({{"X-Robots-Tag", std::string(text)},
                     {"Content-Usage", std::string(text)}},
                    report);
  sleeve::read_html(text, report);
  sleeve::SiteFiles site;
  site.robots = site.tdmrep = site.ai_txt = site.licence = text;
  sleeve::read_site(site, {"example.com", "/" + std::string(text.substr(0, 9))},
                    report);
  sleeve::settle_precedence(report);
  return report;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = sleeve::as_text({data, size});
  if (read(text) != read(text)) std::abort();
  return 0;
}
