// Reads what is said about rights beside a picture: by the server that gave
// it, by its site, by its page.
#ifndef SLEEVE_SCREEN_RIGHTS_BESIDE_H_
#define SLEEVE_SCREEN_RIGHTS_BESIDE_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "screen/rights/signal.h"

namespace sleeve {

/// Names and values as received, repeats kept.
using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// The parts of an http or https address.
struct Url {
  std::string host;    ///< lower case, without port
  std::string target;  ///< path and query, from "/" on
};
std::optional<Url> parse_url(std::string_view text);

/// Reads a raw header block: a status line is passed over, folded lines are
/// joined, the block ends at an empty line.
HttpHeaders parse_headers(std::string_view block);

/// X-Robots-Tag, tdm-reservation, tdm-policy, Content-Usage, Link to an RSL
/// licence. All three channels were checked then.
void read_http(const HttpHeaders& headers, RightsReport& report);

/// Elements `meta` named robots, tdm-reservation or tdm-policy: the page's.
void read_html(std::string_view page, RightsReport& report);

/// The files of one site, as fetched; what is missing was not there.
struct SiteFiles {
  std::optional<std::string> robots;   ///< /robots.txt
  std::optional<std::string> tdmrep;   ///< /.well-known/tdmrep.json
  std::optional<std::string> ai_txt;   ///< /ai.txt
  std::optional<std::string> licence;  ///< an RSL document
  bool robots_failed = false;          ///< the server could not say
};

/// What they say about `url`; every site channel was checked then.
void read_site(const SiteFiles& site, const Url& url, RightsReport& report);

/// Lets the header of TDMRep supersede the site's file, as it demands. Call
/// when all has been read.
void settle_precedence(RightsReport& report);

/// Whether a path matches a pattern of robots.txt: `*` is any run of
/// characters, `$` at its end the end; otherwise a prefix. Takes time linear
/// in path times stars.
bool path_matches(std::string_view path, std::string_view pattern);

/// The preferences of a Content-Usage field (RFC 9651 dictionary); nothing
/// when it cannot be parsed, in which case all is unknown.
std::optional<Effects> content_usage(std::string_view field);

/// Each reads one file of a site about one path.
void read_robots(std::string_view text, const std::string& path,
                 RightsReport& report);
void read_ai_txt(std::string_view text, const std::string& path,
                 RightsReport& report);
void read_tdmrep(std::string_view json, const std::string& path,
                 RightsReport& report);
void read_rsl(std::string_view xml, const std::string& path,
              RightsReport& report);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_BESIDE_H_
