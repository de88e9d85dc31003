// Verifier keys as a person gives them.
#ifndef SLEEVE_CLI_VERIFIER_H_
#define SLEEVE_CLI_VERIFIER_H_

#include <string>

#include "screen/checkpoint.h"

namespace sleeve::cli {

/// The content of a file. Throws Error (not_found).
std::string read_text_file(const std::string& path);

/// Reads the text of a key, or the file that holds it. Throws Error: not_found,
/// invalid_argument.
VerifierKey read_verifier(const std::string& given);

}  // namespace sleeve::cli

#endif  // SLEEVE_CLI_VERIFIER_H_
