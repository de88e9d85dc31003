// The files beside a run's log that its checkpoint vouches for.
#ifndef SLEEVE_SCREEN_SEALED_FILES_H_
#define SLEEVE_SCREEN_SEALED_FILES_H_

#include <filesystem>
#include <string>
#include <vector>

#include "screen/checkpoint.h"

namespace sleeve {

/// The digests of those of the files `names` that are in `folder`. Throws Error
/// (io_error) when one cannot be read.
std::vector<SealedFile> seal_files(const std::filesystem::path& folder,
                                   const std::vector<std::string>& names);

/// The name of the first of `files` that is missing or another now; empty when
/// all are as they were. Throws as seal_files() does.
std::string first_broken_seal(const std::filesystem::path& folder,
                              const std::vector<SealedFile>& files);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_SEALED_FILES_H_
