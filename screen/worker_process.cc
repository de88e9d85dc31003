#include "screen/worker_process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>

#include "screen/rights/report_codec.h"
#include "screen/spawn.h"
#include "screen/system_error.h"

namespace sleeve {
namespace {

constexpr uint64_t kFirstMemoryBytes = uint64_t{1} << 20;
constexpr uint64_t kKeptMemoryBytes = uint64_t{16} << 20;
constexpr double kGreetingSeconds = 60;
constexpr double kDyingSeconds = 5;  // from the end of its socket on
constexpr int kAlarmSeconds = 5;     // the worker's own, after the time-out

[[noreturn]] void refuse(const std::string& what, int error) {
  throw Error(ErrorCode::io_error,
              "A decoding worker cannot be started: " + what + ": " +
                  system_reason(error) + ".");
}

// What a worker may allocate: some encoded bytes are held twice, samples of
// the largest picture in several forms, and the libraries take their share.
uint64_t address_space(const Limits& limits) {
  return (uint64_t{2} << 30) + 4 * limits.max_bytes + 12 * limits.max_pixels;
}

std::vector<std::string> arguments_of(const SandboxOptions& options,
                                      WorkerKind kind) {
  const double seconds = std::min(std::ceil(options.time_out), 1e6);
  std::vector<std::string> arguments = {
      options.program,
      std::to_string(options.limits.max_bytes),
      std::to_string(options.limits.max_pixels),
      std::to_string(options.limits.max_frames),
      std::to_string(address_space(options.limits)),
      std::to_string(static_cast<int>(seconds) + kAlarmSeconds),
      kind == WorkerKind::all ? "all" : "jpeg-png"};
  if (options.self_test) arguments.push_back("--self-test");
  return arguments;
}

// A compromised worker may say anything; at least it is well-formed.
bool plausible(const Fingerprints& fingerprints) {
  return std::ranges::all_of(fingerprints, [](const Fingerprint& print) {
    return print.hash.algorithm == Algorithm::cover256 && print.quality >= 0 &&
           print.quality <= 100 && print.rows > 0 && print.columns > 0;
  });
}

bool plausible(const worker::Reply& reply) {
  if (!plausible(reply.fingerprints)) return false;
  if (reply.has_inside == 0) return true;
  const Box& box = reply.inside.box;
  return plausible(reply.inside.fingerprints) && box.row >= 0 &&
         box.column >= 0 && box.rows > 0 && box.columns > 0;
}

bool plausible(const worker::LookReply& reply) {
  return reply.thumbnail_bytes <= reply.thumbnail.size();
}

Fingerprints content(const worker::Reply& reply) { return reply.fingerprints; }

Look content(const worker::LookReply& reply) {
  const auto* begin = reply.thumbnail.data();
  return {reply.pixels, {begin, begin + reply.thumbnail_bytes}};
}

template <class AnyReply>
auto read_reply(const AnyReply& reply) -> Result<decltype(content(reply))> {
  const bool sensible =
      reply.ok != 0
          ? plausible(reply)
          : reply.problem <= static_cast<uint32_t>(ProblemKind::crash);
  if (!sensible) {
    return Problem{ProblemKind::crash, "the decoder gave a senseless answer"};
  }
  if (reply.ok != 0) return content(reply);
  return Problem{
      static_cast<ProblemKind>(reply.problem),
      std::string(reply.reason.data(),
                  ::strnlen(reply.reason.data(), reply.reason.size()))};
}

}  // namespace

WorkerKind worker_kind(Bytes bytes) {
  switch (sniff(bytes)) {
    case Format::jpeg:
    case Format::png:
    case Format::unknown:
      return WorkerKind::jpeg_png;
    default:
      return WorkerKind::all;
  }
}

WorkerProcess::WorkerProcess(const SandboxOptions& options, WorkerKind kind)
    : options_(options), kind_(kind) {
  try {
    start();
  } catch (...) {
    end(0);
    throw;
  }
}

WorkerProcess::~WorkerProcess() { end(0); }

void WorkerProcess::start() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    refuse("no socket", errno);
  }
  socket_ = FileDescriptor(ends[0]);
  const FileDescriptor theirs(ends[1]);
  memory_file_ = FileDescriptor(
      ::memfd_create("sleeve-pictures", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  // Were the worker able to shrink it, writing here would raise SIGBUS.
  if (!memory_file_ ||
      ::fcntl(memory_file_.get(), F_ADD_SEALS, F_SEAL_SHRINK) != 0) {
    refuse("no shared memory", errno);
  }
  const int error = spawn(arguments_of(options_, kind_), theirs.get(),
                          memory_file_.get(), child_);
  if (error != 0) refuse(options_.program, error);
}

// Returns the bytes received: 0 or less when the child has ended, or with
// errno EAGAIN when the seconds are over.
ptrdiff_t WorkerProcess::receive(void* message, size_t bytes, double seconds) {
  if (seconds != waiting_) {
    timeval limit{};
    limit.tv_sec = static_cast<time_t>(seconds);
    limit.tv_usec = std::max<suseconds_t>(
        1, static_cast<suseconds_t>((seconds - std::floor(seconds)) * 1e6));
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    waiting_ = seconds;
  }
  ssize_t got;
  do {
    errno = 0;
    got = ::recv(socket_.get(), message, bytes, 0);
  } while (got < 0 && errno == EINTR);
  return got;
}

void WorkerProcess::await_greeting() {
  worker::Greeting greeting;
  const ptrdiff_t got = receive(&greeting, sizeof greeting, kGreetingSeconds);
  if (got != static_cast<ptrdiff_t>(sizeof greeting)) {
    throw Error(ErrorCode::io_error,
                "The decoding worker could not lock itself into its sandbox (" +
                    end(kDyingSeconds) +
                    "). Allow seccomp filters on this system; or decode "
                    "without a sandbox if you trust the pictures.");
  }
  greeting.hash_identity.back() = '\0';
  if (greeting.version != worker::kVersion ||
      greeting.reply_bytes !=
          sizeof(worker::Reply) + sizeof(worker::LookReply) ||
      greeting.hash_identity.data() !=
          algorithm_identity(Algorithm::cover256)) {
    throw Error(ErrorCode::unsupported, "The program \"" + options_.program +
                                            "\" is of another version of "
                                            "Sleeve. Reinstall Sleeve.");
  }
  ready_ = true;
}

// What a large batch took is given back with the next one.
void WorkerProcess::make_room(uint64_t bytes) {
  if (bytes > memory_bytes_) {
    const uint64_t size = std::bit_ceil(std::max(bytes, kFirstMemoryBytes));
    if (memory_ != nullptr) ::munmap(memory_, memory_bytes_);
    memory_ = nullptr;
    memory_bytes_ = 0;
    if (::ftruncate(memory_file_.get(), static_cast<off_t>(size)) != 0) {
      refuse("no shared memory", errno);
    }
    void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED,
                          memory_file_.get(), 0);
    if (memory == MAP_FAILED) refuse("no shared memory", errno);
    memory_ = static_cast<uint8_t*>(memory);
    memory_bytes_ = size;
  } else if (filled_bytes_ > kKeptMemoryBytes) {
    ::madvise(memory_ + kKeptMemoryBytes, memory_bytes_ - kKeptMemoryBytes,
              MADV_REMOVE);
  }
  filled_bytes_ = bytes;
}

// Copies the pictures into the shared memory, behind each other, and leaves
// so much room behind them.
worker::Request WorkerProcess::place(std::span<const Bytes> pictures,
                                     uint64_t room) {
  worker::Request request;
  request.count = pictures.size();
  uint64_t end = 0;
  for (const Bytes picture : pictures) {
    end = worker::next_offset(end, picture.size());
  }
  make_room(std::max<uint64_t>(end + room, 1));
  grey_offset_ = end;
  request.grey_offset = end;
  request.memory_bytes = memory_bytes_;
  uint64_t offset = 0;
  for (size_t i = 0; i < pictures.size(); ++i) {
    request.bytes[i] = pictures[i].size();
    std::ranges::copy(pictures[i], memory_ + offset);
    offset = worker::next_offset(offset, pictures[i].size());
  }
  return request;
}

// Fills one reply for each picture, unless the child dies.
std::optional<Problem> WorkerProcess::ask(worker::Task task,
                                          std::span<const Bytes> pictures,
                                          void* replies, size_t reply_bytes,
                                          std::span<const Origin> origins,
                                          Effort effort) {
  if (!ready_) await_greeting();
  const bool grey = effort == Effort::thorough;
  worker::Request request =
      place(pictures, grey ? pictures.size() * worker::kGreyBytes : 0);
  request.effort = effort;
  std::ranges::copy(origins, request.origins.begin());
  request.task = task;
  if (::send(socket_.get(), &request, sizeof request, MSG_NOSIGNAL) < 0) {
    return bury(false);
  }
  const size_t size = pictures.size() * reply_bytes;
  const ptrdiff_t got = receive(replies, size, options_.time_out);
  if (got != static_cast<ptrdiff_t>(size)) {
    return bury(got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
  }
  served_ += static_cast<int64_t>(pictures.size());
  return std::nullopt;
}

std::optional<Problem> WorkerProcess::fingerprint(
    std::span<const Bytes> pictures,
    std::vector<Result<Fingerprints>>& results) {
  std::array<worker::Reply, worker::kBatch> replies;
  if (auto death = ask(worker::Task::fingerprints, pictures, replies.data(),
                       sizeof(worker::Reply))) {
    return death;
  }
  for (size_t i = 0; i < pictures.size(); ++i) {
    results.push_back(read_reply(replies[i]));
  }
  return std::nullopt;
}

// The reports about `count` pictures; nothing when something else comes.
std::optional<std::vector<RightsReport>> WorkerProcess::receive_rights(
    size_t count) {
  worker::RightsSizes sizes{};
  const auto whole = [&](void* data, size_t size) {
    return receive(data, size, options_.time_out) ==
           static_cast<ptrdiff_t>(size);
  };
  if (!whole(sizes.data(), sizeof sizes)) return std::nullopt;
  std::vector<RightsReport> reports;
  std::string packet;
  while (reports.size() < count) {
    uint64_t size = 0;
    size_t end = reports.size();
    do {
      if (sizes[end] > kMaxReportBytes) return std::nullopt;
      size += sizes[end++];
    } while (end < count && size + sizes[end] <= worker::kRightsPacketBytes);
    packet.resize(size);
    if (!whole(packet.data(), size)) return std::nullopt;
    std::string_view rest = packet;
    while (reports.size() < end) {
      const uint64_t bytes = sizes[reports.size()];
      auto report = decode_report(rest.substr(0, bytes));
      if (!report) return std::nullopt;
      reports.push_back(std::move(*report));
      rest.remove_prefix(bytes);
    }
  }
  return reports;
}

// What the worker says is not believed further than it must be.
Result<Picture> WorkerProcess::read_picture(const worker::Reply& reply,
                                            size_t i, Effort effort) const {
  const Result<Fingerprints> fingerprints = read_reply(reply);
  if (!fingerprints) return fingerprints.problem();
  Picture picture;
  picture.fingerprints = *fingerprints;
  if (reply.has_inside != 0) picture.inside = reply.inside;
  picture.row = reply.row;
  picture.column = reply.column;
  if (picture.row < 0 || picture.column < 0) {
    return Problem{ProblemKind::crash, "the decoder sent no picture"};
  }
  if (effort == Effort::fast) return picture;
  const int rows = reply.grey_rows, columns = reply.grey_columns;
  if (rows < 1 || columns < 1 || rows > kSceneSide || columns > kSceneSide) {
    return Problem{ProblemKind::crash, "the decoder sent no picture"};
  }
  picture.grey = Image(rows, columns, 1);
  std::memcpy(picture.grey.data(),
              memory_ + grey_offset_ + i * worker::kGreyBytes,
              static_cast<size_t>(rows) * columns);
  return picture;
}

std::optional<Problem> WorkerProcess::examine(
    std::span<const Bytes> pictures, std::span<const Origin> origins,
    Effort effort, std::vector<Result<Examined>>& results) {
  std::array<worker::Reply, worker::kBatch> replies;
  if (auto death = ask(worker::Task::examination, pictures, replies.data(),
                       sizeof(worker::Reply), origins, effort)) {
    return death;
  }
  auto reports = receive_rights(pictures.size());
  if (!reports) return bury(false);
  for (size_t i = 0; i < pictures.size(); ++i) {
    results.push_back(Examined{read_picture(replies[i], i, effort),
                               std::move((*reports)[i])});
  }
  return std::nullopt;
}

std::optional<Problem> WorkerProcess::look(std::span<const Bytes> pictures,
                                           LookFor wanted,
                                           std::vector<Result<Look>>& results) {
  std::vector<worker::LookReply> replies(pictures.size());
  const worker::Task task = wanted == LookFor::pixels ? worker::Task::pixels
                                                      : worker::Task::thumbnail;
  if (auto death =
          ask(task, pictures, replies.data(), sizeof(worker::LookReply))) {
    return death;
  }
  for (const worker::LookReply& reply : replies) {
    results.push_back(read_reply(reply));
  }
  return std::nullopt;
}

std::string WorkerProcess::end(double patience) {
  std::string how = "it did not start";
  if (child_ > 0) how = kill_and_reap(child_, patience);
  child_ = 0;
  if (memory_ != nullptr) ::munmap(memory_, memory_bytes_);
  memory_ = nullptr;
  return how;
}

Problem WorkerProcess::bury(bool timed_out) {
  const std::string how = end(timed_out ? 0 : kDyingSeconds);
  if (!timed_out) return {ProblemKind::crash, "the decoder died: " + how};
  std::string seconds = std::to_string(options_.time_out);
  seconds.erase(seconds.find_last_not_of('0') + 1);
  if (seconds.back() == '.') seconds.pop_back();
  return {ProblemKind::time_out, "decoding took longer than " + seconds + " s"};
}

}  // namespace sleeve
