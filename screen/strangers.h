// Pictures that show none of a catalogue's artworks: what is learnt from them,
// and whether what was learnt holds for others.
#ifndef SLEEVE_SCREEN_STRANGERS_H_
#define SLEEVE_SCREEN_STRANGERS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "index/background.h"
#include "index/calibration.h"
#include "index/sha256.h"
#include "index/snapshot.h"

namespace sleeve {

struct Stranger {
  Sha256Digest digest;    ///< of the picture's bytes
  Background background;  ///< what a search of the catalogue finds of it
};

/// Tail, hubs and hash factor of `calibration` by these. Throws Error
/// (invalid_argument) when they are too few to say anything.
void learn_from(std::span<const Stranger> strangers, const Snapshot& snapshot,
                Calibration& calibration);

/// Holds each fifth of the strangers, which their digests draw, against what
/// is learnt from the other four: how many places stated so much, and how many
/// were promised. `calibration` has the rate, scale and shift that matches are
/// judged by. Nothing where a fifth or what is left is too small to learn from.
std::vector<Reliability> held_out_reliability(
    std::span<const Stranger> strangers, const Snapshot& snapshot,
    const Calibration& calibration);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_STRANGERS_H_
