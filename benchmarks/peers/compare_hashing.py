"""Times hashing by Sleeve, its C++ peers and its Python peers in one run.

Started by benchmarks/compare_hashing. Every picture is read into memory and
hashed from there; contenders take turns, picture by picture and round by
round, each on one thread. A picture's time is the median of its rounds, a
group's time the median of its pictures.
"""

import argparse
import io
import json
import math
import os
import platform
import random
import statistics
import subprocess
import sys
import time
import warnings
from importlib import metadata
from pathlib import Path

# One thread for everything that NumPy calls; read when it is imported.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"

import imagehash  # noqa: E402
import numpy  # noqa: E402
import pdqhash  # noqa: E402
from PIL import Image  # noqa: E402

# How often in a row a program hashes a picture, so that it finds its own code
# and tables in the cache as it does among many pictures.
TURNS = 3
SIDES = (300, 640, 1400, 3000)
SUFFIXES = {".jpeg", ".jpg", ".png", ".webp"}
FLOOR, OURS = "libjpeg 1/8 grey", "sleeve cover256"
ORDER = (FLOOR, OURS, "sleeve fingerprint", "sleeve pdq", "sleeve phash64",
         "OpenCV pHash", "pdqhash", "ImageHash phash")


def by_pdqhash(data):
    pdqhash.compute(numpy.asarray(Image.open(io.BytesIO(data)).convert("RGB")))


def by_imagehash(data):
    imagehash.phash(Image.open(io.BytesIO(data)))


PEERS = {"pdqhash": by_pdqhash, "ImageHash phash": by_imagehash}


class Program:
    """peers_hashing, which answers a line with a line."""

    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        self.versions = json.loads(self.process.stdout.readline())

    def measure(self, path, rounds):
        self.process.stdin.write(f"{rounds}\t{path}\n".encode())
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def group_of(answer):
    """Kind and the nearest of SIDES, as ratios go."""
    side = math.sqrt(answer["rows"] * answer["columns"])
    nearest = min(SIDES, key=lambda s: abs(math.log(s / side)))
    return answer["kind"], nearest


def pictures(folder, most):
    """At most `most` of each group of pictures, the same on every run."""
    paths = sorted(path for path in folder.rglob("*")
                   if path.suffix.lower() in SUFFIXES and path.is_file()
                   and "\n" not in str(path))
    random.Random(1).shuffle(paths)
    taken = {}
    for path in paths:
        try:
            with Image.open(path) as image:
                kind = ("other" if image.format != "JPEG" else "progressive"
                        if image.info.get("progressive") else "baseline")
                group = group_of({"kind": kind, "rows": image.height,
                                  "columns": image.width})
        except (OSError, SyntaxError, ValueError):
            continue
        if len(taken.setdefault(group, [])) < most:
            taken[group].append(path)
    return [path for group in sorted(taken) for path in taken[group]]


def nanoseconds(peer, data):
    start = time.perf_counter_ns()
    peer(data)
    return time.perf_counter_ns() - start


def measure(program, path, rounds):
    """The group, and medians in microseconds by contender; or why not."""
    data = path.read_bytes()
    times, answer = {}, {}
    for _ in range(rounds):
        answer = program.measure(path, TURNS)
        if "error" in answer:
            return None, answer["error"]
        spent = dict(answer["nanoseconds"])
        for name, peer in PEERS.items():
            spent[name] = [nanoseconds(peer, data) for _ in range(TURNS)]
        for name, values in spent.items():
            times.setdefault(name, []).extend(values)
    return group_of(answer), {name: statistics.median(values) / 1000
                              for name, values in times.items()}


def summary(group, measured):
    times = {name: statistics.median(one[name] for one in measured)
             for name in ORDER if all(name in one for one in measured)}
    result = {"kind": group[0], "side": group[1], "pictures": len(measured),
              "microseconds": times,
              "times_cover256": {name: value / times[OURS]
                                 for name, value in times.items()}}
    if FLOOR in times:
        result["times_floor"] = {name: value / times[FLOOR]
                                 for name, value in times.items()}
    return result


def machine():
    model = platform.processor()
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return {"processor": model, "cores": os.cpu_count(),
            "system": platform.platform()}


def show(results):
    for result in results:
        print(f"\n{result['kind']}, about {result['side']} pixels a side, "
              f"{result['pictures']} pictures")
        print(f"  {'contender':20}{'microseconds':>14}{'x floor':>10}"
              f"{'x cover256':>12}")
        for name, value in result["microseconds"].items():
            floor = result.get("times_floor", {}).get(name)
            floor = "-" if floor is None else f"{floor:.2f}"
            print(f"  {name:20}{value:14.0f}{floor:>10}"
                  f"{result['times_cover256'][name]:12.2f}")


def main():
    parser = argparse.ArgumentParser(prog="compare_hashing")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, help="also write the results here")
    parser.add_argument("--pictures", type=int, default=20,
                        help="at most so many of each group (20)")
    parser.add_argument("--rounds", type=int, default=5,
                        help="times the programs take turns (5)")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None
    program = Program(options.program)
    groups = {}
    for path in pictures(options.folder, options.pictures):
        group, measured = measure(program, path, options.rounds)
        if group is None:
            print(f"{path}: left out: {measured}", file=sys.stderr)
        else:
            groups.setdefault(group, []).append(measured)
    if not groups:
        sys.exit(f"compare_hashing: no pictures in {options.folder}")
    results = [summary(group, groups[group]) for group in sorted(groups)]
    show(results)
    versions = program.versions | {
        name: metadata.version(name)
        for name in ("pdqhash", "ImageHash", "pillow", "numpy", "scipy")}
    print(f"\n{machine()['processor']}; " +
          ", ".join(f"{name} {value}" for name, value in versions.items()))
    if options.json:
        options.json.write_text(json.dumps(
            {"machine": machine(), "versions": versions,
             "rounds": options.rounds, "groups": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
