// Makes of a run's evidence what people ask for: a disclosure for holders,
// aggregates for the public summary, and lists of what to keep.
#ifndef SLEEVE_SCREEN_RUN_REPORT_H_
#define SLEEVE_SCREEN_RUN_REPORT_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include "screen/disclosure_page.h"

namespace sleeve {

struct ReportCounts {
  int64_t pictures = 0;
  int64_t kept = 0;
  int64_t dropped = 0;
  int64_t disclosed = 0;  ///< rows of the disclosure: artworks in pictures
};

/// Writes into `to`, which is made when missing, from the finished run:
///   disclosure.csv    a row for each artwork that a picture shows
///   disclosure.html   the same for people, pictures side by side
///   works.csv         a row for each artwork that was found, its copies added
///                     up
///   team.txt          rules, holders, sites, channels and open reviews, for
///                     the people who keep the data set
///   eu_summary.json   aggregates for the public summary of training content
///   keep.txt          paths of pictures that may stay, one a line
///   drop.txt          paths of all others
///   keep.npy, drop.npy  the same by uid, where every row of the list has one
/// `holder` limits the disclosure to one holder; empty for all. Whether a copy
/// exists is looked up at this moment; all else is read from the evidence.
/// Throws Error as for_each_row() does, and io_error.
ReportCounts write_report(const std::filesystem::path& run,
                          const std::filesystem::path& to,
                          const std::string& holder, const DrawThumbnail& draw);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RUN_REPORT_H_
