// Computes PDQ, ImageHash's hashes and OpenCV's PHash in this process.
#include "benchmarks/suite/peers.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <opencv2/img_hash.hpp>
#include <opencv2/imgproc.hpp>

#include "benchmarks/suite/canvas.h"
#include "core/decode.h"
#include "core/imagehash.h"
#include "core/pdq.h"

namespace sleeve::suite {
namespace {

constexpr int kLeastQuality = 50;

PeerHash from_bytes(const uint8_t* bytes, size_t count, bool usable) {
  PeerHash hash;
  std::memcpy(hash.words.data(), bytes, count);
  hash.usable = usable;
  return hash;
}

PeerHash of_256(const Hashed& hashed) {
  return from_bytes(hashed.hash.bytes.data(), 32,
                    hashed.quality >= kLeastQuality);
}

PeerHash of_64(const Hashed& hashed) {
  return from_bytes(hashed.hash.bytes.data(), 8, true);
}

PeerHash opencv_phash(const Pixels& stored) {
  cv::Mat bgr, hash;
  cv::cvtColor(to_mat(stored), bgr, cv::COLOR_RGB2BGR);
  cv::img_hash::pHash(bgr, hash);
  return from_bytes(hash.data, 8, true);
}

}  // namespace

PeerHashes peer_hashes(Bytes bytes) {
  DecodeOptions options;
  options.channels = Channels::stored;
  options.upright = false;
  const auto decoded = decode(bytes, options);
  PeerHashes hashes;
  if (!decoded) {
    for (auto& list : hashes.of) list = {{{}, false}};
    return hashes;
  }
  const Pixels& stored = decoded->image.pixels();
  const auto turned = pdq_orientations(stored);
  for (const Hashed& hashed : turned) {
    hashes.of[static_cast<int>(Peer::pdq_turned)].push_back(of_256(hashed));
  }
  hashes.of[static_cast<int>(Peer::pdq)] = {of_256(pdq(stored))};
  hashes.of[static_cast<int>(Peer::phash64)] = {of_64(phash64(stored))};
  hashes.of[static_cast<int>(Peer::dhash64)] = {of_64(dhash64(stored))};
  hashes.of[static_cast<int>(Peer::opencv_phash)] = {opencv_phash(stored)};
  return hashes;
}

int peer_distance(const PeerHashes& query, const PeerHashes& artwork,
                  Peer peer) {
  const PeerHash& upright = artwork.of[static_cast<int>(peer)].front();
  int least = kFar;
  if (!upright.usable) return least;
  for (const PeerHash& hash : query.of[static_cast<int>(peer)]) {
    if (!hash.usable) continue;
    int bits = 0;
    for (size_t i = 0; i < hash.words.size(); ++i) {
      bits += std::popcount(hash.words[i] ^ upright.words[i]);
    }
    least = std::min(least, bits);
  }
  return least;
}

std::vector<Method> peer_methods() {
  return {
      {"pdq_31", "PDQ at 31", Peer::pdq, 31, false},
      {"pdq", "PDQ", Peer::pdq},
      {"pdq_turned", "PDQ, 8 turns", Peer::pdq_turned},
      {"phash64", "pHash 64", Peer::phash64},
      {"dhash64", "dHash 64", Peer::dhash64},
      {"opencv_phash", "OpenCV PHash", Peer::opencv_phash},
  };
}

}  // namespace sleeve::suite
