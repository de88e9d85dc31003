#include "screen/dedupe/apply_journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "index/disk.h"
#include "screen/record.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;
using Kind = ApplyStep::Kind;

constexpr Kind kKinds[] = {Kind::remove, Kind::hardlink, Kind::symlink,
                           Kind::move, Kind::trash};

int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// The exact text under `key`, which Record::put() wrote.
std::string text_of(const Json& object, const std::string& key) {
  const auto exact = object.find(key + "_bytes");
  if (exact == object.end()) return object.at(key).get<std::string>();
  const auto digits = exact->get<std::string>();
  std::string text;
  for (size_t i = 0; i + 1 < digits.size(); i += 2) {
    text += static_cast<char>(digit(digits[i]) * 16 + digit(digits[i + 1]));
  }
  return text;
}

std::string step_line(const ApplyStep& step, size_t number) {
  Record record;
  record.put("step", static_cast<uint64_t>(number));
  record.put("action", step_name(step.kind));
  record.put("path", step.path);
  record.put("keeper", step.keeper);
  record.put("to", step.to);
  record.put("link", step.link);
  record.put("sha256", to_hex(step.sha256));
  record.put("mode", uint64_t{step.mode});
  record.put("modified", step.modified);
  return record.line();
}

// Throws Json::exception.
ApplyStep parse_step(const Json& line) {
  ApplyStep step;
  const auto action = line.at("action").get<std::string>();
  const auto kind =
      std::find_if(std::begin(kKinds), std::end(kKinds),
                   [&](Kind known) { return action == step_name(known); });
  const auto sha256 = parse_sha256(line.at("sha256").get<std::string>());
  if (kind == std::end(kKinds) || !sha256) {
    throw Json::other_error::create(501, "unknown step", nullptr);
  }
  step.kind = *kind;
  step.sha256 = *sha256;
  step.path = text_of(line, "path");
  step.keeper = text_of(line, "keeper");
  step.to = text_of(line, "to");
  step.link = text_of(line, "link");
  step.mode = line.at("mode");
  step.modified = line.at("modified");
  return step;
}

}  // namespace

const char* step_name(Kind kind) {
  static constexpr const char* kNames[] = {"delete", "hardlink", "symlink",
                                           "move", "trash"};
  return kNames[static_cast<int>(kind)];
}

ApplyJournal::ApplyJournal(const std::string& path)
    : path_(path), journal_(path) {
  journal_.replay(
      [&](int64_t number, std::string_view line) { read(number, line); });
  file_ = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  // A power failure must not leave changes without the file that tells them.
  sync_directory(std::filesystem::path(path).parent_path());
}

void ApplyJournal::read(int64_t number, std::string_view line) {
  const uint64_t begin = read_;
  read_ += line.size() + 1;
  try {
    const Json json = Json::parse(line);
    if (json.contains("closed")) {
      open_.at(json.at("closed").get<size_t>()) = false;
      return;
    }
    parse_step(json);
    note_step(begin, line.size());
  } catch (const std::exception&) {
    throw Error(ErrorCode::corrupt,
                "Line " + std::to_string(number + 1) + " of \"" + path_ +
                    "\" is damaged. Mend it by hand: it tells what was done "
                    "to files.");
  }
}

void ApplyJournal::note_step(uint64_t begin, size_t bytes) {
  places_.push_back({begin, static_cast<uint32_t>(bytes)});
  open_.push_back(true);
}

ApplyStep ApplyJournal::step(size_t number) const {
  const Place& place = places_[number];
  std::string line(place.bytes, '\0');
  const ssize_t got = ::pread(file_.get(), line.data(), line.size(),
                              static_cast<off_t>(place.begin));
  try {
    if (got == static_cast<ssize_t>(line.size())) {
      return parse_step(Json::parse(line));
    }
  } catch (const Json::exception&) {
    // It was sound when it was read first.
  }
  throw Error(ErrorCode::io_error,
              "The file \"" + path_ +
                  "\" cannot be read again, or was changed meanwhile.");
}

void ApplyJournal::add(const ApplyStep& step) {
  const std::string line = step_line(step, size());
  note_step(journal_.bytes(), line.size());
  journal_.append(line);
}

void ApplyJournal::close(size_t step, const char* how) {
  Record record;
  record.put("closed", static_cast<uint64_t>(step));
  record.put("how", how);
  journal_.append(record.line());
  open_[step] = false;
}

}  // namespace sleeve
