// sleeve catalogue import and export: artworks and whose they are.
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/catalogue_verbs.h"
#include "cli/output.h"
#include "cli/verifier.h"
#include "screen/catalogue/exchange.h"
#include "screen/catalogue/import.h"
#include "screen/ed25519.h"
#include "screen/record.h"
#include "screen/rights_import.h"

namespace sleeve::cli {
namespace {

struct Options {
  CatalogueImportOptions import;
  std::string catalogue;
  std::vector<std::string> keys;
  bool unsigned_too = false;
};

struct ExportOptions {
  std::string catalogue;
  std::string output;
  std::string origin = "sleeve";
  std::string key;
};

void put_result(const CatalogueImport& result) {
  Record record;
  record.put("records", result.records);
  record.put("changed", result.changed);
  record.put("invalid_identifiers",
             static_cast<int64_t>(result.invalid.size()));
  record.put("invalid", result.invalid);
  record.put("messages", result.messages);
  record.put("added", result.added);
  record.put("replaced", result.replaced);
  record.put("unchanged", result.unchanged);
  record.put("removed", result.removed);
  record.put("older", result.older);
  record.put("notes", result.notes);
  record.put("faults", result.faults);
  print_line(record.line());
}

void print_result(const CatalogueImport& result) {
  const int64_t artworks =
      result.added + result.replaced + result.unchanged + result.removed;
  if (artworks + result.messages > 0) {
    print_line(fmt::format(
        "{} artworks added, {} replaced, {} unchanged, {} removed; {} messages",
        result.added, result.replaced, result.unchanged, result.removed,
        result.messages));
  }
  print_line(fmt::format(
      "{} records, {} new or changed, {} with invalid identifiers, {} lines "
      "that could not be read",
      result.records, result.changed, result.invalid.size(),
      result.faults.size()));
}

// Exchange files are merged first, each as a whole.
void merge_files(Options& options, CatalogueImport& result) {
  std::vector<VerifierKey> keys;
  for (const std::string& key : options.keys) {
    keys.push_back(read_verifier(key));
  }
  auto& paths = options.import.paths;
  for (const std::string& path : paths) {
    if (!is_exchange_file(path)) continue;
    const ExchangeImport merged =
        import_exchange(options.catalogue, path, keys, options.unsigned_too);
    result.added += merged.artworks.added;
    result.replaced += merged.artworks.replaced;
    result.unchanged += merged.artworks.unchanged;
    result.removed += merged.artworks.removed;
    result.older += merged.artworks.older + merged.records.older;
    result.changed += merged.records.changed;
    result.records += merged.records.records;
    ++result.messages;
    for (const auto* conflicts :
         {&merged.artworks.conflicts, &merged.records.conflicts}) {
      result.notes.insert(result.notes.end(), conflicts->begin(),
                          conflicts->end());
    }
  }
  std::erase_if(paths,
                [](const std::string& path) { return is_exchange_file(path); });
}

void append(CatalogueImport& result, CatalogueImport rest) {
  result.records += rest.records;
  result.changed += rest.changed;
  result.messages += rest.messages;
  result.added += rest.added;
  result.replaced += rest.replaced;
  result.unchanged += rest.unchanged;
  result.removed += rest.removed;
  result.invalid = std::move(rest.invalid);
  result.faults = std::move(rest.faults);
  result.notes.insert(result.notes.end(), rest.notes.begin(), rest.notes.end());
}

ExitCode import_files(Options options, const Globals& globals) {
  options.import.catalogue = options.catalogue;
  options.import.threads = globals.threads;
  CatalogueImport result;
  merge_files(options, result);
  append(result, import_into_catalogue(options.import));
  for (const std::string& fault : result.faults) {
    fmt::print(stderr, "{}\n", field(fault));
  }
  for (const std::string& sentence : result.invalid) {
    note(globals, field(sentence));
  }
  for (const std::string& sentence : result.notes) {
    note(globals, field(sentence));
  }
  if (globals.json) {
    put_result(result);
  } else {
    print_result(result);
  }
  return exit_code(false, !result.faults.empty());
}

ExitCode export_rights(const ExportOptions& options, const Globals& globals) {
  if (options.output.empty()) {
    std::string text = rights_jsonl(read_rights(options.catalogue).records());
    if (text.empty()) return kNothingFound;
    text.pop_back();
    print_line(text);
    return kNothingFound;
  }
  std::optional<SigningKey> key;
  if (!options.key.empty()) key = SigningKey::read_pem(options.key);
  const ExchangeExport done =
      export_exchange(options.catalogue, options.output, options.origin, key);
  if (globals.json) {
    Record record;
    record.put("artworks", done.artworks);
    record.put("records", done.records);
    record.put("removals", done.removals);
    record.put("verifier", done.verifier);
    print_line(record.line());
    return kNothingFound;
  }
  print_line(fmt::format("{} artworks, {} records and {} removals exported",
                         done.artworks, done.records, done.removals));
  if (key) {
    print_line(fmt::format("verifier key: {}", done.verifier));
  } else {
    note(globals, "The file is not signed; --key signs it.");
  }
  return kNothingFound;
}

}  // namespace

void add_catalogue_import(CLI::App& app, const Globals& globals, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* in = app.add_subcommand(
      "import", "Read artworks, works, holders and licences from deliveries");
  in->add_option("--catalogue", options->catalogue,
                 "The catalogue directory, made when missing")
      ->required();
  in->add_flag("--public-declarations", options->import.public_declarations,
               "The publicly known declarations that come with Sleeve");
  in->add_option("--holder", options->import.holder,
                 "Key of the party that owns what comes without an owner");
  in->add_option("--key", options->keys,
                 "Verifier key, or a file that holds it: who must have signed "
                 "exchange files")
      ->allow_extra_args(false);
  in->add_flag("--unsigned", options->unsigned_too,
               "Accept exchange files that nobody answers for");
  in->add_option("PATH", options->import.paths,
                 "CSV, JSON Lines, DDEX messages (.xml), JSON of the Cover Art "
                 "Archive, audio files, exchange files; or folders of "
                 "deliveries");
  in->callback([&globals, &run, options] {
    run = [&globals, options] { return import_files(*options, globals); };
  });
  auto to = std::make_shared<ExportOptions>();
  CLI::App* out = app.add_subcommand(
      "export", "Print records as JSON Lines, or write an exchange file");
  out->add_option("--catalogue", to->catalogue, "The catalogue directory")
      ->required();
  out->add_option("--output", to->output,
                  "Exchange file to write: fingerprints and rights, no "
                  "pictures");
  out->add_option("--origin", to->origin,
                  "Name of the exchange file's maker, such as "
                  "example.com/artwork")
      ->capture_default_str();
  out->add_option("--key", to->key,
                  "PEM file with an Ed25519 key that signs the exchange file");
  out->callback([&globals, &run, to] {
    run = [&globals, to] { return export_rights(*to, globals); };
  });
}

}  // namespace sleeve::cli
