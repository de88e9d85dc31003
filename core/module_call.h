// What passes between Sleeve and its decoding modules: plain data, so that no
// exception and no third-party type crosses the border.
#ifndef SLEEVE_CORE_MODULE_CALL_H_
#define SLEEVE_CORE_MODULE_CALL_H_

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/error.h"

namespace sleeve {

/// Grows with every change of ModuleCall; a module of another version refuses.
inline constexpr int32_t kModuleVersion = 1;

/// The name of the one function of a module.
inline constexpr const char kModuleFunction[] = "sleeve_module_decode";

struct ModuleCall {
  int32_t version;

  // The question.
  int32_t format;        ///< a Format
  int32_t channels;      ///< a Channels
  int32_t padded_alpha;  ///< 1: the fourth sample is filling, not alpha
  const uint8_t* bytes;  ///< [size]
  uint64_t size;

  /// Told once, as soon as the size is known: returns memory for
  /// [rows][columns][channels] samples, or null when the picture is not to be
  /// decoded after all.
  uint8_t* (*allocate)(void* context, int64_t rows, int64_t columns,
                       int64_t frames, int32_t channels);
  void* context;

  // The answer.
  int32_t problem;   ///< a ProblemKind, or -1 when all went well
  char reason[256];  ///< of the problem; empty for a null from `allocate`
};

/// Makes `kind` and `reason`, cut to fit, the answer.
inline void set_problem(ModuleCall& call, ProblemKind kind,
                        std::string_view reason) {
  call.problem = static_cast<int32_t>(kind);
  const size_t length = std::min(reason.size(), sizeof(call.reason) - 1);
  std::memcpy(call.reason, reason.data(), length);
  call.reason[length] = '\0';
}

/// Returns 0 when `call` carries an answer, not 0 when the version is unlike.
using ModuleFunction = int32_t (*)(ModuleCall* call);

}  // namespace sleeve

#endif  // SLEEVE_CORE_MODULE_CALL_H_
