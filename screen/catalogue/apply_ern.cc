// Turns release notifications into works, claims and pictures.
#include <algorithm>
#include <filesystem>
#include <set>
#include <string_view>
#include <utility>

#include "index/identifiers.h"
#include "screen/catalogue/delivery.h"
#include "screen/rights_keys.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

// One message at work.
class Application {
 public:
  Application(const ErnMessage& message, const std::string& path,
              Ownership& ownership, Delivery& delivery)
      : message_(message),
        path_(path),
        ownership_(ownership),
        delivery_(delivery),
        source_(
            MessageSource::make(message.version,
                                message.sender.dpid.empty()
                                    ? message.sender.name
                                    : normalised_dpid(message.sender.dpid).text,
                                message.id, message.created)) {}

  void run() {
    for (const std::string& fault : message_.faults) {
      delivery_.faults.push_back(path_ + ":" + fault);
    }
    if (message_.kind == ErnKind::unknown) return;
    ++delivery_.messages;
    if (message_.kind == ErnKind::purge) {
      for (const ErnRelease& release : message_.releases) purge(release);
      return;
    }
    for (const ErnImage& image : message_.images) put_image(image);
    for (const ErnRelease& release : message_.releases) take_down(release);
    for (const ErnTransfer& transfer : message_.transfers) move(transfer);
  }

 private:
  std::string day() const { return message_.created.substr(0, 10); }

  std::string place(int64_t line, const std::string& element) const {
    return path_ + ":" + std::to_string(line) + ": " + element;
  }

  void fault(int64_t line, const std::string& element,
             const std::string& sentence) {
    delivery_.faults.push_back(place(line, element) + ": " + sentence);
  }

  static RightsRecord work_of(const ErnRelease& release) {
    RightsRecord work{RightsKind::work, {}};
    const auto put = [&](const char* field, const std::string& text) {
      if (!text.empty()) work.fields[field] = text;
    };
    put("title", release.title);
    put("artist", release.artist);
    put("label", release.label.name);
    put("icpn", release.icpn);
    put("grid", release.grid);
    put("isrc", release.isrc);
    put("catno", release.catno);
    put("cline", release.cline);
    normalise_identifiers(work);
    put("work", work_key(work));
    return work;
  }

  // The first release that refers to an image; the only one when none does.
  const ErnRelease* release_of(const ErnImage& image) const {
    for (const ErnRelease& release : message_.releases) {
      const auto& all = release.resources;
      if (std::find(all.begin(), all.end(), image.reference) != all.end()) {
        return &release;
      }
    }
    return message_.releases.size() == 1 ? &message_.releases[0] : nullptr;
  }

  std::string artwork_id(const ErnImage& image, const std::string& work) const {
    const std::string space =
        image.id_space.empty() ? source_.sender : image.id_space;
    if (!image.id.empty()) return space + ":" + image.id;
    return space + ":" + (work.empty() ? message_.id : work) + ":" +
           image.reference;
  }

  // Whether a later message has spoken about this artwork already.
  bool is_stale(const std::string& artwork) {
    const auto newest = ownership_.newest(artwork);
    if (!newest || newest->created <= source_.created) return false;
    delivery_.notes.push_back(path_ + ": " + artwork +
                              " is known from a later message (" + newest->id +
                              " of " + newest->created + ")");
    return true;
  }

  void put_image(const ErnImage& image) {
    const ErnRelease* release = release_of(image);
    RightsRecord work{RightsKind::work, {}};
    if (release != nullptr) work = work_of(*release);
    const std::string id = artwork_id(image, work.get("work"));
    if (is_stale(id)) return;
    if (release == nullptr) {
      fault(image.line, "Image " + image.reference,
            "belongs to no release of the message");
    } else if (work.get("work").empty()) {
      fault(release->line, "Release " + release->reference,
            "has neither identifier nor title");
    } else {
      delivery_.records.push_back(work);
    }
    RightsRecord claim = claim_of(image, release);
    claim.fields["work"] = work.get("work");
    const std::vector<ErnFile> files = different(image.files);
    if (files.empty()) put_file(image, nullptr, id, claim);
    for (size_t i = 0; i < files.size(); ++i) {
      put_file(image, &files[i], i == 0 ? id : id + "#" + std::to_string(i + 1),
               claim);
    }
  }

  RightsRecord claim_of(const ErnImage& image, const ErnRelease* release) {
    ErnParty owner = image.controller;
    if (!owner.known() && release != nullptr) owner = release->label;
    if (!owner.known()) owner = message_.sender;
    std::string note;
    for (const std::string& name : image.other_controllers) {
      note += (note.empty() ? "also controlled by " : ", ") + name;
    }
    RightsRecord claim{RightsKind::artwork,
                       {{"party", put_party(owner, delivery_)},
                        {"image_type", image.type},
                        {"cline", image.cline},
                        {"territories", image.territories},
                        {"iscc", image.iscc},
                        {"note", note},
                        {"source", source_.text()}}};
    if (release != nullptr && image.territories.empty()) {
      claim.fields["territories"] = release->territories;
    }
    return claim;
  }

  // The same file may be told for each territory.
  static std::vector<ErnFile> different(const std::vector<ErnFile>& files) {
    std::vector<ErnFile> result;
    std::set<std::string> paths;
    for (const ErnFile& file : files) {
      if (paths.insert(file.path).second) result.push_back(file);
    }
    return result;
  }

  // `file` is null when the message names none.
  void put_file(const ErnImage& image, const ErnFile* file,
                const std::string& id, RightsRecord claim) {
    const auto newest = ownership_.newest(id);
    const bool read_again = newest && newest->text() == source_.text();
    if (newest && !read_again && newest->sender == source_.sender) {
      seen_before_.insert(id);
    }
    if (!read_again) {
      claim.fields["artwork_id"] = id;
      ownership_.claim(std::move(claim), day());
    }
    DeliveredPicture picture;
    picture.artwork_id = id;
    picture.place = place(image.line, "Image " + image.reference);
    if (file != nullptr) {
      picture.place = place(file->line, "Image " + image.reference + ": File");
      picture.hashes = file->hashes;
      picture.file = find_file(file->path);
    }
    if (file != nullptr && picture.file.empty()) {
      delivery_.faults.push_back(
          picture.place +
          ": is not in the folder of the delivery: " + file->path);
      return;
    }
    delivery_.pictures.push_back(std::move(picture));
  }

  // Where the file lies; empty when that is outside of the message's folder.
  std::string find_file(const std::string& name) const {
    const fs::path relative = fs::path(name).lexically_normal();
    if (name.find("://") != std::string::npos || relative.is_absolute() ||
        relative.empty() || *relative.begin() == "..") {
      return "";
    }
    const fs::path folder = fs::path(path_).parent_path();
    std::error_code error;
    for (const fs::path& candidate :
         {folder / relative, folder / "resources" / relative.filename(),
          folder / relative.filename()}) {
      if (fs::exists(candidate, error)) return candidate.string();
    }
    return (folder / relative).string();
  }

  // A message that breaks off may have lost its deals.
  bool withdraws(const ErnRelease& release, bool known_before) const {
    if (release.taken_down) return true;
    return message_.complete && release.deals == 0 &&
           (message_.update || known_before);
  }

  void take_down(const ErnRelease& release) {
    const std::string work = work_of(release).get("work");
    for (const std::string& id : ownership_.artworks_of(work)) {
      const RightsRecord* claim = ownership_.present(id);
      if (claim == nullptr || !withdraws(release, was_known(id))) continue;
      const auto delivered = MessageSource::parse(claim->get("source"));
      if (!delivered || delivered->sender != source_.sender) {
        delivery_.notes.push_back(
            place(release.line, "Release " + release.reference) + ": " + id +
            " did not come from this sender, and stays as it is");
        continue;
      }
      ownership_.end(id, release.ends.empty() ? day() : release.ends,
                     source_.text());
    }
  }

  // In 4.x no message says that it is an update: then it is one when another
  // message of the same sender told of the artwork before.
  bool was_known(const std::string& id) const {
    const auto newest = ownership_.newest(id);
    return seen_before_.contains(id) ||
           (newest && newest->created < source_.created);
  }

  void purge(const ErnRelease& release) {
    const std::string work = work_of(release).get("work");
    for (const std::string& id : ownership_.artworks_of(work)) {
      if (is_stale(id)) continue;
      const auto newest = ownership_.newest(id);
      if (!newest || newest->sender != source_.sender) {
        delivery_.notes.push_back(place(release.line, "PurgedRelease") + ": " +
                                  id +
                                  " did not come from this sender, and stays");
        continue;
      }
      ownership_.remove(id);
      delivery_.removed.push_back(id);
    }
  }

  void move(const ErnTransfer& transfer) {
    const std::string party = put_party(transfer.to, delivery_);
    const std::string from =
        transfer.date.size() >= 10 ? transfer.date.substr(0, 10) : day();
    for (const ErnRelease& release : message_.releases) {
      const auto& all = transfer.releases;
      if (std::find(all.begin(), all.end(), release.reference) == all.end()) {
        continue;
      }
      const std::string work = work_of(release).get("work");
      for (const std::string& id : ownership_.artworks_of(work)) {
        const RightsRecord* claim = ownership_.present(id);
        if (claim == nullptr || claim->get("party") == party) continue;
        RightsRecord next = *claim;
        next.fields["party"] = party;
        next.fields["source"] = source_.text();
        ownership_.claim(std::move(next), from);
      }
    }
  }

  const ErnMessage& message_;
  const std::string path_;
  Ownership& ownership_;
  Delivery& delivery_;
  MessageSource source_;
  std::set<std::string> seen_before_;
};

}  // namespace

void apply_ern(const ErnMessage& message, const std::string& path,
               Ownership& ownership, Delivery& delivery) {
  Application(message, path, ownership, delivery).run();
}

}  // namespace sleeve
