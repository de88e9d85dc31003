#include "screen/provenance.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/error.h"
#include "index/sha256.h"
#include "screen/rights/embedded.h"
#include "screen/rights/json_depth.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr uintmax_t kMaxSidecarBytes = 1 << 20;
constexpr size_t kMaxHosts = 4096;

std::optional<std::string> read_small(const fs::path& file) {
  std::error_code error;
  const uintmax_t size = fs::file_size(file, error);
  if (error || size > kMaxSidecarBytes) return std::nullopt;
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// The first that can be read; of larger ones `has_more` tells.
std::string first_of(std::initializer_list<fs::path> files, bool& has_more) {
  for (const fs::path& file : files) {
    if (auto text = read_small(file)) return *text;
    std::error_code error;
    has_more |= fs::is_regular_file(file, error);
  }
  return "";
}

// "name: value" lines, an object of texts or lists, or a list of pairs.
void take_headers(const Json& json, HttpHeaders& headers) {
  if (json.is_string()) {
    for (auto& header : parse_headers(json.get<std::string>())) {
      headers.push_back(std::move(header));
    }
  } else if (json.is_object()) {
    for (const auto& [name, value] : json.items()) {
      if (value.is_string()) headers.emplace_back(name, value);
      if (!value.is_array()) continue;
      for (const Json& one : value) {
        if (one.is_string()) headers.emplace_back(name, one);
      }
    }
  } else if (json.is_array()) {
    for (const Json& pair : json) {
      if (pair.is_array() && pair.size() == 2 && pair[0].is_string() &&
          pair[1].is_string()) {
        headers.emplace_back(pair[0], pair[1]);
      }
    }
  }
}

// The first of these members that is text.
std::string text_member(const Json& json,
                        std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = json.find(name);
    if (found != json.end() && found->is_string()) return *found;
  }
  return "";
}

// False when the row is no JSON object.
bool take_row(const std::string& text, Provenance& provenance,
              HttpHeaders& headers, bool& has_headers) {
  const Json json = Json::parse(shallow_json(text), nullptr, false);
  if (!json.is_object()) return false;
  provenance.url = text_member(json, {"final_url", "url", "source_url"});
  provenance.page_url = text_member(json, {"page_url", "referrer"});
  provenance.fetched_at = text_member(json, {"fetched_at", "date"});
  provenance.upstream_sha256 = text_member(json, {"sha256"});
  provenance.uid = text_member(json, {"uid"});
  provenance.collected_by = text_member(json, {"collected_by", "collector"});
  provenance.tool = text_member(json, {"tool", "software"});
  provenance.dataset = text_member(json, {"dataset"});
  for (const char* name : {"headers", "response_headers", "http_headers"}) {
    if (!json.contains(name)) continue;
    has_headers = true;
    take_headers(json[name], headers);
  }
  return true;
}

}  // namespace

Sidecars read_sidecars(const fs::path& path) {
  const auto with = [&](const char* extension) {
    fs::path name = path;
    return name += extension;
  };
  const auto instead = [&](const char* extension) {
    fs::path name = path;
    return name.replace_extension(extension);
  };
  Sidecars sidecars;
  bool& more = sidecars.has_more;
  sidecars.json = first_of({with(".json"), instead(".json")}, more);
  sidecars.headers = first_of({with(".headers")}, more);
  sidecars.xmp = first_of({with(".xmp"), instead(".xmp")}, more);
  sidecars.html = first_of({with(".html")}, more);
  return sidecars;
}

Origin read_origin(const Sidecars& sidecars) {
  Origin origin;
  const Json row = Json::parse(shallow_json(sidecars.json), nullptr, false);
  if (!row.is_object()) return origin;
  const auto side = [&](const char* name) {
    const auto found = row.find(name);
    if (found == row.end() || !found->is_number()) return 0;
    const double number = found->get<double>();
    return number >= 1 && number <= INT32_MAX ? static_cast<int>(number) : 0;
  };
  origin.columns = side("original_width");
  origin.rows = side("original_height");
  const auto exif = row.find("exif");
  if (exif != row.end() && exif->is_string()) {
    origin.orientation = orientation_in_words(exif->get<std::string>());
  }
  return origin;
}

SiteSnapshot::SiteSnapshot(fs::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  if (fs::is_directory(folder_, error)) return;
  throw Error(ErrorCode::not_found,
              "There is no folder \"" + folder_.string() +
                  "\" of site files. Name the folder that holds one folder "
                  "for each host.");
}

std::shared_ptr<const SiteFiles> SiteSnapshot::files(
    const std::string& host) const {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(host);
  if (known != known_.end()) return known->second;
  std::shared_ptr<SiteFiles> files;
  const fs::path folder = folder_ / host;
  std::error_code error;
  const bool sane = host.find('/') == std::string::npos && host != "." &&
                    host.find('\0') == std::string::npos;
  if (sane && fs::is_directory(folder, error)) {
    files = std::make_shared<SiteFiles>();
    files->robots = read_small(folder / "robots.txt");
    files->tdmrep = read_small(folder / ".well-known" / "tdmrep.json");
    if (!files->tdmrep) files->tdmrep = read_small(folder / "tdmrep.json");
    files->ai_txt = read_small(folder / "ai.txt");
    files->licence = read_small(folder / "license.xml");
    files->robots_failed = fs::exists(folder / "robots.txt.error", error);
  }
  if (known_.size() >= kMaxHosts) known_.clear();
  known_[host] = files;
  return files;
}

std::string SiteSnapshot::digest() const {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  Sha256 sha256;
  for (const fs::path& file : files) {
    const std::string name = fs::relative(file, folder_).string();
    const std::string text = read_small(file).value_or("");
    sha256.update(name.size()).update(name);
    sha256.update(text.size()).update(text);
  }
  return sha256.hex();
}

Provenance read_beside(const Sidecars& sidecars, const SiteSnapshot* snapshot,
                       RightsReport& report) {
  Provenance provenance;
  HttpHeaders headers = parse_headers(sidecars.headers);
  bool has_headers = !sidecars.headers.empty();
  if (!sidecars.json.empty() &&
      !take_row(sidecars.json, provenance, headers, has_headers)) {
    report.fault({Channel::http_x_robots, Channel::http_tdmrep,
                  Channel::http_content_usage},
                 "sidecar", "not a JSON object");
  }
  if (sidecars.has_more) {
    report.fault(
        {Channel::xmp_plus, Channel::xmp_rights, Channel::http_x_robots,
         Channel::http_tdmrep, Channel::http_content_usage, Channel::html_meta},
        "sidecar", "cannot be read, or is too large");
  }
  if (has_headers) read_http(headers, report);
  if (!sidecars.html.empty()) read_html(sidecars.html, report);
  if (!sidecars.xmp.empty()) {
    report.join(read_xmp_sidecar(as_bytes(sidecars.xmp)));
  }
  const auto url = parse_url(provenance.url);
  if (url && snapshot != nullptr) {
    if (const auto files = snapshot->files(url->host)) {
      read_site(*files, *url, report);
    }
  }
  settle_precedence(report);
  return provenance;
}

}  // namespace sleeve
