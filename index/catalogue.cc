#include "index/catalogue.h"

#include <optional>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "core/hash.h"
#include "index/catalogue_snapshot.h"
#include "index/catalogue_state.h"
#include "index/disk.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

// How long a process waits while another one makes the index.
constexpr std::chrono::minutes kBuildPatience{2};

std::shared_ptr<const SnapshotFile> map_or_null(const fs::path& path) {
  try {
    return SnapshotFile::map(path);
  } catch (const Error&) {  // Whatever is wrong with it, it is made anew.
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

bool Catalogue::holds(const std::string& id, const std::string& sha256) const {
  const auto digest = parse_sha256(sha256);
  return digest && state_->reader().holds(id, *digest);
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
  info.removed = store.removed();
  info.generation = store.version().generation;
  info.format_version = static_cast<int>(kCatalogueFormat);
  info.hash_identity = algorithm_identity(Algorithm::cover256);
  info.index_current = state_->current_index() != nullptr;
  info.database_bytes = file_bytes(state_->directory / "catalogue.db") +
                        file_bytes(state_->directory / "catalogue.db-wal");
  info.index_bytes =
      file_bytes(state_->index_file()) + file_bytes(state_->parts_file());
  return info;
}

std::shared_ptr<const SnapshotFile> Catalogue::State::current_index() {
  const CatalogueVersion now = reader().version();
  auto last = last_snapshot.lock();
  if (last != nullptr && last->version() == now) return last;
  auto mapped = map_or_null(index_file());
  if (mapped == nullptr || mapped->version() != now) return nullptr;
  last_snapshot = mapped;
  return mapped;
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
  state_->last_snapshot = saved;
}

std::shared_ptr<const Snapshot> Catalogue::snapshot() const {
  if (auto current = state_->current_index()) return current;
  const auto lock = lock_index(state_->directory);
  // While this process waited, another one may have made it.
  if (auto current = state_->current_index()) return current;
  auto bytes = build_snapshot(state_->reader());
  state_->check_reading();
  std::shared_ptr<const SnapshotFile> made;
  try {
    if (lock) made = state_->save_index(bytes);
  } catch (const Error&) {  // No room or no permission: memory does as well.
  }
  if (made == nullptr) made = SnapshotFile::from_bytes(std::move(bytes));
  state_->last_snapshot = made;
  return made;
}

std::shared_ptr<const Parts> Catalogue::parts(const Snapshot& snapshot) const {
  const auto* wanted = dynamic_cast<const SnapshotFile*>(&snapshot);
  const auto made = state_->parts();
  if (wanted == nullptr || !made->fits(wanted->version())) {
    throw Error(ErrorCode::io_error,
                "The catalogue in " + state_->directory.string() +
                    " was changed while it was read. Try again.");
  }
  return made;
}

std::shared_ptr<const Parts> Catalogue::State::parts() {
  if (auto current = current_parts()) return current;
  const auto lock = lock_index(directory);
  if (auto current = current_parts()) return current;
  auto bytes = build_parts(reader());
  check_reading();
  std::shared_ptr<const Parts> made;
  try {
    if (lock) {
      replace_file(parts_file(), bytes);
      made = Parts::map(parts_file());
    }
  } catch (const Error&) {  // No room or no permission: memory does as well.
  }
  if (made == nullptr) made = Parts::from_bytes(std::move(bytes));
  last_parts = made;
  return made;
}

std::shared_ptr<const Parts> Catalogue::State::current_parts() {
  const CatalogueVersion now = reader().version();
  auto last = last_parts.lock();
  if (last != nullptr && last->fits(now)) return last;
  try {
    const auto mapped = Parts::map(parts_file());
    if (!mapped->fits(now)) return nullptr;
    last_parts = mapped;
    return mapped;
  } catch (const Error&) {  // Missing or damaged: it is made anew.
    return nullptr;
  }
}

}  // namespace sleeve
