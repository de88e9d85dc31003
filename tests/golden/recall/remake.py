#!/usr/bin/env python3
"""Makes the small HDF5 files beside it, in the layout of ann-benchmarks.

usage: remake.py    (needs h5py and numpy, see ../requirements.txt)
"""
import pathlib

import h5py
import numpy

FOLDER = pathlib.Path(__file__).resolve().parent


def write(distance, train, test):
    with h5py.File(FOLDER / f"{distance}.hdf5", "w") as file:
        file.attrs["type"] = "dense"
        file.attrs["distance"] = distance
        file.create_dataset("train", data=train)
        file.create_dataset("test", data=test)


def main():
    dice = numpy.random.default_rng(7)
    rows = dice.normal(size=(60, 8)).astype("f4")
    lengths = dice.uniform(1, 9, size=(60, 1)).astype("f4")
    write("euclidean", rows, rows[:5] + numpy.float32(.01))
    write("angular", rows * lengths, rows[:5] * 3)
    bits = dice.random((40, 64)) < .5
    write("hamming", bits, bits[:6])
    write("jaccard", rows, rows[:5])


if __name__ == "__main__":
    main()
