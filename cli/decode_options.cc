#include "cli/decode_options.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <string_view>

namespace sleeve::cli {

bool DecodeOptions::sandbox() const {
  const char* variable = std::getenv("SLEEVE_SANDBOX");
  return !no_sandbox &&
         (variable == nullptr || std::string_view(variable) != "off");
}

void add_decode_options(CLI::App& verb, DecodeOptions& options) {
  verb.add_option("--timeout", options.time_out,
                  "Seconds that decoding one picture may take")
      ->check(CLI::Range(0.001, 1e6))
      ->capture_default_str();
  verb.add_option("--max-bytes", options.limits.max_bytes,
                  "Larger pictures are not read")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb.add_option("--max-pixels", options.limits.max_pixels,
                  "Pictures of more pixels are not decoded")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb.add_flag("--no-sandbox", options.no_sandbox,
                "Decode in this process; only for pictures that you trust");
}

}  // namespace sleeve::cli
