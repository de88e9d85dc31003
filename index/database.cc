#include "index/database.h"

#include <sqlite3.h>

#include <cctype>
#include <future>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "index/watch.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

ErrorCode code_of(int result) {
  switch (result & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return ErrorCode::corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_NOMEM:
      return ErrorCode::io_error;
    default:
      return ErrorCode::internal;
  }
}

std::string sentence_of(int result, const std::string& file,
                        const std::string& detail) {
  switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return file +
             " is being written by another process. Try again when that is "
             "done.";
    case SQLITE_FULL:
      return "There is no room to write " + file +
             ". What was acknowledged before is safe; make room and try "
             "again.";
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return file +
             " cannot be written. Give this user permission to write the file "
             "and its folder.";
    case SQLITE_CANTOPEN:
      return file +
             " cannot be opened. Check that this user may read the file and "
             "its folder.";
    case SQLITE_NOTADB:
      return file +
             " is not a Sleeve catalogue. Name another folder, or restore the "
             "file from a copy.";
    case SQLITE_CORRUPT:
      return file + " is damaged (" + detail +
             "). Restore it from a copy, or make a new catalogue from the "
             "pictures.";
    case SQLITE_IOERR:
      return "The system refused to read or write " + file + " (" + detail +
             "). What was acknowledged before is safe; check the disk.";
    default:
      return "SQLite failed on " + file + ": " + detail + ".";
  }
}

[[noreturn]] void fail(sqlite3* connection, int result,
                       const std::string& file) {
  throw Error(code_of(result),
              sentence_of(result, file,
                          connection != nullptr ? sqlite3_errmsg(connection)
                                                : sqlite3_errstr(result)));
}

// The file as a URI that asks SQLite to take no locks and expect no changes.
std::string immutable_uri(const std::string& file) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string uri = "file:";
  for (const char letter : file) {
    const auto byte = static_cast<unsigned char>(letter);
    if (letter == '/' || letter == '.' ||
        (byte < 0x80 && std::isalnum(byte) != 0)) {
      uri += letter;
    } else {
      uri += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return uri + "?immutable=1";
}

int open_flags(Database::Access access) {
  const int always = SQLITE_OPEN_NOMUTEX;
  switch (access) {
    case Database::Access::write:
      return always | SQLITE_OPEN_READWRITE;
    case Database::Access::create:
      return always | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Database::Access::immutable:
      return always | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    case Database::Access::read:
      break;
  }
  return always | SQLITE_OPEN_READONLY;
}

fs::file_time_type time_written(const std::string& file) {
  std::error_code error;  // A missing file is met when it is opened.
  return fs::last_write_time(file, error);
}

}  // namespace

struct Database::State {
  std::string file;
  sqlite3* connection = nullptr;
  bool immutable = false;
  fs::file_time_type written;

  ~State() { sqlite3_close_v2(connection); }

  void check(int result) const {
    if (result != SQLITE_OK) fail(connection, result, file);
  }
};

struct Statement::State {
  const std::string file;
  sqlite3* connection = nullptr;
  sqlite3_stmt* statement = nullptr;

  State(std::string named, sqlite3* opened)
      : file(std::move(named)), connection(opened) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { sqlite3_finalize(statement); }

  void check(int result) const {
    if (result != SQLITE_OK) fail(connection, result, file);
  }
};

Statement::Statement(std::unique_ptr<State> state) : state_(std::move(state)) {}
Statement::Statement(Statement&&) noexcept = default;
Statement& Statement::operator=(Statement&&) noexcept = default;
Statement::~Statement() = default;

Statement& Statement::bind(int parameter, int64_t number) {
  state_->check(sqlite3_bind_int64(state_->statement, parameter + 1, number));
  return *this;
}

Statement& Statement::bind(int parameter, std::span<const uint8_t> bytes) {
  // A null pointer would be NULL, not an empty BLOB.
  const void* data = bytes.empty() ? "" : static_cast<const void*>(&bytes[0]);
  state_->check(sqlite3_bind_blob64(state_->statement, parameter + 1, data,
                                    bytes.size(), SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind(int parameter, std::string_view bytes) {
  return bind(
      parameter,
      std::span(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
}

bool Statement::step() {
  const int result = sqlite3_step(state_->statement);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  // The message must be read before reset() clears it.
  const std::string detail = sqlite3_errmsg(state_->connection);
  sqlite3_reset(state_->statement);
  throw Error(code_of(result), sentence_of(result, state_->file, detail));
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() { sqlite3_reset(state_->statement); }

int64_t Statement::number(int column) const {
  return sqlite3_column_int64(state_->statement, column);
}

std::span<const uint8_t> Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(state_->statement, column);
  const int size = sqlite3_column_bytes(state_->statement, column);
  return {static_cast<const uint8_t*>(data), static_cast<size_t>(size)};
}

std::string Statement::text(int column) const {
  const auto value = bytes(column);
  return std::string(value.begin(), value.end());
}

Database::Database(const fs::path& file, Access access,
                   std::chrono::milliseconds patience)
    : state_(std::make_unique<State>()) {
  // Absolute, since SQLite gives a meaning to names like "file:x" and ":x:".
  state_->file = fs::absolute(file).string();
  state_->immutable = access == Access::immutable;
  state_->written = time_written(state_->file);
  const std::string name =
      access == Access::immutable ? immutable_uri(state_->file) : state_->file;
  state_->check(sqlite3_open_v2(name.c_str(), &state_->connection,
                                open_flags(access), nullptr));
  sqlite3_busy_timeout(state_->connection, static_cast<int>(patience.count()));
  sqlite3_extended_result_codes(state_->connection, 1);
  sqlite3_db_config(state_->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // FULL: a commit is acknowledged only when it is on the disk.
  run("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
      "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
      "PRAGMA cache_size = -65536;");
}

Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

void Database::run(const std::string& statements) {
  state_->check(sqlite3_exec(state_->connection, statements.c_str(), nullptr,
                             nullptr, nullptr));
}

Statement Database::prepare(std::string_view statement) const {
  auto made =
      std::make_unique<Statement::State>(state_->file, state_->connection);
  state_->check(sqlite3_prepare_v3(
      state_->connection, statement.data(), static_cast<int>(statement.size()),
      SQLITE_PREPARE_PERSISTENT, &made->statement, nullptr));
  return Statement(std::move(made));
}

int64_t Database::number(std::string_view query) const {
  Statement statement = prepare(query);
  if (!statement.step()) {
    throw Error(ErrorCode::corrupt,
                state_->file +
                    " lacks what Sleeve keeps in it. Restore it "
                    "from a copy, or make a new catalogue.");
  }
  return statement.number(0);
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(state_->connection) == 0;
}

bool Database::overtaken() const {
  std::error_code error;
  return state_->immutable && (state_->written != time_written(state_->file) ||
                               fs::exists(state_->file + "-wal", error));
}

void Database::run_watched(const std::function<void()>& work) const {
  if (current_watch() == nullptr) return work();
  constexpr std::chrono::milliseconds kPause(20);
  auto working = std::async(std::launch::async, work);
  const auto runs = [&] {
    return working.wait_for(kPause) != std::future_status::ready;
  };
  try {
    while (runs()) checkpoint();
  } catch (...) {
    // Between two statements nothing hears it.
    do sqlite3_interrupt(state_->connection);
    while (runs());
    throw;
  }
  working.get();
}

void Database::check_in_place() const {
  int moved = 0;
  const int result = sqlite3_file_control(state_->connection, "main",
                                          SQLITE_FCNTL_HAS_MOVED, &moved);
  if (result != SQLITE_OK || moved == 0) return;
  throw Error(ErrorCode::not_found,
              state_->file +
                  " was removed or replaced while it was open. Open the "
                  "catalogue again.");
}

Transaction::Transaction(Database& database, Kind kind) : database_(database) {
  if (kind == Kind::write) database.check_in_place();
  database.run(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
  // Some failures have undone the transaction already.
  if (!database_.in_transaction()) return;
  try {
    database_.run("ROLLBACK");
  } catch (const Error&) {  // The connection is beyond use; closing undoes it.
  }
}

void Transaction::commit() { database_.run("COMMIT"); }

}  // namespace sleeve
