// Small valid inputs from which fuzzing starts.
#ifndef SLEEVE_TESTS_FUZZ_SEEDS_H_
#define SLEEVE_TESTS_FUZZ_SEEDS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace sleeve {

struct Seed {
  std::string name;
  std::vector<uint8_t> bytes;
};

/// Pictures of every format and kind, tars of them, and index files.
std::vector<Seed> fuzz_seeds();

}  // namespace sleeve

#endif  // SLEEVE_TESTS_FUZZ_SEEDS_H_
