// sleeve verify: whether a run's evidence is what its checkpoint says.
#include <fmt/format.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "cli/output.h"
#include "cli/verbs.h"
#include "cli/verifier.h"
#include "screen/record.h"
#include "screen/verify_run.h"

namespace sleeve::cli {
namespace {

struct Options {
  std::string run;
  std::string key;
  std::string earlier;
  int64_t prove = 0;
};

std::optional<SignedCheckpoint> read_earlier(const std::string& path) {
  if (path.empty()) return std::nullopt;
  auto note = parse_checkpoint(read_text_file(path));
  if (note) return note;
  throw Error(ErrorCode::invalid_argument,
              fmt::format("\"{}\" is no checkpoint.", field(path)));
}

void print_check(const RunCheck& check, const Globals& globals) {
  if (globals.json) {
    Record record;
    record.put("status", state_name(check.state));
    record.put("records", check.records);
    record.put("origin", check.checkpoint.origin);
    record.put("root", to_hex(check.checkpoint.root));
    record.put("signed", check.is_signed);
    if (check.line > 0) record.put("line", check.line);
    if (!check.fault.empty()) record.put("fault", check.fault);
    print_line(record.line());
  } else if (check.state == RunCheck::State::sound) {
    print_line(fmt::format(
        "sound: {} records, root {}{}", check.records,
        to_hex(check.checkpoint.root),
        check.is_signed ? ", signed by " + check.checkpoint.origin : ""));
  } else {
    print_line(fmt::format("{}: {}", state_name(check.state), check.fault));
  }
}

// Says what is wrong with the decisions of reviews, if anything is.
bool has_bad_reviews(const std::string& run) {
  const RunCheck reviews = verify_reviews(run);
  if (reviews.state == RunCheck::State::sound) return false;
  fmt::print(stderr, "The reviews of the run: {}\n", reviews.fault);
  return true;
}

ExitCode run(const Options& options, const Globals& globals) {
  if (options.prove > 0) {
    print_line(prove_line(options.run, options.prove));
    return kNothingFound;
  }
  std::optional<VerifierKey> key;
  if (!options.key.empty()) key = read_verifier(options.key);
  const RunCheck check =
      verify_run(options.run, key, read_earlier(options.earlier));
  print_check(check, globals);
  if (check.state == RunCheck::State::sound && has_bad_reviews(options.run)) {
    return kFound;
  }
  switch (check.state) {
    case RunCheck::State::sound:
      return kNothingFound;
    case RunCheck::State::bad_signature:
    case RunCheck::State::not_extension:
      return kUndecided;
    default:
      return kFound;
  }
}

}  // namespace

void add_verify_verb(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "verify", "Check that a run's evidence is what its checkpoint says");
  verb->add_option("--key", options->key,
                   "Verifier key, or a file that holds it: who must have "
                   "signed");
  verb->add_option("--earlier", options->earlier,
                   "Checkpoint of the same log that was handed out before");
  verb->add_option("--prove", options->prove,
                   "Print the proof that this line of the evidence, from 1, "
                   "is in the log")
      ->check(CLI::Range(int64_t{1}, INT64_MAX));
  verb->add_option("RUN", options->run, "The output directory of a run")
      ->required();
  verb->footer(
      "Exit codes: 0 sound; 2 records, log or files were changed, the first "
      "bad line\nis named; 3 not signed by the key, or no extension of the "
      "earlier "
      "checkpoint.");
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
