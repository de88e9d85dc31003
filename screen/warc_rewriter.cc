#include "screen/warc_rewriter.h"

#include <algorithm>
#include <fstream>
#include <vector>

#include "core/error.h"
#include "screen/archive_writer.h"
#include "screen/warc_record.h"
#include "screen/warc_stream.h"

namespace sleeve {
namespace {

constexpr size_t kCopyBytes = size_t{256} << 10;

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw Error(ErrorCode::corrupt, "The WARC file \"" + path +
                                      "\" cannot be rewritten: " + reason +
                                      ". Mend it, or leave it out.");
}

// Where the records begin that are copied, or not: a boundary changes that.
struct Boundary {
  uint64_t offset = 0;
  bool dropped = false;
};

// Reads all records, and decides about each.
class Decisions {
 public:
  Decisions(const std::string& path, const DropSample& drop)
      : path_(path), drop_(drop), stream_(path) {}

  std::vector<Boundary> read(ShardRewrite& result) {
    WarcRecord record;
    std::string fault;
    for (;;) {
      switch (read_warc_record(stream_, record, fault)) {
        case WarcStep::end:
          return std::move(boundaries_);
        case WarcStep::damaged:
          refuse_record(fault);
        case WarcStep::record:
          decide(record, result);
      }
      if (stream_.skip(record.bytes) != record.bytes) refuse_record(fault);
    }
  }

 private:
  [[noreturn]] void refuse_record(const std::string& fault) const {
    refuse(path_, "the record at " + std::to_string(stream_.marked()) + ": " +
                      (stream_.fault().empty() ? fault : stream_.fault()));
  }

  void decide(const WarcRecord& record, ShardRewrite& result) {
    const uint64_t begin = stream_.marked();
    const bool own = record.has_content() && drop_(record.key(begin));
    const bool dropped =
        own || std::any_of(record.others.begin(), record.others.end(), drop_);
    if (record.has_content()) ++(own ? result.dropped : result.samples);
    result.members += dropped ? 0 : 1;
    if (begin == last_ && !boundaries_.empty()) {
      if (boundaries_.back().dropped == dropped) return;
      refuse(path_, "records share the gzip member at " +
                        std::to_string(begin) +
                        ", and cannot be left out one by one");
    }
    last_ = begin;
    if (boundaries_.empty() || boundaries_.back().dropped != dropped) {
      boundaries_.push_back({begin, dropped});
    }
  }

  const std::string& path_;
  const DropSample& drop_;
  WarcStream stream_;
  std::vector<Boundary> boundaries_;
  uint64_t last_ = 0;  ///< where the record before began
};

// Copies `bytes` bytes, or all to the end of the file.
uint64_t copy(std::ifstream& in, uint64_t bytes, ArchiveWriter& writer) {
  std::vector<uint8_t> buffer(kCopyBytes);
  uint64_t done = 0;
  while (done < bytes) {
    const auto some = std::min<uint64_t>(bytes - done, buffer.size());
    in.read(reinterpret_cast<char*>(buffer.data()),
            static_cast<std::streamsize>(some));
    const auto got = static_cast<size_t>(in.gcount());
    if (got == 0) break;
    writer.write({buffer.data(), got});
    done += got;
  }
  return done;
}

}  // namespace

ShardRewrite rewrite_warc(const std::string& from, const std::string& to,
                          const DropSample& drop) {
  ShardRewrite result;
  const std::vector<Boundary> boundaries = Decisions(from, drop).read(result);
  ArchiveWriter writer(to, Archive::Compression::none);
  std::ifstream in(from, std::ios::binary);
  for (size_t i = 0; i < boundaries.size(); ++i) {
    if (boundaries[i].dropped) continue;
    const uint64_t begin = i == 0 ? 0 : boundaries[i].offset;
    const bool last = i + 1 == boundaries.size();
    in.seekg(static_cast<std::streamoff>(begin));
    result.bytes += copy(
        in, last ? ~uint64_t{0} : boundaries[i + 1].offset - begin, writer);
  }
  writer.finish();
  return result;
}

}  // namespace sleeve
