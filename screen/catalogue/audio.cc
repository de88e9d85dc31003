#include "screen/catalogue/audio.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "core/module.h"
#include "index/sha256.h"
#include "screen/catalogue/audio_call.h"
#include "screen/rights/words.h"
#include "screen/rights_keys.h"

namespace sleeve {
namespace {

constexpr size_t kMostPictures = 64;

const AudioFunctions& functions() {
  static const AudioFunctions* const loaded = [] {
    std::string failure;
    auto* function = reinterpret_cast<AudioModuleFunction>(
        load_module_function(kAudioModuleFile, kAudioModuleSymbol, failure));
    const AudioFunctions* found =
        function == nullptr ? nullptr : function(kAudioModuleVersion);
    if (found == nullptr && failure.empty()) {
      failure =
          std::string(kAudioModuleFile) + " is of another version of Sleeve";
    }
    if (found == nullptr) {
      throw Error(ErrorCode::unsupported,
                  "Audio files cannot be read: " + failure + ".");
    }
    return found;
  }();
  return *loaded;
}

void take_tag(void* context, const char* name, const char* value) {
  static_cast<AudioFile*>(context)->tags[name] = value;
}

void take_picture(void* context, int32_t kind, const uint8_t* bytes,
                  size_t size) {
  auto& pictures = static_cast<AudioFile*>(context)->pictures;
  if (pictures.size() < kMostPictures) {
    pictures.push_back({kind, std::vector<uint8_t>(bytes, bytes + size)});
  }
}

RightsRecord work_of(const AudioFile& audio) {
  static constexpr struct {
    const char* field;
    const char* tag;
  } kFields[] = {{"title", "ALBUM"},
                 {"artist", "ALBUMARTIST"},
                 {"label", "LABEL"},
                 {"icpn", "BARCODE"},
                 {"isrc", "ISRC"},
                 {"catno", "CATALOGNUMBER"},
                 {"mbid", "MUSICBRAINZ_ALBUMID"},
                 {"discogs", "DISCOGS_RELEASE_ID"},
                 {"cline", "COPYRIGHT"}};
  RightsRecord work{RightsKind::work, {}};
  const auto take = [&](const char* field, const char* tag) {
    const auto found = audio.tags.find(tag);
    if (found == audio.tags.end() || !work.get(field).empty()) return;
    const std::string text(trimmed(found->second));
    if (!text.empty()) work.fields[field] = text;
  };
  for (const auto& [field, tag] : kFields) take(field, tag);
  take("artist", "ARTIST");
  take("label", "PUBLISHER");
  take("icpn", "UPC");
  take("icpn", "EAN/UPN");
  take("title", "TITLE");
  normalise_identifiers(work);
  const std::string key = work_key(work);
  if (!key.empty()) work.fields["work"] = key;
  return work;
}

const char* kind_name(int kind) {
  switch (kind) {
    case 3:
      return "FrontCoverImage";
    case 4:
      return "BackCoverImage";
    case 5:
      return "BookletFrontImage";
    case 7:
    case 8:
    case 10:
      return "Portrait";
    default:
      return "Unknown";
  }
}

}  // namespace

bool has_audio_extension(const std::string& name) {
  static constexpr std::string_view kExtensions[] = {
      ".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".m4b", ".mp4"};
  const std::string lower = lower_case(name);
  return std::any_of(
      std::begin(kExtensions), std::end(kExtensions),
      [&](std::string_view end) { return lower.ends_with(end); });
}

std::optional<AudioFile> read_audio(const std::string& file) {
  AudioFile audio;
  const AudioSink sink{&audio, take_tag, take_picture};
  if (functions().read(file.c_str(), &sink) != 0) return std::nullopt;
  return audio;
}

void apply_audio(const AudioFile& audio, const std::string& path,
                 const std::string& holder, Ownership& ownership,
                 Delivery& delivery) {
  if (audio.pictures.empty()) {
    delivery.notes.push_back(path + ": holds no picture");
    return;
  }
  RightsRecord work = work_of(audio);
  const std::string key = work.get("work");
  for (const AudioPicture& picture : audio.pictures) {
    const std::string digest =
        sha256_hex(picture.bytes.data(), picture.bytes.size());
    const std::string id =
        (key.empty() ? "picture" : key) + "/" + digest.substr(0, 16);
    if (!delivery.seen.insert(id).second) continue;
    RightsRecord claim{RightsKind::artwork,
                       {{"artwork_id", id},
                        {"image_type", kind_name(picture.kind)},
                        {"source", "audio"}}};
    if (!holder.empty()) claim.fields["party"] = holder;
    if (!key.empty()) claim.fields["work"] = key;
    ownership.describe(std::move(claim));
    delivery.pictures.push_back(
        {id, "", picture.bytes, {}, path + ": picture", path});
  }
  if (!key.empty()) delivery.records.push_back(std::move(work));
}

}  // namespace sleeve
