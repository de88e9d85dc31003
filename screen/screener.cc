#include "screen/screener.h"

#include <fmt/chrono.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <memory>

#include "index/catalogue.h"
#include "index/matcher.h"
#include "index/sha256.h"
#include "screen/evidence.h"
#include "screen/fingerprinter.h"
#include "screen/journal.h"
#include "screen/pipeline.h"
#include "screen/run_folder.h"
#include "screen/run_parameters.h"
#include "screen/source.h"

namespace sleeve {
namespace {

constexpr char kEvidence[] = "evidence.jsonl";
constexpr char kRun[] = "run.json";
constexpr char kSummaryJson[] = "summary.json";
constexpr char kSummaryText[] = "summary.txt";

// Bytes of pictures that wait for a thread; more are worked on at once.
constexpr size_t kWaitingBytesPerThread = size_t{32} << 20;

struct Row {
  Item item;
  double share = 0;
  size_t waiting_bytes = 0;
  bool done = false;
  Finding finding;
  std::string line;
};

double now() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

std::string utc_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

SourceOptions source_options(const ScreenOptions& options) {
  SourceOptions result;
  result.max_bytes = options.limits.max_bytes;
  result.names_file = options.names_file;
  return result;
}

std::unique_ptr<Fingerprinter> make_fingerprinter(
    const ScreenOptions& options) {
  if (!options.sandbox) return Fingerprinter::in_process(options.limits);
  SandboxOptions sandbox;
  sandbox.workers = thread_count(options.threads);
  sandbox.time_out = options.time_out;
  sandbox.limits = options.limits;
  return Fingerprinter::sandboxed(sandbox);
}

// One call of screen().
class Run {
 public:
  explicit Run(const ScreenOptions& options);
  ScreenSummary run();

 private:
  bool take_up();
  bool read_finished();
  [[noreturn]] void refuse(const std::string& what) const;
  void replay();
  void check_rest();
  bool next(Row& row);
  void work(Row& row);
  void take(Row& row);
  void finish();

  const ScreenOptions& options_;
  std::unique_ptr<Source> source_;
  RunFolder folder_;
  std::unique_ptr<Fingerprinter> fingerprinter_;
  Matcher matcher_;
  std::unique_ptr<Journal> journal_;
  std::atomic<size_t> waiting_bytes_ = 0;
  ScreenSummary summary_;
  double started_ = now();
};

Run::Run(const ScreenOptions& options)
    : options_(options),
      source_(Source::open(options.inputs, source_options(options))),
      folder_(options.output),
      fingerprinter_(make_fingerprinter(options)),
      matcher_(Catalogue::open(options.catalogue, Catalogue::Mode::read)
                   .snapshot()) {
  summary_.catalogue = options.catalogue.string();
  summary_.artworks = matcher_.snapshot().size();
  summary_.output = options.output.string();
}

void Run::refuse(const std::string& what) const {
  throw Error(ErrorCode::invalid_argument,
              "The output directory \"" + summary_.output + "\" holds " + what +
                  ". Name another output directory, or restart to do it "
                  "anew.");
}

// Prepares the folder; true when the run in it was finished already.
bool Run::take_up() {
  if (options_.restart) {
    folder_.remove({kSummaryText, kSummaryJson, kEvidence, kRun});
  }
  const std::string parameters = run_parameters(options_, matcher_.snapshot());
  if (const auto earlier = folder_.read(kRun)) {
    const std::string differs = difference_of_runs(*earlier, parameters);
    if (!differs.empty()) {
      refuse("a run that differs in " + differs);
    }
    return read_finished();
  }
  if (folder_.read(kEvidence)) refuse("evidence.jsonl without its run.json");
  folder_.replace(kRun, parameters);
  return false;
}

bool Run::read_finished() {
  const auto json = folder_.read(kSummaryJson);
  if (!json) return false;
  ScreenSummary earlier;
  std::error_code error;
  const bool whole =
      read_summary(*json, earlier) &&
      std::filesystem::file_size(folder_.file(kEvidence), error) ==
          earlier.evidence_bytes;
  if (!whole) refuse("a summary that does not fit its evidence");
  summary_ = earlier;
  summary_.was_finished = true;
  return true;
}

// Counts the rows of earlier sessions, and passes over their pictures.
void Run::replay() {
  Item item;
  journal_->replay([&](int64_t number, std::string_view line) {
    if (!source_->skip(item) || !line.starts_with(evidence_prefix(item.name))) {
      refuse("evidence whose line " + std::to_string(number + 1) +
             " is about another picture than the inputs have there now");
    }
    const auto finding = read_finding(line);
    if (!finding) {
      refuse("evidence whose line " + std::to_string(number + 1) +
             " is damaged");
    }
    summary_.counts.add(*finding);
  });
  summary_.resumed = journal_->lines();
}

bool Run::next(Row& row) {
  if (!source_->next(row.item)) return false;
  row.share = source_->progress();
  row.waiting_bytes = row.item.bytes.size();
  const size_t allowed = kWaitingBytesPerThread *
                         static_cast<size_t>(thread_count(options_.threads));
  const size_t waiting = waiting_bytes_ += row.waiting_bytes;
  if (waiting > allowed) work(row);
  return true;
}

void Run::work(Row& row) {
  if (row.done) return;
  read_bytes(row.item, source_options(options_));
  Evidence evidence;
  const auto& bytes = row.item.bytes;
  if (!bytes.empty()) {
    evidence.sha256 = sha256_hex(bytes.data(), bytes.size());
    evidence.bytes = bytes.size();
    if (const auto prints = fingerprinter_->fingerprint(bytes)) {
      evidence.fingerprint = (*prints)[0];
      evidence.found = matcher_.match(*prints);
    } else {
      row.item.problem = prints.problem();
    }
  }
  evidence.name = std::move(row.item.name);
  evidence.problem = std::move(row.item.problem);
  row.item.bytes = {};
  waiting_bytes_ -= row.waiting_bytes;
  row.line = evidence_line(evidence);
  row.finding = finding_of(evidence);
  row.done = true;
}

void Run::take(Row& row) {
  journal_->append(row.line);
  summary_.counts.add(row.finding);
  if (options_.progress) {
    options_.progress(
        {summary_.counts, summary_.resumed, row.share, row.finding});
  }
}

void Run::check_rest() {
  try {
    for_each_in_order<Row>(
        options_.threads, [&](Row& row) { return next(row); },
        [&](Row& row) { work(row); }, [&](Row& row) { take(row); });
  } catch (...) {
    // What is done is kept, if it can be, and the first error told.
    try {
      journal_->flush();
    } catch (const Error&) {
    }
    throw;
  }
}

void Run::finish() {
  journal_->sync();
  summary_.evidence_bytes = journal_->bytes();
  summary_.evidence_sha256 = journal_->digest();
  summary_.seconds = now() - started_;
  const auto done =
      static_cast<double>(summary_.counts.pictures - summary_.resumed);
  summary_.pictures_per_second =
      summary_.seconds > 0 ? done / summary_.seconds : 0;
  summary_.ended = utc_now();
  folder_.replace(kSummaryText, summary_text(summary_));
  folder_.replace(kSummaryJson, summary_json(summary_));
}

ScreenSummary Run::run() {
  if (take_up()) return summary_;
  journal_ = std::make_unique<Journal>(folder_.file(kEvidence));
  replay();
  check_rest();
  finish();
  return summary_;
}

}  // namespace

ScreenSummary screen(const ScreenOptions& options) {
  return Run(options).run();
}

}  // namespace sleeve
