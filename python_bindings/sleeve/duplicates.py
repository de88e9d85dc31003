"""Duplicates as a dictionary, and how right they are where the truth is known.

The dictionary and the measures are those that imagededup's users know, so that
its ground truths can be used as they are.
"""
from __future__ import annotations

import csv
import math
import os
import tempfile
from typing import (Any, Callable, Iterable, Mapping, Optional, Sequence,
                    Union)

import numpy as np

from ._library import Path, Progress
from .errors import InvalidArgument
from .data_sets import dedupe

Pairs = dict[str, list[tuple[str, int]]]
Map = Mapping[str, Sequence[Any]]


def _names(path: str) -> list[str]:
    with open(path, "rb") as file:
        data = file.read()
    end = b"\0" if data.endswith(b"\0") else b"\n"
    return [os.fsdecode(name) for name in data.split(end) if name]


def _near(path: str) -> Iterable[tuple[str, str, int]]:
    with open(path, encoding="utf-8", errors="surrogateescape",
              newline="") as file:
        for row in csv.DictReader(file):
            yield row["first"], row["second"], int(row["distance"])


def _expand(names: list[str], pairs: list[tuple[str, str, int]]) -> Pairs:
    """All pairs, from those of the best of equal codes with each other."""
    equal: dict[str, list[str]] = {name: [name] for name in names}
    best: dict[str, str] = {}
    for first, second, distance in pairs:
        if distance == 0 and second not in best:
            best[second] = first
            equal[first].append(second)
    found: Pairs = {name: [] for name in names}
    for first, second, distance in pairs:
        if best.get(second) == first:
            continue
        for one in equal[first]:
            for other in equal[second]:
                found[one].append((other, distance))
                found[other].append((one, distance))
    for members in equal.values():
        for one in members:
            found[one] += [(other, 0) for other in members if other != one]
    return {name: sorted(near, key=lambda one: (one[1], one[0]))
            for name, near in found.items()}


def find_duplicates(inputs: Union[Path, Iterable[Any]], *,
                    radius: Optional[int] = None,
                    effort: Optional[str] = None,
                    threads: Optional[int] = None, sandbox: bool = True,
                    time_out: Optional[float] = None,
                    progress: Optional[Progress] = None) -> Pairs:
    """The duplicates of every picture: {path: [(path, distance), ...]}, the
    nearest first. Pictures without any have an empty list; those that could
    not be checked are left out.

    `inputs` and the other arguments are those of dedupe(), whose files tell
    more: they also say which pictures to keep, and stay small where a million
    pictures are the same, which here makes a million lists of a million. With
    `effort` "thorough" crops, scenes, turned and mirrored copies are among
    them, whose hashes are as far apart as those of strangers.
    """
    with tempfile.TemporaryDirectory(prefix="sleeve-") as folder:
        dedupe(inputs, output=folder, radius=radius, effort=effort,
               threads=threads, sandbox=sandbox, time_out=time_out,
               progress=progress)
        names = sorted(_names(os.path.join(folder, "keep.txt")) +
                       _names(os.path.join(folder, "drop.txt")))
        pairs = list(_near(os.path.join(folder, "pairs.csv")))
    return _expand(names, pairs)


def _bare(duplicates: Map) -> dict[str, list[str]]:
    """Names alone, where names with distances are given too."""
    return {name: [one if isinstance(one, str) else one[0] for one in found]
            for name, found in duplicates.items()}


def _check(truth: dict[str, list[str]], found: dict[str, list[str]]) -> None:
    if truth.keys() != found.keys():
        odd = sorted(truth.keys() ^ found.keys())[:3]
        raise InvalidArgument(
            f"Truth and result are not about the same pictures: {odd} ...")
    for what, pairs in (("truth", truth), ("result", found)):
        for name, others in pairs.items():
            for other in others:
                if name not in pairs.get(other, ()):
                    raise InvalidArgument(
                        f"In the {what}, {name!r} has {other!r} and not the "
                        "other way round.")


def _average_precision(truth: set[str], found: list[str]) -> float:
    right, total = 0, 0.0
    for place, name in enumerate(found, 1):
        if name in truth:
            right += 1
            total += right / place
    return total / len(truth)


def _ndcg(truth: set[str], found: list[str]) -> float:
    right = [name in truth for name in found]
    gain = sum(1 / math.log2(place + 2)
               for place, hit in enumerate(right) if hit)
    best = sum(1 / math.log2(place + 2) for place in range(sum(right)))
    return gain / best if best else 0.0


def _jaccard(truth: set[str], found: list[str]) -> float:
    return len(truth & set(found)) / len(truth | set(found))


_MEASURES: dict[str, Callable[[set[str], list[str]], float]] = {
    "map": _average_precision, "ndcg": _ndcg, "jaccard": _jaccard}


def _mean(measure: Callable[[set[str], list[str]], float],
          truth: dict[str, list[str]], found: dict[str, list[str]]) -> float:
    values = []
    for name, right in truth.items():
        if right and found[name]:
            values.append(measure(set(right), found[name]))
        else:  # nothing to find and nothing found is perfect
            values.append(1.0 if not right and not found[name] else 0.0)
    return sum(values) / len(values) if values else 1.0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _classification(truth: dict[str, list[str]],
                    found: dict[str, list[str]]) -> dict[str, Any]:
    def pairs_of(pairs: dict[str, list[str]]) -> set[tuple[str, str]]:
        return {(min(a, b), max(a, b)) for a, others in pairs.items()
                for b in others if a != b}

    right, claimed = pairs_of(truth), pairs_of(found)
    both, either = len(right & claimed), len(right | claimed)
    every = len(truth) * (len(truth) - 1) // 2
    neither = every - either
    precision = (_share(neither, every - len(claimed)),
                 _share(both, len(claimed)))
    recall = (_share(neither, every - len(right)), _share(both, len(right)))
    f1 = [2 * p * r / (p + r) if p + r else 0.0
          for p, r in zip(precision, recall)]
    return {"precision": np.array(precision), "recall": np.array(recall),
            "f1_score": np.array(f1),
            "support": np.array([every - len(right), len(right)])}


def evaluate(truth: Map, found: Map, metric: str = "all") -> dict[str, Any]:
    """How right `found` is: {name: [name, ...]} as find_duplicates() or
    imagededup give it, against a truth of the same shape.

    `metric` is "map" (mean average precision), "ndcg" (normalised discounted
    cumulative gain), "jaccard", "classification" (`precision`, `recall`,
    `f1_score` and `support` of pairs that are no duplicates and of pairs that
    are, in this order), or "all". Raises InvalidArgument when the two are not
    about the same pictures, or a pair stands in one direction only.
    """
    known = (*_MEASURES, "classification", "all")
    if metric not in known:
        raise InvalidArgument(f"There is no metric {metric!r}; choose among "
                              f"{', '.join(known)}.")
    right, claimed = _bare(truth), _bare(found)
    _check(right, claimed)
    result: dict[str, Any] = {}
    for name, measure in _MEASURES.items():
        if metric in (name, "all"):
            result[name] = _mean(measure, right, claimed)
    if metric in ("classification", "all"):
        result.update(_classification(right, claimed))
    return result
