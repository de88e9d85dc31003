#include "screen/source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "screen/file_descriptor.h"
#include "screen/file_kind.h"
#include "screen/folder.h"
#include "screen/input_pattern.h"
#include "screen/limits.h"
#include "screen/name_list.h"
#include "screen/shard.h"
#include "screen/system_error.h"
#include "screen/warc.h"

namespace sleeve {
namespace {

Problem unreadable(int error) {
  return {ProblemKind::unreadable, "cannot be read: " + system_reason(error)};
}

// One of the inputs that a person named: a name, a pattern or "-".
struct Input {
  InputPattern pattern;
  std::string text;
  bool is_list = false;
};

Input parse_input(const std::string& text) {
  struct stat status {};
  Input input{InputPattern(""), text, text == "-"};
  if (input.is_list || ::stat(text.c_str(), &status) == 0) return input;
  const int error = errno;
  input.pattern = InputPattern(text);
  const bool missing = error == ENOENT || error == ENOTDIR;
  if (!input.pattern.is_pattern() && missing) {
    throw Error(ErrorCode::not_found,
                "There is no file or folder \"" + text + "\". Check the name.");
  }
  return input;
}

class Inputs final : public Source {
 public:
  Inputs(std::vector<Input> inputs, const SourceOptions& options)
      : inputs_(std::move(inputs)), options_(options) {}

  bool next(Item& item) override { return advance(item, true); }
  bool skip(Item& item) override { return advance(item, false); }
  double progress() const override;

 private:
  bool advance(Item& item, bool with_bytes);
  bool next_name(std::string& name);
  bool enter_name(const std::string& name, Item& item);
  bool enter_file(const std::string& path, Item& item);
  bool next_in_folder(Item& item);
  double inside() const;

  std::vector<Input> inputs_;
  SourceOptions options_;
  size_t input_ = 0;       ///< the input that gives the next name
  uint64_t position_ = 0;  ///< of the next name in its pattern
  std::optional<NameList> names_;
  std::optional<FolderWalk> folder_;
  std::optional<Shard> shard_;
  std::optional<Warc> warc_;
};

bool Inputs::advance(Item& item, bool with_bytes) {
  std::string name;
  for (;;) {
    if (shard_) {
      if (shard_->next(item, with_bytes)) return true;
      shard_.reset();
    } else if (warc_) {
      if (warc_->next(item, with_bytes)) return true;
      warc_.reset();
    } else if (folder_) {
      if (next_in_folder(item)) return true;
    } else if (!next_name(name)) {
      return false;
    } else if (enter_name(name, item)) {
      return true;
    }
  }
}

bool Inputs::next_name(std::string& name) {
  for (; input_ < inputs_.size(); ++input_) {
    const Input& input = inputs_[input_];
    if (input.is_list) {
      if (!names_) names_.emplace(options_.names_file);
      if (names_->next(name)) return true;
    } else if (position_ < input.pattern.count()) {
      name =
          input.pattern.is_pattern() ? input.pattern.at(position_) : input.text;
      ++position_;
      return true;
    }
    position_ = 0;
    names_.reset();
  }
  return false;
}

// Starts a folder or a shard, or gives a file as the row.
bool Inputs::enter_name(const std::string& name, Item& item) {
  struct stat status {};
  if (::stat(name.c_str(), &status) != 0) {
    const int error = errno;
    item = Item{};
    item.name.path = name;
    if (has_shard_extension(name) || has_warc_extension(name)) {
      item.name.shard = name;
    }
    item.problem = unreadable(error);
    return true;
  }
  if (S_ISDIR(status.st_mode)) {
    folder_.emplace(name, options_.skipped);
    return false;
  }
  return enter_file(name, item);
}

bool Inputs::enter_file(const std::string& path, Item& item) {
  if (has_shard_extension(path) ||
      (!has_picture_extension(path) && holds_tar(path))) {
    shard_.emplace(path, options_);
    return false;
  }
  if (has_warc_extension(path)) {
    warc_.emplace(path, options_);
    return false;
  }
  item = Item{};
  item.name.path = path;
  return true;
}

bool Inputs::next_in_folder(Item& item) {
  FolderEntry entry;
  if (!folder_->next(entry)) {
    folder_.reset();
    return false;
  }
  if (entry.problem) {
    item = Item{};
    item.name.path = entry.path;
    item.problem = std::move(entry.problem);
    return true;
  }
  if (entry.sidecar && !holds_picture(entry.path)) return false;
  return enter_file(entry.path, item);
}

// Share of the present name that is done; it was counted as passed.
double Inputs::inside() const {
  if (folder_) return folder_->progress();
  if (shard_) return shard_->progress();
  if (warc_) return warc_->progress();
  return 1;
}

// Every name of a pattern counts as much as an input without one.
double Inputs::progress() const {
  double names = 0, done = 0;
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const double count = static_cast<double>(inputs_[i].pattern.count());
    names += count;
    if (i < input_) {
      done += count;
    } else if (inputs_[i].is_list) {
      const double read = names_ ? names_->progress() : 0;
      if (read < 0) return read;
      if (i == input_) done += read;
    } else if (i == input_ && position_ > 0) {
      done += static_cast<double>(position_) - 1 + inside();
    }
  }
  return names == 0 ? 1 : done / names;
}

// Reads `bytes` bytes that the file claims to have, and checks that these are
// all.
std::optional<Problem> read_file(int file, size_t bytes, Item& item) {
  item.bytes.resize(bytes);
  size_t filled = 0;
  while (filled < bytes) {
    const ssize_t got =
        ::read(file, item.bytes.data() + filled, bytes - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable(errno);
    if (got == 0) {
      return Problem{ProblemKind::unreadable, "the file shrank while read"};
    }
    filled += static_cast<size_t>(got);
  }
  return std::nullopt;
}

}  // namespace

std::unique_ptr<Source> Source::open(const std::vector<std::string>& inputs,
                                     const SourceOptions& options) {
  std::vector<Input> parsed;
  for (const std::string& text : inputs) parsed.push_back(parse_input(text));
  return std::make_unique<Inputs>(std::move(parsed), options);
}

void read_bytes(Item& item, const SourceOptions& options) {
  if (item.problem || !item.bytes.empty()) return;
  const FileDescriptor file(::open(
      item.name.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) {
    item.problem = unreadable(errno);
    return;
  }
  if (!S_ISREG(status.st_mode)) {
    item.problem = Problem{ProblemKind::unreadable, "not a regular file"};
    return;
  }
  const auto bytes = static_cast<size_t>(status.st_size);
  item.problem = size_problem(bytes, options);
  if (!item.problem) item.problem = read_file(file.get(), bytes, item);
  if (item.problem) item.bytes.clear();
  if (options.sidecars && item.name.shard.empty()) {
    item.sidecars = read_sidecars(item.name.path);
  }
}

}  // namespace sleeve
