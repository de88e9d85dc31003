// Reads the pairs that a user knows to match.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <system_error>

#include "benchmarks/suite/jobs.h"
#include "screen/csv.h"
#include "screen/source.h"

namespace sleeve::suite {
namespace {

namespace fs = std::filesystem;

/// The canonical path of `name` where it exists first; empty when nowhere.
std::string find_file(const std::string& name,
                      const std::vector<fs::path>& folders) {
  for (const fs::path& folder : folders) {
    std::error_code error;
    const fs::path path = fs::canonical(folder / name, error);
    if (!error) return path.string();
  }
  return {};
}

[[noreturn]] void refuse(const std::string& csv, int line,
                         const std::string& why) {
  throw Error(ErrorCode::invalid_argument,
              fmt::format("{} line {}: {}.", csv, line, why));
}

struct PairQuery {
  std::string path;
  std::vector<int> artworks;
  std::vector<int> groups;
};

Query make_query(const PairQuery& pair) {
  Item item;
  item.name.path = pair.path;
  read_bytes(item);
  Query query;
  query.bytes = std::move(item.bytes);
  query.groups = pair.groups;
  for (const int artwork : pair.artworks) {
    query.expected.push_back({artwork, {}, false});
  }
  return query;
}

Job job_of(const PairQuery& pair) {
  Job job;
  job.outcome.family = "pairs";
  job.outcome.transformation = "pairs";
  job.outcome.picture = pair.path;
  job.outcome.distractor = pair.artworks.empty();
  job.make = [pair] { return make_query(pair); };
  return job;
}

}  // namespace

std::vector<Job> pair_jobs(const std::string& csv, const std::string& folder,
                           const std::vector<GroupedPicture>& artworks) {
  std::ifstream file(csv);
  if (!file) {
    throw Error(ErrorCode::not_found,
                fmt::format("The pairs {} cannot be read.", csv));
  }
  std::map<std::string, int> places;
  for (size_t i = 0; i < artworks.size(); ++i) {
    places[find_file(artworks[i].path, {""})] = static_cast<int>(i);
  }
  const std::vector<fs::path> folders = {fs::path(csv).parent_path(), "",
                                         folder};
  std::map<std::string, PairQuery> queries;
  std::string text;
  for (int line = 1; std::getline(file, text); ++line) {
    const auto fields = csv_fields(text);
    if (text.empty() || (line == 1 && fields[0] == "query")) continue;
    if (fields.size() < 2) refuse(csv, line, "two fields are needed");
    const std::string query = find_file(fields[0], folders);
    if (query.empty()) refuse(csv, line, "there is no file " + fields[0]);
    PairQuery& pair = queries[query];
    pair.path = query;
    if (fields[1].empty()) continue;
    const auto place = places.find(find_file(fields[1], folders));
    if (place == places.end()) {
      refuse(csv, line,
             fields[1] + " is not among the pictures of the catalogue");
    }
    pair.artworks.push_back(place->second);
    pair.groups.push_back(artworks[place->second].group);
  }
  std::vector<Job> jobs;
  for (const auto& [path, pair] : queries) jobs.push_back(job_of(pair));
  return jobs;
}

}  // namespace sleeve::suite
