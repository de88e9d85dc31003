#include "screen/dedupe/run_rows.h"

#include <array>
#include <cstring>

#include "index/disk.h"
#include "index/file.h"

namespace sleeve {

// Sections of an index file: "run" (two numbers of 8 bytes), "records" (4
// bytes each) and "kept" (a byte each).
void write_run_rows(const RunRows& rows, const std::string& path) {
  const std::array<SectionSize, 3> sections = {
      SectionSize{"run", 2 * sizeof(uint64_t)},
      SectionSize{"records", rows.records.size() * sizeof(uint32_t)},
      SectionSize{"kept", rows.records.size()}};
  IndexFileWriter writer(sections);
  const uint64_t numbers[2] = {rows.fingerprints, rows.references};
  std::memcpy(writer.section("run").data(), numbers, sizeof numbers);
  if (!rows.records.empty()) {
    std::memcpy(writer.section("records").data(), rows.records.data(),
                sections[1].bytes);
  }
  const auto kept = writer.section("kept");
  for (size_t i = 0; i < rows.records.size(); ++i) kept[i] = rows.kept[i];
  replace_file(path, std::move(writer).finish());
}

RunRows read_run_rows(const std::string& path) {
  const MappedFile mapped(path);
  const IndexFile file(mapped.bytes(), path);
  for (const char* name : {"run", "records", "kept"}) file.check(name);
  const auto run = file.section("run");
  const auto records = file.section("records");
  const auto kept = file.section("kept");
  uint64_t numbers[2];
  if (run.size() != sizeof numbers ||
      records.size() != kept.size() * sizeof(uint32_t)) {
    file.refuse("its sections do not fit each other");
  }
  std::memcpy(numbers, run.data(), sizeof numbers);
  if (numbers[1] > kept.size()) file.refuse("it has more references than rows");
  RunRows rows;
  rows.fingerprints = numbers[0];
  rows.references = static_cast<uint32_t>(numbers[1]);
  rows.records.resize(kept.size());
  if (!kept.empty()) {
    std::memcpy(rows.records.data(), records.data(), records.size());
  }
  rows.kept.assign(kept.begin(), kept.end());
  return rows;
}

}  // namespace sleeve
