// Finds the program sleeve-worker.
#ifndef SLEEVE_SCREEN_WORKER_PROGRAM_H_
#define SLEEVE_SCREEN_WORKER_PROGRAM_H_

#include <string>

namespace sleeve {

/// The path of sleeve-worker: what SLEEVE_WORKER names, or beside the program
/// or library that holds this code, in the folder above it (build trees), or
/// in libexec/sleeve (installed). Throws Error (not_found).
std::string find_worker_program();

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_WORKER_PROGRAM_H_
