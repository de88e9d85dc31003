// Loads what is too heavy to link: decoders of OpenCV and libvips, indexes of
// FAISS, each in a library of its own that is opened when first needed.
#ifndef SLEEVE_CORE_MODULE_H_
#define SLEEVE_CORE_MODULE_H_

#include <string>

#include "core/module_call.h"

namespace sleeve {

enum class Module {
  opencv,  ///< sleeve_opencv.so: WebP, BMP
  vips,    ///< sleeve_vips.so: GIF, HEIF, AVIF, JPEG XL, TIFF, animated WebP
};

/// Has `module` answer `call`. Loads it on first use, safely from any thread;
/// when that fails, the answer is `unsupported_format` with a reason that says
/// which file was looked for and where. The places are: the folder of the
/// program or shared object that holds this code, sleeve/ and
/// ../lib/sleeve/ from there, and the folder of the installation.
void call_module(Module module, ModuleCall& call);

/// Returns the function `symbol` of the module `file`, which is loaded from one
/// of the same places; null, and a phrase in `failure`, when there is none.
void* load_module_function(const char* file, const char* symbol,
                           std::string& failure);

/// Loads both modules and has them decode a small picture of each format, so
/// that a worker may then lock itself into a sandbox without files. What
/// cannot be loaded is left to fail when needed.
void load_all_modules();

}  // namespace sleeve

#endif  // SLEEVE_CORE_MODULE_H_
