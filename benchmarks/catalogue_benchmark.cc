// Speed of the catalogue: adding, asking, and making and opening its index.
#include <benchmark/benchmark.h>
#include <stdlib.h>

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "index/catalogue.h"
#include "index/sha256.h"

namespace {

namespace fs = std::filesystem;
using sleeve::Artwork;
using sleeve::Catalogue;
using Mode = Catalogue::Mode;

constexpr uint64_t kBatch = 1000;

// A folder for one benchmark.
class Folder {
 public:
  Folder() {
    std::string name = fs::temp_directory_path() / "sleeve-benchmark-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) {
      throw std::runtime_error("cannot make a temporary folder");
    }
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  fs::path catalogue() const { return path_ / "catalogue"; }

 private:
  fs::path path_;
};

Artwork make_artwork(uint64_t number) {
  const auto digest = sleeve::Sha256().update(number).finish();
  Artwork artwork;
  artwork.sha256 = sleeve::to_hex(digest);
  artwork.id = "covers/" + artwork.sha256.substr(0, 2) + "/" +
               artwork.sha256.substr(2, 20) + ".jpg";
  artwork.fingerprint.hash.bytes = digest;
  artwork.fingerprint.quality = 80;
  artwork.fingerprint.rows = artwork.fingerprint.columns = 1000;
  for (size_t i = 0; i < sleeve::kFeatureCount; ++i) {
    artwork.fingerprint.features[i] = static_cast<float>(digest[i % 32]) / 999;
  }
  return artwork;
}

std::vector<Artwork> make_artworks(uint64_t begin, uint64_t end) {
  std::vector<Artwork> artworks;
  for (; begin < end; ++begin) artworks.push_back(make_artwork(begin));
  return artworks;
}

void fill(Catalogue& catalogue, uint64_t artworks) {
  for (uint64_t done = 0; done < artworks; done += kBatch) {
    catalogue.add(make_artworks(done, done + kBatch));
  }
}

void count(benchmark::State& state, int64_t artworks) {
  state.counters["artworks"] =
      benchmark::Counter(static_cast<double>(state.iterations() * artworks),
                         benchmark::Counter::kIsRate);
}

void add_in_batches(benchmark::State& state) {
  const auto all = make_artworks(0, static_cast<uint64_t>(state.range(0)));
  for (auto _ : state) {
    const Folder folder;
    Catalogue catalogue = Catalogue::open(folder.catalogue(), Mode::create);
    for (size_t i = 0; i < all.size(); i += kBatch) {
      catalogue.add(std::span(all).subspan(i, kBatch));
    }
  }
  count(state, state.range(0));
}

// A filled catalogue with its index; the last size asked for is kept.
const fs::path& filled(int64_t artworks) {
  static std::optional<Folder> folder;
  static int64_t size = 0;
  static fs::path path;
  if (size != artworks) {
    path = folder.emplace().catalogue();
    Catalogue catalogue = Catalogue::open(path, Mode::create);
    fill(catalogue, static_cast<uint64_t>(artworks));
    catalogue.rebuild();
    size = artworks;
  }
  return path;
}

void holds(benchmark::State& state) {
  const Catalogue catalogue =
      Catalogue::open(filled(state.range(0)), Mode::read);
  const auto half = static_cast<uint64_t>(state.range(0)) / 2;
  const auto asked = make_artworks(half, half + kBatch);
  for (auto _ : state) {
    for (const Artwork& artwork : asked) {
      benchmark::DoNotOptimize(catalogue.holds(artwork.id, artwork.sha256));
    }
  }
  count(state, kBatch);
}

void rebuild(benchmark::State& state) {
  Catalogue catalogue = Catalogue::open(filled(state.range(0)), Mode::write);
  for (auto _ : state) catalogue.rebuild();
  count(state, state.range(0));
}

void open_snapshot(benchmark::State& state) {
  for (auto _ : state) {
    const auto catalogue = Catalogue::open(filled(state.range(0)), Mode::read);
    benchmark::DoNotOptimize(catalogue.snapshot()->size());
  }
}

// Adds so many artworks and has them in a snapshot, which changes of earlier
// rounds are in as well.
void add_and_see(benchmark::State& state) {
  Catalogue catalogue = Catalogue::open(filled(state.range(0)), Mode::write);
  const auto changes = static_cast<uint64_t>(state.range(1));
  uint64_t next = uint64_t{1} << 32;
  for (auto _ : state) {
    catalogue.add(make_artworks(next, next + changes));
    next += changes;
    benchmark::DoNotOptimize(
        Catalogue::open(filled(state.range(0)), Mode::read).snapshot()->size());
  }
}

constexpr auto kMilliseconds = benchmark::kMillisecond;

BENCHMARK(add_in_batches)->Arg(100'000)->Unit(kMilliseconds)->UseRealTime();
BENCHMARK(holds)->Arg(100'000)->Unit(kMilliseconds);
BENCHMARK(rebuild)->Arg(100'000)->Unit(kMilliseconds)->UseRealTime();
BENCHMARK(open_snapshot)->Arg(100'000)->Unit(kMilliseconds)->UseRealTime();
BENCHMARK(rebuild)->Arg(1'000'000)->Unit(kMilliseconds)->UseRealTime();
BENCHMARK(open_snapshot)->Arg(1'000'000)->Unit(kMilliseconds)->UseRealTime();
BENCHMARK(add_and_see)
    ->Args({1'000'000, 1})
    ->Args({1'000'000, 1000})
    ->Iterations(10)
    ->Unit(kMilliseconds)
    ->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
