// Snapshots of catalogues: the artworks of one moment, in memory or in files.
#include <memory>
#include <string>
#include <utility>

#include "c_api/handles.h"
#include "c_api/options.h"
#include "index/calibration.h"
#include "index/disk.h"
#include "index/layered_snapshot.h"
#include "index/snapshot_file.h"

namespace sleeve::c_api {
namespace {

const Snapshot& snapshot_of(const sleeve_snapshot* handle) {
  require(handle != nullptr, "The snapshot is NULL.");
  return *handle->snapshot;
}

std::unique_ptr<sleeve_snapshot> make_snapshot(
    std::shared_ptr<const Snapshot> snapshot,
    std::shared_ptr<const Parts> parts, Calibration calibration) {
  auto made = std::make_unique<sleeve_snapshot>();
  made->snapshot = std::move(snapshot);
  made->parts = std::move(parts);
  made->calibration_text = calibration_text(calibration);
  made->calibration = std::move(calibration);
  return made;
}

// Snapshot and details of one moment; a writer may come between the two.
std::unique_ptr<sleeve_snapshot> take_snapshot(const Catalogue& catalogue) {
  constexpr int kTries = 5;
  for (int i = 1;; ++i) {
    auto snapshot = catalogue.snapshot();
    try {
      auto parts = catalogue.parts(*snapshot);
      return make_snapshot(std::move(snapshot), std::move(parts),
                           load_calibration(catalogue.info().path));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::io_error || i == kTries) throw;
    }
  }
}

// Details and calibration lie in files beside the snapshot's.
std::string parts_file(const std::string& path) { return path + ".parts"; }
std::string calibration_file(const std::string& path) {
  return path + ".calibration";
}

Calibration open_calibration(const std::string& path) {
  const MappedFile file(path);
  return read_calibration({file.bytes().begin(), file.bytes().end()}, path);
}

std::unique_ptr<sleeve_snapshot> open_snapshot(const std::string& path) {
  auto snapshot = SnapshotFile::map(path);
  auto parts = Parts::map(parts_file(path));
  if (parts->version() != snapshot->version()) {
    throw Error(ErrorCode::corrupt, parts_file(path) + " does not belong to " +
                                        path + ". Save the snapshot again.");
  }
  return make_snapshot(std::move(snapshot), std::move(parts),
                       open_calibration(calibration_file(path)));
}

void save_snapshot(const sleeve_snapshot& handle, const std::string& path) {
  const auto* layers =
      dynamic_cast<const LayeredSnapshot*>(handle.snapshot.get());
  const auto* file = dynamic_cast<const SnapshotFile*>(handle.snapshot.get());
  require((layers != nullptr || file != nullptr) && handle.parts != nullptr,
          "This snapshot has no file.");
  const std::string& text = handle.calibration_text;
  replace_file(calibration_file(path),
               {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  if (handle.parts->bytes().empty()) {
    replace_file(parts_file(path), handle.parts->merged());
  } else {
    replace_file(parts_file(path), handle.parts->bytes());
  }
  if (layers != nullptr) {
    replace_file(path, layers->merged());
  } else {
    replace_file(path, file->bytes());
  }
}

int64_t find(const Snapshot& snapshot, std::string_view id) {
  int64_t low = 0;
  int64_t high = snapshot.size();
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    if (snapshot.id(middle) < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low < snapshot.size() && snapshot.id(low) == id) return low;
  throw Error(ErrorCode::not_found,
              "The snapshot holds no artwork \"" + std::string(id) + "\".");
}

}  // namespace
}  // namespace sleeve::c_api

using namespace sleeve::c_api;  // NOLINT: this file is their C side

extern "C" {

sleeve_status sleeve_catalogue_snapshot(const sleeve_catalogue* catalogue,
                                        const sleeve_options* options,
                                        sleeve_snapshot** snapshot) {
  return guard([&] {
    require(snapshot != nullptr, "The place for the snapshot is NULL.");
    const sleeve::Catalogue& chosen = catalogue_of(catalogue);
    std::unique_ptr<sleeve_snapshot> taken;
    run_counted(read_options(options), -1,
                [&] { taken = take_snapshot(chosen); });
    *snapshot = taken.release();
  });
}

sleeve_status sleeve_snapshot_open(const char* path,
                                   sleeve_snapshot** snapshot) {
  return guard([&] {
    require(path != nullptr && snapshot != nullptr,
            "The path or the place for the snapshot is NULL.");
    *snapshot = open_snapshot(path).release();
  });
}

sleeve_status sleeve_snapshot_save(const sleeve_snapshot* snapshot,
                                   const char* path,
                                   const sleeve_options* options) {
  return guard([&] {
    require(path != nullptr, "The path for the snapshot is NULL.");
    snapshot_of(snapshot);
    run_with_progress(read_options(options), -1,
                      [&](Ticker&) { save_snapshot(*snapshot, path); });
  });
}

void sleeve_snapshot_close(sleeve_snapshot* snapshot) { delete snapshot; }

int64_t sleeve_snapshot_size(const sleeve_snapshot* snapshot) {
  return snapshot == nullptr ? 0 : snapshot->snapshot->size();
}

const char* sleeve_snapshot_digest(const sleeve_snapshot* snapshot) {
  const char* digest = nullptr;
  guard([&] { digest = snapshot_of(snapshot).digest().c_str(); });
  return digest;
}

const uint8_t* sleeve_snapshot_hashes(const sleeve_snapshot* snapshot) {
  const uint8_t* hashes = nullptr;
  guard([&] { hashes = snapshot_of(snapshot).codes().data(); });
  return hashes;
}

const uint8_t* sleeve_snapshot_qualities(const sleeve_snapshot* snapshot) {
  const uint8_t* qualities = nullptr;
  guard([&] { qualities = snapshot_of(snapshot).qualities().data(); });
  return qualities;
}

const char* sleeve_snapshot_calibration(const sleeve_snapshot* snapshot) {
  return snapshot == nullptr ? nullptr : snapshot->calibration_text.c_str();
}

sleeve_status sleeve_snapshot_id(const sleeve_snapshot* snapshot,
                                 int64_t position, const char** id,
                                 size_t* id_bytes) {
  return guard([&] {
    const sleeve::Snapshot& chosen = snapshot_of(snapshot);
    require(id != nullptr && id_bytes != nullptr,
            "The place for the id is NULL.");
    require(position >= 0 && position < chosen.size(),
            "The snapshot has no artwork at that position.");
    const std::string_view found = chosen.id(position);
    *id = found.data();
    *id_bytes = found.size();
  });
}

sleeve_status sleeve_snapshot_find(const sleeve_snapshot* snapshot,
                                   const char* id, int64_t* position) {
  return guard([&] {
    require(id != nullptr && position != nullptr,
            "The id or the place for its position is NULL.");
    *position = find(snapshot_of(snapshot), id);
  });
}

sleeve_status sleeve_snapshot_index(const sleeve_snapshot* snapshot,
                                    const char* spec,
                                    const sleeve_options* options,
                                    sleeve_index** index) {
  return guard([&] {
    require(index != nullptr, "The place for the index is NULL.");
    const sleeve::Snapshot& chosen = snapshot_of(snapshot);
    *index = make_index(spec, chosen.codes(), sleeve::kCodeBytes, options,
                        snapshot->snapshot)
                 .release();
  });
}
}
