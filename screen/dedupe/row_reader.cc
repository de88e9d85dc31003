#include "screen/dedupe/row_reader.h"

#include <utility>

#include "index/sha256.h"

namespace sleeve {
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

std::vector<uint8_t> unchanged_bytes(const Corpus& corpus, uint32_t row,
                                     Item& item, const SourceOptions& options) {
  read_bytes(item, options);
  auto bytes = std::exchange(item.bytes, {});
  if (!bytes.empty() &&
      Sha256().update(bytes).finish() != corpus.numbers(row).sha256) {
    return {};
  }
  return bytes;
}

void look_at_rows(const Corpus& corpus, const std::vector<uint32_t>& rows,
                  LookFor wanted, int threads, const SourceOptions& options,
                  Fingerprinter& fingerprinter, const TakeLook& take) {
  for_each_row<Look>(
      corpus, rows, threads, options,
      [&](uint32_t, Bytes picture) -> std::optional<Look> {
        auto seen = fingerprinter.look({&picture, 1}, wanted);
        if (!seen.front()) return std::nullopt;
        return std::move(*seen.front());
      },
      take);
}

}  // namespace sleeve
