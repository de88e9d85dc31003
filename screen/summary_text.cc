// summary.txt: what a run found, in words.
#include <fmt/format.h>

#include "screen/plain_text.h"
#include "screen/summary.h"

namespace sleeve {
namespace {

constexpr size_t kShownArtworks = 5;

constexpr struct {
  Verdict verdict;
  const char* meaning;
} kMeanings[] = {
    {Verdict::exclude_match, "show an artwork of the catalogue"},
    {Verdict::exclude_reserved, "carry a rights reservation"},
    {Verdict::review, "may show one: a person must look"},
    {Verdict::licensed, "show an artwork that may be used"},
    {Verdict::no_signal, "nothing found"},
    {Verdict::unchecked, "could not be checked"},
};

std::string verdict_lines(const Counts& counts) {
  std::string text;
  for (const auto& [verdict, meaning] : kMeanings) {
    const int64_t count = counts.of(verdict);
    if (count == 0) continue;
    text += fmt::format("{:>13}  {:<17}{}\n", grouped(count),
                        verdict_name(verdict), meaning);
  }
  return text;
}

std::string artwork_lines(const Counts& counts) {
  if (counts.artworks.empty()) return "";
  std::string text =
      fmt::format("\n{} {} found, most often:\n",
                  grouped(static_cast<int64_t>(counts.artworks.size())),
                  counts.artworks.size() == 1 ? "artwork" : "artworks");
  for (const auto& [id, pictures] : counts.top_artworks(kShownArtworks)) {
    text += fmt::format("{:>13}  {}\n", grouped(pictures), one_line(id));
  }
  return text;
}

std::string problem_lines(const Counts& counts) {
  if (counts.problems.empty()) return "";
  std::string text = "\nNot checked, and why:\n";
  for (const auto& [problem, count] : counts.problems) {
    text += fmt::format("{:>13}  {}\n", grouped(count), problem);
    const auto rows = counts.examples.find(problem);
    if (rows == counts.examples.end()) continue;
    for (const auto& [path, reason] : rows->second) {
      text +=
          fmt::format("{:>13}  {}: {}\n", "", one_line(path), one_line(reason));
    }
  }
  return text;
}

std::string rescreened_lines(const Rescreened& rescreened) {
  std::string text = fmt::format(
      "\nFrom the run with root {}, without reading pictures:\n"
      "{:>13}  artworks new or changed, searched for\n"
      "{:>13}  artworks gone or changed\n"
      "{:>13}  pictures whose evidence changed\n",
      rescreened.root.substr(0, 16), grouped(rescreened.new_artworks),
      grouped(rescreened.gone_artworks), grouped(rescreened.changed_rows));
  if (rescreened.without_prints > 0) {
    text += fmt::format("{:>13}  pictures without stored fingerprints\n",
                        grouped(rescreened.without_prints));
  }
  if (!rescreened.not_searched.empty()) {
    text += "  Not searched: " + rescreened.not_searched + ".\n";
  }
  return text;
}

std::string advice_lines(const Counts& counts) {
  std::string text;
  if (counts.of(Verdict::exclude_match) > 0) {
    text += "  Leave out the pictures whose verdict is exclude_match.\n";
  }
  if (counts.of(Verdict::review) > 0) {
    text += "  Look at those to review, beside the artworks that they name.\n";
  }
  if (counts.of(Verdict::unchecked) > 0) {
    text += "  Do not use unchecked pictures: mend them, or leave them out.\n";
  }
  return text.empty() ? "" : "\nWhat to do:\n" + text;
}

}  // namespace

std::string summary_text(const ScreenSummary& summary) {
  const Counts& counts = summary.counts;
  std::string text = fmt::format(
      "{} {} against {} {} of {}\n", grouped(counts.pictures),
      counts.pictures == 1 ? "picture" : "pictures", grouped(summary.artworks),
      summary.artworks == 1 ? "artwork" : "artworks",
      one_line(summary.catalogue));
  if (summary.without_details > 0) {
    text += fmt::format(
        "{} of the artworks were searched for as whole pictures only: they "
        "have no details.\n",
        grouped(summary.without_details));
  }
  text += '\n';
  text += verdict_lines(counts) + artwork_lines(counts) +
          problem_lines(counts) + advice_lines(counts);
  if (summary.rescreened) text += rescreened_lines(*summary.rescreened);
  text +=
      fmt::format("\nEvidence: {}/evidence.jsonl\n", one_line(summary.output));
  if (summary.seconds > 0) {
    text += fmt::format("{:.1f} s, {:.0f} pictures a second\n", summary.seconds,
                        summary.pictures_per_second);
  }
  return text;
}

}  // namespace sleeve
