// Prints how long searching a catalogue takes one core, stage by stage, once
// pictures are decoded. All but what opens files is time of the processor, so
// that other work on the machine does not count.
#include <fmt/format.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/picture.h"
#include "core/scene.h"
#include "index/catalogue.h"
#include "index/matcher.h"
#include "index/part_finder.h"
#include "screen/source.h"

namespace {

double milliseconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return 1e3 * static_cast<double>(now.tv_sec) +
         1e-6 * static_cast<double>(now.tv_nsec);
}

// Runs `work` and returns the milliseconds it took.
template <class Work>
double timed(const Work& work, clockid_t clock = CLOCK_THREAD_CPUTIME_ID) {
  const double begin = milliseconds(clock);
  work();
  return milliseconds(clock) - begin;
}

struct Column {
  const char* name;
  std::vector<double> values = {};
};

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(share *
                                    static_cast<double>(values.size() - 1))];
}

struct Columns {
  Column fast{"fast search, ms"};
  Column thorough{"thorough search, ms"};
  Column scene{"  of it corners of the picture, ms"};
  Column hits{"  of it like corners, ms"};
  Column places{"  of it places and alignments, ms"};
  Column mirrored{"  of it mirror images, ms"};
  Column pairs{"like corners"};
  Column parts{"places aligned"};
  Column matches{"matches"};
};

void measure(const sleeve::Picture& picture, const sleeve::Matcher& fast,
             const sleeve::Matcher& thorough, const sleeve::Parts& parts,
             Columns& columns) {
  columns.fast.values.push_back(timed([&] { fast.match(picture); }));
  columns.thorough.values.push_back(timed([&] {
    const auto found = thorough.match(picture);
    columns.matches.values.push_back(static_cast<double>(found.matches.size()));
  }));
  std::optional<sleeve::Scene> scene;
  columns.scene.values.push_back(
      timed([&] { scene.emplace(picture.grey.pixels()); }));
  double hits = 0;
  hits = timed([&] {
    columns.pairs.values.push_back(
        static_cast<double>(parts.hits(scene->keypoints()).size()));
  });
  columns.hits.values.push_back(hits);
  columns.places.values.push_back(
      timed([&] {
        columns.parts.values.push_back(
            static_cast<double>(sleeve::PartFinder(parts).find(*scene).size()));
      }) -
      hits);
  columns.mirrored.values.push_back(
      timed([&] { sleeve::PartFinder(parts).find_mirrored(*scene); }));
}

void print(const Columns& columns) {
  for (const Column* column :
       {&columns.fast, &columns.thorough, &columns.scene, &columns.hits,
        &columns.places, &columns.mirrored, &columns.pairs, &columns.parts,
        &columns.matches}) {
    fmt::print("{}\tmedian {:.2f}\t90 % {:.2f}\tmost {:.2f}\n", column->name,
               quantile(column->values, 0.5), quantile(column->values, 0.9),
               quantile(column->values, 1));
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print("memory, mapped files included\t{:.0f} MB\n",
             static_cast<double>(usage.ru_maxrss) / 1000);
}

}  // namespace

// query_times CATALOGUE PICTURES...
int main(int argc, char** argv) {
  try {
    if (argc < 3) throw std::invalid_argument("give CATALOGUE PICTURES...");
    const auto catalogue =
        sleeve::Catalogue::open(argv[1], sleeve::Catalogue::Mode::read);
    std::shared_ptr<const sleeve::Snapshot> snapshot;
    std::shared_ptr<const sleeve::Parts> parts;
    fmt::print(
        "hashes opened in\t{:.1f} ms\n",
        timed([&] { snapshot = catalogue.snapshot(); }, CLOCK_MONOTONIC));
    fmt::print(
        "details opened in\t{:.1f} ms\n",
        timed([&] { parts = catalogue.parts(*snapshot); }, CLOCK_MONOTONIC));
    fmt::print("artworks\t{}\nindex bytes an artwork\t{:.0f}\n",
               snapshot->size(),
               static_cast<double>(parts->bytes().size()) /
                   static_cast<double>(std::max<int64_t>(1, snapshot->size())));
    const sleeve::Matcher fast(snapshot), thorough(snapshot, parts);
    Columns columns;
    const auto source = sleeve::Source::open({argv + 2, argv + argc});
    for (sleeve::Item item; source->next(item);) {
      read_bytes(item);
      if (item.problem) continue;
      const auto picture =
          sleeve::picture_of(item.bytes, sleeve::Effort::thorough);
      if (picture) measure(*picture, fast, thorough, *parts, columns);
    }
    print(columns);
  } catch (const std::exception& error) {
    fmt::print(stderr, "query_times: {}\n", error.what());
    return 1;
  }
}
