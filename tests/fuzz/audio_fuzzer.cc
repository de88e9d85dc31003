// Any bytes as an audio file of any kind give the same tags and pictures twice,
// and each picture once.
#include <set>

#include "screen/catalogue/audio.h"
#include "tests/fuzz/linked_input.h"

namespace {

void require(bool truth) {
  if (!truth) std::abort();
}

void compare(const sleeve::AudioFile& first, const sleeve::AudioFile& second) {
  require(first.tags == second.tags);
  require(first.pictures.size() == second.pictures.size());
  for (size_t i = 0; i < first.pictures.size(); ++i) {
    require(first.pictures[i].kind == second.pictures[i].kind);
    require(first.pictures[i].bytes == second.pictures[i].bytes);
  }
}

void apply(const sleeve::AudioFile& audio, const std::string& path) {
  sleeve::Ownership ownership({});
  sleeve::Delivery delivery;
  sleeve::apply_audio(audio, path, "name:Example", ownership, delivery);
  std::set<std::string> ids;
  for (const sleeve::DeliveredPicture& picture : delivery.pictures) {
    require(ids.insert(picture.artwork_id).second);
    require(!picture.bytes.empty() && picture.container == path);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::vector<std::string> names = {"a.mp3", "a.flac", "a.ogg", "a.m4a"};
  static sleeve::LinkedInput input(names);
  input.put(data, size);
  for (const std::string& name : names) {
    const std::string path = input.path() + "/" + name;
    const auto first = sleeve::read_audio(path);
    const auto second = sleeve::read_audio(path);
    require(first.has_value() == second.has_value());
    if (!first) continue;
    compare(*first, *second);
    apply(*first, path);
  }
  return 0;
}
