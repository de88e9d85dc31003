// Writes exchange files: fingerprints, records and removals, and a checkpoint
// over them.
#include <fstream>
#include <utility>

#include "core/error.h"
#include "core/hash.h"
#include "index/catalogue_codec.h"
#include "index/details_codec.h"
#include "index/disk.h"
#include "screen/catalogue/exchange.h"
#include "screen/merkle.h"
#include "screen/record.h"
#include "screen/rights_import.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

std::string text_of(const std::vector<uint8_t>& bytes) {
  return base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// Appends lines to a file beside the wanted one, and puts it in place at the
// end.
class Writer {
 public:
  explicit Writer(const fs::path& file)
      : file_(file),
        new_(file.string() + ".new"),
        out_(new_, std::ios::binary) {
    if (!out_) fail();
  }

  ~Writer() {
    std::error_code error;
    if (!done_) fs::remove(new_, error);
  }

  void put(const std::string& line) {
    root_.add(merkle_leaf(line));
    out_ << line << '\n';
    if (!out_) fail();
  }

  Checkpoint checkpoint(const std::string& origin) const {
    return {origin, root_.size(), root_.root()};
  }

  void finish(const std::string& last) {
    out_ << last << '\n';
    out_.close();
    std::error_code error;
    if (out_) fs::rename(new_, file_, error);
    if (!out_ || error) fail();
    done_ = true;
    sync_directory(fs::absolute(file_).parent_path());
  }

 private:
  [[noreturn]] void fail() const {
    throw Error(ErrorCode::io_error, "The exchange file " + file_.string() +
                                         " cannot be written. Check the folder "
                                         "and the room on its disk.");
  }

  fs::path file_;
  fs::path new_;
  std::ofstream out_;
  MerkleRoot root_;
  bool done_ = false;
};

std::string header_line(const std::string& origin) {
  Record record;
  record.put("sleeve_exchange", kExchangeVersion);
  record.put("origin", origin);
  record.put("hash", algorithm_identity(Algorithm::cover256));
  record.put("made_at", present_moment());
  return record.line();
}

std::string change_line(const CatalogueChange& change) {
  const Artwork& artwork = change.artwork;
  Record record;
  record.put("artwork_id", artwork.id);
  record.put("updated", change.updated);
  if (change.removed) {
    record.put("removed", true);
    return record.line();
  }
  const Sha256Digest digest = parse_sha256(artwork.sha256).value();
  const auto bytes =
      encode_fingerprint(artwork.id, digest, artwork.fingerprint);
  record.put("sha256", artwork.sha256);
  record.put("fingerprint", text_of({bytes.begin(), bytes.end()}));
  if (artwork.details) {
    record.put("details",
               text_of(encode_details(artwork.id, digest, *artwork.details)));
  }
  return record.line();
}

}  // namespace

ExchangeExport export_exchange(const fs::path& catalogue, const fs::path& file,
                               const std::string& origin,
                               const std::optional<SigningKey>& key) {
  if (!is_origin(origin)) {
    throw Error(ErrorCode::invalid_argument,
                "An origin cannot be called \"" + origin +
                    "\": it must not be empty, nor have spaces or plus signs. "
                    "Name it with --origin.");
  }
  ExchangeExport result;
  const auto from = Catalogue::open(catalogue, Catalogue::Mode::read);
  const RightsView rights = read_rights(catalogue, true);
  Writer writer(file);
  writer.put(header_line(origin));
  from.list_changes([&](const CatalogueChange& change) {
    writer.put(change_line(change));
    ++(change.removed ? result.removals : result.artworks);
  });
  for (const RightsRecord& record : rights.records()) {
    std::string line = rights_jsonl({record});
    line.pop_back();
    writer.put(line);
    ++(record.get("removed").empty() ? result.records : result.removals);
  }
  const Checkpoint checkpoint = writer.checkpoint(origin);
  Record last;
  last.put("checkpoint", key ? sign_checkpoint(checkpoint, *key)
                             : checkpoint_text(checkpoint) + "\n");
  writer.finish(last.line());
  if (key) result.verifier = verifier_text({origin, key->public_key()});
  return result;
}

}  // namespace sleeve
