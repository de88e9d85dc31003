// Brings a finished run up to date with its catalogue, without reading a
// picture: what was stored is searched for the artworks that came since.
#ifndef SLEEVE_SCREEN_RESCREENER_H_
#define SLEEVE_SCREEN_RESCREENER_H_

#include <filesystem>
#include <string>

#include "screen/policy.h"
#include "screen/reviews.h"
#include "screen/summary.h"

namespace sleeve {

struct RescreenOptions {
  std::filesystem::path run;        ///< the finished run
  std::filesystem::path catalogue;  ///< that run's, as it is now
  std::filesystem::path output;     ///< made when missing
  int threads = 0;                  ///< 0: one for each core
  bool restart = false;             ///< forget what the output directory holds
  Policy policy = strict_policy();  ///< may differ from the earlier one
  std::string as_of;  ///< day on which licences must hold; empty for today
  std::filesystem::path key;      ///< as in ScreenOptions
  std::string origin = "sleeve";  ///< as in ScreenOptions
  Reviews reviews;                ///< decisions since, and before
};

/// Writes a run into options.output with a line for each line of the earlier
/// one: the same bytes where nothing changed. Artworks that are new or changed
/// are searched for by the stored fingerprints, as Effort::fast would; those
/// that are gone no longer count; owners, licences, policy and reviews are
/// applied as they are now. What was found before otherwise stands, with the
/// figures of its time. The new run keeps the stored fingerprints and can be
/// followed in turn; its run.json names the root of the earlier log.
///
/// Throws Error: not_found (a run, a catalogue), corrupt (the earlier log does
/// not verify), unsupported (made by another version), invalid_argument (the
/// output holds another run), io_error. Killed, it begins anew.
ScreenSummary rescreen(const RescreenOptions& options);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RESCREENER_H_
