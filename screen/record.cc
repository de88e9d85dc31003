#include "screen/record.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace sleeve {
namespace {

using Json = nlohmann::ordered_json;

// Bad bytes become U+FFFD instead of an exception.
std::string dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

// The library itself decides what is UTF-8: what it cannot write strictly,
// it would have replaced.
bool is_utf8(std::string_view text) {
  try {
    Json(text).dump();
    return true;
  } catch (const Json::type_error&) {
    return false;
  }
}

std::string hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string digits;
  for (unsigned char byte : bytes) {
    digits += kDigits[byte >> 4];
    digits += kDigits[byte & 15];
  }
  return digits;
}

}  // namespace

struct Record::State {
  Json json = Json::object();
};

Record::Record() : state_(std::make_unique<State>()) {}
Record::~Record() = default;
Record::Record(Record&&) noexcept = default;
Record& Record::operator=(Record&&) noexcept = default;

void Record::put(std::string_view key, std::string_view text) {
  state_->json[std::string(key)] = text;
  if (!is_utf8(text)) state_->json[std::string(key) + "_bytes"] = hex(text);
}

void Record::put(std::string_view key, const char* text) {
  put(key, std::string_view(text));
}

void Record::put(std::string_view key, int64_t number) {
  state_->json[std::string(key)] = number;
}

void Record::put(std::string_view key, int number) {
  state_->json[std::string(key)] = number;
}

void Record::put(std::string_view key, uint64_t number) {
  state_->json[std::string(key)] = number;
}

void Record::put(std::string_view key, double number) {
  state_->json[std::string(key)] = number;
}

void Record::put(std::string_view key, bool truth) {
  state_->json[std::string(key)] = truth;
}

void Record::put(std::string_view key, const std::vector<std::string>& texts) {
  state_->json[std::string(key)] = texts;
}

void Record::put(std::string_view key, const Record& record) {
  state_->json[std::string(key)] = record.state_->json;
}

void Record::put(std::string_view key, const std::vector<Record>& records) {
  Json& list = state_->json[std::string(key)] = Json::array();
  for (const Record& record : records) list.push_back(record.state_->json);
}

void Record::put(std::string_view key, const std::array<Point, 4>& region) {
  Json& corners = state_->json[std::string(key)] = Json::array();
  for (const Point& corner : region) corners.push_back({corner.x, corner.y});
}

void Record::put_name(const PictureName& name) {
  put("path", name.path);
  if (name.shard.empty()) return;
  put("shard", name.shard);
  put("key", name.key);
  put("member", name.member);
}

void Record::put_problem(const Problem& problem) {
  put("reason", problem.reason);
  put("problem", problem_name(problem.kind));
}

void Record::put_matches(std::string_view key,
                         const std::vector<Match>& matches) {
  Json& list = state_->json[std::string(key)] = Json::array();
  for (const Match& match : matches) {
    Record record;
    record.put("artwork_id", match.artwork_id);
    record.put("kind", match.kind == MatchKind::same ? "same" : "edition");
    record.put("score", match.score);
    record.put("distance", match.distance);
    record.put("region", match.region);
    record.put("transform", match.transform);
    record.put("expected_false_matches", match.expected_false_matches);
    if (!match.twins.empty()) record.put("twins", match.twins);
    list.push_back(std::move(record.state_->json));
  }
}

std::string Record::line() const { return dump(state_->json, -1); }

std::string Record::text() const { return dump(state_->json, 2); }

}  // namespace sleeve
