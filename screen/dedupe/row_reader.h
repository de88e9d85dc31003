// Reads pictures of a corpus a second time.
#ifndef SLEEVE_SCREEN_DEDUPE_ROW_READER_H_
#define SLEEVE_SCREEN_DEDUPE_ROW_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "screen/dedupe/corpus.h"
#include "screen/fingerprinter.h"
#include "screen/pipeline.h"
#include "screen/shard.h"
#include "screen/source.h"

namespace sleeve {

/// Gives the pictures of some rows, which must be ascending; each shard is
/// passed through once for every run of its rows.
class RowReader {
 public:
  /// All arguments must outlive this.
  RowReader(const Corpus& corpus, const std::vector<uint32_t>& rows,
            const SourceOptions& options);

  /// The next row; false at the end. As Source::next(), it leaves a file's
  /// bytes to read_bytes(). What is not there any more is a problem.
  bool next(Item& item, uint32_t& row);

 private:
  void read_member(Item& item);

  const Corpus& corpus_;
  const std::vector<uint32_t>& rows_;
  SourceOptions options_;
  size_t position_ = 0;
  std::string shard_path_;
  std::string wanted_;  ///< path of the member that shall be read
  std::unique_ptr<Shard> shard_;
};

/// The bytes of a picture that the reader gave, if they are still those that
/// were fingerprinted; else none.
std::vector<uint8_t> unchanged_bytes(const Corpus& corpus, uint32_t row,
                                     Item& item, const SourceOptions& options);

/// Reads `rows` (ascending) once more, and calls `work` with the bytes of those
/// that are unchanged, on several threads; then `take` for each row in order,
/// by one thread at a time, with what `work` made of it, or null.
template <class T>
void for_each_row(
    const Corpus& corpus, const std::vector<uint32_t>& rows, int threads,
    const SourceOptions& options,
    const std::function<std::optional<T>(uint32_t row, Bytes bytes)>& work,
    const std::function<void(uint32_t row, const T* made)>& take) {
  struct Row {
    Item item;
    uint32_t row = 0;
    std::optional<T> made;
  };
  RowReader reader(corpus, rows, options);
  for_each_in_order<Row>(
      threads, [&](Row& row) { return reader.next(row.item, row.row); },
      [&](Row& row) {
        const auto bytes = unchanged_bytes(corpus, row.row, row.item, options);
        if (!bytes.empty()) row.made = work(row.row, bytes);
      },
      [&](Row& row) { take(row.row, row.made ? &*row.made : nullptr); });
}

/// What look() says of a row; nothing when the picture cannot be read any
/// more, or is not what was fingerprinted.
using TakeLook = std::function<void(uint32_t row, const Look* look)>;

/// look() at the pictures of `rows` (ascending) on several threads. `take` is
/// called for each of them in order, by one thread at a time.
void look_at_rows(const Corpus& corpus, const std::vector<uint32_t>& rows,
                  LookFor wanted, int threads, const SourceOptions& options,
                  Fingerprinter& fingerprinter, const TakeLook& take);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_ROW_READER_H_
