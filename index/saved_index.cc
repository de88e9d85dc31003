#include "index/saved_index.h"

#include <algorithm>
#include <cstring>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "index/disk.h"
#include "index/file.h"

namespace sleeve {
namespace {

using Answers = std::vector<std::vector<Neighbour>>;

constexpr char kAdvice[] = "Build it again from the codes.";

// The first section. The specification fills what is left.
struct Info {
  uint64_t codes;
  uint64_t code_bytes;
  char spec[112];
};
static_assert(sizeof(Info) == 128);

// Compares checksums before the first answer.
class CheckedIndex : public SearchIndex {
 public:
  CheckedIndex(std::unique_ptr<SearchIndex> index, const IndexFile& file,
               std::vector<std::string> unchecked)
      : index_(std::move(index)),
        file_(file),
        unchecked_(std::move(unchecked)) {}

  int64_t size() const override { return index_->size(); }
  const IndexSpec& spec() const override { return index_->spec(); }
  std::string about() const override { return index_->about(); }
  size_t bytes() const override { return index_->bytes(); }
  std::vector<IndexPart> parts() const override {
    check();
    return index_->parts();
  }
  Answers within_batch(std::span<const uint8_t> queries,
                       int radius) const override {
    check();
    return index_->within_batch(queries, radius);
  }
  Answers nearest_batch(std::span<const uint8_t> queries,
                        int64_t k) const override {
    check();
    return index_->nearest_batch(queries, k);
  }

  void check() const {
    std::call_once(checked_, [this] {
      for (const std::string& section : unchecked_) file_.check(section);
    });
  }

 private:
  std::unique_ptr<SearchIndex> index_;
  const IndexFile& file_;
  std::vector<std::string> unchecked_;
  mutable std::once_flag checked_;
};

}  // namespace

void save_search_index(const std::filesystem::path& path,
                       const SearchIndex& index, std::span<const uint8_t> codes,
                       size_t code_bytes, std::span<const IndexPart> more) {
  Info info{};
  info.codes = codes.size() / code_bytes;
  info.code_bytes = code_bytes;
  index_spec_text(index.spec()).copy(info.spec, sizeof(info.spec) - 1);
  const auto* info_bytes = reinterpret_cast<const uint8_t*>(&info);
  std::vector<IndexPart> parts = {{"info", {info_bytes, sizeof(info)}, nullptr},
                                  {"codes", codes, nullptr}};
  for (IndexPart& part : index.parts()) parts.push_back(std::move(part));
  parts.insert(parts.end(), more.begin(), more.end());
  std::vector<SectionSize> sizes;
  for (const IndexPart& part : parts) {
    sizes.push_back({part.name, part.bytes.size()});
  }
  IndexFileWriter writer(sizes);
  for (const IndexPart& part : parts) {
    std::ranges::copy(part.bytes, writer.section(part.name).begin());
  }
  replace_file(path, std::move(writer).finish());
}

struct SavedIndex::State {
  MappedFile mapped;
  IndexFile file;
  size_t code_bytes = 0;
  std::span<const uint8_t> codes;
  std::unique_ptr<CheckedIndex> index;

  State(const std::filesystem::path& path, int threads)
      : mapped(path), file(mapped.bytes(), path.string(), kAdvice) {
    file.check("info");
    const auto section = file.section("info");
    Info info;
    if (section.size() != sizeof(info)) {
      file.refuse("its description is wrong");
    }
    std::memcpy(&info, section.data(), sizeof(info));
    code_bytes = info.code_bytes;
    codes = file.section("codes");
    if ((code_bytes != 32 && code_bytes != 8) ||
        codes.size() / code_bytes != info.codes ||
        codes.size() % code_bytes != 0) {
      file.refuse("its description is wrong");
    }
    open_index({info.spec, strnlen(info.spec, sizeof(info.spec))}, threads);
  }

 private:
  void open_index(std::string_view text, int threads) {
    IndexSpec spec;
    try {
      spec = parse_index_spec(text, static_cast<int>(8 * code_bytes));
    } catch (const Error&) {
      file.refuse("its specification is unknown");
    }
    std::vector<std::string> unchecked = {"codes"};
    const auto find = [&](std::string_view name) {
      // FAISS reads all of its part at once.
      if (spec.is_faiss() || name == "bands") {
        file.check(name);
      } else {
        unchecked.emplace_back(name);
      }
      return file.section(name);
    };
    try {
      auto opened = open_search_index(codes, code_bytes, spec, threads, find);
      index = std::make_unique<CheckedIndex>(std::move(opened), file,
                                             std::move(unchecked));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::invalid_argument) throw;
      file.refuse("its parts do not fit together");
    }
  }
};

SavedIndex::SavedIndex(const std::filesystem::path& path, int threads)
    : state_(std::make_unique<State>(path, threads)) {}
SavedIndex::SavedIndex(SavedIndex&&) noexcept = default;
SavedIndex& SavedIndex::operator=(SavedIndex&&) noexcept = default;
SavedIndex::~SavedIndex() = default;

const SearchIndex& SavedIndex::index() const { return *state_->index; }
size_t SavedIndex::code_bytes() const { return state_->code_bytes; }

std::span<const uint8_t> SavedIndex::codes() const {
  state_->index->check();
  return state_->codes;
}

std::span<const uint8_t> SavedIndex::unchecked_codes() const {
  return state_->codes;
}

std::optional<std::span<const uint8_t>> SavedIndex::more(
    std::string_view name) const {
  if (!state_->file.has(name)) return std::nullopt;
  state_->file.check(name);
  return state_->file.section(name);
}

void SavedIndex::refuse(const char* fault) const { state_->file.refuse(fault); }

}  // namespace sleeve
