// Makes small audio files with a title and a picture in them; there is no
// sound.
#ifndef SLEEVE_TESTS_SUPPORT_AUDIO_H_
#define SLEEVE_TESTS_SUPPORT_AUDIO_H_

#include <string>
#include <string_view>

namespace sleeve {

/// ID3v2.3 with the frames TALB and APIC.
std::string mp3_of(std::string_view title, std::string_view picture);

/// Blocks of stream information, Vorbis comments and a picture.
std::string flac_of(std::string_view title, std::string_view picture);

/// The three header pages of Ogg Vorbis; `picture` has less than 40,000 bytes.
std::string ogg_of(std::string_view title, std::string_view picture);

/// MPEG-4 with the atoms ©alb and covr.
std::string m4a_of(std::string_view title, std::string_view picture);

}  // namespace sleeve

#endif  // SLEEVE_TESTS_SUPPORT_AUDIO_H_
