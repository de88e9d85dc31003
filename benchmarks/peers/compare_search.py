"""Times exact search within a radius by Sleeve and its peers in one run.

Started by benchmarks/compare_search. All search the same codes for the same
queries on one thread, and must find the same pairs, or the run fails. Slow
ones are asked fewer queries, the first of all. Sleeve and Debian's FAISS are
measured by `sleeve bench recall`, the newest FAISS and usearch from Python.

FAISS joins codes with themselves by searching for every one of them, which
takes hours: it is asked for some, must find the pairs that Sleeve found of
these, and its time for all is reckoned from that.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

# One thread for everything; read when the libraries are imported.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"

import faiss  # noqa: E402
import numpy  # noqa: E402
import sleeve  # noqa: E402
import usearch  # noqa: E402
from usearch.index import MetricKind, search  # noqa: E402

BITS = 256
RADIUS = 31
QUERIES = 1000
# usearch knows no radius: so many nearest are asked for, and counted up to it.
MOST_NEIGHBOURS = 4096
DEBIAN_FLAT = "FAISS of Debian, flat"
NEWEST_FLAT = "FAISS of PyPI, flat"


class Sleeve:
    """Indexes of the program, by specification."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder

    def measure(self, spec, queries, codes="codes.npy"):
        out = subprocess.run(
            [self.program, "--json", "--quiet", "--threads", "1", "bench",
             "recall", "--codes", codes, "--queries", queries, "--radius",
             str(RADIUS), "--spec", spec],
            cwd=self.folder, check=True, stdout=subprocess.PIPE).stdout
        return json.loads(out)


def timed(act):
    start = time.perf_counter()
    result = act()
    return result, time.perf_counter() - start


def faiss_row(index, queries, codes):
    _, build = timed(lambda: index.add(codes))
    # FAISS finds what is nearer than its radius, not what lies at it.
    (ends, _, _), seconds = timed(
        lambda: index.range_search(queries, RADIUS + 1))
    return {"pairs": int(ends[-1]), "build_seconds": build,
            "queries_per_second": len(queries) / seconds}


def newest_flat(codes, queries):
    return faiss_row(faiss.IndexBinaryFlat(BITS), queries, codes)


def multihash():
    # Its best setting that finds everything within 31 bits: 11 * 3 > 31.
    index = faiss.IndexBinaryMultiHash(BITS, 11, 23)
    index.nflip = 2
    return index


def newest_multihash(codes, queries):
    return faiss_row(multihash(), queries, codes)


def usearch_exact(codes, queries):
    count = min(MOST_NEIGHBOURS, len(codes))
    matches, seconds = timed(lambda: search(
        codes, queries, count, MetricKind.Hamming, exact=True, threads=1))
    return {"pairs": int((matches.distances <= RADIUS).sum()),
            "build_seconds": 0.0,
            "queries_per_second": len(queries) / seconds}


class Comparison:
    """The rows of one number of codes."""

    def __init__(self, options, size, folder):
        self.size = size
        self.rows = []
        self.pairs = {}
        self.sleeve = Sleeve(options.program, folder)
        subprocess.run([options.writer, folder, str(size), str(QUERIES)],
                       check=True)
        self.codes = numpy.load(folder / "codes.npy", mmap_mode="r")
        self.queries = numpy.load(folder / "queries.npy")
        for count in {self.few(options), options.peer_queries}:
            numpy.save(folder / f"first{count}.npy", self.queries[:count])

    @staticmethod
    def few(options):
        return max(8, options.peer_queries // 4)

    def add(self, method, count, row):
        expected = self.pairs.setdefault(count, row["pairs"])
        if row["pairs"] != expected:
            sys.exit(f"{method} found {row['pairs']} pairs, not {expected}")
        row = {"codes": self.size, "method": method, "queries": count, **row}
        self.rows.append(row)
        print(f"{self.size:>11,}  {method:<34} {count:>6} "
              f"{row['queries_per_second']:>12,.1f} "
              f"{row.get('bytes_per_code', 0):>7.1f} "
              f"{row['build_seconds']:>8.2f} {row['pairs']:>9,}", flush=True)

    def add_sleeve(self, method, spec, count):
        file = "queries.npy" if count == QUERIES else f"first{count}.npy"
        line = self.sleeve.measure(spec, file)
        self.add(method, count,
                 {key: line[key] for key in (
                     "pairs", "queries_per_second",
                     "single_queries_per_second", "p50_ms", "p99_ms",
                     "build_seconds", "load_seconds", "bytes_per_code",
                     "peak_bytes", "about")})

    def run(self, options):
        few, some = self.few(options), options.peer_queries
        # The exact index is asked as many as each of its peers as well, so
        # that their pairs are compared.
        self.add_sleeve("Sleeve exact", "exact", QUERIES)
        self.add_sleeve("Sleeve exact", "exact", some)
        self.add_sleeve("Sleeve exact", "exact", few)
        self.add_sleeve("Sleeve scan", "scan", some)
        self.add_sleeve(DEBIAN_FLAT, "flat", few)
        if self.size <= options.most_multihash:
            self.add_sleeve("FAISS of Debian, multihash:16,16,1",
                            "multihash:16,16,1", some)
        codes = numpy.ascontiguousarray(self.codes)
        self.add(NEWEST_FLAT, some, newest_flat(codes, self.queries[:some]))
        if self.size <= options.most_multihash:
            self.add("FAISS of PyPI, multihash:11,23,2", some,
                     newest_multihash(codes, self.queries[:some]))
        self.add("usearch of PyPI, exact", few,
                 usearch_exact(codes, self.queries[:few]))

    def add_join(self, method, count, pairs, seconds):
        row = {"codes": self.size, "method": method, "asked": count,
               "join_pairs": pairs, "join_seconds": seconds}
        self.rows.append(row)
        print(f"{self.size:>11,}  {method:<34} {count:>10,} rows "
              f"{pairs:>12,} pairs {seconds:>14,.1f} s for all", flush=True)

    def join(self, options):
        """All pairs within the radius: Sleeve for all rows, FAISS for some."""
        codes = numpy.ascontiguousarray(self.codes)
        pairs, ours = timed(lambda: sleeve.self_join(codes, RADIUS, threads=1))
        self.add_join("Sleeve self-join", self.size, len(pairs), ours)
        for method, count, make in self.join_peers(options):
            rows = numpy.linspace(0, self.size - 1, count).astype(numpy.int64)
            index = make()
            index.add(codes)
            (ends, _, _), seconds = timed(
                lambda: index.range_search(codes[rows], RADIUS + 1))
            found = int(ends[-1]) - len(rows)  # each finds itself as well
            wanted = int(numpy.isin(pairs["first"], rows).sum() +
                         numpy.isin(pairs["second"], rows).sum())
            if found != wanted:
                sys.exit(f"{method} found {found} pairs, not {wanted}")
            whole = seconds * self.size / count
            self.add_join(method, count, found, whole)
            print(f"{self.size:>11,}  Sleeve self-join is "
                  f"{whole / ours:,.0f} x {method}")

    def join_peers(self, options):
        yield ("FAISS of PyPI, flat range search", options.peer_queries,
               lambda: faiss.IndexBinaryFlat(BITS))
        if self.size <= options.most_multihash:
            yield ("FAISS of PyPI, multi-hash range search",
                   10 * options.peer_queries, multihash)

    def ratios(self):
        speeds = {row["method"]: row["queries_per_second"]
                  for row in reversed(self.rows)
                  if "queries_per_second" in row}
        ours = speeds["Sleeve exact"]  # of all queries: added first
        for peer in (DEBIAN_FLAT, NEWEST_FLAT):
            print(f"{self.size:>11,}  Sleeve exact is "
                  f"{ours / speeds[peer]:,.0f} x {peer}")


def machine():
    cpu = next((line.split(":", 1)[1].strip()
                for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), "unknown")
    debian = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}", "libfaiss-dev"],
        stdout=subprocess.PIPE, text=True, check=False).stdout
    return {"cpu": cpu, "cores": os.cpu_count(), "kernel": platform.release().split("-")[0],
            "python": platform.python_version(), "faiss_debian": debian,
            **{name: metadata.version(name)
               for name in ("faiss-cpu", "usearch", "numpy")}}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--writer", required=True)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--peer-queries", type=int, default=64)
    parser.add_argument("--most-multihash", type=int, default=1_000_000,
                        help="FAISS's multi-hash takes gigabytes beyond")
    parser.add_argument("--most-join", type=int, default=10_000_000,
                        help="joins of more codes are left out")
    parser.add_argument("sizes", type=int, nargs="*", default=[1_000_000])
    options = parser.parse_args()
    faiss.omp_set_num_threads(1)
    result = {"machine": machine(), "radius": RADIUS, "results": []}
    print(json.dumps(result["machine"]))
    print(f"{'codes':>11}  {'method':<34} {'asked':>6} {'queries/s':>12} "
          f"{'B/code':>7} {'build s':>8} {'pairs':>9}")
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            comparison = Comparison(options, size, Path(folder))
            comparison.run(options)
            comparison.ratios()
            if size <= options.most_join:
                comparison.join(options)
            result["results"] += comparison.rows
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
