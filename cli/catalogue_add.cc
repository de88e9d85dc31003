// sleeve catalogue add: fingerprints pictures and keeps them as artworks.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "cli/catalogue_verbs.h"
#include "cli/manifest.h"
#include "cli/output.h"
#include "core/fingerprint.h"
#include "index/catalogue.h"
#include "index/catalogue_places.h"
#include "index/matcher.h"
#include "index/sha256.h"
#include "screen/pipeline.h"
#include "screen/record.h"
#include "screen/source.h"

namespace sleeve::cli {
namespace {

// Artworks of one transaction: few enough to lose little, many enough that
// waiting for the disk costs little.
constexpr size_t kBatch = 500;

// Below this a hash says too little to be matched by.
constexpr int kLowQuality = 50;

struct Options {
  std::string catalogue;
  std::string manifest;
  std::vector<std::string> paths;
};

struct Row {
  Item item;
  double progress = 0;
  bool known = false;
  Artwork artwork;
};

// Adds rows in batches and tells how each one went.
class Adder {
 public:
  Adder(Catalogue catalogue, const Options& options, const Globals& globals)
      : catalogue_(std::move(catalogue)),
        directory_(options.catalogue),
        globals_(globals) {
    if (!options.manifest.empty()) manifest_ = read_manifest(options.manifest);
  }

  /// Called by many threads.
  void fingerprint(Row& row) {
    read_bytes(row.item);
    if (row.item.problem) return;
    const auto& bytes = row.item.bytes;
    row.artwork.id = artwork_id(row.item.name.path);
    row.artwork.sha256 = sha256_hex(bytes.data(), bytes.size());
    if (holds(row.artwork)) {
      row.known = true;
    } else if (const auto made = describe_bytes(bytes)) {
      row.artwork.fingerprint = made->fingerprint;
      row.artwork.details = made->details;
    } else {
      row.item.problem = made.problem();
    }
    row.item.bytes = {};
  }

  void take(Row&& row) {
    const bool ready = !row.item.problem && !row.known;
    batch_.push_back(std::move(row));
    if (ready && ++ready_ >= kBatch) commit();
    if (batch_.size() >= 8 * kBatch) commit();
  }

  void commit() {
    std::vector<Artwork> artworks;
    for (const Row& row : batch_) {
      if (!row.item.problem && !row.known) artworks.push_back(row.artwork);
    }
    std::vector<Added> added;
    {
      const std::lock_guard lock(mutex_);
      added = catalogue_.add(artworks);
    }
    note_places();
    size_t next = 0;
    for (const Row& row : batch_) {
      if (row.item.problem) {
        tell_unchecked(row);
      } else {
        tell(row, row.known ? Added::unchanged : added[next++]);
      }
    }
    batch_.clear();
    ready_ = 0;
  }

  ExitCode finish() {
    commit();
    // Made now, so that the first search need not wait.
    Matcher::open(catalogue_, Effort::thorough);
    const CatalogueInfo info = catalogue_.info();
    if (!globals_.json) {
      print_line(fmt::format(
          "{} added, {} replaced, {} unchanged, {} unchecked; the catalogue "
          "holds {} artworks",
          counts_[0], counts_[1], counts_[2], unchecked_, info.artworks));
    }
    if (low_quality_ > 0) {
      note(globals_,
           fmt::format("{} artworks are flat or nearly so (quality below {}); "
                       "they are never matched by their hash alone.",
                       low_quality_, kLowQuality));
    }
    return exit_code(false, unchecked_ > 0);
  }

 private:
  // Of those whose id is not their path.
  void note_places() {
    ArtworkPaths paths;
    for (const Row& row : batch_) {
      const std::string& path = row.item.name.path;
      if (row.item.problem || row.artwork.id == path) continue;
      paths[row.artwork.id] =
          std::filesystem::absolute(path).lexically_normal().string();
    }
    if (!paths.empty()) put_places(directory_, paths);
  }

  bool holds(const Artwork& artwork) {
    const std::lock_guard lock(mutex_);
    return catalogue_.holds_details(artwork.id, artwork.sha256);
  }

  std::string artwork_id(const std::string& path) const {
    const auto entry = manifest_.find(path);
    return entry == manifest_.end() ? path : entry->second;
  }

  void tell(const Row& row, Added how) {
    static constexpr const char* kWords[] = {"added", "replaced", "unchanged"};
    const int i = static_cast<int>(how);
    ++counts_[i];
    const int quality = row.artwork.fingerprint.quality;
    if (!row.known && quality < kLowQuality) ++low_quality_;
    if (globals_.json) {
      Record record;
      record.put_name(row.item.name);
      record.put("status", kWords[i]);
      record.put("artwork_id", row.artwork.id);
      record.put("sha256", row.artwork.sha256);
      if (!row.known) record.put("quality", quality);
      print_line(record.line());
    } else if (globals_.verbose) {
      print_line(fmt::format("{}\t{}", kWords[i], field(row.artwork.id)));
    }
  }

  void tell_unchecked(const Row& row) {
    ++unchecked_;
    if (globals_.json) {
      Record record;
      record.put_name(row.item.name);
      record.put("status", "unchecked");
      record.put_problem(*row.item.problem);
      print_line(record.line());
    } else {
      fmt::print(stderr, "{}: unchecked: {}\n", field(row.item.name.path),
                 row.item.problem->reason);
    }
  }

  Catalogue catalogue_;
  std::string directory_;
  const Globals& globals_;
  Manifest manifest_;
  std::mutex mutex_;
  std::vector<Row> batch_;
  size_t ready_ = 0;
  int64_t counts_[3] = {};
  int64_t unchecked_ = 0;
  int64_t low_quality_ = 0;
};

ExitCode run(const Options& options, const Globals& globals) {
  const auto source = Source::open(options.paths);
  Adder adder(Catalogue::open(options.catalogue, Catalogue::Mode::create),
              options, globals);
  Progress progress(globals, "Fingerprinted");
  for_each_in_order<Row>(
      globals.threads,
      [&](Row& row) {
        row.progress = source->progress();
        return source->next(row.item);
      },
      [&](Row& row) { adder.fingerprint(row); },
      [&](Row& row) {
        progress.step(row.progress);
        adder.take(std::move(row));
      });
  return adder.finish();
}

}  // namespace

void add_catalogue_add(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "add", "Add pictures; those already there with the same bytes are kept");
  verb->add_option("--catalogue", options->catalogue,
                   "The catalogue directory, made when missing")
      ->required();
  verb->add_option("--manifest", options->manifest,
                   "JSON Lines with \"path\" and \"artwork_id\"; without it "
                   "the path is the id");
  verb->add_option("PATH", options->paths,
                   "Files, folders, tar shards, brace ranges, or - for names "
                   "on standard input")
      ->required();
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
