#include "c_api/guard.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <filesystem>
#include <new>

namespace sleeve::c_api {
namespace {

constexpr size_t kSentenceBytes = 1024;
thread_local char last_sentence[kSentenceBytes] = "";

sleeve_status fail(sleeve_status status, const char* sentence) noexcept {
  const size_t length = std::min(std::strlen(sentence), kSentenceBytes - 1);
  std::memcpy(last_sentence, sentence, length);
  last_sentence[length] = '\0';
  return status;
}

sleeve_status status_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument:
      return SLEEVE_INVALID_ARGUMENT;
    case ErrorCode::not_found:
      return SLEEVE_NOT_FOUND;
    case ErrorCode::io_error:
      return SLEEVE_IO_ERROR;
    case ErrorCode::corrupt:
      return SLEEVE_CORRUPT;
    case ErrorCode::unsupported:
      return SLEEVE_UNSUPPORTED;
    case ErrorCode::internal:
      return SLEEVE_INTERNAL;
  }
  return SLEEVE_INTERNAL;
}

sleeve_status fail_bad_picture(const Problem& problem) {
  const std::string sentence =
      "This picture cannot be hashed: " + problem.reason + ".";
  return fail(SLEEVE_BAD_PICTURE, sentence.c_str());
}

}  // namespace

sleeve_status translate_exception() noexcept {
  try {
    throw;
  } catch (const Error& error) {
    return fail(status_of(error.code()), error.what());
  } catch (const BadPicture& bad) {
    try {
      return fail_bad_picture(bad.problem);
    } catch (...) {
      return fail(SLEEVE_OUT_OF_MEMORY, "There is not enough memory.");
    }
  } catch (const Cancelled&) {
    return fail(SLEEVE_CANCELLED, "The call was cancelled by its caller.");
  } catch (const std::bad_alloc&) {
    return fail(SLEEVE_OUT_OF_MEMORY, "There is not enough memory.");
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(SLEEVE_IO_ERROR, error.what());
  } catch (const std::exception& error) {
    return fail(SLEEVE_INTERNAL, error.what());
  } catch (...) {
    return fail(SLEEVE_INTERNAL,
                "Something unknown was thrown: a bug in Sleeve, please report "
                "it.");
  }
}

}  // namespace sleeve::c_api

extern "C" const char* sleeve_last_error() {
  return sleeve::c_api::last_sentence;
}
