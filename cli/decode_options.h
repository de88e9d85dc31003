// How pictures of strangers are decoded: options that verbs share.
#ifndef SLEEVE_CLI_DECODE_OPTIONS_H_
#define SLEEVE_CLI_DECODE_OPTIONS_H_

#include <CLI/App.hpp>

#include "core/decode.h"

namespace sleeve::cli {

struct DecodeOptions {
  double time_out = 30;  ///< seconds for one picture
  Limits limits;
  bool no_sandbox = false;

  /// Unless --no-sandbox or SLEEVE_SANDBOX=off says otherwise.
  bool sandbox() const;
};

/// Adds --timeout, --max-bytes, --max-pixels and --no-sandbox.
void add_decode_options(CLI::App& verb, DecodeOptions& options);

}  // namespace sleeve::cli

#endif  // SLEEVE_CLI_DECODE_OPTIONS_H_
