// Catalogues of artwork: opening, adding, removing, checking.
#include "index/catalogue.h"

#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "c_api/handles.h"
#include "c_api/options.h"
#include "c_api/pictures.h"
#include "core/fingerprint.h"
#include "index/sha256.h"
#include "index/threads.h"

namespace sleeve::c_api {
namespace {

// Pictures of one transaction: few enough to lose little, many enough that
// waiting for the disk costs little.
constexpr int64_t kTransaction = 512;

/// One picture on its way into the catalogue.
struct Newcomer {
  Artwork artwork;
  std::optional<Problem> problem;
  bool known = false;
};

/// Adds the pictures of one transaction after another.
class Adder {
 public:
  Adder(Catalogue& catalogue, const sleeve_options& options)
      : catalogue_(catalogue), options_(options) {}

  void add(const char* const* ids, Pictures pictures, Ticker& ticker) {
    newcomers_.assign(pictures.size(), {});
    run_threads(pictures.size(), threads_of(options_), [&](size_t i) {
      make(ids[i], pictures[i], newcomers_[i]);
      ticker.step();
    });
    std::vector<Artwork> artworks;
    for (const Newcomer& one : newcomers_) {
      if (!one.problem && !one.known) artworks.push_back(one.artwork);
    }
    added_ = catalogue_.add(artworks);
  }

  void tell(int32_t* added, sleeve_item* items) const {
    auto next = added_.begin();
    for (size_t i = 0; i < newcomers_.size(); ++i) {
      const Newcomer& one = newcomers_[i];
      int32_t what = SLEEVE_FAILED;
      if (one.known) {
        what = SLEEVE_UNCHANGED;
      } else if (!one.problem) {
        what = static_cast<int32_t>(*next++);
      }
      if (added != nullptr) added[i] = what;
      report(one.problem, items, static_cast<int64_t>(i));
    }
  }

 private:
  void make(const char* id, const sleeve_picture& picture, Newcomer& one) {
    const Limits limits = limits_of(options_);
    const Loaded loaded = load(picture, limits.max_bytes);
    one.problem = loaded.item.problem;
    if (one.problem) return;
    one.artwork.id = id;
    one.artwork.sha256 = sha256_hex(loaded.bytes.data(), loaded.bytes.size());
    if (holds(one.artwork)) {
      one.known = true;
    } else if (const auto made = describe_bytes(loaded.bytes, limits)) {
      one.artwork.fingerprint = made->fingerprint;
      one.artwork.details = made->details;
    } else {
      one.problem = made.problem();
    }
  }

  bool holds(const Artwork& artwork) {
    const std::lock_guard lock(mutex_);
    return catalogue_.holds_details(artwork.id, artwork.sha256);
  }

  Catalogue& catalogue_;
  const sleeve_options& options_;
  std::mutex mutex_;  // of the catalogue, while many threads ask it
  std::vector<Newcomer> newcomers_;
  std::vector<Added> added_;
};

void check_ids(const char* const* ids, int64_t n) {
  require(n == 0 || ids != nullptr, "The array of ids is NULL.");
  for (int64_t i = 0; i < n; ++i) {
    require(ids[i] != nullptr && ids[i][0] != '\0',
            "The id of an artwork is NULL or empty.");
  }
}

void add_all(Catalogue& catalogue, const char* const* ids, Pictures pictures,
             const sleeve_options& options, int32_t* added,
             sleeve_item* items) {
  const auto n = static_cast<int64_t>(pictures.size());
  check_ids(ids, n);
  run_with_progress(options, n, [&](Ticker& ticker) {
    Adder adder(catalogue, options);
    for (int64_t first = 0; first < n; first += kTransaction) {
      const int64_t count = std::min(kTransaction, n - first);
      adder.add(ids + first, pictures.subspan(first, count), ticker);
      adder.tell(added == nullptr ? nullptr : added + first,
                 items == nullptr ? nullptr : items + first);
    }
  });
}

Catalogue::Mode mode_of(int32_t mode) {
  require(mode >= SLEEVE_READ && mode <= SLEEVE_CREATE,
          "A catalogue is opened with SLEEVE_READ, SLEEVE_WRITE or "
          "SLEEVE_CREATE.");
  return mode == SLEEVE_READ    ? Catalogue::Mode::read
         : mode == SLEEVE_WRITE ? Catalogue::Mode::write
                                : Catalogue::Mode::create;
}

}  // namespace

Catalogue& catalogue_of(const sleeve_catalogue* handle) {
  require(handle != nullptr, "The catalogue is NULL.");
  require(handle->process == ::getpid(),
          "This catalogue was opened before fork(): open it again in this "
          "process.");
  return const_cast<sleeve_catalogue*>(handle)->catalogue;
}

}  // namespace sleeve::c_api

using namespace sleeve::c_api;  // NOLINT: this file is their C side

extern "C" {

sleeve_status sleeve_catalogue_open(const char* path, int32_t mode,
                                    sleeve_catalogue** catalogue) {
  return guard([&] {
    require(path != nullptr && catalogue != nullptr,
            "The path or the place for the catalogue is NULL.");
    *catalogue = new sleeve_catalogue{
        sleeve::Catalogue::open(path, mode_of(mode)), ::getpid()};
  });
}

void sleeve_catalogue_close(sleeve_catalogue* catalogue) {
  // In a child process SQLite must not touch what its parent still uses.
  if (catalogue != nullptr && catalogue->process != ::getpid()) return;
  delete catalogue;
}

sleeve_status sleeve_catalogue_add(sleeve_catalogue* catalogue,
                                   const char* const* ids,
                                   const sleeve_picture* pictures, int64_t n,
                                   const sleeve_options* options,
                                   int32_t* added, sleeve_item* items) {
  return guard([&] {
    add_all(catalogue_of(catalogue), ids, pictures_of(pictures, n),
            read_options(options), added, items);
  });
}

sleeve_status sleeve_catalogue_remove(sleeve_catalogue* catalogue,
                                      const char* const* ids, int64_t n,
                                      const sleeve_options* options,
                                      int32_t* removed) {
  return guard([&] {
    sleeve::Catalogue& chosen = catalogue_of(catalogue);
    require(n >= 0, "The number of ids is negative.");
    check_ids(ids, n);
    const std::vector<std::string> names(ids, ids + n);
    std::optional<std::vector<bool>> were;
    try {
      run_counted(read_options(options), n,
                  [&] { were = chosen.remove(names); });
    } catch (const Cancelled&) {
      if (!were) throw;  // What has been removed cannot be cancelled.
    }
    if (removed != nullptr) std::copy(were->begin(), were->end(), removed);
  });
}

sleeve_status sleeve_catalogue_get_info(const sleeve_catalogue* catalogue,
                                        sleeve_catalogue_info* info) {
  return guard([&] {
    const sleeve::CatalogueInfo read = catalogue_of(catalogue).info();
    put<sleeve_catalogue_info>(
        {sizeof(sleeve_catalogue_info), read.artworks, read.removed,
         read.generation, read.format_version, read.index_current ? 1 : 0,
         read.database_bytes, read.index_bytes, read.unmerged},
        info);
  });
}

sleeve_status sleeve_catalogue_verify(const sleeve_catalogue* catalogue,
                                      const sleeve_options* options,
                                      sleeve_take_text take, void* user) {
  return guard([&] {
    require(take != nullptr, "The function that takes the faults is NULL.");
    const sleeve::Catalogue& chosen = catalogue_of(catalogue);
    std::vector<std::string> faults;
    run_counted(read_options(options), -1, [&] { faults = chosen.verify(); });
    for (const std::string& fault : faults) {
      take(user, fault.c_str());
    }
  });
}

sleeve_status sleeve_catalogue_rebuild(sleeve_catalogue* catalogue,
                                       const sleeve_options* options) {
  return guard([&] {
    sleeve::Catalogue& chosen = catalogue_of(catalogue);
    const sleeve_options read = read_options(options);
    const int64_t artworks = chosen.info().artworks;
    run_counted(read, artworks, [&] { chosen.rebuild(); });
  });
}
}
