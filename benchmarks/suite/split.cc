// Finds duplicates and deals groups of pictures to both sides.
#include "benchmarks/suite/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "benchmarks/suite/dice.h"
#include "core/fingerprint.h"
#include "index/sha256.h"
#include "screen/pipeline.h"
#include "screen/source.h"

namespace sleeve::suite {
namespace {

namespace fs = std::filesystem;

constexpr int kLeastSide = 64;  // what the transformations can work on

struct Read {
  Item item;
  double progress = 0;
  std::string sha256;
  std::array<Fingerprint, 8> prints;
};

void read_picture(Read& row) {
  read_bytes(row.item);
  if (row.item.problem) return;
  const auto made = fingerprint_bytes_orientations(row.item.bytes);
  if (!made) {
    row.item.problem = made.problem();
  } else if (std::min((*made)[0].rows, (*made)[0].columns) < kLeastSide) {
    row.item.problem =
        Problem{ProblemKind::unsupported_format, "smaller than 64 x 64 pixels"};
  } else {
    row.prints = *made;
    row.sha256 = sha256_hex(row.item.bytes.data(), row.item.bytes.size());
  }
  row.item.bytes = {};
}

std::optional<Duplicate> find_duplicate(const Read& row,
                                        const std::vector<Read>& kept) {
  for (const Read& other : kept) {
    const bool same = row.sha256 == other.sha256;
    int least = 256;
    for (const Fingerprint& turned : row.prints) {
      least = std::min(least, distance(turned.hash, other.prints[0].hash));
    }
    if (same || least <= kDuplicateBits) {
      return Duplicate{row.item.name.path, other.item.name.path, least, same};
    }
  }
  return {};
}

/// The base of each file that groups.tsv names.
std::map<std::string, std::string> read_groups(const fs::path& folder) {
  std::map<std::string, std::string> bases;
  std::ifstream table(folder / "groups.tsv");
  std::string line;
  while (std::getline(table, line)) {
    const size_t tab = line.find('\t');
    if (tab != std::string::npos) {
      bases[(folder / line.substr(0, tab)).string()] = line.substr(tab + 1);
    }
  }
  return bases;
}

using Groups = std::vector<std::vector<GroupedPicture>>;

Groups grouped(const std::vector<Read>& kept, const fs::path& folder) {
  const auto bases = read_groups(folder);
  std::map<std::string, int> numbers;
  Groups groups;
  for (const Read& row : kept) {
    const std::string& path = row.item.name.path;
    const auto base = bases.find(path);
    const std::string name = base == bases.end() ? path : base->second;
    const auto [at, fresh] =
        numbers.emplace(name, static_cast<int>(groups.size()));
    if (fresh) groups.emplace_back();
    groups[at->second].push_back({path, at->second});
  }
  return groups;
}

void deal(Groups groups, const SplitOptions& options, Split& split) {
  size_t total = 0;
  for (const auto& group : groups) total += group.size();
  if (groups.size() < 2) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} holds {} usable pictures that differ; give a "
                            "folder of at least two.",
                            options.folder, groups.size()));
  }
  const size_t artworks = options.artworks > 0 ? options.artworks : total / 2;
  const size_t distractors =
      options.distractors > 0 ? options.distractors : total;
  Dice dice(options.seed);
  for (size_t i = groups.size(); i > 1; --i) {
    std::swap(groups[i - 1], groups[dice.next() % i]);
  }
  // The last group is kept for the distractors, of which there must be some.
  for (size_t i = 0; i < groups.size(); ++i) {
    const bool catalogue =
        split.artworks.size() < artworks && i + 1 < groups.size();
    auto& side = catalogue ? split.artworks : split.distractors;
    const size_t most = catalogue ? artworks : distractors;
    for (GroupedPicture& picture : groups[i]) {
      if (side.size() < most) side.push_back(std::move(picture));
    }
  }
}

/// Calls `keep` for each usable picture, in order.
void read_folder(const SplitOptions& options, Split& split,
                 const std::function<void(double)>& progress,
                 const std::function<void(Read&)>& keep) {
  if (!fs::is_directory(options.folder)) {
    throw Error(ErrorCode::not_found,
                fmt::format("There is no folder {}.", options.folder));
  }
  const auto source = Source::open({options.folder});
  for_each_in_order<Read>(
      options.threads,
      [&](Read& row) {
        while (source->next(row.item)) {
          row.progress = source->progress();
          if (row.item.name.shard.empty()) return true;
        }
        return false;
      },
      read_picture,
      [&](Read& row) {
        if (progress) progress(row.progress);
        if (row.item.problem) {
          split.unreadable.push_back(row.item.name.path + ": " +
                                     row.item.problem->reason);
        } else {
          keep(row);
        }
      });
}

}  // namespace

Split split_folder(const SplitOptions& options,
                   const std::function<void(double)>& progress) {
  Split split;
  std::vector<Read> kept;
  read_folder(options, split, progress, [&](Read& row) {
    if (auto duplicate = find_duplicate(row, kept)) {
      split.duplicates.push_back(std::move(*duplicate));
    } else {
      kept.push_back(std::move(row));
    }
  });
  deal(grouped(kept, options.folder), options, split);
  return split;
}

Split whole_folder(const SplitOptions& options,
                   const std::function<void(double)>& progress) {
  Split split;
  read_folder(options, split, progress, [&](Read& row) {
    const int group = static_cast<int>(split.artworks.size());
    split.artworks.push_back({row.item.name.path, group});
  });
  if (split.artworks.empty()) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} holds no usable picture.", options.folder));
  }
  return split;
}

}  // namespace sleeve::suite
