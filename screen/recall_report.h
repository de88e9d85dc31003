// What the recall bench measured, for people and for other programs.
#ifndef SLEEVE_SCREEN_RECALL_REPORT_H_
#define SLEEVE_SCREEN_RECALL_REPORT_H_

#include <filesystem>
#include <string>
#include <vector>

#include "index/recall_run.h"

namespace sleeve {

/// One JSON object, by the contract of the program.
std::string recall_json(const RecallLine& line);

/// A table with a header, for a terminal.
std::vector<std::string> recall_table(const std::vector<RecallLine>& lines);

/// Comma-separated values with a header.
std::string recall_csv(const std::vector<RecallLine>& lines);

/// A page with a curve of recall and speed for each kind of index, and the
/// front of what nothing measured beats; needs nothing else to be shown.
std::string recall_html(const std::vector<RecallLine>& lines);

/// Writes a whole file. Throws Error (io_error) when it cannot.
void write_recall_report(const std::filesystem::path& file,
                         const std::string& text);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RECALL_REPORT_H_
