// The program `sleeve-worker`: decodes untrusted pictures in a sandbox.
//
// Sleeve starts it with a socket and shared memory as descriptors 3 and 4. It
// ends when the socket does. A worker "jpeg-png" is ready within milliseconds;
// one for "all" formats loads OpenCV's and libvips' decoders first.

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/fingerprint.h"
#include "core/module.h"
#include "screen/rights/embedded.h"
#include "screen/rights/report_codec.h"
#include "screen/worker/lockdown.h"
#include "screen/worker/protocol.h"
#include "screen/worker/self_test.h"

namespace sleeve::worker {
namespace {

struct Arguments {
  Limits limits;
  uint64_t memory_bytes = 0;
  int seconds = 0;  ///< after which a picture ends the worker
  bool all_formats = false;
  bool self_test = false;
};

// argv: max_bytes max_pixels max_frames memory_bytes seconds jpeg-png|all
// [--self-test]
bool parse(int argc, char** argv, Arguments& arguments) {
  if (argc < 7) return false;
  arguments.limits.max_bytes = std::strtoull(argv[1], nullptr, 10);
  arguments.limits.max_pixels = std::strtoull(argv[2], nullptr, 10);
  arguments.limits.max_frames = std::atoi(argv[3]);
  arguments.memory_bytes = std::strtoull(argv[4], nullptr, 10);
  arguments.seconds = std::atoi(argv[5]);
  arguments.all_formats = std::string_view(argv[6]) == "all";
  arguments.self_test = argc > 7 && std::string_view(argv[7]) == "--self-test";
  return true;
}

bool greet() {
  Greeting greeting;
  greeting.reply_bytes = sizeof(Reply) + sizeof(LookReply);
  algorithm_identity(Algorithm::cover256)
      .copy(greeting.hash_identity.data(), greeting.hash_identity.size() - 1);
  return ::send(kSocket, &greeting, sizeof greeting, MSG_NOSIGNAL) ==
         static_cast<ssize_t>(sizeof greeting);
}

// The parent kills a worker that takes too long. Should the parent be dead,
// nobody does, so the worker sets itself an alarm.
void set_alarm(int seconds) {
  const itimerval timer{{0, 0}, {seconds, 0}};
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

template <class AnyReply>
AnyReply failed(ProblemKind kind, std::string_view reason) {
  AnyReply reply;
  reply.problem = static_cast<uint32_t>(kind);
  reason.copy(reply.reason.data(), Answer::kReasonBytes - 1);
  return reply;
}

// Fills the part of an answer that is not about failures.
void fill(Reply& reply, const Result<std::array<Fingerprint, 8>>& result) {
  reply.fingerprints = *result;
}

void fill(Reply& reply, const Result<Picture>& result) {
  reply.fingerprints = result->fingerprints;
  reply.grey_rows = result->grey.pixels().rows;
  reply.grey_columns = result->grey.pixels().columns;
  reply.row = result->row;
  reply.column = result->column;
  reply.has_inside = result->inside ? 1 : 0;
  if (result->inside) reply.inside = *result->inside;
}

void fill(LookReply& reply, const Result<Look>& result) {
  reply.pixels = result->pixels;
  reply.thumbnail_bytes = result->thumbnail.size();
  std::copy(result->thumbnail.begin(), result->thumbnail.end(),
            reply.thumbnail.begin());
}

// What `decode` makes of the picture, or why it cannot.
template <class AnyReply, class Decode>
AnyReply answer(Bytes picture, const Arguments& arguments,
                const Decode& decode) {
  if (arguments.self_test) {
    const std::string result = misbehave(
        {reinterpret_cast<const char*>(picture.data()), picture.size()});
    if (!result.empty()) return failed<AnyReply>(ProblemKind::crash, result);
  }
  try {
    const auto result = decode(picture);
    if (!result) {
      return failed<AnyReply>(result.problem().kind, result.problem().reason);
    }
    AnyReply reply;
    reply.ok = 1;
    fill(reply, result);
    return reply;
  } catch (const std::bad_alloc&) {
    return failed<AnyReply>(ProblemKind::too_large,
                            "needs more memory than a worker may use");
  }
}

// The shared memory, mapped anew when it has grown.
class Memory {
 public:
  bool map(uint64_t bytes) {
    if (bytes == bytes_) return true;
    if (data_ != MAP_FAILED) ::munmap(data_, bytes_);
    data_ =
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, kMemory, 0);
    bytes_ = data_ == MAP_FAILED ? 0 : bytes;
    return bytes_ != 0;
  }
  /// False when the picture would not lie within.
  bool holds(uint64_t offset, uint64_t bytes) const {
    return offset <= bytes_ && bytes <= bytes_ - offset;
  }
  Bytes at(uint64_t offset, uint64_t bytes) const {
    return {static_cast<const uint8_t*>(data_) + offset, bytes};
  }
  void put(uint64_t offset, const Image& grey) const {
    const Pixels& pixels = grey.pixels();
    std::memcpy(static_cast<uint8_t*>(data_) + offset, pixels.data,
                static_cast<size_t>(pixels.rows) * pixels.columns);
  }

 private:
  void* data_ = MAP_FAILED;
  uint64_t bytes_ = 0;
};

template <class AnyReply, class Decode>
bool answer_all(const Request& request, const Memory& memory,
                const Arguments& arguments, const Decode& decode) {
  static std::array<AnyReply, kBatch> replies;
  uint64_t offset = 0;
  for (size_t i = 0; i < request.count; ++i) {
    if (!memory.holds(offset, request.bytes[i])) return false;
    replies[i] =
        answer<AnyReply>(memory.at(offset, request.bytes[i]), arguments,
                         [&](Bytes picture) { return decode(picture, i); });
    offset = next_offset(offset, request.bytes[i]);
  }
  const size_t size = request.count * sizeof(AnyReply);
  return ::send(kSocket, replies.data(), size, MSG_NOSIGNAL) ==
         static_cast<ssize_t>(size);
}

bool send_packet(const void* data, size_t size) {
  return ::send(kSocket, data, size, MSG_NOSIGNAL) ==
         static_cast<ssize_t>(size);
}

std::string rights_of(Bytes picture) {
  try {
    return encode_report(read_embedded_rights(picture));
  } catch (const std::bad_alloc&) {
    return encode_report({});  // not_checked
  }
}

bool send_reports(std::span<const std::string> reports) {
  std::string packet;
  for (const std::string& report : reports) {
    if (!packet.empty() && packet.size() + report.size() > kRightsPacketBytes) {
      if (!send_packet(packet.data(), packet.size())) return false;
      packet.clear();
    }
    packet += report;
  }
  return packet.empty() || send_packet(packet.data(), packet.size());
}

// The second half of an examination.
bool answer_rights(const Request& request, const Memory& memory) {
  RightsSizes sizes{};
  std::vector<std::string> reports;
  uint64_t offset = 0;
  for (size_t i = 0; i < request.count; ++i) {
    reports.push_back(rights_of(memory.at(offset, request.bytes[i])));
    sizes[i] = reports.back().size();
    offset = next_offset(offset, request.bytes[i]);
  }
  return send_packet(sizes.data(), sizeof sizes) && send_reports(reports);
}

// The first half of an examination.
bool answer_pictures(const Request& request, const Memory& memory,
                     const Arguments& arguments) {
  const bool grey = request.effort == Effort::thorough;
  if (grey && !memory.holds(request.grey_offset, request.count * kGreyBytes)) {
    return false;
  }
  return answer_all<Reply>(
      request, memory, arguments, [&](Bytes bytes, size_t i) {
        auto picture = picture_of(bytes, request.effort, arguments.limits,
                                  request.origins[i]);
        if (grey && picture) {
          memory.put(request.grey_offset + i * kGreyBytes, picture->grey);
        }
        return picture;
      });
}

bool do_task(const Request& request, const Memory& memory,
             const Arguments& arguments) {
  if (request.task == Task::fingerprints) {
    return answer_all<Reply>(
        request, memory, arguments, [&](Bytes picture, size_t) {
          return fingerprint_bytes_orientations(picture, arguments.limits);
        });
  }
  if (request.task == Task::examination) {
    return answer_pictures(request, memory, arguments) &&
           answer_rights(request, memory);
  }
  const LookFor wanted =
      request.task == Task::pixels ? LookFor::pixels : LookFor::thumbnail;
  return answer_all<LookReply>(request, memory, arguments,
                               [&](Bytes picture, size_t) {
                                 return look(picture, wanted, arguments.limits);
                               });
}

int serve(const Arguments& arguments) {
  Memory memory;
  Request request;
  while (::recv(kSocket, &request, sizeof request, 0) ==
         static_cast<ssize_t>(sizeof request)) {
    if (request.count > kBatch || !memory.map(request.memory_bytes)) {
      return EXIT_FAILURE;
    }
    set_alarm(arguments.seconds);
    if (!do_task(request, memory, arguments)) return EXIT_FAILURE;
    set_alarm(0);
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace sleeve::worker

int main(int argc, char** argv) {
  using namespace sleeve;
  worker::Arguments arguments;
  if (!worker::parse(argc, argv, arguments)) return EXIT_FAILURE;
  if (arguments.all_formats) load_all_modules();
  prepare_embedded_rights();
  if (!worker::lock_down(arguments.memory_bytes)) return EXIT_FAILURE;
  if (!worker::greet()) return EXIT_FAILURE;
  // Libraries' exit handlers would only meet refusals.
  ::_exit(worker::serve(arguments));
}
