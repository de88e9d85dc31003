// Runs a fuzzer without libFuzzer: over the seeds, and over a fixed number of
// damaged copies of each, the same on every run.
//
//   X_fuzzer [--copies N] [FILE...]   the files join the seeds
#include <algorithm>
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/seeds.h"
#include "tests/support/pictures.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr int kDefaultCopies = 60;

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

// Runs the bytes from memory of exactly their size, so that the address
// sanitizer sees the first byte read behind them.
void run(const std::vector<uint8_t>& bytes) {
  const std::unique_ptr<uint8_t[]> exact(new uint8_t[bytes.size()]);
  std::copy(bytes.begin(), bytes.end(), exact.get());
  LLVMFuzzerTestOneInput(exact.get(), bytes.size());
}

}  // namespace

int main(int count, char** values) {
  std::vector<sleeve::Seed> seeds = sleeve::fuzz_seeds();
  int copies = kDefaultCopies;
  for (int i = 1; i < count; ++i) {
    const std::string argument = values[i];
    if (argument == "--copies" && i + 1 < count) {
      copies = std::stoi(values[++i]);
    } else {
      seeds.push_back({argument, sleeve::read_file(argument)});
    }
  }
  std::mt19937 dice(20240601);
  for (const sleeve::Seed& seed : seeds) {
    std::printf("%s\n", seed.name.c_str());
    std::fflush(stdout);
    run(seed.bytes);
    for (int i = 0; i < copies && !seed.bytes.empty(); ++i) {
      run(damaged(seed.bytes, dice));
    }
  }
  return 0;
}
