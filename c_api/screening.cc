// Screening: pictures in, verdicts and evidence out.
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "c_api/handles.h"
#include "c_api/options.h"
#include "c_api/pictures.h"
#include "index/matcher.h"
#include "index/threads.h"
#include "screen/batch.h"
#include "screen/fingerprinter.h"
#include "screen/policy.h"
#include "screen/screener.h"

namespace sleeve::c_api {
namespace {

/// Fingerprints in worker processes, which belong to the process that started
/// them.
class Workers {
 public:
  explicit Workers(const sleeve_options& options) : options_(options) { get(); }
  ~Workers() { let_go(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  Fingerprinter& get() {
    const std::lock_guard lock(mutex_);
    if (process_ != ::getpid()) {
      let_go();
      made_ = make();
      process_ = ::getpid();
    }
    return *made_;
  }

 private:
  std::unique_ptr<Fingerprinter> make() const {
    if (options_.sandbox == 0) {
      return Fingerprinter::in_process(limits_of(options_));
    }
    SandboxOptions sandbox;
    sandbox.workers = threads_of(options_);
    sandbox.time_out = options_.time_out;
    sandbox.limits = limits_of(options_);
    return Fingerprinter::sandboxed(sandbox);
  }

  // After fork() the workers are those of the parent: they must not be ended.
  void let_go() {
    if (process_ != ::getpid() && options_.sandbox != 0) {
      static_cast<void>(made_.release());
    }
  }

  sleeve_options options_;
  std::mutex mutex_;
  std::unique_ptr<Fingerprinter> made_;
  int process_ = 0;
};

}  // namespace
}  // namespace sleeve::c_api

struct sleeve_screener {
  sleeve_options options;
  sleeve::Policy policy;
  sleeve::Matcher matcher;
  std::vector<std::string> models;
  mutable sleeve::c_api::Workers workers;
};

struct sleeve_evidence {
  std::vector<sleeve::Row> rows;
};

namespace sleeve::c_api {
namespace {

const sleeve_screener& screener_of(const sleeve_screener* handle) {
  require(handle != nullptr, "The screener is NULL.");
  return *handle;
}

Origin origin_of(const sleeve_origin& origin) {
  const bool known = origin.width > 0 && origin.height > 0;
  const bool turned = origin.orientation >= 1 && origin.orientation <= 8;
  return {known ? origin.width : 0, known ? origin.height : 0,
          turned ? origin.orientation : 1};
}

void check_rows(const sleeve_screener& screener, Pictures pictures,
                const sleeve_origin* origins, std::vector<Row>& rows,
                size_t first) {
  Batch batch;
  const size_t count = std::min(kBatchRows, pictures.size() - first);
  for (size_t i = first; i < first + count; ++i) {
    batch.rows.emplace_back().item = whole_item(pictures[i]);
    if (origins != nullptr) {
      batch.rows.back().item.origin = origin_of(origins[i]);
    }
  }
  SourceOptions options;
  options.max_bytes = screener.options.max_bytes;
  check_batch(batch, options, screener.workers.get(), screener.matcher,
              screener.policy);
  std::move(batch.rows.begin(), batch.rows.end(),
            rows.begin() + static_cast<ptrdiff_t>(first));
}

std::unique_ptr<sleeve_evidence> check(const sleeve_screener& screener,
                                       Pictures pictures,
                                       const sleeve_options& options) {
  auto evidence = std::make_unique<sleeve_evidence>();
  evidence->rows.resize(pictures.size());
  const size_t batches = (pictures.size() + kBatchRows - 1) / kBatchRows;
  const auto n = static_cast<int64_t>(pictures.size());
  run_with_progress(options, n, [&](Ticker& ticker) {
    run_threads(batches, threads_of(options), [&](size_t batch) {
      const size_t first = batch * kBatchRows;
      check_rows(screener, pictures, options.origins, evidence->rows, first);
      ticker.step(
          static_cast<int64_t>(std::min(kBatchRows, pictures.size() - first)));
    });
  });
  return evidence;
}

void check_samples(const sleeve_screener& screener, const sleeve_pixels& pixels,
                   Row& row) {
  row.evidence.problem = fault_of(pixels);
  if (!row.evidence.problem) {
    const Samples grey(pixels, Channels::grey);
    const Picture picture =
        picture_of(grey.pixels(), screener.matcher.effort());
    row.evidence.fingerprint = picture.fingerprints[0];
    row.evidence.found = screener.matcher.match(picture);
  }
  judge_evidence(row.evidence, screener.policy);
  row.line = evidence_line(row.evidence);
  row.finding = finding_of(row.evidence);
}

const Row& row_at(const sleeve_evidence* evidence, int64_t row) {
  require(evidence != nullptr, "The evidence is NULL.");
  require(row >= 0 && row < static_cast<int64_t>(evidence->rows.size()),
          "The evidence has no such row.");
  return evidence->rows[static_cast<size_t>(row)];
}

void put_finding(const Row& row, sleeve_finding* finding) {
  sleeve_finding found{};
  found.struct_bytes = sizeof(found);
  found.verdict = static_cast<int32_t>(row.finding.verdict);
  const Evidence& evidence = row.evidence;
  if (evidence.problem) {
    found.problem = static_cast<int32_t>(evidence.problem->kind) + 1;
  }
  if (evidence.fingerprint) {
    found.quality = evidence.fingerprint->quality;
    found.width = evidence.fingerprint->columns;
    found.height = evidence.fingerprint->rows;
    std::copy_n(evidence.fingerprint->hash.bytes.begin(), 32, found.hash);
  }
  found.matches = static_cast<int32_t>(evidence.found.matches.size());
  found.candidates = static_cast<int32_t>(evidence.found.candidates.size());
  found.reason = row.finding.reason.c_str();
  found.sha256 = evidence.sha256.c_str();
  found.json = row.line.c_str();
  put(found, finding);
}

void put_match(const Match& match, bool candidate, sleeve_match* result) {
  sleeve_match found{};
  found.struct_bytes = sizeof(found);
  found.candidate = candidate ? 1 : 0;
  found.edition = match.kind == MatchKind::edition ? 1 : 0;
  found.distance = match.distance;
  found.score = match.score;
  found.expected_false_matches = match.expected_false_matches;
  for (size_t corner = 0; corner < match.region.size(); ++corner) {
    found.region[2 * corner] = match.region[corner].x;
    found.region[2 * corner + 1] = match.region[corner].y;
  }
  found.artwork_id = match.artwork_id.c_str();
  found.transform = match.transform.c_str();
  put(found, result);
}

}  // namespace
}  // namespace sleeve::c_api

using namespace sleeve::c_api;  // NOLINT: this file is their C side

extern "C" {

sleeve_status sleeve_screener_create(const sleeve_snapshot* snapshot,
                                     const sleeve_options* options,
                                     sleeve_screener** screener) {
  return guard([&] {
    require(snapshot != nullptr && screener != nullptr,
            "The snapshot or the place for the screener is NULL.");
    const sleeve_options read = read_options(options);
    sleeve::Matcher matcher =
        snapshot->matcher(effort_of(read, sleeve::ScreenOptions().effort));
    std::vector<std::string> models = matcher.models();
    *screener = new sleeve_screener{read, policy_of(read), std::move(matcher),
                                    std::move(models), Workers(read)};
  });
}

void sleeve_screener_close(sleeve_screener* screener) { delete screener; }

const char* sleeve_screener_model(const sleeve_screener* screener,
                                  int32_t number) {
  if (screener == nullptr || number < 0 ||
      static_cast<size_t>(number) >= screener->models.size()) {
    return nullptr;
  }
  return screener->models[static_cast<size_t>(number)].c_str();
}

sleeve_status sleeve_screener_check(const sleeve_screener* screener,
                                    const sleeve_picture* pictures, int64_t n,
                                    const sleeve_options* options,
                                    sleeve_evidence** evidence) {
  return guard([&] {
    require(evidence != nullptr, "The place for the evidence is NULL.");
    *evidence = check(screener_of(screener), pictures_of(pictures, n),
                      read_options(options))
                    .release();
  });
}

sleeve_status sleeve_screener_check_arrow(const sleeve_screener* screener,
                                          const struct ArrowSchema* schema,
                                          const struct ArrowArray* array,
                                          const sleeve_options* options,
                                          sleeve_evidence** evidence) {
  return guard([&] {
    require(evidence != nullptr, "The place for the evidence is NULL.");
    *evidence = check(screener_of(screener), column_of(schema, array),
                      read_options(options))
                    .release();
  });
}

sleeve_status sleeve_screener_check_pixels(const sleeve_screener* screener,
                                           const sleeve_pixels* pixels,
                                           int64_t n,
                                           const sleeve_options* options,
                                           sleeve_evidence** evidence) {
  return guard([&] {
    const sleeve_screener& chosen = screener_of(screener);
    require(evidence != nullptr, "The place for the evidence is NULL.");
    const auto all = pixels_of(pixels, n);
    const sleeve_options read = read_options(options);
    auto made = std::make_unique<sleeve_evidence>();
    made->rows.resize(all.size());
    run_with_progress(read, n, [&](Ticker& ticker) {
      sleeve::run_threads(made->rows.size(), threads_of(read), [&](size_t i) {
        check_samples(chosen, all[i], made->rows[i]);
        ticker.step();
      });
    });
    *evidence = made.release();
  });
}

void sleeve_evidence_close(sleeve_evidence* evidence) { delete evidence; }

int64_t sleeve_evidence_size(const sleeve_evidence* evidence) {
  return evidence == nullptr ? 0 : static_cast<int64_t>(evidence->rows.size());
}

const char* sleeve_verdict_name(int32_t verdict) {
  if (verdict < SLEEVE_EXCLUDE_MATCH || verdict > SLEEVE_UNCHECKED) {
    return nullptr;
  }
  return sleeve::verdict_name(static_cast<sleeve::Verdict>(verdict));
}

sleeve_status sleeve_evidence_finding(const sleeve_evidence* evidence,
                                      int64_t row, sleeve_finding* finding) {
  return guard([&] { put_finding(row_at(evidence, row), finding); });
}

sleeve_status sleeve_evidence_match(const sleeve_evidence* evidence,
                                    int64_t row, int32_t match,
                                    sleeve_match* result) {
  return guard([&] {
    const sleeve::Matches& found = row_at(evidence, row).evidence.found;
    const auto matches = static_cast<int32_t>(found.matches.size());
    const auto candidates = static_cast<int32_t>(found.candidates.size());
    require(match >= 0 && match < matches + candidates,
            "The picture has no match of that number.");
    const bool candidate = match >= matches;
    put_match(
        candidate ? found.candidates[match - matches] : found.matches[match],
        candidate, result);
  });
}
}
