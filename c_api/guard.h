// The one place where exceptions end and become codes with a sentence.
#ifndef SLEEVE_C_API_GUARD_H_
#define SLEEVE_C_API_GUARD_H_

#include <string>

#include "c_api/sleeve.h"
#include "core/error.h"

namespace sleeve::c_api {

/// Thrown by long calls when the caller's progress function asks for an end.
struct Cancelled {};

/// A picture that a call cannot do without, and what is wrong with it.
struct BadPicture {
  Problem problem;
};

/// Keeps the exception that is being handled as this thread's last error, and
/// returns its code. Needs no memory.
sleeve_status translate_exception() noexcept;

/// Runs `call`, and turns whatever it throws into a code.
template <class Call>
sleeve_status guard(const Call& call) noexcept {
  try {
    call();
    return SLEEVE_OK;
  } catch (...) {
    return translate_exception();
  }
}

/// Throws Error (invalid_argument) with this sentence unless `holds`.
inline void require(bool holds, const char* sentence) {
  if (!holds) throw Error(ErrorCode::invalid_argument, sentence);
}

}  // namespace sleeve::c_api

#endif  // SLEEVE_C_API_GUARD_H_
