#include "cli/bench_recall_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include "core/error.h"
#include "screen/record.h"

namespace sleeve::cli {
namespace {

constexpr double kPlotWidth = 640;
constexpr double kPlotHeight = 360;
constexpr double kMargin = 60;

// Specifications hold commas; they never hold quotation marks.
std::string quoted(const std::string& text) { return '"' + text + '"'; }

// Where a line lies in the plot: recall to the right, speed upward, each step
// of ten in speed being equally high.
struct Plot {
  double least_recall = 1;
  double least_log = 1e9;
  double most_log = -1e9;

  explicit Plot(const std::vector<BenchLine>& lines) {
    for (const BenchLine& line : lines) {
      least_recall = std::min(least_recall, line.figures.recall);
      least_log = std::min(least_log, log_speed(line));
      most_log = std::max(most_log, log_speed(line));
    }
    least_recall = std::max(0.0, std::min(0.9, least_recall - 0.02));
    least_log = std::floor(least_log);
    most_log = std::max(std::ceil(most_log), least_log + 1);
  }

  static double log_speed(const BenchLine& line) {
    return std::log10(std::max(1e-3, line.figures.queries_per_second));
  }

  double x(double recall) const {
    return kMargin + (recall - least_recall) / (1 - least_recall) * kPlotWidth;
  }

  double y(double log) const {
    return kMargin + (most_log - log) / (most_log - least_log) * kPlotHeight;
  }
};

std::string axes(const Plot& plot) {
  std::string svg = fmt::format(
      "<rect x='{0}' y='{0}' width='{1}' height='{2}' fill='none' "
      "stroke='#888'/>\n",
      kMargin, kPlotWidth, kPlotHeight);
  for (double log = plot.least_log; log <= plot.most_log; ++log) {
    svg += fmt::format("<text x='{}' y='{}' text-anchor='end'>{:.0f}</text>\n",
                       kMargin - 6, plot.y(log) + 4, std::pow(10, log));
  }
  for (int step = 0; step <= 4; ++step) {
    const double recall =
        plot.least_recall + (1 - plot.least_recall) * step / 4;
    svg +=
        fmt::format("<text x='{}' y='{}' text-anchor='middle'>{:.3f}</text>\n",
                    plot.x(recall), kMargin + kPlotHeight + 18, recall);
  }
  return svg + fmt::format(
                   "<text x='{}' y='{}' text-anchor='middle'>recall"
                   "</text>\n<text x='{}' y='{}'>queries per second"
                   "</text>\n",
                   kMargin + kPlotWidth / 2, kMargin + kPlotHeight + 40,
                   kMargin, kMargin - 12);
}

std::string front_line(const std::vector<BenchLine>& lines, const Plot& plot) {
  std::vector<BenchLine> front;
  std::copy_if(lines.begin(), lines.end(), std::back_inserter(front),
               [](const BenchLine& line) { return line.front; });
  std::sort(front.begin(), front.end(), [](const auto& a, const auto& b) {
    return a.figures.recall < b.figures.recall;
  });
  std::string points;
  for (const BenchLine& line : front) {
    points += fmt::format("{:.1f},{:.1f} ", plot.x(line.figures.recall),
                          plot.y(Plot::log_speed(line)));
  }
  return fmt::format("<polyline points='{}' fill='none' stroke='#06c'/>\n",
                     points);
}

std::string html_table(const std::vector<BenchLine>& lines) {
  std::string rows =
      "<table><tr><th>spec<th>recall<th>pairs<th>queries/s<th>one by one/s"
      "<th>p50 ms<th>p99 ms<th>build s<th>bytes/code<th>what</tr>\n";
  for (const BenchLine& line : lines) {
    const RecallFigures& f = line.figures;
    rows += fmt::format(
        "<tr class='{}'><td>{}<td>{:.5f}<td>{}<td>{:.0f}<td>{:.0f}<td>{:.3f}"
        "<td>{:.3f}<td>{:.2f}<td>{:.1f}<td>{}</tr>\n",
        line.front ? "front" : "", line.spec, f.recall, f.pairs,
        f.queries_per_second, f.single_per_second, f.p50_milliseconds,
        f.p99_milliseconds, line.build_seconds, line.bytes_per_code,
        line.about);
  }
  return rows + "</table>\n";
}

std::string question_text(const Question& question) {
  return question.radius < 0
             ? fmt::format("the {} nearest", question.k)
             : fmt::format("all within {} bits", question.radius);
}

}  // namespace

std::string bench_json(const BenchLine& line) {
  Record record;
  record.put("spec", line.spec);
  record.put("codes", line.codes);
  record.put("queries", line.queries);
  if (line.question.radius < 0) {
    record.put("k", line.question.k);
  } else {
    record.put("radius", line.question.radius);
  }
  record.put("recall", line.figures.recall);
  record.put("pairs", line.figures.pairs);
  record.put("queries_per_second", line.figures.queries_per_second);
  record.put("single_queries_per_second", line.figures.single_per_second);
  record.put("p50_ms", line.figures.p50_milliseconds);
  record.put("p99_ms", line.figures.p99_milliseconds);
  record.put("build_seconds", line.build_seconds);
  record.put("bytes_per_code", line.bytes_per_code);
  record.put("threads", line.threads);
  record.put("about", line.about);
  record.put("pareto", line.front);
  record.put("fastest_at_target", line.fastest);
  return record.line();
}

std::vector<std::string> bench_table(const std::vector<BenchLine>& lines) {
  std::vector<std::string> rows = {
      fmt::format("{:<22} {:>8} {:>10} {:>11} {:>9} {:>9} {:>8} {:>10}  {}",
                  "spec", "recall", "pairs", "queries/s", "p50 ms", "p99 ms",
                  "build s", "bytes/code", "what")};
  for (const BenchLine& line : lines) {
    const RecallFigures& f = line.figures;
    rows.push_back(fmt::format(
        "{:<22} {:>8.5f} {:>10} {:>11.1f} {:>9.3f} {:>9.3f} {:>8.2f} {:>10.1f}"
        "  {}{}",
        line.spec, f.recall, f.pairs, f.queries_per_second, f.p50_milliseconds,
        f.p99_milliseconds, line.build_seconds, line.bytes_per_code, line.about,
        line.fastest ? " (fastest at the target)" : ""));
  }
  return rows;
}

std::string bench_csv(const std::vector<BenchLine>& lines) {
  std::string text =
      "spec,codes,queries,radius,k,recall,pairs,queries_per_second,"
      "single_queries_per_second,p50_ms,p99_ms,build_seconds,bytes_per_code,"
      "threads,pareto\n";
  for (const BenchLine& line : lines) {
    const RecallFigures& f = line.figures;
    const bool nearest = line.question.radius < 0;
    text +=
        fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n",
                    quoted(line.spec), line.codes, line.queries,
                    nearest ? "" : std::to_string(line.question.radius),
                    nearest ? std::to_string(line.question.k) : "", f.recall,
                    f.pairs, f.queries_per_second, f.single_per_second,
                    f.p50_milliseconds, f.p99_milliseconds, line.build_seconds,
                    line.bytes_per_code, line.threads, line.front ? 1 : 0);
  }
  return text;
}

std::string bench_html(const std::vector<BenchLine>& lines) {
  const Plot plot(lines);
  std::string svg = axes(plot) + front_line(lines, plot);
  for (const BenchLine& line : lines) {
    svg += fmt::format(
        "<circle cx='{0:.1f}' cy='{1:.1f}' r='4' fill='{2}'/>"
        "<text x='{3:.1f}' y='{4:.1f}' text-anchor='end'>{5}</text>\n",
        plot.x(line.figures.recall), plot.y(Plot::log_speed(line)),
        line.front ? "#06c" : "#999", plot.x(line.figures.recall) - 8,
        plot.y(Plot::log_speed(line)) - 6, line.spec);
  }
  const std::string about =
      lines.empty()
          ? ""
          : fmt::format("{} codes, {} queries, {}, {} threads", lines[0].codes,
                        lines[0].queries, question_text(lines[0].question),
                        lines[0].threads);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang='en'><meta charset='utf-8'>\n"
      "<title>Recall and speed</title>\n<style>body{{font-family:sans-serif}}"
      "svg text{{font-size:12px}}td,th{{padding:2px 10px;text-align:right}}"
      ".front{{font-weight:bold}}</style>\n<h1>Recall and speed</h1>\n"
      "<p>{}. Blue: nothing measured is both faster and more complete.</p>\n"
      "<svg width='{}' height='{}'>\n{}</svg>\n{}</html>\n",
      about, kPlotWidth + 2 * kMargin, kPlotHeight + 2 * kMargin, svg,
      html_table(lines));
}

void write_report(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  out.close();
  if (!out) {
    throw Error(ErrorCode::io_error,
                fmt::format("{} cannot be written.", file.string()));
  }
}

}  // namespace sleeve::cli
