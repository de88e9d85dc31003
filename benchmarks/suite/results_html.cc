// Writes results as one page of HTML that needs nothing else.
#include <fmt/format.h>

#include <algorithm>

#include "benchmarks/suite/results.h"
#include "screen/html_text.h"

namespace sleeve::suite {
namespace {

constexpr size_t kListed = 200;  // misses and false matches shown at most
constexpr int kBarWidth = 260;

constexpr char kHead[] =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
    "<title>Recognition</title>\n<style>"
    "body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:75em;"
    "padding:0 1em;color:#1c1c1c;background:#fff}"
    "table{border-collapse:collapse;margin:1em 0}"
    "th,td{padding:.2em .7em;text-align:right;border-bottom:1px solid #ddd}"
    "th{background:#f3f3f3;vertical-align:bottom}"
    "td:first-child,th:first-child,td.text{text-align:left}"
    "tr.all td{font-weight:bold}.bad{color:#b00020;font-weight:bold}"
    "svg{display:block}figure{margin:1em 0}"
    "@media(prefers-color-scheme:dark){body{color:#ddd;background:#161616}"
    "th{background:#262626}th,td{border-color:#333}}"
    "</style></head><body>\n";

double peer_recall(const Tally& tally, size_t method) {
  return tally.queries ? tally.peers[method].recall_sum / tally.queries : 0;
}

/// The bars of one row: Sleeve above, the strongest peer beneath it.
std::string bars(const Tally& tally) {
  double best = 0;
  for (size_t m = 0; m < tally.peers.size(); ++m) {
    best = std::max(best, peer_recall(tally, m));
  }
  return fmt::format(
      "<svg width=\"{0}\" height=\"18\" role=\"img\" aria-label=\"Sleeve "
      "{1:.1f} %, best peer {2:.1f} %\"><rect width=\"{0}\" height=\"18\" "
      "fill=\"#8882\"/><rect width=\"{3:.1f}\" height=\"11\" "
      "fill=\"#1f77b4\"/><rect y=\"12\" width=\"{4:.1f}\" height=\"6\" "
      "fill=\"#ff7f0e\"/></svg>",
      kBarWidth, 100 * tally.recall(), 100 * best, kBarWidth * tally.recall(),
      kBarWidth * best);
}

std::string count(int64_t number) {
  return number == 0 ? "<td>0</td>"
                     : fmt::format("<td class=\"bad\">{}</td>", number);
}

std::string table_row(const Row& row) {
  const Tally& t = row.tally;
  std::string line = fmt::format(
      "<tr class=\"{}\"><td>{}</td><td>{}</td><td>{:.1f}</td><td>{}</td>"
      "<td>{:.1f}</td><td>{:.1f}</td>",
      row.level == Row::Level::all ? "all" : "", html_text(row.name), t.queries,
      100 * t.recall(), bars(t), 100 * t.strict_recall(0),
      100 * t.strict_recall(1));
  line += count(t.false_queries) + count(t.distractor_false);
  line += fmt::format("<td>{}</td><td>{:.2f}</td><td>{:.1f}</td>",
                      t.distractor_queries, t.mean_overlap(),
                      1000 * t.seconds_per_query());
  for (size_t m = 0; m < t.peers.size(); ++m) {
    line += fmt::format("<td>{:.1f}</td>", 100 * peer_recall(t, m));
  }
  return line + "</tr>\n";
}

std::string table(const Results& results, Row::Level from, Row::Level to) {
  std::string text =
      "<table><tr><th></th><th>queries</th><th>Sleeve %</th>"
      "<th>Sleeve (blue), best peer (orange)</th>"
      "<th>% with<br>none false</th><th>% with<br>one false</th>"
      "<th>wrong</th>"
      "<th>false on distractors</th><th>distractor queries</th><th>IoU</th>"
      "<th>ms</th>";
  for (const Method& method : results.methods) {
    text += fmt::format("<th>{} %<br>&le; {} bits</th>", method.title,
                        method.threshold);
  }
  text += "</tr>\n";
  for (const Row& row : results.rows) {
    if (row.level >= from && row.level <= to) text += table_row(row);
  }
  return text + "</table>\n";
}

std::string introduction(const Setup& setup) {
  return fmt::format(
      "<h1>Recognition</h1><p>{} artworks and {} distractors of {}; {} "
      "artwork and {} distractor queries for each transformation; "
      "seed {}, Sleeve {}.</p><p>Recall is the mean share of the artworks of "
      "a query that were found; <em>with none (one) false</em>: by matches so "
      "sure that of all distractor queries none (one) has any. <em>Wrong</em>: "
      "artwork queries with a match "
      "that is not in them. <em>False</em>: distractor queries with a match. "
      "Times are of one core, decoding included. Each peer stands at the "
      "largest threshold at which no distractor query matches; \"PDQ at 31\" "
      "at its authors' own.</p>\n",
      setup.artworks, setup.distractors, html_text(setup.folder), setup.queries,
      setup.distractor_queries, setup.seed, setup.version);
}

std::string reliability_table(const Results& results) {
  std::string text =
      "<h2>Reliability</h2><p>Among the distractor queries, how many false "
      "matches state an <code>expected_false_matches</code> of at most the "
      "level, against how many were promised.</p><table><tr><th>level</th>"
      "<th>queries</th><th>promised at most</th><th>matches seen</th>"
      "<th>with candidates</th><th>promise</th></tr>\n";
  for (const Reliability& row : results.reliability) {
    text += fmt::format(
        "<tr><td>{:.0e}</td><td>{}</td><td>{:.3g}</td><td>{}</td>"
        "<td>{}</td><td>{}</td></tr>\n",
        row.level, row.queries, row.promised, row.matches, row.with_candidates,
        verdict_of(row));
  }
  return text + "</table>\n";
}

std::string problem_row(const Outcome& outcome, const char* what,
                        const std::string& artwork) {
  return fmt::format(
      "<tr><td>{}</td><td class=\"text\">{}</td><td class=\"text\">{}</td>"
      "<td class=\"text\">{}</td><td>{}</td></tr>\n",
      what, outcome.transformation, html_text(outcome.picture),
      html_text(artwork), outcome.seed);
}

/// False matches first, then what was missed.
std::string problem_list(const std::vector<Outcome>& outcomes,
                         const std::vector<GroupedPicture>& artworks) {
  std::vector<std::string> rows;
  for (const Outcome& outcome : outcomes) {
    for (const Wrong& wrong : outcome.wrong) {
      if (!wrong.match) continue;
      rows.push_back(problem_row(outcome,
                                 outcome.distractor ? "false" : "wrong",
                                 artworks[wrong.artwork].path));
    }
  }
  for (const Outcome& outcome : outcomes) {
    for (const Hit& hit : outcome.hits) {
      if (hit.match) continue;
      rows.push_back(
          problem_row(outcome, "missed", artworks[hit.artwork].path));
    }
  }
  std::string text = fmt::format(
      "<h2>False and missed</h2><p>The first {} of {}; queries.csv has "
      "all.</p><table><tr><th></th><th>transformation</th><th>picture</th>"
      "<th>artwork</th><th>seed</th></tr>\n",
      std::min(kListed, rows.size()), rows.size());
  for (size_t i = 0; i < rows.size() && i < kListed; ++i) text += rows[i];
  return text + "</table>\n";
}

std::string left_out(const Results& results) {
  std::string text = fmt::format(
      "<h2>Left out</h2><p>{} pictures that look like an earlier one (at most "
      "{} bits of cover256) and {} that cannot be used.</p><table>\n",
      results.duplicates.size(), kDuplicateBits, results.unreadable.size());
  for (const Duplicate& duplicate : results.duplicates) {
    text += fmt::format(
        "<tr><td>{}</td><td class=\"text\">{}</td><td>{}</td></tr>\n",
        html_text(duplicate.path), html_text(duplicate.of),
        duplicate.same_bytes ? "same bytes"
                             : fmt::format("{} bits", duplicate.distance));
  }
  for (const std::string& line : results.unreadable) {
    text += fmt::format("<tr><td>{}</td></tr>\n", html_text(line));
  }
  return text + "</table>\n";
}

}  // namespace

std::string as_html(const Results& results,
                    const std::vector<Outcome>& outcomes,
                    const std::vector<GroupedPicture>& artworks) {
  return kHead + introduction(results.setup) + "<h2>Families</h2>\n" +
         table(results, Row::Level::family, Row::Level::all) +
         "<h2>Transformations</h2>\n" +
         table(results, Row::Level::transformation,
               Row::Level::transformation) +
         reliability_table(results) + problem_list(outcomes, artworks) +
         left_out(results) + "</body></html>\n";
}

}  // namespace sleeve::suite
