#include "benchmarks/suite/dedupe_score.h"

#include <algorithm>
#include <set>
#include <utility>

namespace sleeve::suite {
namespace {

using Members = std::vector<const PlantedFile*>;

bool related(const PlantedFile& a, const PlantedFile& b) {
  return std::find_first_of(a.groups.begin(), a.groups.end(), b.groups.begin(),
                            b.groups.end()) != a.groups.end();
}

// Files of the most frequent picture, and those related to it.
size_t majority(const Members& members) {
  std::map<int, size_t> counts;
  for (const PlantedFile* file : members) ++counts[file->picture];
  const auto most = std::max_element(
      counts.begin(), counts.end(),
      [](const auto& a, const auto& b) { return a.second < b.second; });
  const auto* one = *std::find_if(
      members.begin(), members.end(),
      [&](const PlantedFile* file) { return file->picture == most->first; });
  return static_cast<size_t>(
      std::count_if(members.begin(), members.end(), [&](const auto* file) {
        return file->picture == most->first || related(*file, *one);
      }));
}

// Counts the pairs of one group.
void count_pairs(const Members& members, DedupeScore& result) {
  for (const PlantedFile* file : members) {
    bool wrong = false;
    for (const PlantedFile* other : members) {
      if (file == other) continue;
      if (file->picture == other->picture) {
        ++result.right_pairs;
      } else if (!related(*file, *other)) {
        ++result.wrong_pairs;
        wrong = true;
      }
    }
    if (wrong && file->transformation == "original") ++result.wrong_originals;
  }
}

}  // namespace

DedupeScore score(const std::vector<PlantedFile>& files,
                  std::span<const uint32_t> groups) {
  DedupeScore result;
  std::map<uint32_t, Members> members;
  std::set<std::pair<int, uint32_t>> homes;  // of each original, its groups
  for (size_t i = 0; i < files.size(); ++i) {
    members[groups[i]].push_back(&files[i]);
    if (files[i].transformation != "original") continue;
    for (const int shown : files[i].groups) homes.emplace(shown, groups[i]);
    ++result.originals;
  }
  size_t grouped = 0, pure = 0;
  for (const auto& [number, group] : members) {
    if (group.size() < 2) continue;
    grouped += group.size();
    pure += majority(group);
    count_pairs(group, result);
  }
  result.right_pairs /= 2;
  result.wrong_pairs /= 2;
  if (grouped > 0) result.purity = static_cast<double>(pure) / grouped;
  for (size_t i = 0; i < files.size(); ++i) {
    const PlantedFile& file = files[i];
    if (file.transformation == "original") continue;
    const int64_t found =
        std::ranges::any_of(file.groups,
                            [&](int shown) {
                              return homes.contains({shown, groups[i]});
                            })
            ? 1
            : 0;
    for (FoundCopies* tally :
         {&result.all, &result.transformations[file.transformation]}) {
      tally->found += found;
      ++tally->planted;
    }
  }
  return result;
}

}  // namespace sleeve::suite
