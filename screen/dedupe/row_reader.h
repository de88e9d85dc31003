// Reads pictures of a corpus a second time.
#ifndef SLEEVE_SCREEN_DEDUPE_ROW_READER_H_
#define SLEEVE_SCREEN_DEDUPE_ROW_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "screen/dedupe/corpus.h"
#include "screen/fingerprinter.h"
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
