#include "screen/run_parameters.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.h"
#include "core/hash.h"
#include "core/version.h"
#include "index/calibration.h"
#include "index/comparison.h"
#include "index/sha256.h"
#include "screen/record.h"
#include "screen/rights/json_depth.h"
#include "screen/rights/protocols.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;
using namespace nlohmann::literals;

constexpr int kFormat = 1;

// What must be equal, and what people call it.
constexpr struct {
  const char* pointer;
  const char* name;
} kDecisive[] = {
    {"/format", "the format of its files"},
    {"/sleeve", "the version of Sleeve"},
    {"/inputs", "the inputs"},
    {"/catalogue/digest", "the catalogue's content"},
    {"/hash", "the hash algorithm"},
    {"/effort", "the effort"},
    {"/models", "the models"},
    {"/limits", "the limits"},
    {"/time_out", "the time-out"},
    {"/sandbox", "the use of the sandbox"},
    {"/policy/sha256", "the policy"},
    {"/protocols", "the table of rights protocols"},
    {"/sites", "the files of sites"},
    {"/rights", "the catalogue's parties, licences and works"},
    {"/as_of", "the day on which licences must hold"},
    {"/reviews", "the decisions of reviews"},
    {"/trust", "the certificates to trust"},
    {"/collected_by", "who collected the pictures"},
    {"/tool", "the tool that collected them"},
    {"/follows", "the run that it follows"},
};

// Whether this build can take up where that run ended.
void check_run(const OrderedJson& json) {
  if (!json.is_object() || !json.contains("catalogue") ||
      !json.contains("policy") || !json.contains("follows")) {
    throw Error(ErrorCode::corrupt,
                "The run's run.json is damaged or of an older version. Screen "
                "the pictures again.");
  }
  if (json.value("format", 0) != kFormat ||
      json.value("hash", "") != algorithm_identity(Algorithm::cover256) ||
      json.value("protocols", "") != protocols().identity) {
    throw Error(ErrorCode::unsupported,
                "The run was made with another hash or another table of "
                "rights protocols. Screen the pictures again.");
  }
}

}  // namespace

std::string run_parameters(const ScreenOptions& options,
                           const Snapshot& snapshot, const RunInputs& inputs) {
  Record catalogue;
  catalogue.put("path", options.catalogue.string());
  catalogue.put("digest", snapshot.digest());
  catalogue.put("generation", snapshot.generation());
  catalogue.put("artworks", snapshot.size());
  Record limits;
  limits.put("max_bytes", static_cast<uint64_t>(options.limits.max_bytes));
  limits.put("max_pixels", options.limits.max_pixels);
  limits.put("max_frames", options.limits.max_frames);
  Record record;
  record.put("format", kFormat);
  record.put("sleeve", version());
  record.put("inputs", options.inputs);
  record.put("catalogue", catalogue);
  record.put("hash", algorithm_identity(Algorithm::cover256));
  record.put("effort", effort_name(options.effort));
  record.put("models", inputs.models);
  Record thresholds;
  thresholds.put("distance", kMatchRadius);
  thresholds.put("similarity", kMatchSimilarity);
  thresholds.put("quality", kMatchQuality);
  thresholds.put("expected_false_matches",
                 load_calibration(options.catalogue).rate);
  record.put("thresholds", thresholds);
  record.put("limits", limits);
  record.put("time_out", options.time_out);
  record.put("sandbox", options.sandbox);
  Record policy;
  policy.put("name", options.policy.identity());
  policy.put("sha256", sha256_hex(options.policy.text.data(),
                                  options.policy.text.size()));
  record.put("policy", policy);
  record.put("protocols", protocols().identity);
  record.put("sites", inputs.sites_digest);
  record.put("rights", inputs.rights_digest);
  record.put("as_of", inputs.as_of);
  record.put("reviews", inputs.reviews_digest);
  record.put("trust", options.trust ? options.trust->digest() : "");
  record.put("collected_by", options.collected_by);
  record.put("tool", options.tool);
  record.put("follows", Record());
  return record.text() + "\n";
}

std::string rescreen_parameters(const std::string& earlier,
                                const std::string& catalogue,
                                const Snapshot& snapshot, const Policy& policy,
                                const RunInputs& inputs,
                                const Rescreened& rescreened) {
  OrderedJson json = OrderedJson::parse(shallow_json(earlier), nullptr, false);
  check_run(json);
  const OrderedJson before = {
      {"merkle_root", rescreened.root},
      {"catalogue", json["catalogue"]},
      {"policy", json["policy"]},
      {"new_artworks", rescreened.new_artworks},
      {"gone_artworks", rescreened.gone_artworks},
      {"searched",
       "whole pictures and insides of plain frames, by stored fingerprints"},
      {"not_searched", rescreened.not_searched},
      {"follows", json["follows"]}};
  json["catalogue"] = {{"path", catalogue},
                       {"digest", snapshot.digest()},
                       {"generation", snapshot.generation()},
                       {"artworks", snapshot.size()}};
  json["policy"] = {
      {"name", policy.identity()},
      {"sha256", sha256_hex(policy.text.data(), policy.text.size())}};
  json["thresholds"]["expected_false_matches"] =
      load_calibration(catalogue).rate;
  json["rights"] = inputs.rights_digest;
  json["as_of"] = inputs.as_of;
  json["reviews"] = inputs.reviews_digest;
  for (const std::string& model : inputs.models) {  // else a new calibration
    auto& models = json["models"];
    if (std::find(models.begin(), models.end(), model) == models.end()) {
      models.push_back(model);
    }
  }
  json["follows"] = before;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

ToldParameters told_parameters(const std::string& parameters) {
  constexpr std::pair<const char*, const char*> kTold[] = {
      {"/sleeve", "Sleeve"},
      {"/hash", "hash"},
      {"/effort", "effort"},
      {"/models", "models"},
      {"/policy/name", "policy"},
      {"/protocols", "protocols"},
      {"/as_of", "licences on"},
      {"/catalogue/artworks", "artworks"},
      {"/catalogue/digest", "catalogue"},
      {"/collected_by", "collected by"},
      {"/tool", "tool"},
  };
  const Json json = Json::parse(shallow_json(parameters), nullptr, false);
  ToldParameters told;
  for (const auto& [pointer, name] : kTold) {
    const Json::json_pointer at(pointer);
    if (!json.is_object() || !json.contains(at)) continue;
    const Json& value = json.at(at);
    std::string text =
        value.is_string() ? value.get<std::string>() : value.dump();
    if (!text.empty()) told[name] = std::move(text);
  }
  return told;
}

bool is_thorough_run(const std::string& parameters) {
  const Json json = Json::parse(shallow_json(parameters), nullptr, false);
  return json.is_object() && json.value("effort", "") == "thorough";
}

std::string policy_of_run(const std::string& parameters) {
  const Json json = Json::parse(shallow_json(parameters), nullptr, false);
  if (!json.is_object() || !json.contains("/policy/sha256"_json_pointer)) {
    return "";
  }
  return json["policy"].value("sha256", "");
}

std::string catalogue_of_run(const std::string& parameters) {
  const Json json = Json::parse(shallow_json(parameters), nullptr, false);
  const auto path = "/catalogue/path"_json_pointer;
  return json.is_object() && json.contains(path) && json[path].is_string()
             ? json[path].get<std::string>()
             : "";
}

std::string day_of_run(const std::string& parameters) {
  const Json json = Json::parse(shallow_json(parameters), nullptr, false);
  if (!json.is_object() || !json.contains("as_of")) return "";
  return json["as_of"].is_string() ? json["as_of"].get<std::string>() : "";
}

std::string difference_of_runs(const std::string& earlier,
                               const std::string& now) {
  const Json before = Json::parse(shallow_json(earlier), nullptr, false);
  const Json after = Json::parse(now);
  if (!before.is_object()) return "run.json, which is damaged";
  for (const auto& [pointer, name] : kDecisive) {
    const Json::json_pointer at(pointer);
    if (!before.contains(at) || before[at] != after[at]) return name;
  }
  return "";
}

}  // namespace sleeve
