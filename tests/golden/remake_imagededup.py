#!/usr/bin/env python3
"""Remakes imagededup.json, what imagededup's evaluation says of made-up truths
and results, with a Python that has imagededup 0.3.3:

    python3 tests/golden/remake_imagededup.py
"""
import json
import random
from pathlib import Path

from imagededup.evaluation import evaluate

NAMES = [f"{i}.png" for i in range(12)]
EVERY = [(a, b) for a in NAMES for b in NAMES if a < b]


def symmetric(pairs):
    found = {name: [] for name in NAMES}
    for a, b in pairs:
        found[a].append(b)
        found[b].append(a)
    return found


def case(truth, found):
    expected = {name: value if isinstance(value, float) else list(value)
                for name, value in evaluate(truth, found).items()}
    return {"truth": truth, "found": found, "expected": expected}


def plain(value):
    return value.item() if hasattr(value, "item") else value


def main():
    dice = random.Random(4)
    cases = [case(symmetric([]), symmetric([(NAMES[0], NAMES[1])]))]
    for right, claimed in ((4, 0), (4, 4), (10, 14), (20, 20), (30, 25),
                           (60, 50)):
        truth = dice.sample(EVERY, right)
        both = truth[:right // 2]
        cases.append(case(symmetric(truth), symmetric(
            sorted({*both, *dice.sample(EVERY, claimed)}))))
    (Path(__file__).parent / "imagededup.json").write_text(
        "[\n" + ",\n".join(json.dumps(one, default=plain) for one in cases) +
        "\n]\n")


if __name__ == "__main__":
    main()
