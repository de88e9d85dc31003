#include "screen/screener.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <utility>
#include <vector>

#include "index/catalogue.h"
#include "index/matcher.h"
#include "screen/artwork_digests.h"
#include "screen/batch.h"
#include "screen/fingerprinter.h"
#include "screen/pipeline.h"
#include "screen/run_folder.h"
#include "screen/run_log.h"
#include "screen/run_parameters.h"
#include "screen/stored_fingerprints.h"

namespace sleeve {
namespace {

// Bytes of pictures that wait for a thread; more are worked on at once.
constexpr size_t kWaitingBytesPerThread = size_t{32} << 20;

// A run begins with single pictures, so that few keep all threads busy too.
constexpr int64_t kRowsBeforeBatches = 16;  // for each thread

SourceOptions source_options(const ScreenOptions& options) {
  SourceOptions result;
  result.max_bytes = options.limits.max_bytes;
  result.names_file = options.names_file;
  result.sidecars = true;
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
  bool next(Batch& batch);
  size_t batch_rows() const;
  void work(Batch& batch);
  void take(const Batch& batch);
  void finish();

  const ScreenOptions& options_;
  std::unique_ptr<Source> source_;
  RunFolder folder_;
  std::unique_ptr<Fingerprinter> fingerprinter_;
  Matcher matcher_;
  std::unique_ptr<SiteSnapshot> sites_;
  Ownership ownership_;
  LogIdentity identity_;
  std::unique_ptr<RunLog> log_;
  std::unique_ptr<StoredFingerprintWriter> fingerprints_;
  int threads_ = thread_count(options_.threads);
  int64_t given_ = 0;  ///< rows that the source gave in this session
  std::atomic<size_t> waiting_bytes_ = 0;
  ScreenSummary summary_;
  double started_ = steady_seconds();
};

Run::Run(const ScreenOptions& options)
    : options_(options),
      source_(Source::open(options.inputs, source_options(options))),
      folder_(options.output),
      fingerprinter_(make_fingerprinter(options)),
      matcher_(Matcher::open(
          Catalogue::open(options.catalogue, Catalogue::Mode::read),
          options.effort)),
      identity_(LogIdentity::make(options.origin, options.key)) {
  ownership_ = {read_rights(options.catalogue), options.as_of, {}};
  for (const Use use : options.policy.uses) {
    ownership_.uses.emplace_back(use_name(use));
  }
  if (!options.sites.empty()) {
    sites_ = std::make_unique<SiteSnapshot>(options.sites);
  }
  summary_.catalogue = options.catalogue.string();
  summary_.artworks = matcher_.snapshot().size();
  summary_.without_details = matcher_.without_details();
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
  if (options_.restart) forget_run(folder_);
  const auto earlier = folder_.read(kRunFile);
  if (ownership_.date.empty() && earlier)
    ownership_.date = day_of_run(*earlier);
  if (ownership_.date.empty()) ownership_.date = utc_now().substr(0, 10);
  const std::string parameters = run_parameters(
      options_, matcher_.snapshot(),
      {sites_ ? sites_->digest() : "", ownership_.rights.digest(),
       ownership_.date, options_.reviews.digest(), matcher_.models()});
  if (earlier) {
    const std::string differs = difference_of_runs(*earlier, parameters);
    if (!differs.empty()) {
      refuse("a run that differs in " + differs);
    }
    return read_finished();
  }
  if (std::filesystem::exists(folder_.file(kEvidenceFile))) {
    refuse("evidence.jsonl without its run.json");
  }
  folder_.replace(kArtworksFile, artwork_digests(matcher_.snapshot()));
  folder_.replace(kRunFile, parameters);
  return false;
}

bool Run::read_finished() {
  const auto earlier = finished_summary(folder_);
  if (!earlier) return false;
  summary_ = *earlier;
  summary_.was_finished = true;
  return true;
}

// Counts the rows of earlier sessions, and passes over their pictures.
void Run::replay() {
  Item item;
  log_->replay(
      [&](int64_t number, std::string_view line) {
        const std::string which =
            "evidence whose line " + std::to_string(number + 1);
        if (!source_->skip(item) ||
            !line.starts_with(evidence_prefix(item.name))) {
          refuse(which +
                 " is about another picture than the inputs have there now");
        }
        const auto finding = read_finding(line);
        if (!finding) refuse(which + " is damaged");
        summary_.counts.add(*finding);
      },
      [&](int64_t number) {
        refuse("evidence whose line " + std::to_string(number + 1) +
               " was changed since it was written");
      });
  fingerprints_->start(log_->lines());
  summary_.resumed = log_->lines();
}

size_t Run::batch_rows() const {
  const int64_t most = given_ / (kRowsBeforeBatches * threads_);
  return static_cast<size_t>(
      std::clamp<int64_t>(most, 1, static_cast<int64_t>(kBatchRows)));
}

bool Run::next(Batch& batch) {
  const size_t most = batch_rows();
  while (batch.rows.size() < most && batch.waiting_bytes < kBatchBytes) {
    Row row;
    if (!source_->next(row.item)) break;
    row.share = source_->progress();
    batch.waiting_bytes += row.item.bytes.size();
    batch.rows.push_back(std::move(row));
    ++given_;
  }
  const size_t waiting = waiting_bytes_ += batch.waiting_bytes;
  // The thread that reads can do the work itself; it must not wait for
  // others, as it may be the only one.
  if (waiting > kWaitingBytesPerThread * threads_) work(batch);
  return !batch.rows.empty();
}

void Run::work(Batch& batch) {
  if (batch.done) return;
  check_batch(batch, source_options(options_), *fingerprinter_, matcher_,
              options_.policy, sites_.get(), &ownership_, &options_.reviews,
              options_.trust ? &*options_.trust : nullptr);
  waiting_bytes_ -= batch.waiting_bytes;
}

void Run::take(const Batch& batch) {
  // Before the lines, so that no line is without its fingerprints.
  std::string stored;
  for (const Row& row : batch.rows) stored += row.stored;
  fingerprints_->append(stored);
  for (const Row& row : batch.rows) {
    log_->append(row.line);
    summary_.counts.add(row.finding);
    if (!options_.progress) continue;
    options_.progress(
        {summary_.counts, summary_.resumed, row.share, row.finding});
  }
}

void Run::check_rest() {
  try {
    for_each_in_order<Batch>(
        options_.threads, [&](Batch& batch) { return next(batch); },
        [&](Batch& batch) { work(batch); }, [&](Batch& batch) { take(batch); });
  } catch (...) {
    // What is done is kept, if it can be, and the first error told.
    try {
      log_->flush();
    } catch (const Error&) {
    }
    throw;
  }
}

void Run::finish() {
  fingerprints_->sync();
  log_->finish(summary_, started_);
}

ScreenSummary Run::run() {
  if (take_up()) return summary_;
  log_ = std::make_unique<RunLog>(folder_, std::move(identity_));
  fingerprints_ = std::make_unique<StoredFingerprintWriter>(
      folder_.file(kFingerprintsFile));
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
