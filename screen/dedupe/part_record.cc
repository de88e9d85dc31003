#include "screen/dedupe/part_record.h"

#include <cstring>

namespace sleeve {
namespace {

// Both kinds of entries begin so.
struct DetailsHead {
  uint64_t number = 0;
  uint32_t keypoints = 0;
  uint32_t zero = 0;
  std::array<std::array<uint8_t, 32>, kKeptTurns.size()> turned{};
  Sketch sketch{};
};
static_assert(sizeof(DetailsHead) == 16 + 6 * 32 + sizeof(Sketch));

struct PartsHead {
  uint64_t number = 0;
  uint64_t key = 0;
  uint64_t count = 0;
};

template <class T>
void append(const T* values, size_t count, std::vector<uint8_t>& bytes) {
  const auto* raw = reinterpret_cast<const uint8_t*>(values);
  bytes.insert(bytes.end(), raw, raw + count * sizeof(T));
}

template <class Head>
Head head_of(std::span<const uint8_t> bytes) {
  Head head;
  std::memcpy(&head, bytes.data(), sizeof head);
  return head;
}

template <class T>
void read(std::span<const uint8_t> bytes, std::vector<T>& values,
          size_t count) {
  values.resize(count);
  if (count > 0) std::memcpy(values.data(), bytes.data(), count * sizeof(T));
}

}  // namespace

PictureDetails picture_details(const std::array<Fingerprint, 8>& fingerprints,
                               const Pixels& grey) {
  PictureDetails result;
  for (size_t i = 0; i < kKeptTurns.size(); ++i) {
    result.turned[i] = fingerprints[kKeptTurns[i] - 1].hash.bytes;
  }
  result.details = details(grey);
  return result;
}

void append_details(uint64_t number, const PictureDetails& details,
                    std::vector<uint8_t>& bytes) {
  const auto& keypoints = details.details.keypoints;
  const DetailsHead head{number, static_cast<uint32_t>(keypoints.size()), 0,
                         details.turned, details.details.sketch};
  append(&head, 1, bytes);
  append(keypoints.data(), keypoints.size(), bytes);
}

bool details_fit(std::span<const uint8_t> bytes) {
  return bytes.size() >= sizeof(DetailsHead) &&
         details_keypoints(bytes) <=
             static_cast<size_t>(kArtworkKeypoints.count) &&
         sizeof(DetailsHead) +
                 details_keypoints(bytes) * sizeof(PackedKeypoint) <=
             bytes.size();
}

uint64_t details_number(std::span<const uint8_t> bytes) {
  return head_of<DetailsHead>(bytes).number;
}

size_t details_keypoints(std::span<const uint8_t> bytes) {
  return head_of<DetailsHead>(bytes).keypoints;
}

PictureDetails read_details(std::span<const uint8_t> bytes) {
  const auto head = head_of<DetailsHead>(bytes);
  PictureDetails result;
  result.turned = head.turned;
  result.details.sketch = head.sketch;
  read(bytes.subspan(sizeof head), result.details.keypoints, head.keypoints);
  return result;
}

void append_parts(const PartsFound& found, std::vector<uint8_t>& bytes) {
  const PartsHead head{found.number, found.key, found.parts.size()};
  append(&head, 1, bytes);
  append(found.parts.data(), found.parts.size(), bytes);
}

bool parts_fit(std::span<const uint8_t> bytes) {
  return bytes.size() >= sizeof(PartsHead) &&
         head_of<PartsHead>(bytes).count <=
             (bytes.size() - sizeof(PartsHead)) / sizeof(FoundPart);
}

PartsFound read_parts(std::span<const uint8_t> bytes) {
  const auto head = head_of<PartsHead>(bytes);
  PartsFound found{head.number, head.key, {}};
  read(bytes.subspan(sizeof head), found.parts, head.count);
  return found;
}

}  // namespace sleeve
