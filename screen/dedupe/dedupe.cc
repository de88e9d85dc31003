#include "screen/dedupe/dedupe.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <utility>

#include "index/comparison.h"
#include "screen/dedupe/clean_shards.h"
#include "screen/dedupe/collector.h"
#include "screen/dedupe/gallery.h"
#include "screen/dedupe/report.h"
#include "screen/dedupe/row_reader.h"
#include "screen/dedupe/run_rows.h"
#include "screen/pipeline.h"
#include "screen/run_folder.h"

namespace sleeve {
namespace {

constexpr char kFingerprints[] = "fingerprints.slv";
constexpr char kRows[] = "rows.slv";
constexpr char kSummaryJson[] = "summary.json";
constexpr char kSummaryText[] = "summary.txt";
constexpr int kMostRadius = 63;

double now() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

std::unique_ptr<Fingerprinter> make_fingerprinter(
    const DedupeOptions& options) {
  if (!options.sandbox) return Fingerprinter::in_process(options.limits);
  SandboxOptions sandbox;
  sandbox.workers = thread_count(options.threads);
  sandbox.time_out = options.time_out;
  sandbox.limits = options.limits;
  return Fingerprinter::sandboxed(sandbox);
}

const char* grouping_name(GroupBy by) {
  static constexpr const char* kNames[] = {"component", "star", "clique"};
  return kNames[static_cast<int>(by)];
}

// One call of dedupe().
class Run {
 public:
  explicit Run(const DedupeOptions& options)
      : options_(options),
        folder_(options.output),
        file_(options.fingerprints.empty() ? folder_.file(kFingerprints)
                                           : options.fingerprints),
        fingerprinter_(make_fingerprinter(options)),
        corpus_{file_, {}, 0, {}} {}

  DedupeSummary run() {
    const double started = now();
    if (options_.add) take_earlier_rows();
    collect_rows();
    const double collected = now();
    find();
    summary_.fingerprint_seconds = collected - started;
    summary_.group_seconds = now() - collected;
    write(started);
    return summary_;
  }

 private:
  void tell(const char* stage, int64_t pictures, double share) const {
    if (options_.progress) options_.progress({stage, pictures, share});
  }

  void take_earlier_rows() {
    if (!std::filesystem::exists(folder_.file(kRows))) {
      throw Error(ErrorCode::not_found,
                  "There is no finished run in \"" + options_.output.string() +
                      "\" to add to. Find its duplicates without --add first.");
    }
    RunRows earlier = read_run_rows(folder_.file(kRows));
    const auto known = [&](uint32_t record) { return record < file_.size(); };
    if (earlier.fingerprints != file_.id() ||
        !std::all_of(earlier.records.begin(), earlier.records.end(), known)) {
      throw Error(ErrorCode::invalid_argument,
                  "The run in \"" + options_.output.string() +
                      "\" used another file of fingerprints. Name that one.");
    }
    if (!options_.references.empty()) {
      throw Error(ErrorCode::invalid_argument,
                  "References cannot be added to a run. Start a new one.");
    }
    corpus_.records = std::move(earlier.records);
    corpus_.references = earlier.references;
    corpus_.kept_before = std::move(earlier.kept);
    for (const uint32_t record : corpus_.records) {
      if (file_.record(record).checked())
        seen_.add(file_.record(record).path());
    }
  }

  void collect_from(const std::vector<std::string>& inputs) {
    CollectOptions collect_options;
    collect_options.inputs = inputs;
    collect_options.threads = options_.threads;
    collect_options.limits = options_.limits;
    collect_options.names_file = options_.names_file;
    collect_options.effort = options_.effort;
    collect_options.skipped = options_.output.string();
    collect_options.progress = [&](const CollectProgress& progress) {
      tell("fingerprinting", progress.pictures, progress.share);
    };
    Collected collected =
        collect(collect_options, file_, *fingerprinter_, seen_);
    corpus_.records.insert(corpus_.records.end(), collected.records.begin(),
                           collected.records.end());
    summary_.reused += collected.reused;
    summary_.repeated += collected.repeated;
  }

  void collect_rows() {
    if (!options_.references.empty()) {
      // What cannot be opened is told before anything is read.
      Source::open(options_.inputs, source_options());
      collect_from(options_.references);
      corpus_.references = corpus_.size();
    }
    collect_from(options_.inputs);
    if (!corpus_.kept_before.empty())
      corpus_.kept_before.resize(corpus_.size());
    seen_ = {};  // 16 bytes a picture that others need now
  }

  SourceOptions source_options() const {
    SourceOptions result;
    result.max_bytes = options_.limits.max_bytes;
    result.names_file = options_.names_file;
    return result;
  }

  void digest(std::vector<uint32_t> rows) {
    std::erase_if(rows, [&](uint32_t row) {
      return file_.pixels(corpus_.records[row]).has_value();
    });
    if (rows.empty()) return;
    const auto all = static_cast<double>(rows.size());
    int64_t done = 0;
    const auto take = [&](uint32_t row, const Look* look) {
      if (look) file_.append(corpus_.records[row], look->pixels);
      ++done;
      tell("comparing pixels", done, static_cast<double>(done) / all);
    };
    look_at_rows(corpus_, rows, LookFor::pixels, options_.threads,
                 source_options(), *fingerprinter_, take);
    file_.flush();
  }

  std::vector<ShownPart> find_parts(const PartQuestion& question) {
    PartSearchOptions search;
    search.threads = options_.threads;
    search.calibration = options_.calibration;
    search.source = source_options();
    search.progress = [&](int64_t pictures, double share) {
      tell("looking for parts", pictures, share);
    };
    search.missed = [&](uint32_t row) { missed_.insert(row); };
    return search_parts(corpus_, question, search, file_, *fingerprinter_);
  }

  int radius(int64_t pictures) const {
    const double factor = options_.calibration.hash_factor;
    if (options_.radius) return *options_.radius;
    if (!options_.max_false_rate) return default_radius(pictures, factor);
    return radius_for(*options_.max_false_rate, pictures, factor);
  }

  void find() {
    const std::vector<uint32_t> ranked = rank_rows(corpus_, options_.keep);
    const auto pictures = static_cast<int64_t>(ranked.size());
    DuplicateOptions duplicate_options;
    duplicate_options.by = options_.grouping;
    duplicate_options.threads = thread_count(options_.threads);
    duplicate_options.radius = radius(pictures);
    duplicate_options.demote_smaller =
        options_.keep.by == KeepRule::By::largest ||
        options_.keep.by == KeepRule::By::quality;
    duplicate_options.min_score = options_.min_score;
    duplicate_options.max_false_parts =
        options_.max_false_rate.value_or(options_.calibration.rate);
    if (options_.effort == Effort::thorough) {
      duplicate_options.find_parts = [&](const PartQuestion& question) {
        return find_parts(question);
      };
    }
    tell("grouping", pictures, -1);
    duplicates_ = find_duplicates(
        corpus_, ranked, duplicate_options,
        [&](const std::vector<uint32_t>& rows) { digest(rows); });
    digest(rows_to_digest(corpus_, duplicates_.keepers));
    summary_.radius = duplicate_options.radius;
    summary_.false_rate = expected_false_rate(
        duplicate_options.radius, pictures, options_.calibration.hash_factor);
    summary_.pairs = duplicates_.pairs_seen;
    summary_.refused_pairs = duplicates_.pairs_refused;
    summary_.crowded = duplicates_.crowded;
    summary_.missed = static_cast<int64_t>(missed_.size());
  }

  void write(double started) {
    summary_.output = options_.output.string();
    summary_.effort = effort_name(options_.effort);
    summary_.calibration = options_.calibration.identity();
    summary_.grouping = grouping_name(options_.grouping);
    summary_.keep = options_.keep.text;
    tell("writing", corpus_.size(), -1);
    // No summary stands beside the lists of another run. What is added to stays
    // until it is replaced, so that a killed run can be asked for again.
    folder_.remove({kSummaryJson, kSummaryText});
    if (!options_.add) folder_.remove({kRows});
    const DuplicateGroups groups(duplicates_.keepers);
    write_report(
        corpus_, duplicates_, groups,
        [&](std::string_view name) { return folder_.file(name); }, summary_);
    write_rows();
    if (!options_.clean_folder.empty()) {
      summary_.clean = write_clean_shards(corpus_, duplicates_.keepers,
                                          options_.clean_folder);
    }
    if (options_.gallery) show(groups);
    if (options_.apply) {
      tell("applying", summary_.dropped, -1);
      summary_.applied = apply_duplicates(corpus_, duplicates_.keepers, groups,
                                          *options_.apply, folder_);
    }
    summary_.seconds = now() - started;
    folder_.replace(kSummaryText, dedupe_summary_text(summary_));
    folder_.replace(kSummaryJson, dedupe_summary_json(summary_));
  }

  void show(const DuplicateGroups& groups) {
    GalleryOptions gallery;
    gallery.most_groups = options_.gallery_groups;
    gallery.threads = options_.threads;
    gallery.source = source_options();
    gallery.progress = [&](int64_t done, double share) {
      tell("drawing thumbnails", done, share);
    };
    write_gallery(corpus_, duplicates_, groups, gallery, *fingerprinter_,
                  folder_.file("gallery"));
  }

  void write_rows() {
    RunRows rows;
    rows.fingerprints = file_.id();
    rows.references = corpus_.references;
    rows.records = corpus_.records;
    for (uint32_t row = 0; row < corpus_.size(); ++row) {
      rows.kept.push_back(duplicates_.keepers[row] == row);
    }
    write_run_rows(rows, folder_.file(kRows));
  }

  const DedupeOptions& options_;
  RunFolder folder_;
  FingerprintFile file_;
  std::unique_ptr<Fingerprinter> fingerprinter_;
  Corpus corpus_;
  NameSet seen_;
  std::set<uint32_t> missed_;  ///< rows that were not searched for parts
  Duplicates duplicates_;
  DedupeSummary summary_;
};

}  // namespace

double expected_false_rate(int radius, int64_t pictures, double factor) {
  return chance_within(radius) * factor *
         static_cast<double>(std::max<int64_t>(pictures - 1, 0));
}

int default_radius(int64_t pictures, double factor) {
  for (int radius = kMostDuplicateRadius; radius > kLeastDuplicateRadius;
       --radius) {
    if (expected_false_rate(radius, pictures, factor) <= kDuplicateFalseRate) {
      return radius;
    }
  }
  return kLeastDuplicateRadius;
}

int radius_for(double rate, int64_t pictures, double factor) {
  for (int radius = kMostRadius; radius >= 0; --radius) {
    if (expected_false_rate(radius, pictures, factor) <= rate) return radius;
  }
  throw Error(ErrorCode::invalid_argument,
              "No threshold promises so few wrong pairs among " +
                  std::to_string(pictures) +
                  " pictures. Allow a higher false rate.");
}

DedupeSummary dedupe(const DedupeOptions& options) {
  if (options.radius &&
      (*options.radius < 0 || *options.radius > kMostRadius)) {
    throw Error(ErrorCode::invalid_argument,
                "The threshold must lie between 0 and 63 bits.");
  }
  return Run(options).run();
}

}  // namespace sleeve
