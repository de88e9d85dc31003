// The program `sleeve-worker`: decodes untrusted pictures in a sandbox.
//
// Sleeve starts it with a socket and shared memory as descriptors 3 and 4. It
// ends when the socket does. A worker "jpeg-png" is ready within milliseconds;
// one for "all" formats loads OpenCV's and libvips' decoders first.

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <string_view>

#include "core/fingerprint.h"
#include "core/module.h"
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
  greeting.reply_bytes = sizeof(Reply);
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

Reply failed(ProblemKind kind, std::string_view reason) {
  Reply reply;
  reply.problem = static_cast<uint32_t>(kind);
  reason.copy(reply.reason.data(), Reply::kReasonBytes - 1);
  return reply;
}

Reply answer(Bytes picture, const Arguments& arguments) {
  if (arguments.self_test) {
    const std::string result = misbehave(
        {reinterpret_cast<const char*>(picture.data()), picture.size()});
    if (!result.empty()) return failed(ProblemKind::crash, result);
  }
  try {
    const auto result =
        fingerprint_bytes_orientations(picture, arguments.limits);
    if (!result) return failed(result.problem().kind, result.problem().reason);
    Reply reply;
    reply.ok = 1;
    reply.fingerprints = *result;
    return reply;
  } catch (const std::bad_alloc&) {
    return failed(ProblemKind::too_large,
                  "needs more memory than a worker may use");
  }
}

// The shared memory, mapped anew when it has grown.
class Memory {
 public:
  bool map(uint64_t bytes) {
    if (bytes == bytes_) return true;
    if (data_ != MAP_FAILED) ::munmap(data_, bytes_);
    data_ = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, kMemory, 0);
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

 private:
  void* data_ = MAP_FAILED;
  uint64_t bytes_ = 0;
};

bool answer_all(const Request& request, const Memory& memory,
                const Arguments& arguments) {
  static std::array<Reply, kBatch> replies;
  uint64_t offset = 0;
  for (size_t i = 0; i < request.count; ++i) {
    if (!memory.holds(offset, request.bytes[i])) return false;
    replies[i] = answer(memory.at(offset, request.bytes[i]), arguments);
    offset = next_offset(offset, request.bytes[i]);
  }
  const size_t size = request.count * sizeof(Reply);
  return ::send(kSocket, replies.data(), size, MSG_NOSIGNAL) ==
         static_cast<ssize_t>(size);
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
    if (!answer_all(request, memory, arguments)) return EXIT_FAILURE;
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
  if (!worker::lock_down(arguments.memory_bytes)) return EXIT_FAILURE;
  if (!worker::greet()) return EXIT_FAILURE;
  // Libraries' exit handlers would only meet refusals.
  ::_exit(worker::serve(arguments));
}
