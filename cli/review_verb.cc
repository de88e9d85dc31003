// sleeve review: what a run sent to people, and what they decided.
#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <string>

#include "cli/output.h"
#include "cli/verbs.h"
#include "screen/record.h"
#include "screen/review_log.h"

namespace sleeve::cli {
namespace {

struct Options {
  std::string run;
  ReviewOrder order;
  std::string decision;
  std::string key;
  std::string origin = "sleeve";
};

void print_row(const EvidenceRow& row, const Globals& globals) {
  if (!globals.json) {
    print_line(fmt::format("{}\t{}\t{}", row.line, field(row.path),
                           field(row.reason)));
    return;
  }
  Record record;
  record.put("line", row.line);
  record.put("path", row.path);
  record.put("sha256", row.sha256);
  record.put("rule", row.rule);
  record.put("reason", row.reason);
  record.put("candidates", row.candidates);
  print_line(record.line());
}

ExitCode list(const Options& options, const Globals& globals) {
  const int64_t open = for_each_open_review(
      options.run, [&](const EvidenceRow& row) { print_row(row, globals); });
  note(globals, fmt::format("{} left to review", open));
  return open > 0 ? kUndecided : kNothingFound;
}

ExitCode decide(const Options& options, const Globals& globals) {
  ReviewOrder order = options.order;
  const auto verdict = find_verdict(options.decision);
  if (!verdict) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("There is no verdict \"{}\". Decide no_signal, "
                            "exclude_match or exclude_reserved.",
                            field(options.decision)));
  }
  order.decision = *verdict;
  record_reviews(options.run, order,
                 LogIdentity::make(options.origin, options.key));
  note(globals, fmt::format("{} decided", order.lines.size()));
  return kNothingFound;
}

ExitCode run(const Options& options, const Globals& globals) {
  if (options.order.lines.empty()) return list(options, globals);
  return decide(options, globals);
}

}  // namespace

void add_review_verb(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "review", "List what a run sent to people, or record what they decided");
  CLI::Option* decision = verb->add_option(
      "--decide", options->decision,
      "no_signal (it may stay), exclude_match or exclude_reserved");
  CLI::Option* by = verb->add_option("--by", options->order.by, "Who decided");
  CLI::Option* line =
      verb->add_option("--line", options->order.lines,
                       "Line of the evidence, from 1; may be repeated")
          ->check(CLI::Range(int64_t{1}, INT64_MAX))
          ->allow_extra_args(false);
  verb->add_option("--why", options->order.why, "Why, for those who ask later");
  verb->add_option("--key", options->key,
                   "PEM file with an Ed25519 key that signs the log of "
                   "reviews");
  verb->add_option("--origin", options->origin, "Name of that log")
      ->capture_default_str();
  verb->add_option("RUN", options->run, "The output directory of a run")
      ->required();
  line->needs(decision, by);
  decision->needs(line);
  by->needs(line);
  verb->footer(
      "Without --line it lists what is left; exit code 3 when something is.\n"
      "Decisions are kept in RUN/reviews; report, rescreen and screen "
      "--reviews\nhonour them.");
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
