// Search indexes in files, ready to be mapped into memory.
#ifndef SLEEVE_INDEX_SAVED_INDEX_H_
#define SLEEVE_INDEX_SAVED_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "index/search_index.h"

namespace sleeve {

/// Puts an index and its codes at `path`, replacing what was there as
/// replace_file() does. `more` are parts of the caller's own. The file is
/// gathered in memory first. Throws Error (io_error).
void save_search_index(const std::filesystem::path& path,
                       const SearchIndex& index, std::span<const uint8_t> codes,
                       size_t code_bytes, std::span<const IndexPart> more = {});

/// A file that save_search_index() made, mapped: processes that open the same
/// file share one copy in memory, and what is not asked for is not read. Codes
/// and tables are compared with their checksums before the first answer, which
/// throws Error (corrupt) when they are damaged.
class SavedIndex {
 public:
  /// Answers on `threads` threads. Throws Error: not_found, io_error, corrupt,
  /// unsupported (a newer version), and as open_search_index() does.
  SavedIndex(const std::filesystem::path& path, int threads);
  SavedIndex(SavedIndex&&) noexcept;
  SavedIndex& operator=(SavedIndex&&) noexcept;
  ~SavedIndex();

  const SearchIndex& index() const;
  size_t code_bytes() const;

  /// The codes [index().size()][code_bytes()], compared with their checksum.
  std::span<const uint8_t> codes() const;
  std::span<const uint8_t> unchecked_codes() const;

  /// The caller's own part of that name, compared with its checksum.
  std::optional<std::span<const uint8_t>> more(std::string_view name) const;

  /// Throws Error (corrupt) that says `fault` about the file.
  [[noreturn]] void refuse(const char* fault) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SAVED_INDEX_H_
