#include "screen/catalogue/cover_art.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "index/identifiers.h"
#include "screen/file_kind.h"
#include "screen/rights/json_depth.h"
#include "screen/rights/words.h"
#include "screen/rights_keys.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr uintmax_t kMostBytes = uintmax_t{64} << 20;

std::string take_digits(std::string_view& text) {
  const size_t end =
      std::min(text.find_first_not_of("0123456789"), text.size());
  std::string digits(text.substr(0, end));
  text.remove_prefix(end);
  return digits;
}

// "mbid-" and an id, or the id alone: names of folders and beginnings of files.
std::string take_mbid(std::string_view& text) {
  std::string_view rest = text;
  if (rest.starts_with("mbid-")) rest.remove_prefix(5);
  const Identifier id = normalised_mbid(rest.substr(0, 36));
  if (!id.valid) return "";
  rest.remove_prefix(36);
  if (rest.starts_with('-') || rest.starts_with('/')) rest.remove_prefix(1);
  text = rest;
  return id.text;
}

std::string text_of(const Json& object, const char* name) {
  if (!object.is_object()) return "";
  const auto found = object.find(name);
  if (found == object.end()) return "";
  if (found->is_string()) return found->get<std::string>();
  return found->is_number_integer() ? found->dump() : "";
}

Json list_of(const Json& object, const char* name) {
  if (!object.is_object()) return Json::array();
  const auto found = object.find(name);
  return found != object.end() && found->is_array() ? *found : Json::array();
}

bool is_list_of_pictures(const Json& json) {
  return json.is_object() && json.contains("images") &&
         json["images"].is_array();
}

bool is_release(const Json& json) {
  return json.is_object() && normalised_mbid(text_of(json, "id")).valid &&
         json.contains("title");
}

std::string artists_of(const Json& release) {
  std::string names;
  for (const Json& credit : list_of(release, "artist-credit")) {
    names += text_of(credit, "name") + text_of(credit, "joinphrase");
  }
  return names;
}

RightsRecord work_of(const Json& release, const std::string& mbid) {
  RightsRecord work{RightsKind::work, {{"mbid", mbid}}};
  const auto put = [&](const char* field, const std::string& text) {
    if (!text.empty() && work.get(field).empty()) work.fields[field] = text;
  };
  put("title", text_of(release, "title"));
  put("artist", artists_of(release));
  put("icpn", text_of(release, "barcode"));
  for (const Json& info : list_of(release, "label-info")) {
    put("catno", text_of(info, "catalog-number"));
    if (info.is_object() && info.contains("label")) {
      put("label", text_of(info["label"], "name"));
    }
  }
  std::string isrcs;
  for (const Json& medium : list_of(release, "media")) {
    for (const Json& track : list_of(medium, "tracks")) {
      if (!track.is_object() || !track.contains("recording")) continue;
      for (const Json& isrc : list_of(track["recording"], "isrcs")) {
        if (!isrc.is_string()) continue;
        isrcs += (isrcs.empty() ? "" : " ") + isrc.get<std::string>();
      }
    }
  }
  put("isrc", isrcs);
  normalise_identifiers(work);
  work.fields["work"] = work_key(work);
  return work;
}

// The archive's words for what DDEX names FrontCoverImage and so on.
std::string image_type(const Json& image) {
  std::string types;
  for (const Json& type : list_of(image, "types")) {
    if (type.is_string()) types += " " + type.get<std::string>();
  }
  const bool front = image.value("front", Json()) == true;
  const bool back = image.value("back", Json()) == true;
  if (front || types.starts_with(" Front")) return "FrontCoverImage";
  if (back || types.starts_with(" Back")) return "BackCoverImage";
  return types.empty() ? "Unknown" : types.substr(1);
}

// One folder at work.
class Folder {
 public:
  Folder(const std::string& folder, const std::vector<std::string>& files,
         const std::string& holder, Ownership& ownership, Delivery& delivery)
      : folder_(folder),
        files_(files),
        holder_(holder),
        ownership_(ownership),
        delivery_(delivery) {
    const std::string name = fs::path(folder).filename().string();
    std::string_view rest = name;
    mbid_ = take_mbid(rest);
  }

  void run() {
    find_files();
    for (const std::string& file : files_) {
      if (lower_case(file).ends_with(".json")) read_json(file);
    }
    for (const auto& [file, json] : lists_) put_list(file, json);
    for (const auto& [key, best] : best_) {
      if (!key.first.empty()) put_picture(key.first, key.second, "Unknown", "");
    }
    if (delivery_.pictures.empty() && works_.empty()) return;
    for (const auto& [mbid, work] : works_) delivery_.records.push_back(work);
  }

 private:
  struct Best {
    std::string file;
    int size = 0;
    bool taken = false;
  };

  void find_files() {
    for (const std::string& file : files_) {
      auto name = parse_cover_name(file);
      if (!name) continue;
      if (name->mbid.empty()) name->mbid = mbid_;
      const auto [at, is_new] = best_.try_emplace({name->mbid, name->id});
      const bool larger = name->size == 0 || (at->second.size != 0 &&
                                              name->size > at->second.size);
      if (is_new || larger) at->second = {file, name->size, false};
    }
  }

  void read_json(const std::string& file) {
    const fs::path path = fs::path(folder_) / file;
    std::error_code error;
    if (fs::file_size(path, error) > kMostBytes || error) return;
    std::ifstream in(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    const Json json = Json::parse(shallow_json(text), nullptr, false);
    if (json.is_discarded()) {
      delivery_.faults.push_back(path.string() + ": is not JSON");
    } else if (is_list_of_pictures(json)) {
      lists_.emplace_back(path.string(), json);
    } else if (is_release(json)) {
      const std::string mbid = normalised_mbid(text_of(json, "id")).text;
      works_[mbid] = work_of(json, mbid);
    }
  }

  void put_list(const std::string& file, const Json& json) {
    std::string mbid = mbid_;
    const Identifier told = normalised_mbid(text_of(json, "release"));
    if (told.valid) mbid = told.text;
    if (mbid.empty()) {
      delivery_.faults.push_back(file + ": \"release\" names no release");
      return;
    }
    ++delivery_.messages;
    for (const Json& image : json["images"]) {
      const std::string id = text_of(image, "id");
      if (id.empty()) {
        delivery_.faults.push_back(file + ": an image without \"id\"");
        continue;
      }
      const bool approved = image.value("approved", Json(true)) != false;
      put_picture(mbid, id, image_type(image), approved ? "" : "not approved");
    }
  }

  // Under the name with the release's id, or under the bare id.
  Best* find_best(const std::string& mbid, const std::string& id) {
    for (const std::string& owner : {mbid, mbid_, std::string()}) {
      const auto found = best_.find({owner, id});
      if (found != best_.end()) return &found->second;
    }
    return nullptr;
  }

  void put_picture(const std::string& mbid, const std::string& id,
                   const std::string& type, const std::string& note) {
    const std::string artwork = "caa:" + mbid + "/" + id;
    Best* best = find_best(mbid, id);
    if (best == nullptr) {
      delivery_.notes.push_back(folder_ + ": there is no picture for " +
                                artwork);
      return;
    }
    if (best->taken) return;
    best->taken = true;
    if (works_.find(mbid) == works_.end()) works_[mbid] = work_of({}, mbid);
    RightsRecord claim{RightsKind::artwork,
                       {{"artwork_id", artwork},
                        {"work", works_[mbid].get("work")},
                        {"image_type", type},
                        {"source", "caa"}}};
    if (!holder_.empty()) claim.fields["party"] = holder_;
    if (!note.empty()) claim.fields["note"] = note;
    ownership_.describe(std::move(claim));
    const std::string file = (fs::path(folder_) / best->file).string();
    delivery_.pictures.push_back({artwork, file, {}, {}, file});
  }

  const std::string folder_;
  const std::vector<std::string>& files_;
  const std::string holder_;
  Ownership& ownership_;
  Delivery& delivery_;
  std::string mbid_;  ///< that the folder's name tells
  std::map<std::pair<std::string, std::string>, Best> best_;
  std::vector<std::pair<std::string, Json>> lists_;
  std::map<std::string, RightsRecord> works_;
};

}  // namespace

std::optional<CoverName> parse_cover_name(std::string_view name) {
  if (!has_picture_extension(name)) return std::nullopt;
  CoverName cover;
  std::string_view rest = name.substr(0, name.rfind('.'));
  cover.mbid = take_mbid(rest);
  cover.id = take_digits(rest);
  if (cover.id.size() < (cover.mbid.empty() ? 6 : 1)) return std::nullopt;
  if (rest.empty()) return cover;
  if (rest[0] != '-' && rest[0] != '_') return std::nullopt;
  rest.remove_prefix(1);
  if (rest.starts_with("thumb")) rest.remove_prefix(5);
  const std::string size = take_digits(rest);
  if (!rest.empty() || size.empty() || size.size() > 5) return std::nullopt;
  cover.size = std::stoi(size);
  return cover;
}

bool is_cover_art_json(std::string_view text) {
  const Json json = Json::parse(shallow_json(text), nullptr, false);
  return is_list_of_pictures(json) || is_release(json);
}

void apply_cover_art(const std::string& folder,
                     const std::vector<std::string>& files,
                     const std::string& holder, Ownership& ownership,
                     Delivery& delivery) {
  Folder(folder, files, holder, ownership, delivery).run();
}

}  // namespace sleeve
