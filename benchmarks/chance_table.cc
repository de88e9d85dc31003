// Prints how near the pictures of a folder come to each other in eight
// orientations: the table behind models/chance.json. The pictures should be
// unrelated; look-alikes and copies show at the top of the list.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "core/fingerprint.h"
#include "screen/pipeline.h"
#include "screen/source.h"

namespace sleeve {
namespace {

constexpr int kQuality = 50;

struct Row {
  Item item;
  std::optional<std::array<Fingerprint, 8>> picture;
};

std::vector<Row> read(const std::vector<std::string>& paths) {
  std::vector<Row> rows;
  const auto source = Source::open(paths);
  for_each_in_order<Row>(
      0, [&](Row& row) { return source->next(row.item); },
      [&](Row& row) {
        read_bytes(row.item);
        if (row.item.problem) return;
        auto made = fingerprint_bytes_orientations(row.item.bytes);
        row.item.bytes = {};
        if (made) row.picture = *made;
      },
      [&](Row& row) {
        if (row.picture && (*row.picture)[0].quality >= kQuality) {
          rows.push_back(std::move(row));
        }
      });
  return rows;
}

void print_table(const std::vector<Row>& rows) {
  std::array<double, 257> pairs{};
  double sum = 0, squares = 0, count = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      for (const Fingerprint& turned : *rows[i].picture) {
        const int d = distance(turned.hash, (*rows[j].picture)[0].hash);
        ++pairs[d];
        sum += d;
        squares += static_cast<double>(d) * d;
        ++count;
        if (d <= 64) {
          fmt::print("near {} {} {}\n", d, rows[i].item.name.path,
                     rows[j].item.name.path);
        }
      }
    }
  }
  const double mean = sum / count;
  fmt::print("pictures {}  mean {:.2f}  standard deviation {:.2f}\n",
             rows.size(), mean, std::sqrt(squares / count - mean * mean));
  double within = 0;
  for (int d = 0; d <= 128; ++d) {
    within += pairs[d];
    if (d % 4 == 0 && within > 0) {
      fmt::print("within {:3}  {:.3e} of all pairs and orientations\n", d,
                 within / count);
    }
  }
}

}  // namespace
}  // namespace sleeve

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: chance_table PATH...\n", stderr);
    return 1;
  }
  try {
    sleeve::print_table(sleeve::read({argv + 1, argv + argc}));
  } catch (const std::exception& error) {
    fmt::print(stderr, "chance_table: {}\n", error.what());
    return 1;
  }
  return 0;
}
