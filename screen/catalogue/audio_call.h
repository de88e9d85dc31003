// What passes between Sleeve and its module that reads audio files: plain data.
#ifndef SLEEVE_SCREEN_CATALOGUE_AUDIO_CALL_H_
#define SLEEVE_SCREEN_CATALOGUE_AUDIO_CALL_H_

#include <cstddef>
#include <cstdint>

namespace sleeve {

/// Grows with every change of this file.
inline constexpr int32_t kAudioModuleVersion = 1;

inline constexpr const char kAudioModuleFile[] = "sleeve_taglib.so";

/// The name of the one function of the module, an AudioModuleFunction.
inline constexpr const char kAudioModuleSymbol[] = "sleeve_module_taglib";

/// Receives what a file holds; its functions do not throw. Names of tags are
/// those of TagLib's property map ("ALBUM"); kinds of pictures are ID3's
/// (3 is the front cover).
struct AudioSink {
  void* context;
  void (*tag)(void* context, const char* name, const char* value);
  void (*picture)(void* context, int32_t kind, const uint8_t* bytes,
                  size_t size);
};

/// Returns 0, or 1 when `file` is no audio file that can be read.
struct AudioFunctions {
  int32_t (*read)(const char* file, const AudioSink* sink);
};

/// Null when the module is of another version than `version`.
using AudioModuleFunction = const AudioFunctions* (*)(int32_t version);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CATALOGUE_AUDIO_CALL_H_
