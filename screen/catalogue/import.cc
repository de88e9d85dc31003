#include "screen/catalogue/import.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>

#include "core/error.h"
#include "index/disk.h"
#include "screen/catalogue/audio.h"
#include "screen/catalogue/batch_writer.h"
#include "screen/catalogue/cover_art.h"
#include "screen/catalogue/ern.h"
#include "screen/catalogue/file_digest.h"
#include "screen/rights/words.h"
#include "screen/rights_import.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

bool ends(const std::string& path, std::string_view extension) {
  return lower_case(path).ends_with(extension);
}

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw Error(ErrorCode::io_error,
                "The file \"" + path + "\" cannot be read. Check who may.");
  }
  return {std::istreambuf_iterator<char>(in), {}};
}

// Names in a folder, sorted, so that batches come in the order of their times.
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class Importer {
 public:
  explicit Importer(const CatalogueImportOptions& options)
      : options_(options), writer_(options) {}

  CatalogueImport run() {
    if (options_.public_declarations) give(public_declarations());
    for (const std::string& path : options_.paths) {
      if (fs::is_directory(path)) {
        walk(path);
      } else {
        read_named(path);
      }
    }
    return writer_.finish();
  }

 private:
  void give(RightsImport part) {
    for (const RightsRecord& record : part.records) writer_.give(record);
    auto& faults = writer_.delivery().faults;
    std::move(part.faults.begin(), part.faults.end(),
              std::back_inserter(faults));
  }

  void read_named(const std::string& path) {
    if (ends(path, ".xml")) {
      read_messages({path});
      return;
    }
    if (has_audio_extension(path)) {
      read_audio_file(path);
      return;
    }
    const std::string text = read_text(path);
    if (ends(path, ".csv")) {
      give(read_rights_csv(text, path));
    } else if (ends(path, ".json") && is_cover_art_json(text)) {
      const fs::path folder =
          fs::path(path).has_parent_path() ? fs::path(path).parent_path() : ".";
      read_cover_art(folder, names_in(folder));
    } else {
      give(read_rights_jsonl(text, path));
    }
  }

  // A folder's own files first, then its folders.
  void walk(const fs::path& folder) {
    std::vector<std::string> files;
    std::vector<fs::path> folders;
    std::vector<std::string> messages;
    for (const std::string& name : names_in(folder)) {
      const fs::path path = folder / name;
      if (fs::is_directory(path)) {
        folders.push_back(path);
      } else if (ends(name, ".xml")) {
        messages.push_back(path.string());
      } else if (has_audio_extension(name)) {
        read_audio_file(path.string());
      } else {
        files.push_back(name);
      }
    }
    if (!files.empty()) read_cover_art(folder, files);
    read_messages(messages);
    for (const fs::path& next : folders) walk(next);
  }

  void read_cover_art(const fs::path& folder,
                      const std::vector<std::string>& files) {
    apply_cover_art(folder.string(), files, options_.holder,
                    writer_.ownership(), writer_.delivery());
    flush_when_full();
  }

  void read_audio_file(const std::string& path) {
    const auto audio = read_audio(path);
    if (audio) {
      apply_audio(*audio, path, options_.holder, writer_.ownership(),
                  writer_.delivery());
    } else {
      writer_.delivery().faults.push_back(path + ": is no audio file");
    }
    flush_when_full();
  }

  // Manifests first: they tell the hash sums of messages.
  void read_messages(const std::vector<std::string>& paths) {
    std::vector<std::string> rest;
    for (const std::string& path : paths) {
      const std::string name = lower_case(fs::path(path).filename().string());
      if (name.starts_with("batchcomplete") ||
          name.find("manifest") != std::string::npos) {
        read_manifest(path);
      } else {
        rest.push_back(path);
      }
    }
    for (const std::string& path : rest) {
      const auto expected = expected_.find(fs::path(path).lexically_normal());
      read_message(path, expected == expected_.end() ? std::vector<ErnHash>()
                                                     : expected->second);
    }
  }

  void read_manifest(const std::string& path) {
    const MappedFile file(path);
    ErnMessage manifest = read_ern(file.bytes());
    if (manifest.kind != ErnKind::manifest) {
      read_message(path, {});
      return;
    }
    apply_ern(manifest, path, writer_.ownership(), writer_.delivery());
    for (const ErnBatchEntry& entry : manifest.batch) {
      if (entry.take_down) {
        apply_ern(take_down(manifest, entry), path, writer_.ownership(),
                  writer_.delivery());
      }
      if (entry.message.path.empty()) continue;
      const fs::path message =
          fs::path(path).parent_path() / entry.message.path;
      if (!entry.message.hashes.empty()) {
        expected_[message.lexically_normal()] = entry.message.hashes;
      }
      if (!entry.take_down && !fs::exists(message)) {
        writer_.delivery().faults.push_back(
            path + ":" + std::to_string(entry.line) +
            ": MessageInBatch: " + message.string() + " is not there");
      }
    }
  }

  // A batch may withdraw a release without a message about it.
  static ErnMessage take_down(const ErnMessage& manifest,
                              const ErnBatchEntry& entry) {
    ErnMessage message;
    message.kind = ErnKind::release;
    message.version = manifest.version;
    message.id = manifest.id;
    message.created = manifest.created;
    message.sender = manifest.sender;
    message.complete = true;
    ErnRelease release;
    release.icpn = entry.icpn;
    release.grid = entry.grid;
    release.taken_down = true;
    release.line = entry.line;
    message.releases.push_back(std::move(release));
    return message;
  }

  void read_message(const std::string& path,
                    const std::vector<ErnHash>& expected) {
    const MappedFile file(path);
    const std::string told = check_hashes(file.bytes(), expected);
    if (told.starts_with("wrong")) {
      writer_.delivery().faults.push_back(
          path + ": is not the message that was sent: its hash sum is " + told);
      return;
    }
    const ErnMessage message = read_ern(file.bytes());
    // Removals must not pass what was delivered before them.
    if (message.kind == ErnKind::purge) writer_.flush();
    apply_ern(message, path, writer_.ownership(), writer_.delivery());
    if (message.kind == ErnKind::purge) writer_.flush();
    flush_when_full();
  }

  void flush_when_full() {
    if (writer_.is_full()) writer_.flush();
  }

  const CatalogueImportOptions& options_;
  BatchWriter writer_;
  std::map<fs::path, std::vector<ErnHash>> expected_;
};

}  // namespace

CatalogueImport import_into_catalogue(const CatalogueImportOptions& options) {
  for (const std::string& path : options.paths) {
    std::error_code error;
    if (!fs::exists(path, error)) {
      throw Error(ErrorCode::not_found,
                  "There is no file \"" + path + "\". Check its name.");
    }
  }
  try {
    return Importer(options).run();
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::io_error,
                std::string("A folder cannot be read: ") + error.what() + ".");
  }
}

}  // namespace sleeve
