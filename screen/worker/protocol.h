// What the program and its decoding worker say to each other.
#ifndef SLEEVE_SCREEN_WORKER_PROTOCOL_H_
#define SLEEVE_SCREEN_WORKER_PROTOCOL_H_

#include <array>
#include <cstdint>
#include <type_traits>

#include "core/fingerprint.h"
#include "core/origin.h"
#include "core/picture.h"
#include "screen/worker/look.h"

namespace sleeve::worker {

// Both sides come from one build, which the greeting proves; so structures go
// over the socket as they lie in memory. Each message is one packet.

/// Descriptors of the worker: a SOCK_SEQPACKET socket, and shared memory in
/// which pictures arrive.
inline constexpr int kSocket = 3;
inline constexpr int kMemory = 4;

/// Counts changes of these structures.
inline constexpr uint32_t kVersion = 5;

/// Pictures of one request at most: a small picture takes less time than the
/// way to the worker and back.
inline constexpr size_t kBatch = 8;

/// Pictures begin at multiples of this in the shared memory.
inline constexpr uint64_t kAlignment = 64;

/// The worker's first message, when it is locked down and ready.
struct Greeting {
  uint32_t version = kVersion;
  uint32_t reply_bytes = 0;  ///< sizeof(Reply) + sizeof(LookReply)
  std::array<char, 32> hash_identity{};
};

/// What shall be found out about the pictures of a request.
enum class Task : uint64_t {
  fingerprints,  ///< answered by Reply
  examination,   ///< the same; RightsSizes and reports follow
  pixels,        ///< answered by LookReply
  thumbnail,     ///< answered by LookReply
};

/// Pictures lie behind each other at the start of the shared memory.
struct Request {
  uint64_t memory_bytes = 0;  ///< of the shared memory, which may have grown
  uint64_t count = 0;         ///< 1 <= count <= kBatch
  Task task = Task::fingerprints;

  /// Of an examination. A thorough one also puts grey pictures into the shared
  /// memory at `grey_offset`, one kGreyBytes after the other.
  Effort effort = Effort::fast;
  uint64_t grey_offset = 0;
  std::array<Origin, kBatch> origins{};
  std::array<uint64_t, kBatch> bytes{};  ///< of each picture
};

/// The most that a grey picture takes.
inline constexpr uint64_t kGreyBytes = uint64_t{kSceneSide} * kSceneSide;

/// Where the picture after one of `bytes` bytes at `offset` begins.
inline uint64_t next_offset(uint64_t offset, uint64_t bytes) {
  return (offset + bytes + kAlignment - 1) / kAlignment * kAlignment;
}

/// What every answer about one picture begins with; one packet holds those to a
/// whole request.
struct Answer {
  static constexpr size_t kReasonBytes = 240;

  uint32_t ok = 0;
  uint32_t problem = 0;                     ///< a ProblemKind unless ok
  std::array<char, kReasonBytes> reason{};  ///< ends in NUL
};

struct Reply : Answer {
  std::array<Fingerprint, 8> fingerprints{};
  int32_t grey_rows = 0;
  int32_t grey_columns = 0;
  int32_t row = 0;     ///< as Picture has it
  int32_t column = 0;  ///< as Picture has it
  uint32_t has_inside = 0;
  Inside inside;  ///< as Picture has it, when has_inside
};

struct LookReply : Answer {
  PixelDigest pixels{};
  uint64_t thumbnail_bytes = 0;
  std::array<uint8_t, kThumbnailBytes> thumbnail{};
};

/// How many bytes of encode_report() there are about each picture. Packets
/// with the reports follow: each takes up all the next ones that fit into
/// kRightsPacketBytes together, and at least one.
using RightsSizes = std::array<uint64_t, kBatch>;
inline constexpr uint64_t kRightsPacketBytes = uint64_t{128} << 10;

static_assert(std::is_trivially_copyable_v<Greeting>);
static_assert(std::is_trivially_copyable_v<Request>);
static_assert(std::is_trivially_copyable_v<Reply>);
static_assert(std::is_trivially_copyable_v<LookReply>);

}  // namespace sleeve::worker

#endif  // SLEEVE_SCREEN_WORKER_PROTOCOL_H_
