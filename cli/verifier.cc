#include "cli/verifier.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <optional>

#include "cli/output.h"
#include "core/error.h"

namespace sleeve::cli {

std::string read_text_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw Error(ErrorCode::not_found,
                fmt::format("There is no file \"{}\".", field(path)));
  }
  return std::string(std::istreambuf_iterator<char>(in), {});
}

VerifierKey read_verifier(const std::string& given) {
  auto key = parse_verifier(given);
  if (!key) key = parse_verifier(read_text_file(given));
  if (key) return *key;
  throw Error(ErrorCode::invalid_argument,
              fmt::format("\"{}\" is no verifier key; it should look like "
                          "origin+1a2b3c4d+Base64.",
                          field(given)));
}

}  // namespace sleeve::cli
