// The page of the recall bench: the curves that people know from
// ann-benchmarks, drawn as SVG.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "screen/recall_report.h"

namespace sleeve {
namespace {

constexpr double kPlotWidth = 640;
constexpr double kPlotHeight = 360;
constexpr double kMargin = 60;
constexpr double kLegendWidth = 140;

using Lines = std::vector<const RecallLine*>;

double log_speed(const RecallLine& line) {
  return std::log10(std::max(1e-3, line.figures.queries_per_second));
}

// Where a line lies in the plot: recall to the right, speed upward, each step
// of ten in speed being equally high.
struct Plot {
  double least_recall = 1;
  double least_log = 1e9;
  double most_log = -1e9;

  explicit Plot(const std::vector<RecallLine>& lines) {
    for (const RecallLine& line : lines) {
      least_recall = std::min(least_recall, line.figures.recall);
      least_log = std::min(least_log, log_speed(line));
      most_log = std::max(most_log, log_speed(line));
    }
    least_recall = std::max(0.0, std::min(0.9, least_recall - 0.02));
    least_log = std::floor(least_log);
    most_log = std::max(std::ceil(most_log), least_log + 1);
  }

  double x(double recall) const {
    return kMargin + (recall - least_recall) / (1 - least_recall) * kPlotWidth;
  }
  double y(double log) const {
    return kMargin + (most_log - log) / (most_log - least_log) * kPlotHeight;
  }
  std::string point(const RecallLine& line) const {
    return fmt::format("{:.1f},{:.1f} ", x(line.figures.recall),
                       y(log_speed(line)));
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

std::string curve(const Plot& plot, Lines lines, const std::string& style) {
  std::ranges::sort(lines, {},
                    [](const auto* line) { return line->figures.recall; });
  std::string points;
  for (const RecallLine* line : lines) points += plot.point(*line);
  return fmt::format("<polyline points='{}' fill='none' {}/>\n", points, style);
}

// The curve of one kind, its points, and its name in the legend.
std::string kind_svg(const Plot& plot, const std::string& kind,
                     const Lines& lines, size_t number, size_t kinds) {
  const auto hue = static_cast<int>(360 * number / kinds);
  const std::string colour = fmt::format("hsl({},70%,40%)", hue);
  std::string svg = curve(plot, lines, "stroke='" + colour + "'");
  for (const RecallLine* line : lines) {
    svg += fmt::format(
        "<circle cx='{:.1f}' cy='{:.1f}' r='{}' fill='{}'><title>{}: recall "
        "{:.5f}, {:.0f} queries/s</title></circle>\n",
        plot.x(line->figures.recall), plot.y(log_speed(*line)),
        line->front ? 6 : 4, colour, line->spec, line->figures.recall,
        line->figures.queries_per_second);
  }
  return svg + fmt::format("<text x='{}' y='{}' fill='{}'>{}</text>\n",
                           kMargin + kPlotWidth + 16,
                           kMargin + 16 + 18 * static_cast<double>(number),
                           colour, kind);
}

std::string curves(const std::vector<RecallLine>& lines, const Plot& plot) {
  std::map<std::string, Lines> kinds;
  Lines front;
  for (const RecallLine& line : lines) {
    kinds[line.spec.substr(0, line.spec.find(':'))].push_back(&line);
    if (line.front) front.push_back(&line);
  }
  std::string svg =
      curve(plot, front, "class='front' stroke='#ccc' stroke-width='10'");
  size_t number = 0;
  for (const auto& [kind, some] : kinds) {
    svg += kind_svg(plot, kind, some, number++, kinds.size());
  }
  return svg;
}

std::string table(const std::vector<RecallLine>& lines) {
  std::string rows =
      "<table><tr><th>spec<th>recall<th>pairs<th>queries/s<th>one by one/s"
      "<th>p50 ms<th>p99 ms<th>build s<th>load s<th>bytes/code<th>peak MB"
      "<th>what</tr>\n";
  for (const RecallLine& line : lines) {
    const RecallFigures& f = line.figures;
    rows += fmt::format(
        "<tr class='{}'><td>{}<td>{:.5f}<td>{}<td>{:.0f}<td>{:.0f}<td>{:.3f}"
        "<td>{:.3f}<td>{:.2f}<td>{}<td>{:.1f}<td>{:.0f}<td>{}</tr>\n",
        line.front ? "front" : "", line.spec, f.recall, f.pairs,
        f.queries_per_second, f.single_per_second, f.p50_milliseconds,
        f.p99_milliseconds, line.build_seconds,
        line.load_seconds < 0 ? "-" : fmt::format("{:.3f}", line.load_seconds),
        line.bytes_per_row, static_cast<double>(line.peak_bytes) / 1e6,
        line.about);
  }
  return rows + "</table>\n";
}

std::string summary(const std::vector<RecallLine>& lines) {
  if (lines.empty()) return "";
  const RecallLine& line = lines.front();
  const std::string question =
      line.question.radius < 0
          ? fmt::format("the {} nearest", line.question.k)
          : fmt::format("all within {} bits", line.question.radius);
  return fmt::format("{} rows, {} queries, {}, {} threads", line.rows,
                     line.queries, question, line.threads);
}

}  // namespace

std::string recall_html(const std::vector<RecallLine>& lines) {
  const Plot plot(lines);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang='en'><meta charset='utf-8'>\n"
      "<title>Recall and speed</title>\n<style>body{{font-family:sans-serif}}"
      "svg text{{font-size:12px}}td,th{{padding:2px 10px;text-align:right}}"
      "tr.front{{font-weight:bold}}</style>\n<h1>Recall and speed</h1>\n"
      "<p>{}. Along the broad grey line, and bold below: nothing measured is "
      "both faster and more complete.</p>\n"
      "<svg width='{}' height='{}'>\n{}{}</svg>\n{}</html>\n",
      summary(lines), kPlotWidth + 2 * kMargin + kLegendWidth,
      kPlotHeight + 2 * kMargin, axes(plot), curves(lines, plot), table(lines));
}

}  // namespace sleeve
