// Writes results as a table, as JSON and as CSV.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "benchmarks/suite/results.h"
#include "screen/record.h"
#include "screen/reliability_record.h"

namespace sleeve::suite {
namespace {

const char* level_name(Row::Level level) {
  switch (level) {
    case Row::Level::transformation:
      return "transformation";
    case Row::Level::family:
      return "family";
    case Row::Level::all:
      return "all";
  }
  return "";
}

double peer_recall(const Tally& tally, size_t method) {
  return tally.queries ? tally.peers[method].recall_sum / tally.queries : 0;
}

Record record_of(const Setup& setup) {
  Record record;
  record.put("folder", setup.folder);
  if (!setup.pairs.empty()) record.put("pairs", setup.pairs);
  record.put("artworks", setup.artworks);
  record.put("distractors", setup.distractors);
  record.put("queries", setup.queries);
  record.put("distractor_queries", setup.distractor_queries);
  record.put("seed", setup.seed);
  record.put("threads", setup.threads);
  record.put("version", setup.version);
  return record;
}

Record record_of(const Method& method) {
  Record record;
  record.put("name", method.name);
  record.put("threshold", method.threshold);
  record.put("chosen", method.chosen ? "largest at which no distractor matches"
                                     : "recommended by its authors");
  return record;
}

Record peer_record(const Results& results, const Tally& tally) {
  Record peers;
  for (size_t m = 0; m < results.methods.size(); ++m) {
    Record one;
    one.put("recall", peer_recall(tally, m));
    one.put("false_queries", tally.peers[m].false_queries);
    one.put("distractor_false", tally.peers[m].distractor_false);
    peers.put(results.methods[m].name, one);
  }
  return peers;
}

Record record_of(const Results& results, const Row& row) {
  const Tally& tally = row.tally;
  Record record;
  record.put("level", level_name(row.level));
  record.put("family", row.family);
  record.put("name", row.name);
  record.put("queries", tally.queries);
  record.put("expected", tally.expected);
  record.put("found", tally.found);
  record.put("recall", tally.recall());
  record.put("recall_with_candidates",
             tally.queries ? tally.candidate_sum / tally.queries : 0);
  record.put("recall_none_false", tally.strict_recall(0));
  record.put("recall_one_false", tally.strict_recall(1));
  record.put("false_queries", tally.false_queries);
  record.put("false_matches", tally.false_matches);
  record.put("distractor_queries", tally.distractor_queries);
  record.put("distractor_false", tally.distractor_false);
  record.put("distractor_matches", tally.distractor_matches);
  record.put("edition_matches", tally.edition_matches);
  record.put("mean_overlap", tally.mean_overlap());
  record.put("unchecked", tally.unchecked);
  record.put("seconds_per_query", tally.seconds_per_query());
  record.put("peers", peer_record(results, tally));
  return record;
}

Record record_of(const Duplicate& duplicate) {
  Record record;
  record.put("path", duplicate.path);
  record.put("of", duplicate.of);
  record.put("distance", duplicate.distance);
  record.put("same_bytes", duplicate.same_bytes);
  return record;
}

template <class List, class Make>
std::vector<Record> records(const List& list, Make make) {
  std::vector<Record> all;
  for (const auto& one : list) all.push_back(make(one));
  return all;
}

std::string tagged(const char* kind, Record content) {
  Record record;
  record.put("kind", kind);
  record.put(kind, content);
  return record.line();
}

std::string table_row(const Row& row) {
  const Tally& tally = row.tally;
  std::string line = fmt::format(
      "{:<20}{:>8}{:>9.1f}{:>8.1f}{:>8.1f}{:>7}{:>7}{:>7.2f}{:>8.1f} ",
      row.name, tally.queries, 100 * tally.recall(),
      100 * tally.strict_recall(0), 100 * tally.strict_recall(1),
      tally.false_queries, tally.distractor_false, tally.mean_overlap(),
      1000 * tally.seconds_per_query());
  for (size_t m = 0; m < tally.peers.size(); ++m) {
    line += fmt::format("{:>14.1f}", 100 * peer_recall(tally, m));
  }
  return line + "\n";
}

std::string table_head(const Results& results) {
  std::string line = fmt::format(
      "{:<20}{:>8}{:>9}{:>8}{:>8}{:>7}{:>7}{:>7}{:>8} ", "", "queries",
      "Sleeve %", "none", "one", "wrong", "false", "IoU", "ms");
  for (const Method& method : results.methods) {
    line += fmt::format("{:>14}", method.title);
  }
  line += fmt::format("\n{:<83}", "threshold in bits");
  for (const Method& method : results.methods) {
    line += fmt::format("{:>14}", method.threshold);
  }
  return line + "\n";
}

std::string false_line(const Results& results) {
  const auto all =
      std::find_if(results.rows.begin(), results.rows.end(),
                   [](const Row& r) { return r.level == Row::Level::all; });
  if (all == results.rows.end()) return {};
  std::string line = fmt::format("{:<83}", "distractor queries with a match");
  for (const PeerTally& peer : all->tally.peers) {
    line += fmt::format("{:>14}", peer.distractor_false);
  }
  return line + "\n";
}

}  // namespace

std::string as_table(const Results& results) {
  const Setup& setup = results.setup;
  std::string text = fmt::format(
      "{} artworks, {} distractors, seed {}; {} duplicates and {} "
      "unusable files left out.\nRecall in %; none, one: of matches so sure "
      "that of all distractor queries none, or one, has any; wrong: artwork "
      "queries with a "
      "match that is not in them; false: distractor queries with a "
      "match.\n\n",
      setup.artworks, setup.distractors, setup.seed, results.duplicates.size(),
      results.unreadable.size());
  text += table_head(results);
  Row::Level level = Row::Level::transformation;
  for (const Row& row : results.rows) {
    if (row.level != level) text += "\n";
    level = row.level;
    text += table_row(row);
  }
  text += false_line(results);
  text += fmt::format(
      "\nReliability: among distractor queries, how many false matches state "
      "expected_false_matches <= "
      "level.\n{:>10}{:>10}{:>14}{:>10}{:>18}{:>10}\n",
      "level", "queries", "promised <=", "matches", "with candidates",
      "promise");
  for (const Reliability& row : results.reliability) {
    text += fmt::format("{:>10.0e}{:>10}{:>14.3g}{:>10}{:>18}{:>10}\n",
                        row.level, row.queries, row.promised, row.matches,
                        row.with_candidates, verdict_of(row));
  }
  return text;
}

std::vector<std::string> as_json_lines(const Results& results) {
  std::vector<std::string> lines = {tagged("setup", record_of(results.setup))};
  for (const Method& method : results.methods) {
    lines.push_back(tagged("method", record_of(method)));
  }
  for (const Row& row : results.rows) {
    lines.push_back(tagged("result", record_of(results, row)));
  }
  for (const Reliability& row : results.reliability) {
    lines.push_back(tagged("reliability", record_of(row)));
  }
  for (const Duplicate& duplicate : results.duplicates) {
    lines.push_back(tagged("duplicate", record_of(duplicate)));
  }
  return lines;
}

std::string as_json(const Results& results) {
  Record record;
  record.put("setup", record_of(results.setup));
  record.put("methods", records(results.methods,
                                [](const Method& m) { return record_of(m); }));
  record.put("results", records(results.rows, [&](const Row& row) {
               return record_of(results, row);
             }));
  record.put("reliability", records(results.reliability, [](const auto& r) {
               return record_of(r);
             }));
  record.put("stated_false_matches", results.stated_sum);
  record.put("duplicates", records(results.duplicates,
                                   [](const auto& d) { return record_of(d); }));
  record.put("unreadable", results.unreadable);
  return record.text() + "\n";
}

std::string as_csv(const Results& results) {
  std::string text =
      "level,family,name,queries,expected,found,recall,recall_with_candidates,"
      "recall_none_false,recall_one_false,false_queries,false_matches,"
      "distractor_queries,distractor_false,distractor_matches,"
      "edition_matches,mean_overlap,unchecked,"
      "seconds_per_query";
  for (const Method& method : results.methods) {
    text += fmt::format(",{0}_recall,{0}_false_queries,{0}_distractor_false",
                        method.name);
  }
  for (const Row& row : results.rows) {
    const Tally& t = row.tally;
    text += fmt::format(
        "\n{},{},{},{},{},{},{:.5f},{:.5f},{:.5f},{:.5f},{},{},{},{},{},{},{:."
        "4f},{},{:.6f}",
        level_name(row.level), row.family, row.name, t.queries, t.expected,
        t.found, t.recall(), t.queries ? t.candidate_sum / t.queries : 0,
        t.strict_recall(0), t.strict_recall(1), t.false_queries,
        t.false_matches, t.distractor_queries, t.distractor_false,
        t.distractor_matches, t.edition_matches, t.mean_overlap(), t.unchecked,
        t.seconds_per_query());
    for (size_t m = 0; m < t.peers.size(); ++m) {
      text +=
          fmt::format(",{:.5f},{},{}", peer_recall(t, m),
                      t.peers[m].false_queries, t.peers[m].distractor_false);
    }
  }
  return text + "\n";
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string queries_csv(const std::vector<Outcome>& outcomes,
                        const std::vector<GroupedPicture>& artworks) {
  std::string text =
      "transformation,seed,picture,distractor,artwork,verdict,kind,overlap,"
      "score,distance,expected_false_matches,seconds,problem\n";
  for (const Outcome& outcome : outcomes) {
    const std::string begin =
        fmt::format("{},{},{},{}", outcome.transformation, outcome.seed,
                    csv_field(outcome.picture), outcome.distractor ? 1 : 0);
    const std::string end =
        fmt::format("{:.6f},{}", outcome.seconds, csv_field(outcome.problem));
    for (const Hit& hit : outcome.hits) {
      text += fmt::format(
          "{},{},{},{},{:.4f},,,,{}\n", begin,
          csv_field(artworks[hit.artwork].path),
          hit.match ? "found" : (hit.candidate ? "candidate" : "missed"),
          hit.match ? (hit.edition ? "edition" : "same") : "", hit.overlap,
          end);
    }
    for (const Wrong& wrong : outcome.wrong) {
      text += fmt::format("{},{},{},,,{:.6f},{},{:.3g},{}\n", begin,
                          csv_field(artworks[wrong.artwork].path),
                          wrong.match ? "false_match" : "false_candidate",
                          wrong.score, wrong.distance,
                          wrong.expected_false_matches, end);
    }
    if (outcome.hits.empty() && outcome.wrong.empty()) {
      text += fmt::format("{},,clear,,,,,,{}\n", begin, end);
    }
  }
  return text;
}

}  // namespace sleeve::suite
