// Fills a catalogue of its own and asks the matcher.
#include "benchmarks/suite/recogniser.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

#include "index/catalogue.h"
#include "index/sha256.h"
#include "screen/pipeline.h"
#include "screen/source.h"

namespace sleeve::suite {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBatch = 256;

/// A folder that goes when the object does.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "sleeve-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
      throw Error(ErrorCode::io_error,
                  fmt::format("No temporary folder {} can be made ({}); set "
                              "TMPDIR to a folder that can be written.",
                              name, std::generic_category().message(errno)));
    }
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

Artwork artwork_of(const std::string& path) {
  Item item;
  item.name.path = path;
  read_bytes(item);
  if (item.problem) {
    throw Error(ErrorCode::io_error, fmt::format("The artwork {} cannot be "
                                                 "read: {}.",
                                                 path, item.problem->reason));
  }
  const auto made = describe_bytes(item.bytes);
  if (!made) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("The artwork {} is no picture: {}.", path,
                            made.problem().reason));
  }
  return {path, sha256_hex(item.bytes.data(), item.bytes.size()),
          made->fingerprint, made->details};
}

struct Row {
  const std::string* path = nullptr;
  Artwork artwork;
};

}  // namespace

struct Recogniser::State {
  ScratchFolder folder;
  std::optional<Matcher> matcher;
};

Recogniser::Recogniser(const std::vector<std::string>& paths, int threads,
                       const std::function<void()>& progress)
    : state_(new State{{}, {}}) {
  auto catalogue = Catalogue::open(state_->folder.path() / "catalogue",
                                   Catalogue::Mode::create);
  std::vector<Artwork> batch;
  size_t next = 0;
  for_each_in_order<Row>(
      threads,
      [&](Row& row) {
        if (next == paths.size()) return false;
        row.path = &paths[next++];
        return true;
      },
      [](Row& row) { row.artwork = artwork_of(*row.path); },
      [&](Row& row) {
        batch.push_back(std::move(row.artwork));
        if (progress) progress();
        if (batch.size() < kBatch) return;
        catalogue.add(batch);
        batch.clear();
      });
  catalogue.add(batch);
  state_->matcher.emplace(Matcher::open(catalogue, Effort::thorough));
}

Recogniser::~Recogniser() = default;

Result<Matches> Recogniser::recognise(Bytes bytes) const {
  const auto picture = picture_of(bytes, Effort::thorough);
  if (!picture) return picture.problem();
  return state_->matcher->match(*picture);
}

}  // namespace sleeve::suite
