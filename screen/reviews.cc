#include "screen/reviews.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "index/sha256.h"
#include "screen/record.h"
#include "screen/rights/json_depth.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;

// Whether `review` still answers the question.
bool holds(const Review& review, const std::string& rule,
           const std::string& reason,
           const std::vector<std::string>& candidates) {
  if (review.decision != Verdict::no_signal) return true;
  return review.rule == rule && review.reason == reason &&
         std::includes(review.candidates.begin(), review.candidates.end(),
                       candidates.begin(), candidates.end());
}

}  // namespace

bool is_decision(Verdict verdict) {
  return verdict == Verdict::no_signal || verdict == Verdict::exclude_match ||
         verdict == Verdict::exclude_reserved;
}

Reviews::Reviews(const std::vector<Review>& reviews) {
  for (const Review& review : reviews) {
    auto& list = by_picture_[review.sha256];
    list.insert(list.begin(), review);
  }
}

const Review* Reviews::find(const std::string& sha256, const std::string& rule,
                            const std::string& reason,
                            const std::vector<std::string>& candidates) const {
  const auto found = by_picture_.find(sha256);
  if (found == by_picture_.end()) return nullptr;
  auto sorted = candidates;
  std::sort(sorted.begin(), sorted.end());
  const auto& list = found->second;
  const auto fit =
      std::find_if(list.begin(), list.end(), [&](const Review& review) {
        return holds(review, rule, reason, sorted);
      });
  return fit == list.end() ? nullptr : &*fit;
}

std::string Reviews::digest() const {
  if (empty()) return "";
  Sha256 sha256;
  for (const auto& [picture, list] : by_picture_) {
    for (const Review& review : list) {
      const std::string line = review_line(review);
      sha256.update(line.size()).update(line);
    }
  }
  return sha256.hex();
}

std::string review_line(const Review& review) {
  Record record;
  record.put("sha256", review.sha256);
  record.put("rule", review.rule);
  record.put("reason", review.reason);
  record.put("candidates", review.candidates);
  record.put("decision", verdict_name(review.decision));
  record.put("by", review.by);
  record.put("at", review.at);
  record.put("why", review.why);
  record.put("line", review.line);
  record.put("leaf", review.leaf);
  return record.line();
}

std::optional<Review> read_review(std::string_view line) {
  try {
    const Json json = Json::parse(shallow_json(line));
    Review review;
    review.sha256 = json.at("sha256");
    review.rule = json.at("rule");
    review.reason = json.at("reason");
    review.candidates = json.at("candidates");
    std::sort(review.candidates.begin(), review.candidates.end());
    const auto decision = find_verdict(json.at("decision").get<std::string>());
    if (!decision || !is_decision(*decision)) return std::nullopt;
    review.decision = *decision;
    review.by = json.at("by");
    review.at = json.at("at");
    review.why = json.at("why");
    review.line = json.value("line", int64_t{0});
    review.leaf = json.value("leaf", "");
    return review;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace sleeve
