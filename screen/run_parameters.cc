#include "screen/run_parameters.h"

#include <nlohmann/json.hpp>

#include "core/hash.h"
#include "core/version.h"
#include "index/sha256.h"
#include "screen/record.h"
#include "screen/rights/protocols.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;

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
};

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
  record.put("models", Matcher::models(options.effort));
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
  return record.text() + "\n";
}

std::string day_of_run(const std::string& parameters) {
  const Json json = Json::parse(parameters, nullptr, false);
  if (!json.is_object() || !json.contains("as_of")) return "";
  return json["as_of"].is_string() ? json["as_of"].get<std::string>() : "";
}

std::string difference_of_runs(const std::string& earlier,
                               const std::string& now) {
  const Json before = Json::parse(earlier, nullptr, false);
  const Json after = Json::parse(now);
  if (!before.is_object()) return "run.json, which is damaged";
  for (const auto& [pointer, name] : kDecisive) {
    const Json::json_pointer at(pointer);
    if (!before.contains(at) || before[at] != after[at]) return name;
  }
  return "";
}

}  // namespace sleeve
