// Runs a fuzzer without libFuzzer: over the seeds, and over a fixed number of
// damaged copies of each, the same on every run.
#include <cstdio>
#include <random>
#include <vector>

#include "tests/fuzz/seeds.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr int kDamagedCopies = 60;

std::vector<uint8_t> damaged(std::vector<uint8_t> bytes, std::mt19937& dice) {
  const size_t kind = dice() % 4;
  if (kind == 0) {
    bytes.resize(dice() % bytes.size());
  } else if (kind == 1) {  // a piece is missing
    const size_t at = dice() % bytes.size();
    const size_t end = std::min(bytes.size(), at + 1 + dice() % 64);
    bytes.erase(bytes.begin() + at, bytes.begin() + end);
  } else {  // headers are where most faults are
    const size_t reach =
        kind == 2 ? std::min<size_t>(bytes.size(), 700) : bytes.size();
    for (size_t i = 0, count = 1 + dice() % 8; i < count; ++i) {
      bytes[dice() % reach] = static_cast<uint8_t>(dice());
    }
  }
  return bytes;
}

}  // namespace

int main() {
  std::mt19937 dice(20240601);
  for (const sleeve::Seed& seed : sleeve::fuzz_seeds()) {
    std::printf("%s\n", seed.name.c_str());
    std::fflush(stdout);
    LLVMFuzzerTestOneInput(seed.bytes.data(), seed.bytes.size());
    for (int i = 0; i < kDamagedCopies; ++i) {
      const std::vector<uint8_t> bytes = damaged(seed.bytes, dice);
      LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    }
  }
  return 0;
}
