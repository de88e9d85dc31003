#include "screen/pair_logits.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>

#include "core/error.h"
#include "core/picture.h"
#include "core/scene.h"
#include "index/part_evidence.h"
#include "index/part_finder.h"
#include "screen/csv.h"
#include "screen/source.h"

namespace sleeve {
namespace {

// The surest place of `artwork` in `query`.
double logit_of_pair(const std::string& query, const std::string& artwork) {
  const auto bytes_of = [](const std::string& path) {
    Item item;
    item.name.path = path;
    read_bytes(item);
    if (item.problem) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("{}: {}", path, item.problem->reason));
    }
    return item.bytes;
  };
  const auto checked = [](const std::string& path, auto result) {
    if (result) return std::move(*result);
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{}: {}", path, result.problem().reason));
  };
  const auto picture =
      checked(query, picture_of(bytes_of(query), Effort::thorough));
  const auto parts =
      Parts::of(checked(artwork, describe_bytes(bytes_of(artwork))));
  double best = -std::numeric_limits<double>::infinity();
  const Scene scene(picture.grey.pixels());
  for (const Part& part : PartFinder(*parts).find(scene)) {
    best = std::max(best, logit_of(part.evidence));
  }
  return best;
}

}  // namespace

std::vector<double> logits_of_pairs(const std::string& csv) {
  std::ifstream file(csv);
  if (!file) {
    throw Error(ErrorCode::not_found, fmt::format("Cannot read {}.", csv));
  }
  const auto folder = std::filesystem::path(csv).parent_path();
  std::vector<double> logits;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const auto fields = csv_fields(line);
    if (fields == std::vector<std::string>{""}) continue;
    if (fields.size() < 2) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("{} line {}: a query, a comma and an artwork "
                              "are needed.",
                              csv, number));
    }
    if (number == 1 && fields[0] == "query" && fields[1] == "artwork") continue;
    logits.push_back(logit_of_pair(folder / fields[0], folder / fields[1]));
  }
  if (logits.empty()) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} holds no pairs.", csv));
  }
  return logits;
}

}  // namespace sleeve
