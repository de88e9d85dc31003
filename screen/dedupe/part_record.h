// What a thorough run keeps of a picture beside its record: its details, and
// which other pictures it shows. docs/dedupe.md describes every byte.
#ifndef SLEEVE_SCREEN_DEDUPE_PART_RECORD_H_
#define SLEEVE_SCREEN_DEDUPE_PART_RECORD_H_

#include <array>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include "core/details.h"
#include "core/fingerprint.h"

namespace sleeve {

/// The EXIF numbers of the turns whose hashes are kept. The eighth is the
/// seventh seen from the other picture.
inline constexpr std::array<int, 6> kKeptTurns = {2, 3, 4, 5, 6, 7};

/// What finds a picture in others.
struct PictureDetails {
  std::array<std::array<uint8_t, 32>, kKeptTurns.size()> turned{};  ///< hashes
  Details details;

  bool operator==(const PictureDetails&) const = default;
};

/// Of the eight fingerprints that fingerprint_orientations() makes.
PictureDetails picture_details(const std::array<Fingerprint, 8>& fingerprints,
                               const Pixels& grey);

/// Appends the bytes of an entry about record `number`.
void append_details(uint64_t number, const PictureDetails& details,
                    std::vector<uint8_t>& bytes);

/// Whether `bytes` hold a whole entry.
bool details_fit(std::span<const uint8_t> bytes);

/// What append_details() wrote. Only for bytes that fit.
uint64_t details_number(std::span<const uint8_t> bytes);
size_t details_keypoints(std::span<const uint8_t> bytes);
PictureDetails read_details(std::span<const uint8_t> bytes);

/// A picture that is seen in another, as it lies in the file.
struct FoundPart {
  uint32_t record = 0;      ///< of the picture that is shown
  uint8_t orientation = 1;  ///< EXIF number that turns the other one upright
  uint8_t edition = 0;      ///< 1: alike, but for a good part of it
  uint16_t padding = 0;
  float score = 0;     ///< 0 to 1, higher is surer
  float expected = 0;  ///< wrong ones as good that chance gives this search

  /// Its corners, x and y each: top left, top right, bottom right, bottom
  /// left, in widths and heights of the picture that shows it.
  std::array<float, 8> corners{};

  bool operator==(const FoundPart&) const = default;
};
static_assert(std::is_trivially_copyable_v<FoundPart>);
static_assert(sizeof(FoundPart) == 48);

/// What a search for parts in one picture came to.
struct PartsFound {
  uint64_t number = 0;  ///< record of the picture that was searched
  uint64_t key = 0;     ///< names what was searched for
  std::vector<FoundPart> parts;
};

void append_parts(const PartsFound& found, std::vector<uint8_t>& bytes);

bool parts_fit(std::span<const uint8_t> bytes);

/// What append_parts() wrote. Only for bytes that fit.
PartsFound read_parts(std::span<const uint8_t> bytes);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_PART_RECORD_H_
