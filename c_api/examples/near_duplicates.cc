// Finds pairs of near-duplicates among files from C++, through the C library
// alone: near_duplicates RADIUS PICTURE...
#include <sleeve.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

void check(sleeve_status status) {
  if (status != SLEEVE_OK) throw std::runtime_error(sleeve_last_error());
}

// Handles close themselves.
struct Close {
  void operator()(sleeve_index* index) const { sleeve_index_close(index); }
  void operator()(sleeve_neighbours* neighbours) const {
    sleeve_neighbours_close(neighbours);
  }
};
template <class Handle>
using Owned = std::unique_ptr<Handle, Close>;

std::vector<uint8_t> hash_files(const std::vector<std::string>& names) {
  std::vector<sleeve_picture> pictures;
  for (const std::string& name : names) {
    pictures.push_back({name.c_str(), nullptr, 0});
  }
  const auto n = static_cast<int64_t>(names.size());
  std::vector<uint8_t> hashes(names.size() * 32);
  std::vector<sleeve_item> items(names.size());
  check(sleeve_hash_batch(SLEEVE_COVER256, pictures.data(), n, nullptr,
                          hashes.data(), nullptr, items.data()));
  for (size_t i = 0; i < names.size(); ++i) {
    if (items[i].problem != SLEEVE_PICTURE_OK) {
      std::cerr << names[i] << ": " << items[i].reason << '\n';
    }
  }
  return hashes;
}

}  // namespace

int main(int count, char** arguments) try {
  if (count < 3) throw std::invalid_argument("near_duplicates RADIUS PICTURE…");
  const std::vector<std::string> names(arguments + 2, arguments + count);
  const std::vector<uint8_t> hashes = hash_files(names);
  const auto n = static_cast<int64_t>(names.size());

  sleeve_index* index = nullptr;
  check(sleeve_index_create("exact", hashes.data(), n, 32, nullptr, &index));
  const Owned<sleeve_index> own_index(index);

  sleeve_neighbours* neighbours = nullptr;
  check(sleeve_index_within(index, hashes.data(), n, std::atoi(arguments[1]),
                            nullptr, &neighbours));
  const Owned<sleeve_neighbours> own_neighbours(neighbours);
  const int64_t *ends = nullptr, *positions = nullptr;
  const int32_t* distances = nullptr;
  sleeve_neighbours_get(neighbours, &ends, &positions, &distances);
  for (int64_t i = 0, at = 0; i < n; ++i) {
    for (; at < ends[i]; ++at) {
      if (positions[at] <= i) continue;
      std::cout << names[i] << '\t' << names[positions[at]] << '\t'
                << distances[at] << '\n';
    }
  }
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
