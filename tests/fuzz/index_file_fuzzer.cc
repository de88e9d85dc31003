// Any bytes are a snapshot that can be used throughout, or an Error; also when
// their checksums are right.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "core/error.h"
#include "index/file.h"
#include "index/snapshot_file.h"

namespace {

using sleeve::ErrorCode;
using sleeve::SnapshotFile;

void require(bool truth) {
  if (!truth) std::abort();
}

// Touches every byte that a snapshot gives.
void use(const sleeve::Snapshot& snapshot) {
  const auto size = static_cast<size_t>(snapshot.size());
  require(snapshot.codes().size() == size * 32);
  require(snapshot.qualities().size() == size);
  require(snapshot.weak_bits().size() == size * 32);
  require(snapshot.features().size() == size * 64);
  size_t id_bytes = 0;
  for (int64_t i = 0; i < snapshot.size(); ++i) {
    for (const char letter : snapshot.id(i)) {
      id_bytes += letter == '\0' ? 1 : 2;
    }
  }
  float sum = 0;
  for (const float feature : snapshot.features()) sum += feature;
  const std::vector<uint8_t> query(32, static_cast<uint8_t>(id_bytes));
  require(snapshot.exact().within(query, 256).size() == size);
  // Often enough that tables are used, whatever they hold.
  const std::vector<uint8_t> queries(100 * 32, static_cast<uint8_t>(id_bytes));
  for (int round = 0; round < 2; ++round) {
    for (const auto& answer : snapshot.within_batch(queries, 31)) {
      require(answer.size() <= size);
    }
  }
  require(snapshot.exact().nearest(query, 1).size() == (size > 0 ? 1 : 0));
}

void open(std::vector<uint8_t> bytes, uint64_t eager_bytes) {
  try {
    use(*SnapshotFile::from_bytes(std::move(bytes), eager_bytes));
  } catch (const sleeve::Error& error) {
    require(error.code() == ErrorCode::corrupt ||
            error.code() == ErrorCode::unsupported);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::vector<uint8_t> bytes(data, data + size);
  open(bytes, SnapshotFile::kEagerBytes);
  sleeve::seal_index_file(bytes);
  open(bytes, SnapshotFile::kEagerBytes);
  open(bytes, 0);
  return 0;
}
