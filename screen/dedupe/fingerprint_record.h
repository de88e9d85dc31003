// One picture as a file of fingerprints keeps it. docs/dedupe.md describes
// every byte.
#ifndef SLEEVE_SCREEN_DEDUPE_FINGERPRINT_RECORD_H_
#define SLEEVE_SCREEN_DEDUPE_FINGERPRINT_RECORD_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/fingerprint.h"
#include "index/sha256.h"
#include "screen/source.h"
#include "screen/worker/look.h"

namespace sleeve {

/// The part of a record that has the same length for every picture, as it
/// lies in the file: little-endian, without gaps.
struct RecordNumbers {
  uint64_t bytes = 0;              ///< encoded; 0 when they were not read
  int64_t modified = 0;            ///< nanoseconds since 1970, of file or shard
  Sha256Digest sha256{};           ///< of the encoded bytes
  std::array<uint8_t, 32> hash{};  ///< cover256
  std::array<uint8_t, 32> weak_bits{};
  std::array<int8_t, kFeatureCount> features{};  ///< times 127 / their largest
  uint32_t rows = 0;
  uint32_t columns = 0;
  uint16_t quality = 0;
  uint16_t problem = 0;  ///< 0: none; else 1 + ProblemKind
  uint32_t path_bytes = 0;
  uint32_t shard_bytes = 0;   ///< that path begins with; 0 for files
  uint32_t key_bytes = 0;     ///< that follow the shard and a slash
  uint32_t member_bytes = 0;  ///< that path ends with
  uint32_t reason_bytes = 0;
};
static_assert(std::is_trivially_copyable_v<RecordNumbers>);
static_assert(sizeof(RecordNumbers) == 208);

/// All that is kept of one row of the inputs.
struct PictureRecord {
  PictureName name;
  std::optional<Problem> problem;
  RecordNumbers numbers;  ///< lengths and problem are filled when written
};

/// A record where it lies in memory. Valid until that goes.
class RecordView {
 public:
  /// `bytes` must hold a whole record; see fits().
  explicit RecordView(const uint8_t* bytes) : bytes_(bytes) {}

  const RecordNumbers& numbers() const {
    return *reinterpret_cast<const RecordNumbers*>(bytes_);
  }
  bool checked() const { return numbers().problem == 0; }
  std::string_view path() const { return text(0, numbers().path_bytes); }
  std::string_view shard() const { return text(0, numbers().shard_bytes); }
  PictureName name() const;

  /// Only unless checked().
  Problem problem() const;

  /// Whether a record lies wholly in [size] bytes and makes sense.
  static bool fits(const uint8_t* bytes, size_t size);

 private:
  std::string_view text(size_t from, size_t size) const {
    return {
        reinterpret_cast<const char*>(bytes_) + sizeof(RecordNumbers) + from,
        size};
  }
  const uint8_t* bytes_;
};

/// Pictures below this quality are plain: they have too little to say for
/// their hash, and only the same bytes or pixels make them duplicates.
inline constexpr int kPlainPicture = 50;

inline bool tells_enough(const RecordNumbers& numbers) {
  return numbers.quality >= kPlainPicture;
}

/// Copies hash, features, sides and quality.
void put_fingerprint(const Fingerprint& fingerprint, RecordNumbers& numbers);

/// Appends the record's bytes. A path that is not put together as PictureName
/// says loses its shard.
void append_record(const PictureRecord& record, std::vector<uint8_t>& bytes);

/// Dot product of the unit vectors that the features stand for, -1 to 1; 0
/// when one of them is of a flat picture.
double similarity(const RecordNumbers& a, const RecordNumbers& b);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_FINGERPRINT_RECORD_H_
