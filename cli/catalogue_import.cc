// sleeve catalogue import and export: whose the artworks are.
#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "cli/catalogue_verbs.h"
#include "cli/output.h"
#include "core/error.h"
#include "screen/record.h"
#include "screen/rights_import.h"

namespace sleeve::cli {
namespace {

struct Options {
  std::string catalogue;
  bool declarations = false;
  std::vector<std::string> files;
};

RightsImport read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw Error(ErrorCode::not_found,
                fmt::format("There is no file \"{}\".", field(path)));
  }
  const std::string text(std::istreambuf_iterator<char>(in), {});
  return path.ends_with(".csv") ? read_rights_csv(text, path)
                                : read_rights_jsonl(text, path);
}

ExitCode import_files(const Options& options, const Globals& globals) {
  RightsImport all;
  const auto take = [&](RightsImport part) {
    std::move(part.records.begin(), part.records.end(),
              std::back_inserter(all.records));
    std::move(part.faults.begin(), part.faults.end(),
              std::back_inserter(all.faults));
  };
  if (options.declarations) take(public_declarations());
  for (const std::string& file : options.files) take(read_file(file));
  const int64_t changed = put_rights(options.catalogue, all.records);
  int64_t invalid = 0;
  for (const RightsRecord& record : all.records) {
    invalid += record.fields.count("invalid");
  }
  for (const std::string& fault : all.faults) {
    fmt::print(stderr, "{}\n", field(fault));
  }
  const auto records = static_cast<int64_t>(all.records.size());
  if (globals.json) {
    Record record;
    record.put("records", records);
    record.put("changed", changed);
    record.put("invalid_identifiers", invalid);
    record.put("faults", all.faults);
    print_line(record.line());
  } else {
    print_line(fmt::format(
        "{} records, {} new or changed, {} with invalid identifiers, {} lines "
        "that could not be read",
        records, changed, invalid, all.faults.size()));
  }
  return exit_code(false, !all.faults.empty());
}

ExitCode export_rights(const Options& options) {
  std::string text = rights_jsonl(read_rights(options.catalogue).records());
  if (text.empty()) return kNothingFound;
  text.pop_back();
  print_line(text);
  return kNothingFound;
}

}  // namespace

void add_catalogue_import(CLI::App& app, const Globals& globals, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* in = app.add_subcommand(
      "import", "Read parties, declarations, licences, works and ownership");
  in->add_option("--catalogue", options->catalogue,
                 "The catalogue directory, made when missing")
      ->required();
  in->add_flag("--public-declarations", options->declarations,
               "The publicly known declarations that come with Sleeve");
  in->add_option("FILE", options->files,
                 "CSV whose first row names its columns, or JSON Lines");
  in->callback([&globals, &run, options] {
    run = [&globals, options] { return import_files(*options, globals); };
  });
  CLI::App* out = app.add_subcommand(
      "export", "Print these records as JSON Lines, which import reads");
  out->add_option("--catalogue", options->catalogue, "The catalogue directory")
      ->required();
  out->callback(
      [&run, options] { run = [options] { return export_rights(*options); }; });
}

}  // namespace sleeve::cli
