#include "screen/recall_report.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "core/error.h"
#include "screen/record.h"

namespace sleeve {
namespace {

// Specifications hold commas; they never hold quotation marks.
std::string quoted(const std::string& text) { return '"' + text + '"'; }

std::string load_text(double seconds) {
  return seconds < 0 ? "-" : fmt::format("{:.3f}", seconds);
}

}  // namespace

std::string recall_json(const RecallLine& line) {
  const RecallFigures& f = line.figures;
  Record record;
  record.put("spec", line.spec);
  record.put("codes", line.rows);
  record.put("queries", line.queries);
  if (line.question.radius < 0) {
    record.put("k", line.question.k);
  } else {
    record.put("radius", line.question.radius);
  }
  record.put("recall", f.recall);
  record.put("pairs", f.pairs);
  record.put("queries_per_second", f.queries_per_second);
  record.put("single_queries_per_second", f.single_per_second);
  record.put("p50_ms", f.p50_milliseconds);
  record.put("p99_ms", f.p99_milliseconds);
  record.put("build_seconds", line.build_seconds);
  record.put("load_seconds", line.load_seconds);
  record.put("bytes_per_code", line.bytes_per_row);
  record.put("peak_bytes", line.peak_bytes);
  record.put("threads", line.threads);
  record.put("about", line.about);
  record.put("pareto", line.front);
  record.put("fastest_at_target", line.fastest);
  return record.line();
}

std::vector<std::string> recall_table(const std::vector<RecallLine>& lines) {
  std::vector<std::string> rows = {fmt::format(
      "{:<22} {:>8} {:>10} {:>11} {:>10} {:>9} {:>9} {:>8} {:>8} {:>10} "
      "{:>8}  {}",
      "spec", "recall", "pairs", "queries/s", "single/s", "p50 ms", "p99 ms",
      "build s", "load s", "bytes/code", "peak MB", "what")};
  for (const RecallLine& line : lines) {
    const RecallFigures& f = line.figures;
    rows.push_back(fmt::format(
        "{:<22} {:>8.5f} {:>10} {:>11.1f} {:>10.1f} {:>9.3f} {:>9.3f} {:>8.2f} "
        "{:>8} {:>10.1f} {:>8.0f}  {}{}",
        line.spec, f.recall, f.pairs, f.queries_per_second, f.single_per_second,
        f.p50_milliseconds, f.p99_milliseconds, line.build_seconds,
        load_text(line.load_seconds), line.bytes_per_row,
        static_cast<double>(line.peak_bytes) / 1e6, line.about,
        line.fastest ? " (fastest at the target)" : ""));
  }
  return rows;
}

std::string recall_csv(const std::vector<RecallLine>& lines) {
  std::string text =
      "spec,codes,queries,radius,k,recall,pairs,queries_per_second,"
      "single_queries_per_second,p50_ms,p99_ms,build_seconds,load_seconds,"
      "bytes_per_code,peak_bytes,threads,pareto\n";
  for (const RecallLine& line : lines) {
    const RecallFigures& f = line.figures;
    const bool nearest = line.question.radius < 0;
    text += fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n",
        quoted(line.spec), line.rows, line.queries,
        nearest ? "" : std::to_string(line.question.radius),
        nearest ? std::to_string(line.question.k) : "", f.recall, f.pairs,
        f.queries_per_second, f.single_per_second, f.p50_milliseconds,
        f.p99_milliseconds, line.build_seconds, line.load_seconds,
        line.bytes_per_row, line.peak_bytes, line.threads, line.front ? 1 : 0);
  }
  return text;
}

void write_recall_report(const std::filesystem::path& file,
                         const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) {
    throw Error(ErrorCode::io_error,
                fmt::format("{} cannot be written.", file.string()));
  }
}

}  // namespace sleeve
