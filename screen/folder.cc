#include "screen/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "screen/file_descriptor.h"
#include "screen/file_kind.h"
#include "screen/system_error.h"

namespace sleeve {
namespace {

constexpr size_t kMaxDepth = 200;  // each level keeps its folder's names

Problem unreadable(const std::string& what, int error) {
  return {ProblemKind::unreadable, what + ": " + system_reason(error)};
}

}  // namespace

std::string_view FolderWalk::Level::name(size_t i) const {
  return packed.c_str() + offsets[i] + 1;
}

bool FolderWalk::Level::holds(std::string_view wanted) const {
  const auto at = std::lower_bound(
      offsets.begin(), offsets.end(), wanted, [&](uint64_t offset, auto value) {
        return std::string_view(packed.c_str() + offset + 1) < value;
      });
  return at != offsets.end() && packed.c_str() + *at + 1 == wanted;
}

bool FolderWalk::Level::is_sidecar(std::string_view file) const {
  if (!has_sidecar_extension(file)) return false;
  const std::string_view stem = file.substr(0, file.rfind('.'));
  if (has_picture_extension(stem) && holds(stem)) return true;
  const std::string prefix = std::string(stem) + ".";
  auto at = std::lower_bound(
      offsets.begin(), offsets.end(), prefix,
      [&](uint64_t offset, auto& value) {
        return std::string_view(packed.c_str() + offset + 1) < value;
      });
  for (; at != offsets.end(); ++at) {
    const std::string_view other = packed.c_str() + *at + 1;
    if (!other.starts_with(prefix)) return false;
    const bool same_stem = other.find('.', prefix.size()) == other.npos;
    if (same_stem && has_picture_extension(other)) return true;
  }
  return false;
}

FolderWalk::FolderWalk(const std::string& path, const std::string& skipped) {
  struct stat status {};
  if (!skipped.empty() && ::stat(skipped.c_str(), &status) == 0) {
    skipped_.emplace(status.st_dev, status.st_ino);
  }
  std::string trimmed = path;
  while (trimmed.size() > 1 && trimmed.back() == '/') trimmed.pop_back();
  if (auto problem = enter(trimmed)) {
    first_ = FolderEntry{trimmed, std::move(problem), false};
  }
}

std::optional<Problem> FolderWalk::read_names(int folder, Level& level) {
  DIR* stream = ::fdopendir(folder);
  if (stream == nullptr) {
    const int error = errno;
    ::close(folder);
    return unreadable("the folder cannot be read", error);
  }
  errno = 0;
  while (const dirent* found = ::readdir(stream)) {
    const std::string_view name = found->d_name;
    if (name == "." || name == "..") continue;
    level.offsets.push_back(level.packed.size());
    level.packed += static_cast<char>(found->d_type);
    level.packed.append(name).push_back('\0');
    errno = 0;
  }
  const int error = errno;
  ::closedir(stream);
  if (error != 0) return unreadable("the folder cannot be read", error);
  level.packed.shrink_to_fit();
  level.offsets.shrink_to_fit();
  const char* names = level.packed.c_str() + 1;
  std::sort(level.offsets.begin(), level.offsets.end(),
            [&](uint64_t a, uint64_t b) {
              return std::strcmp(names + a, names + b) < 0;
            });
  return std::nullopt;
}

std::optional<Problem> FolderWalk::enter(const std::string& path) {
  if (levels_.size() >= kMaxDepth) {
    return Problem{ProblemKind::unreadable,
                   "more than 200 folders inside each other"};
  }
  FileDescriptor folder(
      ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat status {};
  if (!folder || ::fstat(folder.get(), &status) != 0) {
    return unreadable("the folder cannot be read", errno);
  }
  if (!levels_.empty() &&
      skipped_ == std::pair<uint64_t, uint64_t>(status.st_dev, status.st_ino)) {
    return std::nullopt;
  }
  for (const Level& level : levels_) {
    if (level.device == status.st_dev && level.inode == status.st_ino) {
      return Problem{ProblemKind::unreadable,
                     "the symbolic link leads to a folder that holds it"};
    }
  }
  Level level;
  level.path = path;
  level.device = status.st_dev;
  level.inode = status.st_ino;
  if (auto problem = read_names(folder.release(), level)) return problem;
  levels_.push_back(std::move(level));
  return std::nullopt;
}

bool FolderWalk::is_folder(const Level& level, size_t i,
                           const std::string& path) const {
  const auto type = static_cast<unsigned char>(level.packed[level.offsets[i]]);
  if (type == DT_DIR) return true;
  if (type != DT_LNK && type != DT_UNKNOWN) return false;
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

bool FolderWalk::next(FolderEntry& entry) {
  if (first_) {
    entry = std::move(*first_);
    first_.reset();
    return true;
  }
  while (!levels_.empty()) {
    Level& level = levels_.back();
    if (level.position == level.offsets.size()) {
      levels_.pop_back();
      continue;
    }
    const size_t i = level.position++;
    const std::string_view name = level.name(i);
    entry.path = level.path;
    if (entry.path.back() != '/') entry.path += '/';
    entry.path += name;
    entry.problem.reset();
    if (!is_folder(level, i, entry.path)) {
      entry.sidecar = level.is_sidecar(name);
      return true;
    }
    entry.sidecar = false;
    entry.problem = enter(entry.path);
    if (entry.problem) return true;
  }
  return false;
}

double FolderWalk::progress() const {
  double share = 1;
  for (auto level = levels_.rbegin(); level != levels_.rend(); ++level) {
    const double names = static_cast<double>(level->offsets.size());
    const bool inside = level != levels_.rbegin();
    const double passed = static_cast<double>(level->position) - inside;
    share = names == 0 ? 1 : (passed + (inside ? share : 0)) / names;
  }
  return share;
}

}  // namespace sleeve
