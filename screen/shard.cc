#include "screen/shard.h"

#include <utility>

#include "screen/file_kind.h"
#include "screen/limits.h"

namespace sleeve {
namespace {

constexpr size_t kMaxWaiting = 64;
constexpr uint64_t kMaxRowBytes = 1 << 20;

}  // namespace

Shard::Shard(std::string path, const SourceOptions& options)
    : path_(std::move(path)), options_(options), archive_(path_) {}

void Shard::start_row(Item& item, const std::string& key,
                      const std::string& member) {
  const std::string& inside = member.empty() ? key : member;
  item.name.path = inside.empty() ? path_ : path_ + "/" + inside;
  item.name.shard = path_;
  item.name.key = key;
  item.name.member = member;
  item.bytes.clear();
  item.sidecars = {};
  item.problem.reset();
}

bool Shard::next(Item& item, bool with_bytes) {
  if (!options_.sidecars) return next_row(item, with_bytes);
  if (waiting_.empty() && !gather()) return false;
  item = std::move(waiting_.front());
  waiting_.pop_front();
  if (!with_bytes) item.bytes.clear();
  return true;
}

// The rows of one sample, each with the JSON member of its key. With their
// bytes, since nobody knows yet whether those read ahead will be skipped.
bool Shard::gather() {
  if (!ahead_) {
    Item row;
    if (next_row(row, true)) ahead_ = std::move(row);
  }
  if (!ahead_) return false;
  const std::string key = ahead_->name.key;
  while (ahead_ && ahead_->name.key == key) {
    waiting_.push_back(std::move(*ahead_));
    ahead_.reset();
    Item row;
    if (waiting_.size() >= kMaxWaiting || !next_row(row, true)) break;
    ahead_ = std::move(row);
  }
  const auto found = rows_.find(key);
  if (found != rows_.end()) {
    for (Item& row : waiting_) row.sidecars.json = found->second;
  }
  // The next sample's may have been read already.
  const std::string next = ahead_ ? ahead_->name.key : key_;
  std::erase_if(rows_, [&](const auto& row) { return row.first != next; });
  return true;
}

bool Shard::next_row(Item& item, bool with_bytes) {
  while (!drained_) {
    if (!held_ && !step()) break;
    const std::string key(split_member(member_.name).key);
    if (key != key_ && leave_sample(item)) return true;
    key_ = key;
    has_picture_ = has_picture_ && in_sample_;
    in_sample_ = true;
    held_ = false;
    if (take_member(item, with_bytes)) return true;
  }
  // Where it broke, nobody knows what else the last sample holds.
  return archive_.error().empty() ? leave_sample(item) : break_off(item);
}

// Holds the next member that can belong to a sample.
bool Shard::step() {
  do {
    drained_ = !archive_.next(member_);
  } while (!drained_ && member_.kind == Archive::Kind::other);
  held_ = !drained_;
  return held_;
}

bool Shard::leave_sample(Item& item) {
  if (!std::exchange(in_sample_, false) || has_picture_) return false;
  if (seen_.holds(key_)) return false;
  start_row(item, key_, "");
  item.problem = Problem{ProblemKind::not_a_picture, "no picture in sample"};
  return true;
}

bool Shard::break_off(Item& item) {
  if (std::exchange(told_, true)) return false;
  start_row(item, "", "");
  item.problem = Problem{ProblemKind::unreadable, archive_.error()};
  return true;
}

// False when the member is no row: it accompanies pictures, or the archive
// broke.
bool Shard::take_member(Item& item, bool with_bytes) {
  start_row(item, key_, member_.name);
  const bool named = has_picture_extension(member_.name);
  if (member_.kind == Archive::Kind::link) {
    if (!named) return false;
    item.problem = Problem{ProblemKind::unreadable,
                           "a link in the archive, without bytes of its own"};
  } else if (!named) {
    drained_ = !archive_.read(item.bytes, kLookBytes);
    if (drained_) return false;
    if (!looks_like_picture(item.bytes)) {
      keep_row(item.bytes);
      return false;
    }
  }
  if (!take_bytes(item, with_bytes)) return false;
  has_picture_ = true;
  seen_.add(key_);
  if (!seen_.add(key_ + '\0' + member_.name)) {
    item.bytes.clear();
    item.problem = Problem{ProblemKind::unreadable,
                           "duplicate key: the shard has this member twice"};
  }
  return true;
}

// Keeps a member that may be img2dataset's row about this sample.
void Shard::keep_row(std::vector<uint8_t>& bytes) {
  const bool row = options_.sidecars && member_.name.ends_with(".json") &&
                   member_.bytes <= kMaxRowBytes;
  if (!row) return;
  if (!archive_.read(bytes, member_.bytes - bytes.size())) drained_ = true;
  rows_[key_].assign(bytes.begin(), bytes.end());
}

// False when the archive broke within the member.
bool Shard::take_bytes(Item& item, bool with_bytes) {
  if (!item.problem) item.problem = size_problem(member_.bytes, options_);
  const bool wanted =
      with_bytes && (!options_.wants || options_.wants(item.name));
  if (item.problem || !wanted) {
    item.bytes.clear();
  } else {
    const size_t rest = member_.bytes - item.bytes.size();
    drained_ = !archive_.read(item.bytes, rest);
  }
  drained_ = drained_ || !archive_.skip();
  return !drained_;
}

}  // namespace sleeve
