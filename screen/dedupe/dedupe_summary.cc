#include "screen/dedupe/dedupe_summary.h"

#include <fmt/format.h>

#include "core/version.h"
#include "screen/plain_text.h"
#include "screen/record.h"

namespace sleeve {
namespace {

constexpr int kFormat = 1;
constexpr size_t kShownGroups = 5;

constexpr const char* kMeanings[kDuplicateKinds] = {
    "the same bytes as a picture that is kept",
    "the same pixels in other bytes",
    "the same picture, encoded, scaled or changed a little",
    "shown in a picture that is kept, or the other way round",
};

template <class Counts>
Record counts_record(const Counts& counts) {
  Record record;
  for (const auto& [name, count] : counts) record.put(name, count);
  return record;
}

Record kinds_record(const DedupeSummary& summary) {
  Record record;
  for (int kind = 0; kind < kDuplicateKinds; ++kind) {
    record.put(duplicate_kind_name(static_cast<DuplicateKind>(kind)),
               summary.kinds[kind]);
  }
  return record;
}

std::vector<Record> largest_records(const DedupeSummary& summary) {
  std::vector<Record> records;
  for (const LargeGroup& group : summary.largest) {
    Record record;
    record.put("keeper", group.keeper);
    record.put("pictures", group.members);
    record.put("bytes_saved", group.bytes);
    records.push_back(std::move(record));
  }
  return records;
}

Record clean_record(const CleanSummary& clean) {
  Record record;
  record.put("folder", clean.folder);
  record.put("shards", clean.shards);
  record.put("samples", clean.samples);
  record.put("dropped", clean.dropped);
  record.put("failures", clean.failures);
  return record;
}

Record applied_record(const ApplySummary& applied) {
  Record record;
  record.put("action", applied.action);
  record.put("dry_run", applied.dry_run);
  record.put("done", applied.done);
  record.put("bytes", applied.bytes);
  record.put("skipped", applied.skipped);
  record.put("reasons", counts_record(applied.reasons));
  return record;
}

std::string kind_lines(const DedupeSummary& summary) {
  std::string text;
  for (int kind = 0; kind < kDuplicateKinds; ++kind) {
    if (summary.kinds[kind] == 0) continue;
    text += fmt::format("{:>13}  {:<13}{}\n", grouped(summary.kinds[kind]),
                        duplicate_kind_name(static_cast<DuplicateKind>(kind)),
                        kMeanings[kind]);
  }
  return text;
}

std::string largest_lines(const DedupeSummary& summary) {
  if (summary.largest.empty()) return "";
  std::string text = "\nLargest groups, by their keepers:\n";
  for (size_t i = 0; i < std::min(kShownGroups, summary.largest.size()); ++i) {
    const LargeGroup& group = summary.largest[i];
    text += fmt::format("{:>13}  {}\n", grouped(group.members),
                        one_line(group.keeper));
  }
  return text;
}

std::string problem_lines(const DedupeSummary& summary) {
  std::string text;
  if (summary.missed > 0) {
    text += fmt::format(
        "\n{} pictures could not be read again as they were, to look for "
        "parts\n"
        "in them: run the same command again\n",
        grouped(summary.missed));
  }
  if (summary.unchecked == 0) return text;
  text += "\nNot checked (unchecked.jsonl says why):\n";
  for (const auto& [problem, count] : summary.problems) {
    text += fmt::format("{:>13}  {}\n", grouped(count), problem);
  }
  return text;
}

std::string clean_lines(const DedupeSummary& summary) {
  if (!summary.clean) return "";
  const CleanSummary& clean = *summary.clean;
  std::string text = fmt::format(
      "\n{} shards without {} samples, {} left: {}\n", grouped(clean.shards),
      grouped(clean.dropped), grouped(clean.samples), one_line(clean.folder));
  for (const std::string& failure : clean.failures) {
    text += "  " + one_line(failure) + "\n";
  }
  return text;
}

}  // namespace

std::string dedupe_summary_json(const DedupeSummary& summary) {
  Record record;
  record.put("format", kFormat);
  record.put("sleeve", version());
  record.put("output", summary.output);
  record.put("pictures", summary.pictures);
  record.put("references", summary.references);
  record.put("repeated_names", summary.repeated);
  record.put("unchecked", summary.unchecked);
  record.put("problems", counts_record(summary.problems));
  record.put("groups", summary.groups);
  record.put("kept", summary.kept);
  record.put("dropped", summary.dropped);
  record.put("kinds", kinds_record(summary));
  record.put("low_information", summary.plain);
  record.put("bytes", summary.bytes);
  record.put("bytes_saved", summary.dropped_bytes);
  record.put("largest_groups", largest_records(summary));
  record.put("threshold", summary.radius);
  record.put("expected_false_rate", summary.false_rate);
  if (!summary.calibration.empty()) {
    record.put("calibration", summary.calibration);
  }
  record.put("effort", summary.effort);
  record.put("grouping", summary.grouping);
  record.put("keep", summary.keep);
  record.put("near_pairs", summary.pairs);
  record.put("refused_pairs", summary.refused_pairs);
  record.put("crowded", summary.crowded);
  if (summary.missed > 0) record.put("missed", summary.missed);
  if (summary.clean) record.put("clean", clean_record(*summary.clean));
  if (summary.applied) record.put("applied", applied_record(*summary.applied));
  record.put("fingerprints_reused", summary.reused);
  record.put("fingerprint_seconds", summary.fingerprint_seconds);
  record.put("group_seconds", summary.group_seconds);
  record.put("seconds", summary.seconds);
  return record.text() + "\n";
}

std::string apply_text(const ApplySummary& applied) {
  std::string text =
      fmt::format("{}: {} pictures, {}{}\n", applied.action,
                  grouped(applied.done), size_text(applied.bytes),
                  applied.dry_run ? " (dry run: nothing done)" : "");
  for (const auto& [reason, count] : applied.reasons) {
    text +=
        fmt::format("{:>13}  left as they are: {}\n", grouped(count), reason);
  }
  return text;
}

std::string dedupe_summary_text(const DedupeSummary& summary) {
  const int64_t own = summary.pictures - summary.references;
  std::string text = fmt::format("{} pictures", grouped(own));
  if (summary.references > 0) {
    text += fmt::format(" against {}", grouped(summary.references));
  }
  text += fmt::format(", {} groups of duplicates\n\n{:>13}  {:<13}{}\n",
                      grouped(summary.groups), grouped(summary.kept), "kept",
                      "keep.txt");
  text += fmt::format("{:>13}  {:<13}drop.txt; {}\n", grouped(summary.dropped),
                      "dropped", size_text(summary.dropped_bytes));
  if (summary.dropped > 0) text += "\nDropped:\n" + kind_lines(summary);
  if (summary.plain > 0) {
    text += fmt::format(
        "\n{} pictures are too plain for their hash; only the same bytes or\n"
        "pixels make them duplicates: low_information.txt\n",
        grouped(summary.plain));
  }
  text += largest_lines(summary) + problem_lines(summary);
  text += clean_lines(summary);
  if (summary.applied) text += "\n" + apply_text(*summary.applied);
  text += fmt::format(
      "\n{:.1f} s: {:.1f} for fingerprints ({} of them were "
      "there), {:.1f} for groups\n",
      summary.seconds, summary.fingerprint_seconds, grouped(summary.reused),
      summary.group_seconds);
  return text;
}

}  // namespace sleeve
