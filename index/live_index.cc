#include "index/live_index.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <numeric>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/error.h"
#include "index/live_view.h"

namespace sleeve {
namespace {

using Rows = std::vector<int64_t>;

constexpr size_t kLeastRoom = 1024;

[[noreturn]] void refuse(const std::string& sentence) {
  throw Error(ErrorCode::invalid_argument, sentence);
}

std::shared_ptr<LiveRoom> make_room(size_t capacity, size_t code_bytes) {
  auto room = std::make_shared<LiveRoom>();
  room->ids.resize(capacity);
  room->codes.resize(capacity * code_bytes);
  return room;
}

void finish(LiveBase& base, const IndexSpec& spec, size_t code_bytes,
            int threads) {
  base.codes = base.made_codes.span();
  base.ids = base.made_ids;
  base.made_index = build_search_index(base.codes, code_bytes, spec, threads);
  base.index = base.made_index.get();
}

std::span<const int64_t> numbers(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const int64_t*>(bytes.data()),
          bytes.size() / sizeof(int64_t)};
}

std::span<const uint8_t> part_of(const SavedIndex& file, const char* name) {
  const auto part = file.more(name);
  if (!part) file.refuse("it was not saved by a live index");
  return *part;
}

bool ascending(std::span<const int64_t> values) {
  return std::ranges::adjacent_find(values, std::greater_equal()) ==
         values.end();
}

}  // namespace

struct LiveIndex::State {
  IndexSpec spec;
  size_t code_bytes = 0;
  int threads = 1;
  std::shared_ptr<LiveRoom> room;
  std::unordered_map<int64_t, int64_t> added_rows;  // of ids in the room
  mutable std::mutex mutex;                         // of `now` alone
  std::shared_ptr<const LiveView> now;

  std::shared_ptr<const LiveView> view() const {
    const std::lock_guard lock(mutex);
    return now;
  }

  void show(std::shared_ptr<const LiveBase> base, size_t added, Rows gone) {
    auto next = std::make_shared<const LiveView>(
        spec, code_bytes, std::move(base), room, added, std::move(gone));
    const std::lock_guard lock(mutex);
    now = std::move(next);
  }

  // The row that holds `id` now, or -1.
  int64_t row_of(const LiveView& view, int64_t id) const {
    const auto added = added_rows.find(id);
    if (added != added_rows.end()) return added->second;
    const int64_t row = view.base()->row_of(id);
    return std::ranges::binary_search(view.gone(), row) ? -1 : row;
  }

  void make_room_for(size_t added, size_t more) {
    const size_t capacity = room->ids.size();
    if (added + more <= capacity) return;
    auto larger = make_room(std::max({added + more, 2 * capacity, kLeastRoom}),
                            code_bytes);
    std::copy_n(room->ids.begin(), added, larger->ids.begin());
    std::copy_n(room->codes.begin(), added * code_bytes, larger->codes.begin());
    room = std::move(larger);
  }

  void set_base(std::shared_ptr<LiveBase> base) {
    room = make_room(0, code_bytes);
    added_rows.clear();
    show(std::move(base), 0, {});
  }
};

LiveIndex::LiveIndex(std::unique_ptr<State> state) : state_(std::move(state)) {}
LiveIndex::LiveIndex(LiveIndex&&) noexcept = default;
LiveIndex& LiveIndex::operator=(LiveIndex&&) noexcept = default;
LiveIndex::~LiveIndex() = default;

LiveIndex::LiveIndex(const IndexSpec& spec, size_t code_bytes, int threads)
    : state_(std::make_unique<State>()) {
  if (code_bytes != 32 && code_bytes != 8) refuse("Codes have 32 or 8 bytes.");
  state_->spec = spec;
  state_->code_bytes = code_bytes;
  state_->threads = threads;
  auto base = std::make_shared<LiveBase>();
  // An index that must learn from codes waits for them.
  finish(*base, IndexSpec{}, code_bytes, threads);
  state_->set_base(std::move(base));
}

LiveIndex LiveIndex::load(const std::filesystem::path& path, int threads) {
  auto base = std::make_shared<LiveBase>();
  base->file.emplace(path, threads);
  const SavedIndex& file = *base->file;
  base->index = &file.index();
  base->codes = file.unchecked_codes();
  base->ids = numbers(part_of(file, "ids"));
  auto state = std::make_unique<State>();
  state->code_bytes = file.code_bytes();
  const auto wanted = part_of(file, "wanted");
  state->spec = parse_index_spec(
      {reinterpret_cast<const char*>(wanted.data()), wanted.size()},
      static_cast<int>(8 * state->code_bytes));
  state->threads = threads;
  const auto gone = numbers(part_of(file, "gone"));
  const auto ids = numbers(part_of(file, "new_ids"));
  const auto codes = part_of(file, "new_codes");
  const auto rows = std::ssize(base->ids) + std::ssize(ids);
  if (std::ssize(base->ids) != base->index->size() ||
      codes.size() != ids.size() * state->code_bytes || !ascending(base->ids) ||
      !ascending(gone) ||
      (!gone.empty() && (gone.front() < 0 || gone.back() >= rows))) {
    file.refuse("its ids do not fit together");
  }
  state->room = make_room(ids.size(), state->code_bytes);
  std::ranges::copy(ids, state->room->ids.begin());
  std::ranges::copy(codes, state->room->codes.begin());
  for (size_t i = 0; i < ids.size(); ++i) {
    const int64_t row = std::ssize(base->ids) + static_cast<int64_t>(i);
    if (!std::ranges::binary_search(gone, row)) {
      state->added_rows[ids[i]] = row;
    }
  }
  const size_t added = ids.size();
  state->show(std::move(base), added, {gone.begin(), gone.end()});
  return LiveIndex(std::move(state));
}

void LiveIndex::add(std::span<const int64_t> ids,
                    std::span<const uint8_t> codes) {
  State& state = *state_;
  if (codes.size() != ids.size() * state.code_bytes) {
    refuse("Give as many codes of " + std::to_string(state.code_bytes) +
           " bytes as ids.");
  }
  Rows sorted(ids.begin(), ids.end());
  std::ranges::sort(sorted);
  if (!ascending(sorted)) refuse("An id comes twice.");
  const auto before = state.view();
  size_t added = before->added();
  state.make_room_for(added, ids.size());
  Rows gone = before->gone();
  for (size_t i = 0; i < ids.size(); ++i, ++added) {
    const int64_t known = state.row_of(*before, ids[i]);
    if (known >= 0) gone.push_back(known);
    state.room->ids[added] = ids[i];
    std::memcpy(&state.room->codes[added * state.code_bytes],
                codes.data() + i * state.code_bytes, state.code_bytes);
    state.added_rows[ids[i]] =
        std::ssize(before->base()->ids) + static_cast<int64_t>(added);
  }
  std::ranges::sort(gone);
  state.show(before->base(), added, std::move(gone));
}

int64_t LiveIndex::remove(std::span<const int64_t> ids) {
  State& state = *state_;
  const auto before = state.view();
  Rows gone = before->gone();
  for (const int64_t id : ids) {
    const int64_t row = state.row_of(*before, id);
    if (row >= 0) gone.push_back(row);
    state.added_rows.erase(id);
  }
  std::ranges::sort(gone);
  gone.erase(std::unique(gone.begin(), gone.end()), gone.end());
  const auto removed = std::ssize(gone) - std::ssize(before->gone());
  state.show(before->base(), before->added(), std::move(gone));
  return removed;
}

void LiveIndex::merge() {
  State& state = *state_;
  const auto before = state.view();
  if (before->base()->file) before->base()->file->codes();  // Compares them.
  std::vector<std::pair<int64_t, const uint8_t*>> rows;
  rows.reserve(static_cast<size_t>(before->size()));
  before->for_each(
      [&](int64_t id, const uint8_t* code) { rows.emplace_back(id, code); });
  std::ranges::sort(rows);
  auto base = std::make_shared<LiveBase>();
  base->made_codes = LargeArray<uint8_t>(rows.size() * state.code_bytes);
  for (size_t i = 0; i < rows.size(); ++i) {
    base->made_ids.push_back(rows[i].first);
    std::memcpy(base->made_codes.data() + i * state.code_bytes, rows[i].second,
                state.code_bytes);
  }
  finish(*base, rows.empty() ? IndexSpec{} : state.spec, state.code_bytes,
         state.threads);
  state.set_base(std::move(base));
}

int64_t LiveIndex::size() const { return state_->view()->size(); }
size_t LiveIndex::code_bytes() const { return state_->code_bytes; }

int64_t LiveIndex::unmerged() const {
  const auto view = state_->view();
  return static_cast<int64_t>(view->added() + view->gone().size());
}

std::shared_ptr<const SearchIndex> LiveIndex::view() const {
  return state_->view();
}

void LiveIndex::save(const std::filesystem::path& path) const {
  const auto view = state_->view();
  const LiveBase& base = *view->base();
  if (base.file) base.file->codes();  // Compares them.
  save_search_index(path, *base.index, base.codes, state_->code_bytes,
                    view->changes());
}

}  // namespace sleeve
