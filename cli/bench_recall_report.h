// What sleeve bench recall measured, for people and for other programs.
#ifndef SLEEVE_CLI_BENCH_RECALL_REPORT_H_
#define SLEEVE_CLI_BENCH_RECALL_REPORT_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "index/recall.h"

namespace sleeve::cli {

/// One specification's line.
struct BenchLine {
  std::string spec;
  std::string about;
  int64_t codes = 0;
  int64_t queries = 0;
  Question question;
  RecallFigures figures;
  double build_seconds = 0;
  double bytes_per_code = 0;
  int threads = 0;
  bool front = false;    ///< no other line beats it in recall and speed
  bool fastest = false;  ///< of those that reach the target recall
};

/// One JSON object, by the contract of the program.
std::string bench_json(const BenchLine& line);

/// A table with a header, for a terminal.
std::vector<std::string> bench_table(const std::vector<BenchLine>& lines);

/// Comma-separated values with a header.
std::string bench_csv(const std::vector<BenchLine>& lines);

/// A page with the curve of recall and speed, the best marked; needs nothing
/// else to be shown.
std::string bench_html(const std::vector<BenchLine>& lines);

/// Writes a whole file. Throws Error (io_error) when it cannot.
void write_report(const std::filesystem::path& file, const std::string& text);

}  // namespace sleeve::cli

#endif  // SLEEVE_CLI_BENCH_RECALL_REPORT_H_
