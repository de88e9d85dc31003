#include "screen/dedupe/collector.h"

#include <sys/stat.h>

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "core/error.h"
#include "screen/dedupe/record_names.h"
#include "screen/pipeline.h"
#include "screen/source.h"

namespace sleeve {
namespace {

// Pictures that are handed over together; larger ones go alone.
constexpr size_t kBatchNew = 8;
constexpr size_t kBatchRows = 512;
constexpr size_t kBatchBytes = size_t{512} << 10;
constexpr size_t kSmallBytes = kBatchBytes / kBatchNew;
constexpr int64_t kNewBeforeBatches = 64;

constexpr size_t kMostRecords = 4'000'000'000;

struct Row {
  Item item;
  PictureRecord record;
  std::optional<PictureDetails> details;
  bool known = false;  ///< number is that of a record in the file
  uint32_t number = 0;
};

struct Batch {
  std::vector<Row> rows;
  double share = 0;
};

// 0 when the file is not there.
int64_t modified(const std::string& path, uint64_t& bytes) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return 0;
  bytes = static_cast<uint64_t>(status.st_size);
  return int64_t{status.st_mtim.tv_sec} * 1'000'000'000 +
         status.st_mtim.tv_nsec;
}

// Failures that another try may mend.
bool may_pass(ProblemKind kind) {
  return kind == ProblemKind::unreadable || kind == ProblemKind::too_large ||
         kind == ProblemKind::time_out || kind == ProblemKind::crash;
}

class Collector {
 public:
  Collector(const CollectOptions& options, FingerprintFile& file,
            Fingerprinter& fingerprinter, NameSet& seen)
      : options_(options),
        file_(file),
        fingerprinter_(fingerprinter),
        seen_(seen),
        names_(file) {
    source_options_.max_bytes = options.limits.max_bytes;
    source_options_.names_file = options.names_file;
    source_options_.skipped = options.skipped;
    source_options_.wants = [this](const PictureName& name) {
      return !seen_.holds(name.path) && !reusable(name);
    };
    source_ = Source::open(options.inputs, source_options_);
  }

  Collected run() {
    try {
      for_each_in_order<Batch>(
          options_.threads, [&](Batch& batch) { return next(batch); },
          [&](Batch& batch) { work(batch); },
          [&](Batch& batch) { take(batch); });
    } catch (...) {
      try {
        file_.flush();  // what is done is kept, if it can be
      } catch (const Error&) {
      }
      throw;
    }
    file_.reload();
    return std::move(collected_);
  }

 private:
  // When file or shard were changed last; the latest shard is remembered.
  int64_t time_of(const PictureName& name, uint64_t& bytes) {
    if (name.shard.empty()) return modified(name.path, bytes);
    if (name.shard != shard_) {
      shard_ = name.shard;
      uint64_t shard_bytes = 0;
      shard_modified_ = modified(shard_, shard_bytes);
    }
    return shard_modified_;
  }

  std::optional<uint32_t> reusable(const PictureName& name) {
    const auto number = names_.find(name.path, false);
    if (!number) return std::nullopt;
    const RecordView record = file_.record(*number);
    uint64_t bytes = record.numbers().bytes;
    if (time_of(name, bytes) != record.numbers().modified ||
        bytes != record.numbers().bytes || record.shard() != name.shard) {
      return std::nullopt;
    }
    if (!record.checked() && may_pass(record.problem().kind)) {
      return std::nullopt;
    }
    if (options_.effort == Effort::thorough && record.checked() &&
        tells_enough(record.numbers()) && !file_.has_details(*number)) {
      return std::nullopt;
    }
    return number;
  }

  // The record of a row that the source could not read.
  std::optional<uint32_t> known_problem(const Item& item) const {
    const auto number = names_.find(item.name.path, true);
    if (!number) return std::nullopt;
    const RecordView record = file_.record(*number);
    if (record.checked() || record.problem().reason != item.problem->reason ||
        record.name() != item.name) {
      return std::nullopt;
    }
    return number;
  }

  // False when the row is none: its name came before.
  bool prepare(Row& row) {
    const PictureName& name = row.item.name;
    if (!row.item.problem && !seen_.add(name.path)) {
      ++collected_.repeated;
      return false;
    }
    const auto known =
        row.item.problem ? known_problem(row.item) : reusable(name);
    row.known = known.has_value();
    if (known) {
      row.number = *known;
      row.item.bytes = {};
    } else {
      uint64_t bytes = 0;
      row.record.numbers.modified = time_of(name, bytes);
    }
    return true;
  }

  bool next(Batch& batch) {
    const auto most = static_cast<size_t>(std::clamp<int64_t>(
        given_ / kNewBeforeBatches, 1, static_cast<int64_t>(kBatchNew)));
    size_t fresh = 0, bytes = 0;
    while (fresh < most && bytes < kBatchBytes &&
           batch.rows.size() < kBatchRows) {
      Row row;
      if (!source_->next(row.item)) break;
      if (!prepare(row)) continue;
      fresh += row.known ? 0 : 1;
      bytes += row.item.bytes.size();
      batch.rows.push_back(std::move(row));
    }
    given_ += static_cast<int64_t>(fresh);
    batch.share = source_->progress();
    return !batch.rows.empty();
  }

  // Reads and digests what is not known, and fingerprints it.
  void work(Batch& batch) {
    std::vector<Row*> small;
    for (Row& row : batch.rows) {
      if (row.known) continue;
      read_bytes(row.item, source_options_);
      const auto& bytes = row.item.bytes;
      row.record.numbers.bytes = bytes.size();
      row.record.problem = std::move(row.item.problem);
      row.record.name = std::move(row.item.name);
      if (bytes.empty()) continue;
      row.record.numbers.sha256 = Sha256().update(bytes).finish();
      Row* const alone = &row;
      if (bytes.size() > kSmallBytes) {
        fingerprint({&alone, 1});
      } else {
        small.push_back(alone);
      }
    }
    fingerprint(small);
  }

  void fingerprint(std::span<Row* const> rows) {
    if (rows.empty()) return;
    std::vector<Bytes> pictures;
    for (const Row* row : rows) pictures.emplace_back(row->item.bytes);
    if (options_.effort == Effort::thorough) {
      const auto results =
          fingerprinter_.examine(pictures, {}, Effort::thorough);
      for (size_t i = 0; i < rows.size(); ++i) {
        describe(results[i].picture, *rows[i]);
      }
      return;
    }
    const auto results = fingerprinter_.fingerprint(pictures);
    for (size_t i = 0; i < rows.size(); ++i) {
      if (results[i]) {
        put_fingerprint((*results[i])[0], rows[i]->record.numbers);
      } else {
        rows[i]->record.problem = results[i].problem();
      }
      rows[i]->item.bytes = {};
    }
  }

  static void describe(const Result<Picture>& picture, Row& row) {
    row.item.bytes = {};
    if (!picture) {
      row.record.problem = picture.problem();
      return;
    }
    put_fingerprint(picture->fingerprints[0], row.record.numbers);
    if (!tells_enough(row.record.numbers)) return;
    row.details =
        picture_details(picture->fingerprints, picture->grey.pixels());
  }

  void take(Batch& batch) {
    for (Row& row : batch.rows) {
      const size_t number = row.known ? row.number : file_.append(row.record);
      if (row.details) file_.append(number, *row.details);
      if (number >= kMostRecords) {
        throw Error(ErrorCode::invalid_argument,
                    "One run takes at most 4,000,000,000 pictures.");
      }
      collected_.records.push_back(static_cast<uint32_t>(number));
      collected_.reused += row.known ? 1 : 0;
      const bool checked = row.known ? file_.record(number).checked()
                                     : !row.record.problem.has_value();
      progress_.unchecked += checked ? 0 : 1;
    }
    if (!options_.progress) return;
    progress_.pictures = static_cast<int64_t>(collected_.records.size());
    progress_.reused = collected_.reused;
    progress_.share = batch.share;
    options_.progress(progress_);
  }

  const CollectOptions& options_;
  FingerprintFile& file_;
  Fingerprinter& fingerprinter_;
  NameSet& seen_;
  RecordNames names_;
  SourceOptions source_options_;
  std::unique_ptr<Source> source_;
  std::string shard_;
  int64_t shard_modified_ = 0;
  int64_t given_ = 0;
  Collected collected_;
  CollectProgress progress_;
};

}  // namespace

Collected collect(const CollectOptions& options, FingerprintFile& file,
                  Fingerprinter& fingerprinter, NameSet& seen) {
  return Collector(options, file, fingerprinter, seen).run();
}

}  // namespace sleeve
