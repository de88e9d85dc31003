// An index that changes: ids of its user's own, additions and removals, over
// any kind of index.
#ifndef SLEEVE_INDEX_LIVE_INDEX_H_
#define SLEEVE_INDEX_LIVE_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "index/search_index.h"

namespace sleeve {

/// A large immutable index, with what was added since in a small part that is
/// scanned, and a list of what was removed. A change is seen by every view()
/// that is taken after it.
///
/// (1) One thread changes it at a time; views may be taken meanwhile, and are
///     used by any number of threads.
/// (2) merge() makes one large index of everything. Until then every answer
///     costs the scan of what was added: merge when unmerged() reaches some ten
///     thousand, or in a thread of its own, with a LiveIndex loaded anew.
/// (3) Exact kinds stay exact; answers come by distance, then by id.
class LiveIndex {
 public:
  /// Without codes. `code_bytes` is 32 or 8.
  LiveIndex(const IndexSpec& spec, size_t code_bytes, int threads);

  /// Maps what save() made. Throws Error as SavedIndex does.
  static LiveIndex load(const std::filesystem::path& path, int threads);

  LiveIndex(LiveIndex&&) noexcept;
  LiveIndex& operator=(LiveIndex&&) noexcept;
  ~LiveIndex();

  /// Adds codes [n][code_bytes] under ids [n]; one that is there is replaced.
  /// Throws Error (invalid_argument) when the two are not equally many or an
  /// id comes twice, and then nothing has changed.
  void add(std::span<const int64_t> ids, std::span<const uint8_t> codes);

  /// Removes those that are there and returns how many were.
  int64_t remove(std::span<const int64_t> ids);

  /// Builds the large index anew, of everything.
  void merge();

  int64_t size() const;
  size_t code_bytes() const;

  /// Additions and removals since the large index was built.
  int64_t unmerged() const;

  /// What is held now, unchanged by what comes later. The positions of its
  /// answers are ids. It outlives this object.
  std::shared_ptr<const SearchIndex> view() const;

  /// Keeps everything in a file; see save_search_index().
  void save(const std::filesystem::path& path) const;

 private:
  struct State;
  explicit LiveIndex(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_LIVE_INDEX_H_
