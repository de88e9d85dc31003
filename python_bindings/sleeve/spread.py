"""Spreads codes over tasks so that every near pair meets in at least one, and
is told by exactly one."""
from __future__ import annotations

from typing import Union

import numpy as np

# Codes that one task joins: a few hundred megabytes, and some seconds.
BLOCK = 1_000_000


class Grid:
    """Codes in `parts` parts by their content; every two parts meet in one
    block. Costs parts times a single join; right for few parts."""

    def __init__(self, parts: int) -> None:
        self.parts = parts

    def _part(self, codes: np.ndarray) -> np.ndarray:
        words = codes.view(np.uint64)
        mixed = np.zeros(len(codes), np.uint64)
        for word in range(4):
            mixed = (mixed ^ words[:, word]) * np.uint64(0x9e3779b97f4a7c15)
            mixed ^= mixed >> np.uint64(32)
        return (mixed % np.uint64(self.parts)).astype(np.uint16)

    def keys(self, codes: np.ndarray) -> np.ndarray:
        """Keys (n, parts, 4): the two parts of each block."""
        own = self._part(codes)[:, np.newaxis]
        others = np.arange(self.parts, dtype=np.uint16)[np.newaxis]
        both = np.stack([np.minimum(own, others), np.maximum(own, others)], 2)
        return both.astype(">u2").view(np.uint8)

    def told(self, codes: np.ndarray, pairs: np.ndarray,
             key: bytes) -> np.ndarray:
        """The pairs that only this block tells."""
        first, second = np.frombuffer(key, ">u2")
        part = self._part(codes)
        one, other = part[pairs["first"]], part[pairs["second"]]
        return pairs[one != other] if first != second else pairs


class Bands:
    """Runs of bits, radius + 1 of them, of which two codes within the radius
    have at least one in common (the pigeonhole principle); the first `depth`
    bits of each are a key. Costs radius + 1 times a single join, however many
    codes there are."""

    def __init__(self, radius: int, depth: int) -> None:
        edges = np.linspace(0, 256, radius + 2).round().astype(int)
        self.bands = [(int(begin), min(int(end), int(begin) + depth))
                      for begin, end in zip(edges, edges[1:])]

    def keys(self, codes: np.ndarray) -> np.ndarray:
        """Keys (n, radius + 1, 5): the number of a band and its bits."""
        bits = np.unpackbits(codes, axis=1)
        keys = np.zeros((len(codes), len(self.bands), 5), np.uint8)
        for band, (begin, end) in enumerate(self.bands):
            packed = np.packbits(bits[:, begin:end], axis=1)[:, :4]
            keys[:, band, 0] = band
            keys[:, band, 1:1 + packed.shape[1]] = packed
        return keys

    def told(self, codes: np.ndarray, pairs: np.ndarray,
             key: bytes) -> np.ndarray:
        """The pairs that share no earlier band, which would tell them too."""
        differ = np.unpackbits(codes[pairs["first"]] ^ codes[pairs["second"]],
                               axis=1)
        told = np.ones(len(pairs), bool)
        for begin, end in self.bands[:key[0]]:
            told &= differ[:, begin:end].any(axis=1)
        return pairs[told]


def plan(count: int, radius: int, block: int = BLOCK) -> Union[Grid, Bands]:
    """How to spread so many codes over tasks: Grid or Bands."""
    parts = max(1, -(-count // block))
    if parts <= radius + 1:
        return Grid(parts)
    return Bands(radius, min(32, max(1, (parts - 1).bit_length())))
