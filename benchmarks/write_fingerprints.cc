// Writes a run of `sleeve dedupe` whose pictures are made up, so that joining,
// grouping and listing can be measured without decoding any:
//
//   write_fingerprints RUN PICTURES && mkdir empty
//   sleeve dedupe --output RUN --add empty
#include <fmt/core.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <numeric>
#include <stdexcept>
#include <string>

#include "index/generated_codes.h"
#include "screen/dedupe/fingerprint_file.h"
#include "screen/dedupe/run_rows.h"

namespace sleeve {
namespace {

// Features that always agree: the codes alone decide.
constexpr int8_t kFeature = 10;

void write(const std::filesystem::path& folder, size_t pictures) {
  std::filesystem::create_directories(folder);
  FingerprintFile file((folder / "fingerprints.slv").string());
  if (file.size() > 0) throw std::invalid_argument("RUN must be a new one");
  const auto codes = generate_codes(pictures, /*seed=*/1);
  PictureRecord record;
  record.numbers.rows = record.numbers.columns = 512;
  record.numbers.quality = 90;
  record.numbers.features.fill(kFeature);
  for (size_t i = 0; i < pictures; ++i) {
    record.name.path = fmt::format("pictures/{:05}/{:09}.jpg", i / 10000, i);
    record.numbers.bytes = 50'000 + i % 1000;
    const uint8_t* code = codes.data() + 32 * i;
    std::copy_n(code, 32, record.numbers.hash.begin());
    std::copy_n(reinterpret_cast<const uint8_t*>(&i), sizeof i,
                record.numbers.sha256.begin());
    file.append(record);
  }
  file.flush();
  RunRows rows;
  rows.fingerprints = file.id();
  rows.records.resize(pictures);
  std::iota(rows.records.begin(), rows.records.end(), 0);
  rows.kept.resize(pictures);
  write_run_rows(rows, (folder / "rows.slv").string());
}

}  // namespace
}  // namespace sleeve

int main(int argc, char** argv) {
  try {
    if (argc != 3) throw std::invalid_argument("give RUN PICTURES");
    sleeve::write(argv[1], std::stoull(argv[2]));
  } catch (const std::exception& error) {
    fmt::print(stderr, "write_fingerprints: {}\n", error.what());
    return 1;
  }
}
