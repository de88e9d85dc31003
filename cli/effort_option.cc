#include "cli/effort_option.h"

#include <fmt/format.h>

#include <CLI/Option.hpp>
#include <CLI/Validators.hpp>
#include <map>
#include <string>

namespace sleeve::cli {

void add_effort_option(CLI::App& verb, Effort& effort) {
  const std::map<std::string, Effort> names = {
      {effort_name(Effort::fast), Effort::fast},
      {effort_name(Effort::thorough), Effort::thorough}};
  verb.add_option("--effort", effort,
                  fmt::format("fast: whole pictures only, by hash; thorough: "
                              "parts too ({})",
                              effort_name(effort)))
      ->transform(CLI::CheckedTransformer(names, CLI::ignore_case)
                      .description("fast|thorough"));
}

}  // namespace sleeve::cli
