// The verbs that work on whole data sets: screen, dedupe and calibrate.
#include <string>
#include <utility>
#include <vector>

#include "c_api/options.h"
#include "screen/calibrate.h"
#include "screen/dedupe/dedupe.h"
#include "screen/screener.h"

namespace sleeve::c_api {
namespace {

std::vector<std::string> names_of(const char* const* names, int64_t n) {
  require(n >= 0 && (n == 0 || names != nullptr),
          "The array of inputs is NULL, or its length negative.");
  std::vector<std::string> all;
  for (int64_t i = 0; i < n; ++i) {
    require(names[i] != nullptr, "An input is NULL.");
    all.emplace_back(names[i]);
  }
  return all;
}

/// What both verbs take of the options.
template <class VerbOptions>
void take_options(const sleeve_options& options, VerbOptions& verb) {
  verb.threads = options.threads;
  verb.limits = limits_of(options);
  verb.time_out = options.time_out;
  verb.sandbox = options.sandbox != 0;
  verb.effort = effort_of(options, verb.effort);
}

void screen_all(ScreenOptions verb, const sleeve_options& options) {
  take_options(options, verb);
  verb.policy = policy_of(options);
  run_with_progress(options, -1, [&](Ticker& ticker) {
    verb.progress = [&](const ScreenProgress& progress) {
      ticker.reach(progress.counts.pictures);
    };
    screen(verb);
  });
}

void dedupe_all(DedupeOptions verb, const sleeve_options& options) {
  take_options(options, verb);
  run_with_progress(options, -1, [&](Ticker& ticker) {
    verb.progress = [&](const DedupeProgress& progress) {
      ticker.reach(progress.pictures);
    };
    dedupe(verb);
  });
}

CalibrateOptions calibrate_options_of(const sleeve_calibrate_options* given) {
  sleeve_calibrate_options read{};
  if (given != nullptr) get(*given, &read);
  CalibrateOptions verb;
  if (read.good_pairs != nullptr) verb.good_pairs = read.good_pairs;
  if (read.bad_pairs != nullptr) verb.bad_pairs = read.bad_pairs;
  verb.rate = read.rate;
  verb.reset = read.reset != 0;
  verb.dry_run = read.dry_run != 0;
  verb.for_artworks = read.for_artworks;
  if (read.for_pictures != 0) verb.for_pictures = read.for_pictures;
  return verb;
}

void calibrate_all(CalibrateOptions verb, const sleeve_options& options,
                   sleeve_take_text take, void* user) {
  verb.threads = options.threads;
  verb.limits = limits_of(options);
  CalibrateReport report;
  // Stored only when it is sure that the caller did not cancel.
  const bool store = !std::exchange(verb.dry_run, true);
  run_with_progress(options, -1, [&](Ticker& ticker) {
    verb.progress = [&](int64_t pictures, double) { ticker.reach(pictures); };
    report = calibrate(verb);
  });
  if (store) save_calibration(verb.catalogue, report.calibration);
  if (take != nullptr) take(user, calibrate_json(report).c_str());
}

}  // namespace
}  // namespace sleeve::c_api

using namespace sleeve::c_api;  // NOLINT: this file is their C side

extern "C" {

sleeve_status sleeve_screen(const char* catalogue, const char* output,
                            const char* const* inputs, int64_t n,
                            int32_t restart, const sleeve_options* options) {
  return guard([&] {
    require(catalogue != nullptr && output != nullptr,
            "The catalogue or the output directory is NULL.");
    require(n > 0, "There are no inputs.");
    sleeve::ScreenOptions verb;
    verb.catalogue = catalogue;
    verb.output = output;
    verb.inputs = names_of(inputs, n);
    verb.restart = restart != 0;
    screen_all(std::move(verb), read_options(options));
  });
}

sleeve_status sleeve_dedupe(const char* output, const char* const* inputs,
                            int64_t n, const char* const* references, int64_t m,
                            int32_t radius, const sleeve_options* options) {
  return guard([&] {
    require(output != nullptr, "The output directory is NULL.");
    require(n > 0, "There are no inputs.");
    require(radius >= -1, "The radius is negative.");
    sleeve::DedupeOptions verb;
    verb.output = output;
    verb.inputs = names_of(inputs, n);
    verb.references = names_of(references, m);
    if (radius >= 0) verb.radius = radius;
    dedupe_all(std::move(verb), read_options(options));
  });
}

sleeve_status sleeve_calibrate(const char* catalogue, const char* const* inputs,
                               int64_t n, const sleeve_calibrate_options* how,
                               const sleeve_options* options,
                               sleeve_take_text take, void* user) {
  return guard([&] {
    require(catalogue != nullptr, "The catalogue is NULL.");
    sleeve::CalibrateOptions verb = calibrate_options_of(how);
    verb.catalogue = catalogue;
    verb.inputs = names_of(inputs, n);
    calibrate_all(std::move(verb), read_options(options), take, user);
  });
}
}
