// Makes a folder of cover-like pictures from a folder of base pictures, for
// `sleeve bench recognition` where there are no covers to measure on.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <exception>

#include "benchmarks/suite/covers.h"

int main(int argc, char** argv) {
  sleeve::suite::CoverOptions options;
  CLI::App app("Makes cover-like pictures", "make_covers");
  app.add_option("PICTURES", options.pictures, "Folder of base pictures");
  app.add_option("--output", options.output, "Folder of the covers")
      ->required();
  app.add_option("--count", options.count, "Most covers to make");
  app.add_option("--drawn", options.drawn, "How many of them from nothing");
  app.add_option("--per-picture", options.per_picture,
                 "Most covers that share a base picture");
  app.add_option("--min-side", options.min_side, "In pixels");
  app.add_option("--max-side", options.max_side, "In pixels");
  app.add_option("--seed", options.seed, "The same seed, the same covers");
  CLI11_PARSE(app, argc, argv);
  try {
    const auto made = sleeve::suite::make_covers(options);
    fmt::print("{} covers in {}\n", made.size(), options.output.string());
  } catch (const std::exception& error) {
    fmt::print(stderr, "make_covers: {}\n", error.what());
    return 1;
  }
  return 0;
}
