#include "core/module.h"

#include <dlfcn.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/decode.h"
#include "core/module_samples.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

/// The folder of the program or shared object that this code is part of;
/// empty when the system does not tell.
fs::path own_folder() {
  Dl_info info{};
  const void* here = reinterpret_cast<const void*>(&load_all_modules);
  if (dladdr(here, &info) != 0 && info.dli_fname != nullptr) {
    const fs::path object = info.dli_fname;
    // A relative name is that of the program, as it was typed.
    if (object.is_absolute()) return object.parent_path();
  }
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

std::vector<fs::path> folders() {
  std::vector<fs::path> all;
  const fs::path own = own_folder();
  if (!own.empty()) {
    all = {own, own / "sleeve", own / SLEEVE_MODULE_RELATIVE_FOLDER,
           own / ".." / SLEEVE_MODULE_RELATIVE_FOLDER};  // libexec/sleeve
  }
  all.emplace_back(SLEEVE_MODULE_FOLDER);
  return all;
}

/// A module that was looked for: its function, or why there is none.
struct Found {
  void* function = nullptr;
  std::string failure;
};

Found open_module(const fs::path& file, const char* symbol) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* error = dlerror();
    return {nullptr, "cannot load " + file.string() + ": " +
                         (error != nullptr ? error : "no reason given")};
  }
  void* function = dlsym(library, symbol);
  if (function == nullptr) {
    return {nullptr, file.string() + " is not a module of Sleeve"};
  }
  return {function, {}};
}

Found find(const char* name, const char* symbol) {
  std::string looked_in;
  for (const fs::path& folder : folders()) {
    std::error_code error;
    if (fs::exists(folder / name, error)) {
      return open_module(folder / name, symbol);
    }
    looked_in += (looked_in.empty() ? "" : ", ") + folder.string();
  }
  return {nullptr, std::string(name) + " not found in " + looked_in};
}

/// A decoding module that was looked for once.
struct Loaded {
  ModuleFunction decode;
  std::string failure;
};

Loaded load(const char* name) {
  Found found = find(name, kModuleFunction);
  return {reinterpret_cast<ModuleFunction>(found.function),
          std::move(found.failure)};
}

const Loaded& loaded(Module module) {
  if (module == Module::opencv) {
    static const Loaded opencv = load("sleeve_opencv.so");
    return opencv;
  }
  static const Loaded vips = load("sleeve_vips.so");
  return vips;
}

void refuse(ModuleCall& call, const std::string& reason) {
  set_problem(call, ProblemKind::unsupported_format, reason);
}

}  // namespace

void call_module(Module module, ModuleCall& call) {
  call.version = kModuleVersion;
  call.problem = -1;
  call.reason[0] = '\0';
  const Loaded& found = loaded(module);
  if (found.decode == nullptr) {
    refuse(call, found.failure);
  } else if (found.decode(&call) != 0) {
    refuse(call, "the decoding module is of another version of Sleeve");
  }
}

void* load_module_function(const char* file, const char* symbol,
                           std::string& failure) {
  Found found = find(file, symbol);
  failure = std::move(found.failure);
  return found.function;
}

void load_all_modules() {
  for (Bytes sample : module_samples()) decode(sample, {});
}

}  // namespace sleeve
