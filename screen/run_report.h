// Makes of a run's evidence what people ask for: a disclosure for holders,
// aggregates for the public summary, and lists of what to keep.
#ifndef SLEEVE_SCREEN_RUN_REPORT_H_
#define SLEEVE_SCREEN_RUN_REPORT_H_

#include <cstdint>
#include <filesystem>
#include <string>

#include "screen/disclosure_page.h"

namespace sleeve {

struct ReportOptions {
  std::filesystem::path run;
  std::filesystem::path output;  ///< made when missing
  std::string holder;            ///< whose artworks are disclosed; empty: all's

  /// Tells where the pictures of artworks lie; empty for the run's own, when it
  /// is still there.
  std::filesystem::path catalogue;
};

struct ReportCounts {
  int64_t pictures = 0;
  int64_t kept = 0;
  int64_t dropped = 0;
  int64_t disclosed = 0;  ///< rows of the disclosure: artworks in pictures
};

/// Writes into options.output, from the finished run:
///   disclosure.csv    a row for each artwork that a picture shows
///   disclosure.html   the same for people, pictures side by side
///   works.csv         a row for each artwork that was found, its copies added
///                     up
///   team.txt          rules, holders, sites, channels and open reviews, for
///                     the people who keep the data set
///   eu_summary.json   aggregates for the public summary of training content
///   keep.txt          paths of pictures that may stay, as PathList has them
///   drop.txt          paths of all others
///   keep.npy, drop.npy  the same by uid, where every row of the list has one
/// Whether a copy exists is looked up at this moment; all else is read from the
/// evidence. Throws Error as for_each_row() does, and io_error; for a catalogue
/// that was named as Catalogue::open() does.
ReportCounts write_report(const ReportOptions& options,
                          const DrawThumbnail& draw);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RUN_REPORT_H_
