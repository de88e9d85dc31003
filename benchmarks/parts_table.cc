// Prints what is found of parts on transformed covers, right and wrong, as the
// table that fit_parts.py makes models/parts.json of.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "benchmarks/suite/jobs.h"
#include "benchmarks/suite/split.h"
#include "core/picture.h"
#include "index/catalogue.h"
#include "index/part_evidence.h"
#include "index/part_finder.h"
#include "index/sha256.h"
#include "screen/source.h"

namespace {

using sleeve::suite::Query;
using sleeve::suite::Split;

// Catalogues the artworks of `split`, named so that their order stays.
void fill(sleeve::Catalogue& catalogue, const Split& split) {
  std::vector<sleeve::Artwork> artworks;
  for (const auto& picture : split.artworks) {
    sleeve::Item item;
    item.name.path = picture.path;
    sleeve::read_bytes(item);
    const auto made = sleeve::describe_bytes(item.bytes);
    artworks.push_back(
        {fmt::format("{:08}", artworks.size()),
         sleeve::sha256_hex(item.bytes.data(), item.bytes.size()),
         made->fingerprint, made->details});
  }
  catalogue.add(artworks);
}

// 1: shown; 0: not; -1: of the same group, so neither.
int truth(const Query& query, const Split& split, int64_t artwork) {
  for (const auto& expected : query.expected) {
    if (expected.artwork == artwork) return 1;
  }
  for (const int group : query.groups) {
    if (split.artworks[static_cast<size_t>(artwork)].group == group) return -1;
  }
  return 0;
}

void print_parts(const Query& query, const Split& split,
                 const std::string& transformation,
                 const sleeve::PartFinder& finder) {
  const auto picture =
      sleeve::picture_of(query.bytes, sleeve::Effort::thorough);
  if (!picture) return;
  const sleeve::Scene scene(picture->grey.pixels());
  for (const sleeve::Part& part : finder.find(scene)) {
    const sleeve::PartEvidence& evidence = part.evidence;
    fmt::print("{}\t{}\t{:.4f}\t{:.4f}\t{}\t{:.4f}\t{}\n", transformation,
               truth(query, split, part.artwork), evidence.shown_agreement,
               evidence.shown_share, evidence.votes,
               evidence.corners.value_or(sleeve::kUnknownCorners),
               evidence.distance.value_or(sleeve::kUnknownDistance));
  }
}

}  // namespace

// parts_table FOLDER ARTWORKS QUERIES DISTRACTOR_QUERIES
int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr,
               "usage: parts_table FOLDER ARTWORKS QUERIES "
               "DISTRACTOR_QUERIES\n");
    return 1;
  }
  sleeve::suite::SplitOptions split_options;
  split_options.folder = argv[1];
  split_options.artworks = std::atoi(argv[2]);
  const Split split = split_folder(split_options);
  sleeve::suite::JobOptions job_options;
  job_options.queries = std::atoi(argv[3]);
  job_options.distractor_queries = std::atoi(argv[4]);
  std::string folder =
      (std::filesystem::temp_directory_path() / "sleeve-parts-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 1;
  {
    auto catalogue =
        sleeve::Catalogue::open(folder, sleeve::Catalogue::Mode::create);
    fill(catalogue, split);
    const auto parts = catalogue.parts(*catalogue.snapshot());
    const sleeve::PartFinder finder(*parts);
    fmt::print(
        "transformation\ttruth\tshown_agreement\t"
        "shown_share\tvotes\tcorners\tdistance\n");
    for (auto& job : transformation_jobs(split, job_options)) {
      print_parts(job.make(), split, job.outcome.transformation, finder);
      job.make = {};
    }
  }
  std::filesystem::remove_all(folder);
}
