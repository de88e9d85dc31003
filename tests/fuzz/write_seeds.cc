// Writes the seeds into a folder, as libFuzzer wants them.
#include <cstdio>
#include <filesystem>

#include "tests/fuzz/seeds.h"
#include "tests/support/pictures.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: write_seeds FOLDER\n", stderr);
    return 1;
  }
  const std::filesystem::path folder = arguments[1];
  std::filesystem::create_directories(folder);
  for (const sleeve::Seed& seed : sleeve::fuzz_seeds()) {
    sleeve::write_file(folder / seed.name, seed.bytes);
  }
  return 0;
}
