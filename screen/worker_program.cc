#include "screen/worker_program.h"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "core/error.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

constexpr char kName[] = "sleeve-worker";

// The folders of the program and of the library that holds this code, which
// is the program itself when linked statically.
std::vector<fs::path> own_folders() {
  std::vector<fs::path> folders;
  std::error_code error;
  Dl_info info{};
  if (::dladdr(reinterpret_cast<void*>(&own_folders), &info) != 0 &&
      info.dli_fname != nullptr) {
    const fs::path object = fs::canonical(info.dli_fname, error);
    if (!error) folders.push_back(object.parent_path());
  }
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) folders.push_back(program.parent_path());
  return folders;
}

bool runs(const fs::path& path) { return ::access(path.c_str(), X_OK) == 0; }

}  // namespace

std::string find_worker_program() {
  if (const char* named = std::getenv("SLEEVE_WORKER")) {
    if (runs(named)) return named;
    throw Error(ErrorCode::not_found,
                "SLEEVE_WORKER names \"" + std::string(named) +
                    "\", which is no program. Correct or unset it.");
  }
  const fs::path installed = fs::path("libexec") / "sleeve" / kName;
  for (const fs::path& folder : own_folders()) {
    const fs::path above = folder.parent_path();
    for (const fs::path& path :
         {folder / kName, above / kName, above / installed,
          above.parent_path() / installed}) {
      if (runs(path)) return path.string();
    }
  }
  throw Error(ErrorCode::not_found,
              "The program sleeve-worker, which decodes pictures in a sandbox, "
              "is missing. Reinstall Sleeve, or name it in SLEEVE_WORKER.");
}

}  // namespace sleeve
