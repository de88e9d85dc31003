// Asks each query once, judges the answer, and measures the peers beside it.
#include "benchmarks/suite/measure.h"

#include <time.h>

#include <algorithm>
#include <map>

#include "screen/pipeline.h"
#include "screen/source.h"

namespace sleeve::suite {
namespace {

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * now.tv_nsec;
}

/// The catalogue as engine and peers see it.
struct Bench {
  const std::vector<GroupedPicture>& artworks;
  std::map<std::string, int> places;  // of artwork ids
  std::vector<PeerHashes> peers;      // of the artworks
};

bool contains(const std::vector<int>& list, int value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

Hit* find_hit(Outcome& outcome, int artwork) {
  for (Hit& hit : outcome.hits) {
    if (hit.artwork == artwork) return &hit;
  }
  return nullptr;
}

/// Counts one match or candidate as right, wrong or neither.
void judge(const Bench& bench, const Query& query, const Match& found,
           bool match, Outcome& outcome) {
  const int artwork = bench.places.at(found.artwork_id);
  if (Hit* hit = find_hit(outcome, artwork)) {
    (match ? hit->match : hit->candidate) = true;
    if (!match) return;
    hit->edition |= found.kind == MatchKind::edition;
    hit->expected_false_matches = found.expected_false_matches;
    for (const Expected& expected : query.expected) {
      if (expected.artwork != artwork || !expected.region_known) continue;
      hit->overlap = std::max(
          hit->overlap,
          overlap(found.region, expected.region, query.rows, query.columns));
    }
  } else if (!contains(query.groups, bench.artworks[artwork].group)) {
    outcome.wrong.push_back({artwork, match, found.score, found.distance,
                             found.expected_false_matches});
  }
}

void measure_peers(const Bench& bench, const Query& query, Outcome& outcome) {
  const PeerHashes hashes = peer_hashes(query.bytes);
  outcome.nearest_wrong.fill(kFar);
  for (size_t i = 0; i < bench.peers.size(); ++i) {
    Hit* hit = find_hit(outcome, static_cast<int>(i));
    if (!hit && contains(query.groups, bench.artworks[i].group)) continue;
    for (int k = 0; k < kPeers; ++k) {
      const int bits =
          peer_distance(hashes, bench.peers[i], static_cast<Peer>(k));
      if (hit) {
        hit->distances[k] = bits;
      } else {
        outcome.nearest_wrong[k] = std::min(outcome.nearest_wrong[k], bits);
      }
    }
  }
}

void ask(const Bench& bench, const Recogniser& recogniser, Job& job) {
  const Query query = job.make();
  job.make = {};
  Outcome& outcome = job.outcome;
  for (const Expected& expected : query.expected) {
    if (!find_hit(outcome, expected.artwork)) {
      outcome.hits.push_back({expected.artwork});
    }
  }
  const double before = thread_seconds();
  const auto answer = recogniser.recognise(query.bytes);
  outcome.seconds = thread_seconds() - before;
  measure_peers(bench, query, outcome);
  if (!answer) {
    outcome.problem = answer.problem().reason;
    return;
  }
  for (const Match& match : answer->matches) {
    judge(bench, query, match, true, outcome);
  }
  for (const Match& candidate : answer->candidates) {
    judge(bench, query, candidate, false, outcome);
  }
}

struct HashRow {
  const std::string* path = nullptr;
  PeerHashes hashes;
};

std::vector<PeerHashes> hash_artworks(
    const std::vector<GroupedPicture>& artworks, int threads,
    const Tell& tell) {
  std::vector<PeerHashes> all;
  size_t next = 0;
  for_each_in_order<HashRow>(
      threads,
      [&](HashRow& row) {
        if (next == artworks.size()) return false;
        row.path = &artworks[next++].path;
        return true;
      },
      [](HashRow& row) {
        Item item;
        item.name.path = *row.path;
        read_bytes(item);
        row.hashes = peer_hashes(item.bytes);
      },
      [&](HashRow& row) {
        all.push_back(std::move(row.hashes));
        tell("Hashed for the peers", 1.0 * all.size() / artworks.size());
      });
  return all;
}

struct JobRow {
  Job* job = nullptr;
};

}  // namespace

std::vector<Outcome> measure(const std::vector<GroupedPicture>& artworks,
                             std::vector<Job> jobs,
                             const MeasureOptions& options, const Tell& tell) {
  std::vector<std::string> paths;
  Bench bench{artworks, {}, {}};
  for (const GroupedPicture& artwork : artworks) {
    bench.places[artwork.path] = static_cast<int>(paths.size());
    paths.push_back(artwork.path);
  }
  size_t added = 0;
  const Recogniser recogniser(paths, options.threads, [&] {
    tell("Catalogued", 1.0 * ++added / paths.size());
  });
  bench.peers = hash_artworks(artworks, options.threads, tell);
  std::vector<Outcome> outcomes;
  size_t next = 0;
  for_each_in_order<JobRow>(
      options.threads,
      [&](JobRow& row) {
        if (next == jobs.size()) return false;
        row.job = &jobs[next++];
        return true;
      },
      [&](JobRow& row) { ask(bench, recogniser, *row.job); },
      [&](JobRow& row) {
        outcomes.push_back(std::move(row.job->outcome));
        tell("Asked", 1.0 * outcomes.size() / jobs.size());
      });
  return outcomes;
}

}  // namespace sleeve::suite
