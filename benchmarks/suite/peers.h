// The global hashes of others, computed beside Sleeve's answers in one run.
#ifndef SLEEVE_BENCHMARKS_SUITE_PEERS_H_
#define SLEEVE_BENCHMARKS_SUITE_PEERS_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/pixels.h"

namespace sleeve::suite {

/// Hashes whose distances are measured.
enum class Peer { pdq, pdq_turned, phash64, dhash64, opencv_phash };
inline constexpr int kPeers = 5;

/// A hash of up to 256 bits. Those of quality under 50 are not used, as PDQ's
/// authors advise; the others have no quality.
struct PeerHash {
  std::array<uint64_t, 4> words{};
  bool usable = true;
};

/// All hashes of one picture: one of each, but eight of pdq_turned.
struct PeerHashes {
  std::array<std::vector<PeerHash>, kPeers> of;
};

/// Hashes one encoded picture. Nothing is usable when it does not decode.
PeerHashes peer_hashes(Bytes bytes);

/// The distance that stands for "not alike at all".
inline constexpr int kFar = 1000;

/// The least distance between a query's hashes and an artwork's upright hash;
/// kFar when one of them is not usable.
int peer_distance(const PeerHashes& query, const PeerHashes& artwork,
                  Peer peer);

/// A peer at one threshold, as results name it.
struct Method {
  std::string name;
  std::string title;  ///< for people
  Peer peer;
  int threshold = -1;  ///< a match is <=; -1 finds nothing
  bool chosen = true;  ///< so that no distractor matches; else recommended
};

/// The methods of the tables, with the recommended thresholds filled in.
std::vector<Method> peer_methods();

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_PEERS_H_
