// How failures travel: an Error ends a call, a Problem costs one picture.
#ifndef SLEEVE_CORE_ERROR_H_
#define SLEEVE_CORE_ERROR_H_

#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace sleeve {

/// What kind of failure ended a call.
enum class ErrorCode {
  invalid_argument,  ///< the call is wrong: fix the caller
  not_found,         ///< no such file, folder or artwork
  io_error,          ///< the system refused a read or a write
  corrupt,           ///< a file of ours fails its checks
  unsupported,       ///< a newer version, or an unlike algorithm
  internal,          ///< a bug in this library
};

/// Thrown for what ends a call. what() is a sentence that says what is wrong,
/// where, and what to do.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& sentence)
      : std::runtime_error(sentence), code_(code) {}
  ErrorCode code() const { return code_; }

 private:
  ErrorCode code_;
};

/// Why one picture could not be checked. The names are part of the records
/// that Sleeve writes (problem_name()): append, never rename.
enum class ProblemKind {
  empty,               ///< no bytes at all
  not_a_picture,       ///< no known picture format by content
  unsupported_format,  ///< a picture, but of a kind that is not decoded
  truncated,           ///< the bytes end before the picture does
  corrupt,             ///< the bytes contradict their format
  too_large,           ///< beyond a limit on bytes, pixels or frames
  unreadable,          ///< the file or archive member could not be read
  time_out,            ///< decoding took longer than allowed
  crash,               ///< the decoder died on this picture
};

inline constexpr int kProblemKinds = 9;

/// Returns the stable name of `kind`, for example "too_large".
const char* problem_name(ProblemKind kind);

/// One picture's failure: a kind for programs, a phrase for people
/// ("truncated JPEG"), without a full stop.
struct Problem {
  ProblemKind kind;
  std::string reason;
};

/// A T, or the Problem that kept it from being made.
template <class T>
class Result {
 public:
  // Implicit, so that a function returns either as it is.
  Result(T value)  // NOLINT(google-explicit-constructor)
      : state_(std::move(value)) {}
  Result(Problem problem)  // NOLINT(google-explicit-constructor)
      : state_(std::move(problem)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// The value; only when ok().
  T& value() { return std::get<0>(state_); }
  const T& value() const { return std::get<0>(state_); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }

  /// The problem; only when not ok().
  const Problem& problem() const { return std::get<1>(state_); }

 private:
  std::variant<T, Problem> state_;
};

}  // namespace sleeve

#endif  // SLEEVE_CORE_ERROR_H_
