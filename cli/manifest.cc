#include "cli/manifest.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/error.h"

namespace sleeve::cli {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, int line,
                         const std::string& why) {
  throw Error(ErrorCode::invalid_argument,
              fmt::format("{}, line {}: {}. Each line is a JSON object with "
                          "\"path\" and \"artwork_id\".",
                          file.string(), line, why));
}

void read_line(const std::filesystem::path& file, int number,
               const std::string& line, Manifest& manifest) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) refuse(file, number, "This is not a JSON object");
  const auto path = json.find("path"), id = json.find("artwork_id");
  if (path == json.end() || !path->is_string() || path->empty()) {
    refuse(file, number, "\"path\" is missing or no text");
  }
  if (id == json.end() || !id->is_string() ||
      id->get_ref<const std::string&>().empty()) {
    refuse(file, number, "\"artwork_id\" is missing, empty or no text");
  }
  const auto full = file.parent_path() / path->get<std::string>();
  if (!manifest.emplace(full.string(), id->get<std::string>()).second) {
    refuse(file, number, "This path stands in an earlier line");
  }
}

}  // namespace

Manifest read_manifest(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) {
    throw Error(ErrorCode::not_found,
                fmt::format("The manifest {} cannot be read.", file.string()));
  }
  Manifest manifest;
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    read_line(file, number, line, manifest);
  }
  return manifest;
}

}  // namespace sleeve::cli
