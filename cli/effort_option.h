// The option --effort, which several verbs share.
#ifndef SLEEVE_CLI_EFFORT_OPTION_H_
#define SLEEVE_CLI_EFFORT_OPTION_H_

#include <CLI/App.hpp>

#include "core/picture.h"

namespace sleeve::cli {

/// Adds --effort fast|thorough to `verb`; `effort` holds the default and must
/// live until the arguments are parsed.
void add_effort_option(CLI::App& verb, Effort& effort);

}  // namespace sleeve::cli

#endif  // SLEEVE_CLI_EFFORT_OPTION_H_
