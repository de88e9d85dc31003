#include "index/calibration.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "index/disk.h"
#include "index/parts_model.h"
#include "index/sha256.h"

namespace sleeve {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kFile[] = "calibration.json";
constexpr int kFormat = 1;

constexpr size_t kFewest = 20;   // logits that make a tail
constexpr double kSafe = 1.645;  // deviations of the 95 % bound
constexpr int kRounds = 50;
constexpr double kRidge = 2;  // as much as so many pairs speak for 1 and 0

constexpr struct {
  const char* name;
  double Calibration::*number;
} kNumbers[] = {{"scale", &Calibration::scale},
                {"shift", &Calibration::shift},
                {"hash_factor", &Calibration::hash_factor},
                {"rate", &Calibration::rate}};

constexpr struct {
  const char* name;
  double Tail::*number;
} kTailNumbers[] = {{"tail_start", &Tail::start},
                    {"tail_log10", &Tail::log10},
                    {"tail_log10_per_unit", &Tail::log10_per_unit}};

constexpr struct {
  const char* name;
  int64_t Calibration::*count;
} kCounts[] = {{"artworks", &Calibration::artworks},
               {"pictures", &Calibration::pictures},
               {"good_pairs", &Calibration::good_pairs},
               {"bad_pairs", &Calibration::bad_pairs}};

Json to_json(const Reliability& row) {
  return {{"level", row.level},
          {"queries", row.queries},
          {"promised", row.promised},
          {"matches", row.matches},
          {"with_candidates", row.with_candidates},
          {"promise", verdict_of(row)}};
}

Reliability reliability_from(const Json& json) {
  return {json.at("level").get<double>(), json.at("queries").get<int64_t>(),
          json.at("promised").get<double>(), json.at("matches").get<int64_t>(),
          json.at("with_candidates").get<int64_t>()};
}

Json to_json(const Calibration& calibration) {
  Json json;
  json["format"] = kFormat;
  json["parts"] = kPartsModel;
  for (const auto& [name, number] : kTailNumbers) {
    json[name] = calibration.tail.*number;
  }
  for (const auto& [name, number] : kNumbers) json[name] = calibration.*number;
  for (const auto& [name, count] : kCounts) json[name] = calibration.*count;
  json["hubs"] = calibration.hubs;
  for (const Reliability& row : calibration.reliability) {
    json["reliability"].push_back(to_json(row));
  }
  return json;
}

std::string dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

void check(const Calibration& calibration, const std::string& file) {
  const bool sound = std::isfinite(calibration.tail.start) &&
                     std::isfinite(calibration.tail.log10) &&
                     calibration.tail.log10_per_unit < 0 &&
                     calibration.scale > 0 &&
                     std::isfinite(calibration.shift) &&
                     calibration.hash_factor >= 1 && calibration.rate > 0;
  if (!sound) {
    throw Error(ErrorCode::corrupt,
                file +
                    " holds numbers that cannot be. Run `sleeve calibrate` "
                    "again, or remove it.");
  }
}

}  // namespace

double Tail::chance(double logit) const {
  return std::pow(10, std::min(0.0, log10 + (logit - start) * log10_per_unit));
}

Tail shipped_tail() {
  return {kPartsTailStart, kPartsTailLog10, kPartsTailLog10PerUnit};
}

std::string Calibration::identity() const {
  if (*this == Calibration{}) return "";
  const std::string text = dump(to_json(*this), -1);
  return "calibration/" + sha256_hex(text.data(), text.size()).substr(0, 12);
}

double logit_for(const Tail& tail, int64_t artworks, double rate) {
  const double decades =
      std::log10(rate / static_cast<double>(std::max<int64_t>(1, artworks)));
  if (decades >= 0) return tail.start;
  return tail.start + (decades - tail.log10) / tail.log10_per_unit;
}

std::optional<Tail> fit_tail(std::vector<double> logits, int64_t trials) {
  if (logits.size() < kFewest || trials <= 0) return std::nullopt;
  std::sort(logits.begin(), logits.end(), std::greater<>());
  // The further out, the truer to the tail, and the fewer.
  const size_t used = std::max(kFewest - 1, logits.size() / 10);
  const double start = logits[used];
  double excess = 0;
  for (size_t i = 0; i < used; ++i) excess += logits[i] - start;
  const auto n = static_cast<double>(used);
  const double mean = std::max(1e-6, excess / n) * (1 + kSafe / std::sqrt(n));
  const double share = (n + kSafe * std::sqrt(n)) / static_cast<double>(trials);
  return Tail{start, std::log10(share), -1 / (mean * std::log(10.0))};
}

std::map<std::string, double> find_hubs(
    const std::map<std::string, int64_t>& seen, int64_t artworks) {
  constexpr double kOften = 10;
  constexpr int64_t kLeast = 3;
  double all = 0;
  for (const auto& [id, count] : seen) all += static_cast<double>(count);
  const double usual =
      all / static_cast<double>(std::max<int64_t>(1, artworks));
  std::map<std::string, double> hubs;
  for (const auto& [id, count] : seen) {
    const double factor = static_cast<double>(count) / usual;
    if (count >= kLeast && factor >= kOften) hubs[id] = factor;
  }
  return hubs;
}

void learn_from_pairs(std::span<const double> good, std::span<const double> bad,
                      Calibration& calibration) {
  double scale = 1, shift = 0;
  for (int round = 0; round < kRounds; ++round) {
    double by_scale = kRidge * (scale - 1), by_shift = kRidge * shift;
    double aa = kRidge, ab = 0, bb = kRidge;
    const auto add = [&](double logit, double truth) {
      if (!std::isfinite(logit)) return;
      const double chance = 1 / (1 + std::exp(-(scale * logit + shift)));
      const double slope = chance - truth;
      const double bend = chance * (1 - chance);
      by_scale += slope * logit;
      by_shift += slope;
      aa += bend * logit * logit;
      ab += bend * logit;
      bb += bend;
    };
    for (const double logit : good) add(logit, 1);
    for (const double logit : bad) add(logit, 0);
    const double whole = aa * bb - ab * ab;
    scale -= (bb * by_scale - ab * by_shift) / whole;
    shift -= (aa * by_shift - ab * by_scale) / whole;
    // A higher logit must never speak against a match.
    scale = std::clamp(scale, 0.1, 10.0);
  }
  calibration.scale = scale;
  calibration.shift = shift;
  calibration.good_pairs = static_cast<int64_t>(good.size());
  calibration.bad_pairs = static_cast<int64_t>(bad.size());
}

std::string calibration_text(const Calibration& calibration) {
  Json json = to_json(calibration);
  json["identity"] = calibration.identity();
  return dump(json, 2) + "\n";
}

Calibration read_calibration(const std::string& text, const std::string& file) {
  Calibration calibration;
  try {
    const Json json = Json::parse(text);
    if (json.at("format") != kFormat || json.at("parts") != kPartsModel) {
      throw Error(ErrorCode::unsupported,
                  file +
                      " was made with another version of Sleeve. Run "
                      "`sleeve calibrate` again.");
    }
    for (const auto& [name, number] : kTailNumbers) {
      calibration.tail.*number = json.at(name).get<double>();
    }
    for (const auto& [name, number] : kNumbers) {
      calibration.*number = json.at(name).get<double>();
    }
    for (const auto& [name, count] : kCounts) {
      calibration.*count = json.at(name).get<int64_t>();
    }
    calibration.hubs = json.at("hubs").get<std::map<std::string, double>>();
    for (const Json& row : json.value("reliability", Json::array())) {
      calibration.reliability.push_back(reliability_from(row));
    }
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::corrupt,
                file +
                    " is no calibration. Run `sleeve calibrate` again, or "
                    "remove it.");
  }
  check(calibration, file);
  return calibration;
}

void save_calibration(const std::filesystem::path& catalogue,
                      const Calibration& calibration) {
  const std::string text = calibration_text(calibration);
  replace_file(catalogue / kFile,
               {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

Calibration load_calibration(const std::filesystem::path& catalogue) {
  const auto path = catalogue / kFile;
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return {};
    throw Error(ErrorCode::io_error, "Cannot read " + path.string() + ".");
  }
  const std::string text(std::istreambuf_iterator<char>(file), {});
  return read_calibration(text, path.string());
}

}  // namespace sleeve
