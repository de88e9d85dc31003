// The module that reads tags and pictures of audio files with TagLib.
#include <taglib/attachedpictureframe.h>
#include <taglib/fileref.h>
#include <taglib/flacfile.h>
#include <taglib/id3v2tag.h>
#include <taglib/mp4file.h>
#include <taglib/mpegfile.h>
#include <taglib/tpropertymap.h>
#include <taglib/xiphcomment.h>

#include "screen/catalogue/audio_call.h"

namespace sleeve {
namespace {

constexpr int32_t kFrontCover = 3;

void give(const TagLib::ByteVector& bytes, int32_t kind,
          const AudioSink& sink) {
  if (bytes.isEmpty()) return;
  sink.picture(sink.context, kind,
               reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
}

// A picture of the type "-->" is an address, which is not fetched.
void give_frames(const TagLib::ID3v2::Tag& tag, const AudioSink& sink) {
  for (const TagLib::ID3v2::Frame* frame : tag.frameList("APIC")) {
    const auto* picture =
        dynamic_cast<const TagLib::ID3v2::AttachedPictureFrame*>(frame);
    if (picture == nullptr || picture->mimeType() == "-->") continue;
    give(picture->picture(), picture->type(), sink);
  }
}

void give_blocks(const TagLib::List<TagLib::FLAC::Picture*>& pictures,
                 const AudioSink& sink) {
  for (const TagLib::FLAC::Picture* picture : pictures) {
    if (picture->mimeType() == "-->") continue;
    give(picture->data(), picture->type(), sink);
  }
}

void give_covers(const TagLib::MP4::Tag& tag, const AudioSink& sink) {
  if (!tag.contains("covr")) return;
  for (const auto& cover : tag.item("covr").toCoverArtList()) {
    give(cover.data(), kFrontCover, sink);
  }
}

void give_pictures(TagLib::File& file, const AudioSink& sink) {
  if (auto* mpeg = dynamic_cast<TagLib::MPEG::File*>(&file)) {
    if (mpeg->hasID3v2Tag()) give_frames(*mpeg->ID3v2Tag(), sink);
  } else if (auto* flac = dynamic_cast<TagLib::FLAC::File*>(&file)) {
    give_blocks(flac->pictureList(), sink);
  } else if (auto* mp4 = dynamic_cast<TagLib::MP4::File*>(&file)) {
    if (mp4->tag() != nullptr) give_covers(*mp4->tag(), sink);
  } else if (auto* ogg = dynamic_cast<TagLib::Ogg::XiphComment*>(file.tag())) {
    give_blocks(ogg->pictureList(), sink);
  }
}

int32_t read(const char* path, const AudioSink* sink) {
  try {
    const TagLib::FileRef opened(path, false);
    if (opened.isNull() || !opened.file()->isValid()) return 1;
    for (const auto& [name, values] : opened.file()->properties()) {
      sink->tag(sink->context, name.toCString(true),
                values.toString(" ").toCString(true));
    }
    give_pictures(*opened.file(), *sink);
    return 0;
  } catch (...) {  // Nothing may leave the module.
    return 1;
  }
}

constexpr AudioFunctions kFunctions = {read};

}  // namespace
}  // namespace sleeve

extern "C" __attribute__((visibility("default"))) const sleeve::AudioFunctions*
sleeve_module_taglib(int32_t version) {
  return version == sleeve::kAudioModuleVersion ? &sleeve::kFunctions : nullptr;
}
