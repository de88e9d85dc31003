#include "screen/dedupe/row_reader.h"

#include <optional>
#include <span>
#include <utility>

#include "index/sha256.h"
#include "screen/pipeline.h"

namespace sleeve {
namespace {

// A picture on its way.
struct Row {
  Item item;
  uint32_t row = 0;
  std::optional<Look> look;
};

}  // namespace

RowReader::RowReader(const Corpus& corpus, const std::vector<uint32_t>& rows,
                     const SourceOptions& options)
    : corpus_(corpus), rows_(rows), options_(options) {
  options_.wants = [this](const PictureName& name) {
    return name.path == wanted_;
  };
}

bool RowReader::next(Item& item, uint32_t& row) {
  if (position_ == rows_.size()) return false;
  row = rows_[position_++];
  item = Item{};
  item.name = corpus_.row(row).name();
  if (!item.name.shard.empty()) read_member(item);
  return true;
}

void RowReader::read_member(Item& item) {
  wanted_ = item.name.path;
  if (shard_path_ != item.name.shard || !shard_) {
    shard_path_ = item.name.shard;
    shard_ = std::make_unique<Shard>(shard_path_, options_);
  }
  for (Item found; shard_->next(found, true);) {
    if (found.name.path != wanted_) continue;
    item = std::move(found);
    return;
  }
  shard_.reset();
  item.problem = Problem{ProblemKind::unreadable, "no longer in its shard"};
}

void look_at_rows(const Corpus& corpus, const std::vector<uint32_t>& rows,
                  LookFor wanted, int threads, const SourceOptions& options,
                  Fingerprinter& fingerprinter, const TakeLook& take) {
  RowReader reader(corpus, rows, options);
  for_each_in_order<Row>(
      threads, [&](Row& row) { return reader.next(row.item, row.row); },
      [&](Row& row) {
        read_bytes(row.item, options);
        const auto bytes = std::exchange(row.item.bytes, {});
        if (bytes.empty() ||
            Sha256().update(bytes).finish() != corpus.numbers(row.row).sha256) {
          return;
        }
        const Bytes picture = bytes;
        auto seen = fingerprinter.look({&picture, 1}, wanted);
        if (seen.front()) row.look = std::move(*seen.front());
      },
      [&](Row& row) { take(row.row, row.look ? &*row.look : nullptr); });
}

}  // namespace sleeve
