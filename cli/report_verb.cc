// sleeve report: what a run found, for holders, authorities and data teams.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "cli/output.h"
#include "cli/verbs.h"
#include "screen/fingerprinter.h"
#include "screen/record.h"
#include "screen/run_report.h"
#include "screen/source.h"

namespace sleeve::cli {
namespace {

// Drawn in the sandbox, as all that is decoded from strangers.
std::vector<uint8_t> thumbnail(Fingerprinter& worker, const Item& item) {
  const Bytes picture(item.bytes);
  auto looks = worker.look({&picture, 1}, LookFor::thumbnail);
  return looks.front() ? std::move(looks.front()->thumbnail)
                       : std::vector<uint8_t>();
}

ExitCode run(ReportOptions options, const Globals& globals) {
  if (options.output.empty()) options.output = options.run / "report";
  const std::filesystem::path& to = options.output;
  const auto worker = Fingerprinter::sandboxed({});
  const ReportCounts counts = write_report(
      options, [&](const Item& item) { return thumbnail(*worker, item); });
  if (globals.json) {
    Record record;
    record.put("report", to.string());
    record.put("pictures", counts.pictures);
    record.put("kept", counts.kept);
    record.put("dropped", counts.dropped);
    record.put("disclosed", counts.disclosed);
    print_line(record.line());
  } else {
    print_line(
        fmt::format("{} pictures: {} to keep, {} to drop, {} rows "
                    "disclosed in {}",
                    counts.pictures, counts.kept, counts.dropped,
                    counts.disclosed, field(to.string())));
  }
  return kNothingFound;
}

}  // namespace

void add_report_verb(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* verb = app.add_subcommand(
      "report", "Write what a run found for holders and data teams");
  verb->add_option("--output", options->output,
                   "Folder for the report; RUN/report without it");
  verb->add_option("--holder", options->holder,
                   "Disclose only artworks of this holder");
  verb->add_option("--catalogue", options->catalogue,
                   "The catalogue that tells where pictures of artworks lie; "
                   "the run's own without it");
  verb->add_option("RUN", options->run, "The output directory of a run")
      ->required();
  verb->footer(
      "Writes disclosure.csv, disclosure.html, works.csv, team.txt,\n"
      "eu_summary.json, keep.txt and drop.txt.");
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
