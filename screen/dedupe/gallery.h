// Pages with the groups of a run, for people to look at.
#ifndef SLEEVE_SCREEN_DEDUPE_GALLERY_H_
#define SLEEVE_SCREEN_DEDUPE_GALLERY_H_

#include <functional>
#include <string>

#include "screen/dedupe/corpus.h"
#include "screen/dedupe/duplicates.h"
#include "screen/dedupe/groups.h"
#include "screen/fingerprinter.h"
#include "screen/source.h"

namespace sleeve {

inline constexpr size_t kGalleryPageGroups = 50;

/// Members that are shown of one group, with its keeper; others are counted.
inline constexpr size_t kGalleryMembers = 12;

struct GalleryOptions {
  size_t most_groups = 0;  ///< 0: all
  int threads = 0;
  SourceOptions source;
  std::function<void(int64_t done, double share)> progress;
};

/// Writes to `folder` the file index.html and pages of kGalleryPageGroups
/// groups each, those that save most bytes first. Every page stands alone:
/// thumbnails are in it, and nothing is fetched or executed. All pictures are
/// read once, in the order of the corpus. Returns the number of pages. Throws
/// Error (io_error).
size_t write_gallery(const Corpus& corpus, const Duplicates& duplicates,
                     const DuplicateGroups& groups,
                     const GalleryOptions& options,
                     Fingerprinter& fingerprinter, const std::string& folder);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_GALLERY_H_
