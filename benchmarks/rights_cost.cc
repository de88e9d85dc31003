// How long reading all embedded channels of pictures takes, beside hashing
// them: rights_cost FILE…
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <iterator>
#include <vector>

#include "core/fingerprint.h"
#include "screen/rights/embedded.h"

namespace {

constexpr int kRounds = 15;
constexpr double kRoundSeconds = 0.01;

double now() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

// Microseconds of one call, the median of some rounds.
double cost(const std::function<void()>& call) {
  std::vector<double> rounds;
  for (int i = 0; i < kRounds; ++i) {
    const double start = now();
    int calls = 0;
    double passed = 0;
    for (; passed < kRoundSeconds; passed = now() - start) {
      call();
      ++calls;
    }
    rounds.push_back(passed / calls * 1e6);
  }
  std::nth_element(rounds.begin(), rounds.begin() + kRounds / 2, rounds.end());
  return rounds[kRounds / 2];
}

}  // namespace

int main(int count, char** arguments) {
  fmt::print("{:>10} {:>10} {:>7}  file\n", "rights us", "hash us", "share");
  for (int i = 1; i < count; ++i) {
    std::ifstream file(arguments[i], std::ios::binary);
    const std::vector<uint8_t> bytes(std::istreambuf_iterator<char>(file), {});
    const double rights = cost([&] { sleeve::read_embedded_rights(bytes); });
    const double hash =
        cost([&] { (void)sleeve::fingerprint_bytes_orientations(bytes); });
    fmt::print("{:10.1f} {:10.1f} {:6.1f}%  {}\n", rights, hash,
               100 * rights / hash, arguments[i]);
  }
}
