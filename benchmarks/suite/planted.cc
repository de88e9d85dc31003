#include "benchmarks/suite/planted.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "core/format.h"
#include "index/threads.h"
#include "screen/pipeline.h"
#include "screen/source.h"

namespace sleeve::suite {
namespace {

namespace fs = std::filesystem;

// Every so many originals one gets a copy of the same bytes.
constexpr size_t kIdenticalEvery = 10;

const char* extension(Bytes bytes) {
  switch (sniff(bytes)) {
    case Format::jpeg:
      return ".jpg";
    case Format::png:
      return ".png";
    case Format::webp:
      return ".webp";
    case Format::gif:
      return ".gif";
    case Format::tiff:
      return ".tif";
    default:
      return ".img";
  }
}

class Planter {
 public:
  explicit Planter(const PlantOptions& options) : options_(options) {
    std::error_code error;
    fs::create_directories(options.folder, error);
    if (error || !fs::is_empty(options.folder, error)) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("The folder {} is not empty. Name another one.",
                              options.folder));
    }
  }

  std::vector<PlantedFile> run(const Tell& tell) {
    SplitOptions split_options = options_.split;
    const Split split = split_folder(
        split_options, [&](double share) { tell("Reading", share); });
    copy_originals(split);
    make_copies(split, tell);
    write_truth();
    return std::move(files_);
  }

 private:
  void write(const std::string& name, Bytes bytes) const {
    std::ofstream file(fs::path(options_.folder) / name, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) {
      throw Error(ErrorCode::io_error,
                  fmt::format("{} cannot be written to {}. Is the disk full?",
                              name, options_.folder));
    }
  }

  void copy_original(const GroupedPicture& picture, bool twice) {
    Item item;
    item.name.path = picture.path;
    read_bytes(item);
    if (item.problem) return;
    const int number = next_picture_++;
    pictures_[picture.path] = number;
    const std::string end = extension(item.bytes);
    const std::string name = fmt::format("original-{:06}{}", number, end);
    write(name, item.bytes);
    files_.push_back({name, number, "original", {picture.group}});
    if (!twice) return;
    const std::string again = fmt::format("identical-{:06}{}", number, end);
    write(again, item.bytes);
    files_.push_back({again, number, "identical", {picture.group}});
  }

  void copy_originals(const Split& split) {
    for (size_t i = 0; i < split.artworks.size(); ++i) {
      copy_original(split.artworks[i], i % kIdenticalEvery == 0);
    }
    for (const GroupedPicture& picture : split.distractors) {
      copy_original(picture, false);
    }
  }

  void make_copies(const Split& split, const Tell& tell) {
    JobOptions job_options = options_.jobs;
    job_options.distractor_queries = 0;
    std::vector<Job> jobs = transformation_jobs(split, job_options);
    std::erase_if(jobs, [](const Job& job) {
      return job.outcome.distractor ||
             job.outcome.transformation == "untouched";
    });
    std::vector<PlantedFile> made(jobs.size());
    std::mutex mutex;
    size_t done = 0;
    const auto all = static_cast<double>(jobs.size());
    run_threads(
        jobs.size(), thread_count(options_.split.threads), [&](size_t i) {
          const Query query = jobs[i].make();
          const Outcome& outcome = jobs[i].outcome;
          made[i] = {fmt::format("copy-{:06}-{}{}", i, outcome.transformation,
                                 extension(query.bytes)),
                     pictures_.at(outcome.picture), outcome.transformation,
                     query.groups};
          write(made[i].name, query.bytes);
          const std::lock_guard lock(mutex);
          ++done;
          tell("Planting", static_cast<double>(done) / all);
        });
    files_.insert(files_.end(), made.begin(), made.end());
  }

  void write_truth() const {
    std::string table = "file,picture,transformation\n";
    for (const PlantedFile& file : files_) {
      table += fmt::format("{},{},{}\n", file.name, file.picture,
                           file.transformation);
    }
    std::ofstream out(options_.folder + ".truth.csv", std::ios::binary);
    out << table;
  }

  const PlantOptions& options_;
  std::vector<PlantedFile> files_;
  std::map<std::string, int> pictures_;  ///< by path
  int next_picture_ = 0;
};

}  // namespace

std::vector<PlantedFile> plant(const PlantOptions& options, const Tell& tell) {
  return Planter(options).run(tell);
}

}  // namespace sleeve::suite
