// sleeve rights: what pictures say about the rights in them.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/verbs.h"
#include "screen/claim_signature.h"
#include "screen/hash_binding.h"
#include "screen/pipeline.h"
#include "screen/rights/embedded.h"
#include "screen/rights_record.h"
#include "screen/source.h"
#include "screen/verdict.h"

namespace sleeve::cli {
namespace {

struct Options {
  std::vector<std::string> paths;
  std::string sites;
  std::string trust;
};

struct Row {
  Item item;
  double progress = 0;
  RightsReport report;
  Provenance provenance;
  Judgement judgement;  ///< by the strict policy, of rights alone
};

SourceOptions source_options() {
  SourceOptions options;
  options.sidecars = true;
  return options;
}

void read_row(Row& row, const SiteSnapshot* sites,
              const std::optional<TrustAnchors>& trust) {
  read_bytes(row.item, source_options());
  if (row.item.problem) return;
  row.report = read_embedded_rights(row.item.bytes);
  check_bindings(row.report, row.item.bytes);
  if (trust) check_signatures(row.report, *trust);
  row.item.bytes = {};
  row.provenance = read_beside(row.item.sidecars, sites, row.report);
  const bool unknown =
      row.report.status(Channel::exif) == ChannelStatus::not_checked;
  if (unknown) {
    row.item.problem =
        Problem{ProblemKind::not_a_picture, "no known picture format"};
  }
  row.judgement =
      judge({.problem = row.item.problem, .found = {}, .rights = row.report},
            strict_policy());
}

std::string effects_text(const Signal& signal) {
  if (signal.form != Form::machine_readable) return form_name(signal.form);
  std::string text;
  for (int i = 0; i < kUses; ++i) {
    const auto use = static_cast<Use>(i);
    const Effect effect = effect_of(signal.effects, use);
    if (effect == Effect::unknown) continue;
    if (!text.empty()) text += ",";
    text += fmt::format("{}={}", use_name(use), effect_name(effect));
  }
  return text.empty() ? "unknown" : text;
}

void print_row(const Row& row, const Globals& globals) {
  const std::string path = field(row.item.name.path);
  if (globals.json) {
    Record record;
    record.put_name(row.item.name);
    record.put("status", row.item.problem ? "unchecked" : "ok");
    if (row.item.problem) record.put_problem(*row.item.problem);
    if (!row.item.problem) {
      record.put("verdict", verdict_name(row.judgement.verdict));
      record.put("rule", row.judgement.rule);
      record.put("reason", row.judgement.reason);
      record.put("rights", rights_record(row.report));
    }
    print_line(record.line());
    return;
  }
  if (row.item.problem) {
    fmt::print(stderr, "{}: unchecked: {}\n", path, row.item.problem->reason);
    print_line(path + "\tunchecked");
    return;
  }
  print_line(fmt::format("{}\t{}\t{}", path,
                         verdict_name(row.judgement.verdict),
                         field(row.judgement.reason)));
  for (const Signal& signal : row.report.signals) {
    print_line(fmt::format("\t{}\t{}\t{}\t{}", channel_name(signal.channel),
                           field(signal.carrier), effects_text(signal),
                           field(signal.raw)));
  }
  for (const std::string& fault : row.report.faults) {
    print_line("\tmalformed\t" + field(fault));
  }
}

ExitCode run(const Options& options, const Globals& globals) {
  const auto source = Source::open(options.paths, source_options());
  std::unique_ptr<SiteSnapshot> sites;
  if (!options.sites.empty()) {
    sites = std::make_unique<SiteSnapshot>(options.sites);
  }
  std::optional<TrustAnchors> trust;
  if (!options.trust.empty()) trust = TrustAnchors::read_pem(options.trust);
  Progress progress(globals, "Read");
  bool found = false;
  bool undecided = false;
  for_each_in_order<Row>(
      globals.threads,
      [&](Row& row) {
        row.progress = source->progress();
        return source->next(row.item);
      },
      [&](Row& row) { read_row(row, sites.get(), trust); },
      [&](Row& row) {
        print_row(row, globals);
        found |= row.judgement.verdict == Verdict::exclude_reserved;
        undecided |= row.item.problem.has_value() ||
                     row.judgement.verdict == Verdict::review;
        progress.step(row.progress);
      });
  return exit_code(found, undecided);
}

}  // namespace

void add_rights_verb(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "rights", "Print what pictures say about the rights in them");
  verb->add_option("--sites", options->sites,
                   "Folder with robots.txt, tdmrep.json, ai.txt and "
                   "license.xml in a folder for each host");
  verb->add_option("--trust", options->trust,
                   "PEM file of certificates that vouch for signers of C2PA "
                   "manifests; without it signatures are not checked");
  verb->add_option("PATH", options->paths,
                   "Files, folders, tar shards, brace ranges, or - for names "
                   "on standard input")
      ->required();
  verb->footer(
      "A line for each picture, then one for each signal: channel, field, "
      "effect\nand text. Only metadata is read; nothing is decoded.");
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
