#include "screen/catalogue/exchange.h"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.h"
#include "core/hash.h"
#include "index/matcher.h"
#include "screen/merkle.h"
#include "screen/record.h"
#include "screen/rights/json_depth.h"
#include "screen/rights_import.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr size_t kBatch = 500;
constexpr size_t kLongestLine = size_t{1} << 20;
constexpr std::string_view kStart = "{\"sleeve_exchange\":";

[[noreturn]] void damaged(const fs::path& file, int64_t line,
                          const std::string& what) {
  throw Error(ErrorCode::corrupt, file.string() + ":" + std::to_string(line) +
                                      ": " + what +
                                      ". Ask for the file again; nothing of "
                                      "it was imported.");
}

// Reads a file twice: once to see that it is whole and by whom, once to use it.
class Reader {
 public:
  explicit Reader(const fs::path& file) : file_(file) { rewind(); }

  void rewind() {
    in_ = std::ifstream(file_, std::ios::binary);
    if (!in_) {
      throw Error(ErrorCode::not_found,
                  "There is no file \"" + file_.string() + "\".");
    }
    number_ = 0;
    root_ = MerkleRoot();
  }

  /// The next line before the checkpoint.
  bool next(std::string& line) {
    while (read(line)) {
      ++number_;
      if (line.starts_with("{\"checkpoint\":")) {
        last_ = line;
        if (read(line)) damaged(file_, number_ + 1, "more after its end");
        return false;
      }
      root_.add(merkle_leaf(line));
      return true;
    }
    damaged(file_, number_, "it breaks off");
  }

  int64_t number() const { return number_; }
  const std::string& last() const { return last_; }
  Sha256Digest root() const { return root_.root(); }
  uint64_t size() const { return root_.size(); }

 private:
  bool read(std::string& line) {
    line.clear();
    for (int c = in_.get(); c != std::char_traits<char>::eof(); c = in_.get()) {
      if (c == '\n') return true;
      line += static_cast<char>(c);
      if (line.size() > kLongestLine) {
        damaged(file_, number_ + 1, "its line is too long");
      }
    }
    if (!line.empty()) damaged(file_, number_ + 1, "it breaks off");
    return false;
  }

  fs::path file_;
  std::ifstream in_;
  int64_t number_ = 0;
  MerkleRoot root_;
  std::string last_;
};

// What the first line says; refuses what this Sleeve cannot use.
std::string check_header(const fs::path& file, const std::string& line) {
  const Json json = Json::parse(shallow_json(line), nullptr, false);
  if (!json.is_object() || !json.contains("sleeve_exchange")) {
    throw Error(ErrorCode::invalid_argument,
                file.string() + " is no exchange file of Sleeve.");
  }
  const Json version = json["sleeve_exchange"];
  const Json hash = json.value("hash", Json());
  if (version != kExchangeVersion ||
      hash != algorithm_identity(Algorithm::cover256)) {
    throw Error(ErrorCode::unsupported,
                file.string() + " is of version " + version.dump() + " with " +
                    hash.dump() + " hashes; this Sleeve reads version " +
                    std::to_string(kExchangeVersion) + " with " +
                    algorithm_identity(Algorithm::cover256) + ". Update it.");
  }
  const Json origin = json.value("origin", Json());
  if (!origin.is_string() || !is_origin(origin.get<std::string>())) {
    damaged(file, 1, "it names no origin");
  }
  return origin.get<std::string>();
}

void check_signature(const fs::path& file, const SignedCheckpoint& note,
                     const std::vector<VerifierKey>& keys, bool unsigned_too) {
  const std::string& origin = note.checkpoint.origin;
  if (keys.empty() && unsigned_too) return;
  if (keys.empty()) {
    throw Error(ErrorCode::invalid_argument,
                file.string() + " says that it is by " + origin +
                    ". Name the verifier key of that with --key, or accept "
                    "that nobody answers for it with --unsigned.");
  }
  bool named = false;
  for (const VerifierKey& key : keys) {
    if (key.origin != origin) continue;
    named = true;
    if (is_signed_by(note, key)) return;
  }
  throw Error(named ? ErrorCode::corrupt : ErrorCode::invalid_argument,
              file.string() +
                  (named ? " is not signed by the key of "
                         : " is by an origin without a key: ") +
                  origin + ". Nothing of it was imported.");
}

// The first reading.
std::string verify(Reader& reader, const fs::path& file,
                   const std::vector<VerifierKey>& keys, bool unsigned_too) {
  std::string line;
  std::string origin;
  while (reader.next(line)) {
    if (reader.number() == 1) origin = check_header(file, line);
  }
  const Json last = Json::parse(shallow_json(reader.last()), nullptr, false);
  std::optional<SignedCheckpoint> note;
  if (last.is_object() && last["checkpoint"].is_string()) {
    note = parse_checkpoint(last["checkpoint"].get<std::string>());
  }
  if (!note) damaged(file, reader.number(), "its checkpoint cannot be read");
  const Checkpoint is{origin, reader.size(), reader.root()};
  check_signature(file, *note, keys, unsigned_too);
  if (note->checkpoint != is) {
    damaged(file, reader.number(),
            "its lines are not those that its checkpoint was made of");
  }
  return origin;
}

// The second reading.
class Merger {
 public:
  Merger(const fs::path& catalogue, ExchangeImport& result)
      : path_(catalogue),
        catalogue_(Catalogue::open(catalogue, Catalogue::Mode::create)),
        result_(result) {}

  void take(ExchangeLine line) {
    if (auto* change = std::get_if<CatalogueChange>(&line)) {
      changes_.push_back(std::move(*change));
    } else if (auto* record = std::get_if<RightsRecord>(&line)) {
      records_.push_back(std::move(*record));
    }
    if (changes_.size() + records_.size() >= kBatch) flush();
  }

  void flush() {
    const CatalogueMerge artworks = catalogue_.merge(changes_, result_.origin);
    CatalogueMerge& all = result_.artworks;
    all.added += artworks.added;
    all.replaced += artworks.replaced;
    all.removed += artworks.removed;
    all.unchanged += artworks.unchanged;
    all.older += artworks.older;
    all.conflicts.insert(all.conflicts.end(), artworks.conflicts.begin(),
                         artworks.conflicts.end());
    changes_.clear();
    if (records_.empty()) return;
    const RightsMerge records = merge_rights(path_, records_);
    result_.records.records += records.records;
    result_.records.changed += records.changed;
    result_.records.older += records.older;
    result_.records.conflicts.insert(result_.records.conflicts.end(),
                                     records.conflicts.begin(),
                                     records.conflicts.end());
    records_.clear();
  }

  void finish() {
    flush();
    // Made now, so that the first search need not wait.
    const CatalogueMerge& all = result_.artworks;
    if (all.added + all.replaced + all.removed > 0) {
      Matcher::open(catalogue_, Effort::thorough);
    }
  }

 private:
  fs::path path_;
  Catalogue catalogue_;
  ExchangeImport& result_;
  std::vector<CatalogueChange> changes_;
  std::vector<RightsRecord> records_;
};

// That every line can be used is known before the first one is.
void check_lines(Reader& reader, const fs::path& file) {
  std::string line;
  reader.rewind();
  while (reader.next(line)) {
    try {
      parse_exchange_line(line);
    } catch (const Error& error) {
      damaged(file, reader.number(), error.what());
    }
  }
}

}  // namespace

ExchangeImport import_exchange(const fs::path& catalogue, const fs::path& file,
                               const std::vector<VerifierKey>& keys,
                               bool unsigned_too) {
  Reader reader(file);
  ExchangeImport result;
  result.origin = verify(reader, file, keys, unsigned_too);
  const Sha256Digest root = reader.root();
  check_lines(reader, file);
  if (reader.root() != root) {
    damaged(file, reader.number(), "it was changed while it was read");
  }
  Merger merger(catalogue, result);
  reader.rewind();
  std::string line;
  while (reader.next(line)) merger.take(parse_exchange_line(line));
  merger.finish();
  return result;
}

bool is_exchange_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string start(kStart.size(), '\0');
  return in.read(start.data(), static_cast<std::streamsize>(start.size())) &&
         start == kStart;
}

}  // namespace sleeve
