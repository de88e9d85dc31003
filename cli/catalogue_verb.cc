// sleeve catalogue: remove, list, info, verify and rebuild; add has a file of
// its own.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/catalogue_verbs.h"
#include "cli/output.h"
#include "index/catalogue.h"
#include "index/catalogue_rights.h"
#include "screen/record.h"
#include "screen/rights_keys.h"

namespace sleeve::cli {
namespace {

using Mode = Catalogue::Mode;

struct Options {
  std::string catalogue;
  std::vector<std::string> ids;
};

std::vector<std::string> ids_to_remove(const std::vector<std::string>& given) {
  if (given != std::vector<std::string>{"-"}) return given;
  std::vector<std::string> ids;
  for (std::string line; std::getline(std::cin, line);) ids.push_back(line);
  return ids;
}

ExitCode remove(const Options& options, const Globals& globals) {
  auto catalogue = Catalogue::open(options.catalogue, Mode::write);
  const std::vector<std::string> ids = ids_to_remove(options.ids);
  const std::vector<bool> there = catalogue.remove(ids);
  int64_t removed = 0;
  for (size_t i = 0; i < ids.size(); ++i) {
    removed += there[i];
    if (globals.json) {
      Record record;
      record.put("artwork_id", ids[i]);
      record.put("status", there[i] ? "removed" : "not_found");
      print_line(record.line());
    } else if (!there[i]) {
      fmt::print(stderr, "{}: there is no artwork of this id\n", field(ids[i]));
    }
  }
  if (!globals.json) {
    print_line(fmt::format("{} removed; the catalogue holds {} artworks",
                           removed, catalogue.info().artworks));
  }
  return removed == static_cast<int64_t>(ids.size()) ? kNothingFound : kFailed;
}

ExitCode list(const Options& options, const Globals& globals) {
  const auto catalogue = Catalogue::open(options.catalogue, Mode::read);
  catalogue.list([&](const Artwork& artwork) {
    const Fingerprint& fingerprint = artwork.fingerprint;
    if (!globals.json) {
      print_line(fmt::format("{}\t{}\t{}\t{}", to_hex(fingerprint.hash),
                             fingerprint.quality, artwork.sha256,
                             field(artwork.id)));
      return;
    }
    Record record;
    record.put("artwork_id", artwork.id);
    record.put("algorithm", algorithm_identity(fingerprint.hash.algorithm));
    record.put("hash", to_hex(fingerprint.hash));
    record.put("quality", fingerprint.quality);
    record.put("width", fingerprint.columns);
    record.put("height", fingerprint.rows);
    record.put("sha256", artwork.sha256);
    print_line(record.line());
  });
  return kNothingFound;
}

std::string index_state(const CatalogueInfo& info) {
  if (info.unmerged < 0) return "to be rebuilt";
  if (info.unmerged == 0) return "current";
  return fmt::format("current, with {} changes laid over it", info.unmerged);
}

// How many records of each kind there are, and identifiers that are not valid.
std::vector<std::pair<std::string, int64_t>> count_records(
    const std::string& catalogue) {
  std::vector<std::pair<std::string, int64_t>> counts = {
      {"parties", 0}, {"declarations", 0}, {"licences", 0},
      {"works", 0},   {"claims", 0},       {"invalid ids", 0}};
  const RightsView rights = read_rights(catalogue);
  for (const RightsRecord& record : rights.records()) {
    ++counts[static_cast<size_t>(record.kind)].second;
    counts.back().second +=
        static_cast<int64_t>(invalid_identifiers(record).size());
  }
  return counts;
}

ExitCode info(const Options& options, const Globals& globals) {
  const auto info = Catalogue::open(options.catalogue, Mode::read).info();
  const auto counts = count_records(options.catalogue);
  if (globals.json) {
    Record record;
    record.put("path", info.path.string());
    record.put("artworks", info.artworks);
    record.put("without_details", info.without_details);
    record.put("removed", info.removed);
    record.put("generation", info.generation);
    record.put("format_version", info.format_version);
    record.put("algorithm", info.hash_identity);
    record.put("index_current", info.index_current);
    record.put("unmerged", info.unmerged);
    record.put("database_bytes", info.database_bytes);
    record.put("index_bytes", info.index_bytes);
    for (auto [name, count] : counts) {
      std::replace(name.begin(), name.end(), ' ', '_');
      record.put(name, count);
    }
    print_line(record.line());
    return kNothingFound;
  }
  print_line(fmt::format("path            {}", field(info.path.string())));
  print_line(fmt::format("artworks        {}", info.artworks));
  print_line(fmt::format("removed         {}", info.removed));
  print_line(fmt::format("generation      {}", info.generation));
  print_line(fmt::format("without details {}", info.without_details));
  print_line(fmt::format("format version  {}", info.format_version));
  print_line(fmt::format("hash            {}", info.hash_identity));
  print_line(fmt::format("index           {}", index_state(info)));
  print_line(fmt::format("database        {} bytes", info.database_bytes));
  print_line(fmt::format("index size      {} bytes", info.index_bytes));
  for (const auto& [name, count] : counts) {
    if (count > 0) print_line(fmt::format("{:<15} {}", name, count));
  }
  return kNothingFound;
}

ExitCode verify(const Options& options, const Globals& globals) {
  const auto catalogue = Catalogue::open(options.catalogue, Mode::read);
  const std::vector<std::string> faults = catalogue.verify();
  if (globals.json) {
    Record record;
    record.put("path", options.catalogue);
    record.put("status", faults.empty() ? "ok" : "damaged");
    record.put("faults", faults);
    print_line(record.line());
  } else if (faults.empty()) {
    print_line(fmt::format("The catalogue is sound: {} artworks.",
                           catalogue.info().artworks));
  }
  if (!globals.json) {
    for (const std::string& fault : faults) print_line(fault);
  }
  return faults.empty() ? kNothingFound : kFailed;
}

ExitCode rebuild(const Options& options, const Globals& globals) {
  auto catalogue = Catalogue::open(options.catalogue, Mode::write);
  catalogue.rebuild();
  if (globals.json) return info(options, globals);
  print_line(fmt::format("The index of {} artworks was made anew.",
                         catalogue.info().artworks));
  return kNothingFound;
}

using Action = ExitCode (*)(const Options&, const Globals&);

CLI::App* add_action(CLI::App* parent, const char* name, const char* about,
                     Action action, const std::shared_ptr<Options>& options,
                     const Globals& globals, Run& run) {
  CLI::App* verb = parent->add_subcommand(name, about);
  verb->add_option("--catalogue", options->catalogue, "The catalogue directory")
      ->required();
  verb->callback([&globals, &run, options, action] {
    run = [&globals, options, action] { return action(*options, globals); };
  });
  return verb;
}

}  // namespace

void add_catalogue_verb(CLI::App& app, const Globals& globals, Run& run) {
  CLI::App* parent =
      app.add_subcommand("catalogue", "Keep the artworks to be found");
  parent->require_subcommand(1);
  add_catalogue_add(*parent, globals, run);
  add_catalogue_import(*parent, globals, run);
  add_catalogue_check(*parent, globals, run);
  auto options = std::make_shared<Options>();
  add_action(parent, "remove", "Remove artworks by id", remove, options,
             globals, run)
      ->add_option("ID", options->ids,
                   "Artwork ids, or - for ids on standard input, one a line")
      ->required();
  add_action(parent, "list", "Print hash, quality, SHA-256 and id of each",
             list, options, globals, run);
  add_action(parent, "info", "Print what the catalogue holds", info, options,
             globals, run);
  add_action(parent, "verify", "Check database, fingerprints and index", verify,
             options, globals, run);
  add_action(parent, "rebuild", "Make the index anew from the database",
             rebuild, options, globals, run);
}

}  // namespace sleeve::cli
