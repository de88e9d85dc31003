#include "screen/shard.h"

#include <utility>

#include "screen/file_kind.h"
#include "screen/limits.h"

namespace sleeve {

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
  item.problem.reset();
}

bool Shard::next(Item& item, bool with_bytes) {
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
    if (drained_ || !looks_like_picture(item.bytes)) return false;
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
