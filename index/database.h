// SQLite behind a fence: statements, transactions, and errors as sentences.
#ifndef SLEEVE_INDEX_DATABASE_H_
#define SLEEVE_INDEX_DATABASE_H_

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace sleeve {

/// How long a writer of the catalogue waits for another one.
inline constexpr std::chrono::seconds kWriterPatience{5};

/// A prepared statement. Parameters and columns count from 0. Belongs to the
/// thread of its database, and dies before it.
class Statement {
 public:
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) noexcept;
  ~Statement();

  /// Sets a parameter. Bytes are copied, and are a BLOB.
  Statement& bind(int parameter, int64_t number);
  Statement& bind(int parameter, std::span<const uint8_t> bytes);
  Statement& bind(int parameter, std::string_view bytes);

  /// Goes to the next row; false after the last. Throws Error.
  bool step();

  /// Runs to the end and is ready to run again. Throws Error.
  void run();

  /// Ready to run again; parameters stay.
  void reset();

  int64_t number(int column) const;

  /// Valid until the next step(), run() or reset().
  std::span<const uint8_t> bytes(int column) const;
  std::string text(int column) const;

 private:
  friend class Database;
  struct State;
  explicit Statement(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// One connection to a database file in WAL mode. Every failure is an Error:
/// corrupt, io_error (also: no room, no permission, another writer at work),
/// internal.
class Database {
 public:
  enum class Access {
    read,       ///< beside a writer
    write,      ///< must exist
    create,     ///< made when missing
    immutable,  ///< read where nothing can be written and nobody writes
  };

  /// `patience` is how long a write transaction waits for another one.
  Database(const std::filesystem::path& file, Access access,
           std::chrono::milliseconds patience = kWriterPatience);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  /// Runs statements that give no rows.
  void run(const std::string& statements);

  Statement prepare(std::string_view statement) const;

  /// The first column of the first row, which must exist.
  int64_t number(std::string_view query) const;

  bool in_transaction() const;

  /// Calls `work`, which uses this database. Where somebody watches
  /// (index/watch.h) it is ended at once even within one step of a statement;
  /// it runs on a thread of its own then, and must not watch itself.
  void run_watched(const std::function<void()>& work) const;

  /// Whether the file of an `immutable` database has been written all the
  /// same since it was opened, so that what was read is not to be trusted.
  bool overtaken() const;

  /// Throws Error (not_found) when the file was removed or replaced since it
  /// was opened: what is written now would be lost.
  void check_in_place() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A transaction that is undone unless it is committed.
class Transaction {
 public:
  enum class Kind { read, write };

  /// A write transaction waits for another writer as the database was told.
  Transaction(Database& database, Kind kind);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  /// What was written survives from here on, power loss included.
  void commit();

 private:
  Database& database_;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_DATABASE_H_
