#include "screen/dedupe/fingerprint_record.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace sleeve {
namespace {

static_assert(std::endian::native == std::endian::little,
              "records lie in the file as in memory");

constexpr uint32_t kMostNameBytes = uint32_t{1} << 20;

// The lengths with which path gives back shard, key and member.
void put_name(const PictureName& name, RecordNumbers& numbers) {
  numbers.path_bytes = static_cast<uint32_t>(name.path.size());
  numbers.shard_bytes = numbers.key_bytes = numbers.member_bytes = 0;
  if (name.shard.empty() || !name.path.starts_with(name.shard)) return;
  numbers.shard_bytes = static_cast<uint32_t>(name.shard.size());
  const std::string_view inside = std::string_view(name.path).substr(
      std::min(name.path.size(), name.shard.size() + 1));
  if (inside.starts_with(name.key)) {
    numbers.key_bytes = static_cast<uint32_t>(name.key.size());
  }
  if (inside == name.member) {
    numbers.member_bytes = static_cast<uint32_t>(name.member.size());
  }
}

}  // namespace

PictureName RecordView::name() const {
  const RecordNumbers& sizes = numbers();
  PictureName name;
  name.path = path();
  if (sizes.shard_bytes == 0) return name;
  name.shard = shard();
  name.key = text(sizes.shard_bytes + size_t{1}, sizes.key_bytes);
  name.member = text(sizes.path_bytes - sizes.member_bytes, sizes.member_bytes);
  return name;
}

Problem RecordView::problem() const {
  return {static_cast<ProblemKind>(numbers().problem - 1),
          std::string(text(numbers().path_bytes, numbers().reason_bytes))};
}

bool RecordView::fits(const uint8_t* bytes, size_t size) {
  if (size < sizeof(RecordNumbers)) return false;
  RecordNumbers numbers;
  std::memcpy(&numbers, bytes, sizeof numbers);
  if (numbers.path_bytes > kMostNameBytes ||
      numbers.reason_bytes > kMostNameBytes ||
      numbers.problem > 1 + static_cast<uint16_t>(ProblemKind::crash) ||
      numbers.quality > 100) {
    return false;
  }
  const uint64_t inside = numbers.path_bytes - uint64_t{numbers.shard_bytes};
  const bool names_fit =
      numbers.shard_bytes <= numbers.path_bytes &&
      numbers.member_bytes <= inside &&
      (numbers.key_bytes == 0 || numbers.key_bytes + uint64_t{1} <= inside);
  return names_fit &&
         sizeof numbers + uint64_t{numbers.path_bytes} + numbers.reason_bytes <=
             size;
}

void put_fingerprint(const Fingerprint& fingerprint, RecordNumbers& numbers) {
  numbers.hash = fingerprint.hash.bytes;
  numbers.weak_bits = fingerprint.weak_bits;
  numbers.rows = static_cast<uint32_t>(fingerprint.rows);
  numbers.columns = static_cast<uint32_t>(fingerprint.columns);
  numbers.quality = static_cast<uint16_t>(fingerprint.quality);
  float largest = 0;
  for (const float feature : fingerprint.features) {
    largest = std::max(largest, std::abs(feature));
  }
  for (int i = 0; i < kFeatureCount; ++i) {
    const float scaled =
        largest > 0 ? fingerprint.features[i] * 127 / largest : 0;
    numbers.features[i] = static_cast<int8_t>(std::lround(scaled));
  }
}

void append_record(const PictureRecord& record, std::vector<uint8_t>& bytes) {
  RecordNumbers numbers = record.numbers;
  put_name(record.name, numbers);
  std::string reason;
  numbers.problem = 0;
  if (record.problem) {
    numbers.problem =
        static_cast<uint16_t>(1 + static_cast<uint16_t>(record.problem->kind));
    reason = record.problem->reason.substr(0, kMostNameBytes);
  }
  numbers.reason_bytes = static_cast<uint32_t>(reason.size());
  const auto* raw = reinterpret_cast<const uint8_t*>(&numbers);
  bytes.insert(bytes.end(), raw, raw + sizeof numbers);
  bytes.insert(bytes.end(), record.name.path.begin(), record.name.path.end());
  bytes.insert(bytes.end(), reason.begin(), reason.end());
}

double similarity(const RecordNumbers& a, const RecordNumbers& b) {
  int dot = 0, a_squares = 0, b_squares = 0;
  for (int i = 0; i < kFeatureCount; ++i) {
    dot += a.features[i] * b.features[i];
    a_squares += a.features[i] * a.features[i];
    b_squares += b.features[i] * b.features[i];
  }
  if (a_squares == 0 || b_squares == 0) return 0;
  return dot / std::sqrt(static_cast<double>(a_squares) * b_squares);
}

}  // namespace sleeve
