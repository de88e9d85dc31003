#include "screen/sealed_files.h"

#include <fstream>

#include "core/error.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

constexpr size_t kReadBytes = size_t{1} << 18;

Sha256Digest digest_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  Sha256 sha256;
  std::vector<char> bytes(kReadBytes);
  while (in.read(bytes.data(), kReadBytes), in.gcount() > 0) {
    sha256.update(bytes.data(), static_cast<size_t>(in.gcount()));
  }
  if (in.eof()) return sha256.finish();
  throw Error(ErrorCode::io_error,
              "\"" + file.string() + "\" cannot be read to its end.");
}

}  // namespace

std::vector<SealedFile> seal_files(const fs::path& folder,
                                   const std::vector<std::string>& names) {
  std::vector<SealedFile> files;
  for (const std::string& name : names) {
    if (!fs::is_regular_file(folder / name)) continue;
    files.push_back({name, digest_of(folder / name)});
  }
  return files;
}

std::string first_broken_seal(const fs::path& folder,
                              const std::vector<SealedFile>& files) {
  for (const SealedFile& file : files) {
    const auto now = seal_files(folder, {file.name});
    if (now.empty() || now[0] != file) return file.name;
  }
  return "";
}

}  // namespace sleeve
