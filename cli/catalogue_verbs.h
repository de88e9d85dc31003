// The verbs below `sleeve catalogue`.
#ifndef SLEEVE_CLI_CATALOGUE_VERBS_H_
#define SLEEVE_CLI_CATALOGUE_VERBS_H_

#include "cli/verbs.h"

namespace sleeve::cli {

void add_catalogue_add(CLI::App& app, const Globals& globals, Run& run);
/// Adds `check`.
void add_catalogue_check(CLI::App& app, const Globals& globals, Run& run);
/// Adds `import` and `export`.
void add_catalogue_import(CLI::App& app, const Globals& globals, Run& run);

}  // namespace sleeve::cli

#endif  // SLEEVE_CLI_CATALOGUE_VERBS_H_
