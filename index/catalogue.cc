#include "index/catalogue.h"

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "core/hash.h"
#include "index/catalogue_changes.h"
#include "index/catalogue_snapshot.h"
#include "index/catalogue_state.h"
#include "index/disk.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

// How long a process waits while another one makes the index.
constexpr std::chrono::minutes kBuildPatience{2};

// So many changes are laid over an index of so many artworks. Whoever takes a
// snapshot reads them from the database: with more, making the index anew pays.
constexpr int64_t kFewChanges = 4096;
constexpr int64_t kManyChanges = 65'536;

int64_t most_changes(int64_t artworks) {
  if (artworks < kFewChanges) return 0;  // It is made anew in no time.
  return std::clamp(artworks / 16, kFewChanges, kManyChanges);
}

// Null when it is missing or damaged: whatever is wrong with it, it is made
// anew. `last` is taken when it is of the same version, so that no file is
// compared with its checksums twice.
template <class File>
std::shared_ptr<const File> map_or_null(const fs::path& path,
                                        std::weak_ptr<const File>& last) {
  try {
    auto known = last.lock();
    if (known != nullptr && File::map(path, 0)->version() == known->version()) {
      return known;
    }
    auto mapped = File::map(path);
    last = mapped;
    return mapped;
  } catch (const Error&) {
    return nullptr;
  }
}

uint64_t file_bytes(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return error ? 0 : size;
}

std::optional<FileLock> lock_index(const fs::path& directory) {
  std::error_code error;
  fs::create_directory(directory / "index", error);
  return FileLock::acquire(directory / "index" / "lock", kBuildPatience);
}

}  // namespace

fs::path Catalogue::State::index_file() const {
  return directory / "index" / "snapshot.slv";
}

fs::path Catalogue::State::parts_file() const {
  return directory / "index" / "parts.slv";
}

Catalogue Catalogue::open(const fs::path& path, Mode mode) {
  return Catalogue(std::make_unique<State>(
      path, mode, CatalogueStore(open_catalogue_database(path, mode))));
}

Catalogue::Catalogue(std::unique_ptr<State> state) : state_(std::move(state)) {}
Catalogue::Catalogue(Catalogue&&) noexcept = default;
Catalogue& Catalogue::operator=(Catalogue&&) noexcept = default;
Catalogue::~Catalogue() = default;

const CatalogueStore& Catalogue::State::reader() {
  if (store.database().overtaken()) {
    store = CatalogueStore(open_catalogue_database(directory, mode));
  }
  return store;
}

void Catalogue::State::check_reading() const {
  if (store.database().overtaken()) {
    throw Error(ErrorCode::io_error,
                "The catalogue in " + directory.string() +
                    " was changed while it was read. Try again.");
  }
}

void Catalogue::State::need_write(const char* doing) const {
  if (mode != Mode::read) return;
  throw Error(ErrorCode::invalid_argument,
              std::string("The catalogue was opened for reading; open it for "
                          "writing to ") +
                  doing + ".");
}

std::vector<Added> Catalogue::add(std::span<const Artwork> artworks) {
  state_->need_write("add");
  return state_->store.add(artworks);
}

std::vector<bool> Catalogue::remove(std::span<const std::string> ids) {
  state_->need_write("remove");
  return state_->store.remove(ids);
}

CatalogueMerge Catalogue::merge(std::span<const CatalogueChange> changes,
                                const std::string& origin) {
  state_->need_write("merge");
  return state_->store.merge(changes, origin);
}

void Catalogue::list_changes(
    const std::function<void(const CatalogueChange&)>& visit) const {
  state_->reader().list_changes(visit);
  state_->check_reading();
}

bool Catalogue::holds(const std::string& id, const std::string& sha256) const {
  const auto digest = parse_sha256(sha256);
  return digest && state_->reader().holds(id, *digest);
}

bool Catalogue::holds_id(const std::string& id) const {
  return state_->reader().holds_id(id);
}

bool Catalogue::holds_details(const std::string& id,
                              const std::string& sha256) const {
  const auto digest = parse_sha256(sha256);
  return digest && state_->reader().holds_details(id, *digest);
}

void Catalogue::list(const std::function<void(const Artwork&)>& visit) const {
  state_->reader().list(visit);
  state_->check_reading();
}

CatalogueInfo Catalogue::info() const {
  const CatalogueStore& store = state_->reader();
  const Transaction one_moment(store.database(), Transaction::Kind::read);
  CatalogueInfo info;
  info.path = state_->directory;
  info.artworks = store.artworks();
  info.without_details =
      info.artworks -
      (has_details(store.database())
           ? store.database().number("SELECT count(*) FROM details")
           : 0);
  info.removed = store.removed();
  info.generation = store.version().generation;
  info.format_version = static_cast<int>(kCatalogueFormat);
  info.hash_identity = algorithm_identity(Algorithm::cover256);
  info.unmerged = state_->unmerged();
  info.index_current = info.unmerged == 0;
  info.database_bytes = file_bytes(state_->directory / "catalogue.db") +
                        file_bytes(state_->directory / "catalogue.db-wal");
  info.index_bytes =
      file_bytes(state_->index_file()) + file_bytes(state_->parts_file());
  return info;
}

std::shared_ptr<const SnapshotFile> Catalogue::State::present_index() {
  return map_or_null(index_file(), last_file);
}

std::shared_ptr<const SnapshotFile> Catalogue::State::current_index() {
  const CatalogueVersion now = reader().version();
  auto last = last_file.lock();
  if (last != nullptr && last->version() == now) return last;
  auto present = present_index();
  return present != nullptr && present->version() == now ? present : nullptr;
}

std::shared_ptr<const LayeredSnapshot> Catalogue::State::layered_index() {
  const auto base = present_index();
  if (base == nullptr) return nullptr;
  try {
    const auto changes =
        changes_since(reader(), base->version(), most_changes(base->size()));
    check_reading();
    return changes ? LayeredSnapshot::make(base, *changes) : nullptr;
  } catch (const Error&) {  // Making it anew finds out what is damaged.
    return nullptr;
  }
}

std::shared_ptr<const SnapshotFile> Catalogue::State::save_index(
    std::span<const uint8_t> bytes) const {
  replace_file(index_file(), bytes);
  return SnapshotFile::map(index_file());
}

void Catalogue::rebuild() {
  state_->need_write("rebuild its index");
  const auto lock = lock_index(state_->directory);
  if (!lock) {
    throw Error(ErrorCode::io_error,
                "The index of " + state_->directory.string() +
                    " cannot be locked. Check that this user may write the "
                    "folder and that no other process rebuilds it.");
  }
  const auto saved = state_->save_index(build_snapshot(state_->store));
  state_->store.record_snapshot(*saved);
  // Whoever needs the details next makes their file anew.
  std::error_code error;
  fs::remove(state_->parts_file(), error);
  state_->last_file = saved;
}

std::shared_ptr<const Snapshot> Catalogue::snapshot() const {
  const auto last = state_->last_snapshot.lock();
  if (last != nullptr && last->version() == state_->reader().version()) {
    return last;
  }
  const auto present = state_->present_index();  // Kept for the calls below.
  std::shared_ptr<const Snapshot> taken = state_->current_index();
  if (taken == nullptr) taken = state_->layered_index();
  if (taken == nullptr) taken = state_->whole_index();
  state_->last_snapshot = taken;
  return taken;
}

std::shared_ptr<const SnapshotFile> Catalogue::State::whole_index() {
  const auto lock = lock_index(directory);
  // While this process waited, another one may have made it.
  if (auto current = current_index()) return current;
  auto bytes = build_snapshot(reader());
  check_reading();
  std::shared_ptr<const SnapshotFile> made;
  try {
    if (lock) made = save_index(bytes);
  } catch (const Error&) {  // No room or no permission: memory does as well.
  }
  if (made == nullptr) made = SnapshotFile::from_bytes(std::move(bytes));
  last_file = made;
  return made;
}

int64_t Catalogue::State::unmerged() {
  const auto base = present_index();
  if (base == nullptr) return -1;
  if (base->version() == store.version()) return 0;
  const auto count = count_changes(store, base->version());
  return count && *count <= most_changes(base->size()) ? *count : -1;
}

std::shared_ptr<const Parts> Catalogue::parts(const Snapshot& snapshot) const {
  auto found = state_->current_parts(snapshot.version());
  if (found == nullptr) found = state_->layered_parts(snapshot);
  if (found == nullptr) found = state_->whole_parts();
  if (found->version() != snapshot.version()) {
    throw Error(ErrorCode::io_error,
                "The catalogue in " + state_->directory.string() +
                    " was changed while it was read. Try again.");
  }
  state_->last_parts = found;
  return found;
}

std::shared_ptr<const Parts> Catalogue::State::current_parts(
    const CatalogueVersion& version) {
  auto last = last_parts.lock();
  if (last != nullptr && last->version() == version) return last;
  auto present = map_or_null(parts_file(), last_parts_file);
  return present != nullptr && present->version() == version ? present
                                                             : nullptr;
}

std::shared_ptr<const Parts> Catalogue::State::layered_parts(
    const Snapshot& snapshot) {
  const auto* layers = dynamic_cast<const LayeredSnapshot*>(&snapshot);
  if (layers == nullptr) return nullptr;
  auto base = map_or_null(parts_file(), last_parts_file);
  if (base == nullptr || base->version() != layers->base().version()) {
    return nullptr;
  }
  return Parts::layered(std::move(base), *layers);
}

std::shared_ptr<const Parts> Catalogue::State::whole_parts() {
  // Changes can only be laid over both files when they are of one moment.
  whole_index();
  const auto lock = lock_index(directory);
  if (auto current = current_parts(reader().version())) return current;
  try {
    if (lock) {
      write_parts(reader(), parts_file());
      check_reading();
      return Parts::map(parts_file());
    }
  } catch (const Error& error) {
    // Without room or permission memory does as well.
    if (error.code() == ErrorCode::corrupt) throw;
  }
  auto bytes = build_parts(reader());
  check_reading();
  return Parts::from_bytes(std::move(bytes));
}

}  // namespace sleeve
