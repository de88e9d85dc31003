#include "benchmarks/suite/dedupe_methods.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <sstream>

#include "benchmarks/suite/child.h"
#include "screen/dedupe/edges.h"

namespace sleeve::suite {
namespace {

using Json = nlohmann::json;

// Prints a line for each pair: two names, separated by a tab.
constexpr char kImagededup[] = R"(
import sys
import imagededup.methods
method = getattr(imagededup.methods, sys.argv[1])(verbose=False)
found = method.find_duplicates(image_dir=sys.argv[2])
with open(sys.argv[3], "w") as out:
    for name in sorted(found):
        for other in found[name]:
            if name < other:
                out.write(name + "\t" + other + "\n")
)";

std::map<std::string, uint32_t> numbers_of(
    const std::vector<PlantedFile>& files) {
  std::map<std::string, uint32_t> numbers;
  for (uint32_t i = 0; i < files.size(); ++i) numbers[files[i].name] = i;
  return numbers;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The last lines that a failed program printed.
std::string last_words(const std::string& log) {
  std::string text = text_of(log);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  if (text.empty()) return "it could not be started, or was killed";
  return text.substr(
      text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1);
}

Keepers stars(std::vector<Edge> edges, size_t files) {
  std::sort(edges.begin(), edges.end());
  return star_groups(static_cast<uint32_t>(files), edges);
}

// What `sleeve hash` printed: hash, quality and path of each picture.
std::vector<std::optional<Hash>> read_hashes(
    const std::string& log, Algorithm algorithm, const std::string& folder,
    const std::vector<PlantedFile>& files) {
  const auto numbers = numbers_of(files);
  std::vector<std::optional<Hash>> hashes(files.size());
  std::istringstream lines(text_of(log));
  for (std::string line; std::getline(lines, line);) {
    const size_t hash_end = line.find('\t');
    const size_t path = line.rfind("\t" + folder + "/");
    if (path == std::string::npos) continue;  // on standard error
    const auto number = numbers.find(line.substr(path + folder.size() + 2));
    if (number == numbers.end()) continue;
    hashes[number->second] = parse_hex(algorithm, line.substr(0, hash_end));
  }
  return hashes;
}

std::vector<Edge> near_pairs(const std::vector<std::optional<Hash>>& hashes,
                             int threshold) {
  std::vector<Edge> edges;
  for (uint32_t a = 0; a < hashes.size(); ++a) {
    for (uint32_t b = a + 1; b < hashes.size(); ++b) {
      if (!hashes[a] || !hashes[b]) continue;
      const int bits = distance(*hashes[a], *hashes[b]);
      if (bits > threshold) continue;
      edges.push_back({a, b, static_cast<uint32_t>(bits)});
    }
  }
  return edges;
}

double now() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

}  // namespace

MethodRun run_sleeve(const std::string& program,
                     const std::vector<std::string>& options,
                     const std::string& folder, const std::string& scratch,
                     const std::vector<PlantedFile>& files) {
  MethodRun result;
  result.name = "sleeve";
  for (const std::string& option : options) result.name += " " + option;
  std::vector<std::string> words = {program, "--quiet", "dedupe", "--output",
                                    scratch};
  words.insert(words.end(), options.begin(), options.end());
  words.push_back(folder);
  const std::string log = scratch + ".log";
  const ChildRun run = run_child(words, log);
  result.seconds = run.seconds;
  result.peak_kilobytes = run.peak_kilobytes;
  if (run.exit_code < 0 || run.exit_code == 1) {
    result.problem = last_words(log);
    return result;
  }
  const auto numbers = numbers_of(files);
  const auto number = [&](const Json& path) {
    return numbers.at(path.get<std::string>().substr(folder.size() + 1));
  };
  result.groups.resize(files.size());
  std::iota(result.groups.begin(), result.groups.end(), 0);
  std::istringstream lines(text_of(scratch + "/groups.jsonl"));
  for (std::string line; std::getline(lines, line);) {
    const Json group = Json::parse(line);
    for (const Json& member : group["members"]) {
      result.groups[number(member["path"])] = number(group["keeper"]);
    }
  }
  return result;
}

MethodRun run_hash(const std::string& program,
                   const std::vector<std::string>& options, Algorithm algorithm,
                   int threshold, const std::string& folder,
                   const std::string& scratch,
                   const std::vector<PlantedFile>& files) {
  MethodRun result;
  std::vector<std::string> words = {program, "--quiet", "hash", "--algorithm",
                                    std::string(algorithm_name(algorithm))};
  words.insert(words.end(), options.begin(), options.end());
  words.push_back(folder);
  const std::string log = scratch + ".log";
  const ChildRun run = run_child(words, log);
  result.peak_kilobytes = run.peak_kilobytes;
  if (run.exit_code < 0 || run.exit_code == 1) {
    result.problem = last_words(log);
    return result;
  }
  const double started = now();
  const auto hashes = read_hashes(log, algorithm, folder, files);
  result.groups = stars(near_pairs(hashes, threshold), files.size());
  result.seconds = run.seconds + now() - started;
  return result;
}

MethodRun run_imagededup(const std::string& python, const std::string& method,
                         const std::string& folder, const std::string& scratch,
                         const std::vector<PlantedFile>& files) {
  MethodRun result;
  result.name = "imagededup " + method;
  const std::string pairs = scratch + ".pairs";
  const std::string log = scratch + ".log";
  const ChildRun run =
      run_child({python, "-c", kImagededup, method, folder, pairs}, log);
  result.seconds = run.seconds;
  result.peak_kilobytes = run.peak_kilobytes;
  if (run.exit_code != 0) {
    result.problem = last_words(log);
    return result;
  }
  const auto numbers = numbers_of(files);
  std::vector<Edge> edges;
  std::istringstream lines(text_of(pairs));
  for (std::string line; std::getline(lines, line);) {
    const size_t tab = line.find('\t');
    const uint32_t a = numbers.at(line.substr(0, tab));
    const uint32_t b = numbers.at(line.substr(tab + 1));
    edges.push_back({std::min(a, b), std::max(a, b), 0});
  }
  result.groups = stars(std::move(edges), files.size());
  return result;
}

}  // namespace sleeve::suite
