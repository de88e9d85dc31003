#!/usr/bin/env python3
"""Fits models/parts.json to tables of parts_table.

usage: fit_parts.py TABLE...

Prints the weights of a logistic regression of `truth` on
shown_agreement, the root of shown_share, log(1 + votes), corners and the
square of the likeness of the hashes, the tail of the wrong proposals, and what is found at
several thresholds. Needs NumPy.
"""
import sys

import numpy as np


def read(path):
    rows = []
    with open(path, encoding="utf-8") as file:
        next(file)
        for line in file:
            _, *numbers = line.split("\t")
            if numbers[0] != "-1":
                rows.append([float(number) for number in numbers])
    return np.array(rows)


def logistic(values, truth, rounds=60, ridge=1e-2):
    design = np.column_stack([values, np.ones(len(values))])
    weights = np.zeros(design.shape[1])
    for _ in range(rounds):
        chance = 1 / (1 + np.exp(-np.clip(design @ weights, -40, 40)))
        slope = design.T @ (chance - truth) + ridge * weights
        bend = (design * (chance * (1 - chance))[:, None]).T @ design
        weights -= np.linalg.solve(bend + ridge * np.eye(len(weights)), slope)
    return weights, design @ weights


def main(paths):
    table = np.concatenate([read(path) for path in paths])
    truth = table[:, 0]
    values = np.column_stack(
        [table[:, 1], np.sqrt(table[:, 2]), np.log1p(table[:, 3]), table[:, 4],
         np.maximum(0, 1 - table[:, 5] / 96) ** 2])
    weights, logits = logistic(values, truth)
    for name, weight in zip(
            ("shown_agreement", "shown_side", "votes", "corners", "hash",
             "constant"), weights):
        print(f"{name}\t{weight:.2f}")
    wrong, right = logits[truth == 0], logits[truth == 1]
    print(f"{len(right)} right and {len(wrong)} wrong proposals")
    for share in (1e-2, 1e-3, 1e-4):
        print(f"one wrong proposal in {1 / share:.0f} is above "
              f"{np.quantile(wrong, 1 - share):.2f}")
    for threshold in (-1, -0.5, 0, 0.5, 1, 2):
        print(f"above {threshold}: {np.mean(right > threshold):.4f} of the "
              f"right ones, {np.sum(wrong > threshold)} wrong ones")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
