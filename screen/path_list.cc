#include "screen/path_list.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/error.h"

namespace sleeve {
namespace {

constexpr std::streamsize kPieceBytes = 64 << 10;

}  // namespace

PathList::PathList(std::filesystem::path file)
    : name_(std::move(file)),
      file_(name_,
            std::ios::binary | std::ios::in | std::ios::out | std::ios::trunc) {
  check();
}

void PathList::check() const {
  if (file_) return;
  throw Error(ErrorCode::io_error,
              "\"" + name_.string() + "\" cannot be written.");
}

void PathList::add(const std::string& path) {
  newlines_ |= path.find('\n') != path.npos;
  file_ << path << '\0';
}

// Only now is it known that lines will do.
void PathList::finish() {
  const std::streamoff size = file_.tellp();
  std::vector<char> piece(kPieceBytes);
  for (std::streamoff at = 0; !newlines_ && at < size; at += kPieceBytes) {
    const auto bytes = std::min<std::streamsize>(kPieceBytes, size - at);
    file_.seekg(at);
    file_.read(piece.data(), bytes);
    std::replace(piece.begin(), piece.begin() + bytes, '\0', '\n');
    file_.seekp(at);
    file_.write(piece.data(), bytes);
  }
  file_.close();
  check();
}

}  // namespace sleeve
