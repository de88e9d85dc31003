"""Search in codes: indexes, all near pairs, groups, and recall."""
from __future__ import annotations

import json
import threading
from typing import Any, Iterable, Iterator, NamedTuple, Optional, Union

import numpy as np

from ._library import (Call, Handle, Path, Progress, c_string, ffi, lib,
                       text_of, whole_number, word)
from .errors import InvalidArgument
from .hashes import codes_of, pointer

PAIR = np.dtype([("first", np.int64), ("second", np.int64),
                 ("distance", np.int32), ("reserved", np.int32)])


class Answers(NamedTuple):
    """Neighbours of several queries; those of query i are rows limits[i] to
    limits[i + 1] of the other two, by distance, then position."""

    limits: np.ndarray  #: (m + 1,) int64
    distances: np.ndarray  #: (limits[m],) int32
    positions: np.ndarray  #: (limits[m],) int64

    def of(self, query: int) -> tuple[np.ndarray, np.ndarray]:
        """Distances and positions of one query."""
        here = slice(self.limits[query], self.limits[query + 1])
        return self.distances[here], self.positions[here]


class Recall(NamedTuple):
    """What was measured of an index."""

    recall: float  #: share of the truth that was found, by distance
    pairs: int
    queries_per_second: float  #: in one batch
    single_per_second: float  #: one after the other
    p50_milliseconds: float
    p99_milliseconds: float


def _array(address: Any, kind: Any, count: int) -> np.ndarray:
    if count == 0:
        return np.empty(0, kind)
    size = np.dtype(kind).itemsize * count
    return np.frombuffer(ffi.buffer(address, size), kind).copy()


class Index:
    """Searches codes (n, 32) or (n, 8) of uint8, which must not change.

    `spec` says which kind: "exact" is complete and the fastest that is;
    "hnsw:32", "ivf:1024,16", "flat" and others are FAISS's.
    """

    def __init__(self, codes: Any, spec: str = "exact", *,
                 threads: Optional[int] = None,
                 progress: Optional[Progress] = None) -> None:
        self.codes = codes_of(codes)
        self._threads = threads
        made = ffi.new("sleeve_index **")
        call = Call(len(self.codes), threads, progress)
        call.check(lib.sleeve_index_create(
            word(spec, "A specification"), pointer(self.codes, "uint8_t"),
            len(self.codes), self.codes.shape[1], call.options, made))
        self._handle = Handle(made[0], lib.sleeve_index_close, "index")

    @classmethod
    def _of_snapshot(cls, snapshot: Handle, codes: np.ndarray, spec: str,
                     threads: Optional[int],
                     progress: Optional[Progress]) -> "Index":
        index = cls.__new__(cls)
        index.codes, index._threads = codes, threads
        made = ffi.new("sleeve_index **")
        call = Call(len(codes), threads, progress)
        with snapshot as held:
            call.check(lib.sleeve_snapshot_index(
                held, word(spec, "A specification"), call.options, made))
        index._handle = Handle(made[0], lib.sleeve_index_close, "index")
        return index

    @classmethod
    def open(cls, path: Path, *,
             threads: Optional[int] = None) -> "Index":
        """The index that save() wrote, mapped into memory: nothing is built,
        and processes that open it share one copy."""
        index = cls.__new__(cls)
        index._threads = threads
        made = ffi.new("sleeve_index **")
        call = Call(0, threads)
        call.check(lib.sleeve_index_open(c_string(path), call.options, made))
        index._handle = Handle(made[0], lib.sleeve_index_close, "index")
        width = lib.sleeve_index_hash_bytes(made[0])
        index.codes = _array(lib.sleeve_index_hashes(made[0]), np.uint8,
                             lib.sleeve_index_size(made[0]) * width
                             ).reshape(-1, width)
        return index

    def save(self, path: Path, *,
             progress: Optional[Progress] = None) -> None:
        """Writes index and codes to a file, wholly or not at all."""
        call = Call(len(self.codes), progress=progress)
        with self._handle as index:
            call.check(lib.sleeve_index_save(index, c_string(path),
                                             call.options))

    def __len__(self) -> int:
        with self._handle as index:
            return lib.sleeve_index_size(index)

    @property
    def about(self) -> str:
        """What was chosen and why."""
        with self._handle as index:
            return text_of(lib.sleeve_index_about(index))

    @property
    def memory(self) -> int:
        """Bytes, those of the codes included."""
        with self._handle as index:
            return lib.sleeve_index_memory(index)

    def nearest(self, queries: Any, k: int, *,
                progress: Optional[Progress] = None
                ) -> tuple[np.ndarray, np.ndarray]:
        """The k nearest of each query: distances (m, k) int32 and positions
        (m, k) int64, -1 where there are fewer, as FAISS has them."""
        asked = codes_of(queries, self.codes.shape[1])
        k = whole_number(k, "The number of neighbours")
        shape = len(asked), max(k, 0)
        distances = np.empty(shape, np.int32)
        positions = np.empty(shape, np.int64)
        call = Call(len(asked), self._threads, progress)
        with self._handle as index:
            call.check(lib.sleeve_index_nearest(
                index, pointer(asked, "uint8_t"), len(asked), k, call.options,
                pointer(positions, "int64_t"), pointer(distances, "int32_t")))
        return distances, positions

    def within(self, queries: Any, radius: int, *,
               progress: Optional[Progress] = None) -> Answers:
        """All codes at most `radius` bits from each query."""
        asked = codes_of(queries, self.codes.shape[1])
        made = ffi.new("sleeve_neighbours **")
        call = Call(len(asked), self._threads, progress)
        with self._handle as index:
            call.check(lib.sleeve_index_within(
                index, pointer(asked, "uint8_t"), len(asked),
                whole_number(radius, "The radius"), call.options, made))
        with Handle(made[0], lib.sleeve_neighbours_close, "answer") as found:
            return _answers(found, len(asked))

    def recall(self, truth: "Index", queries: Any, *,
               radius: Optional[int] = None,
               k: Optional[int] = None,
               progress: Optional[Progress] = None) -> Recall:
        """Measures this index against `truth`, an exact one over the same
        codes, for all within a radius or for the k nearest."""
        asked = codes_of(queries, self.codes.shape[1])
        result = ffi.new("sleeve_recall *")
        result.struct_bytes = ffi.sizeof("sleeve_recall")
        call = Call(len(asked), self._threads, progress)
        with self._handle as index, truth._handle as exact:
            call.check(lib.sleeve_index_recall(
                index, exact, pointer(asked, "uint8_t"), len(asked),
                -1 if radius is None else radius, k or 0, call.options,
                result))
        return Recall(*(getattr(result, name) for name in Recall._fields))

    def close(self) -> None:
        self._handle.close()

    def __enter__(self) -> "Index":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return "<Index, closed>" if self._handle.closed else (
            f"<Index of {len(self)} codes: {self.about}>")


def _rows(values: Any) -> tuple[Any, np.ndarray]:
    """Hashes or features for the library, and what keeps them alive."""
    array = np.asarray(values)
    floats = array.dtype == np.float32
    if floats:
        if array.ndim != 2:
            raise InvalidArgument("Features have the shape (n, columns), not "
                                  f"{array.shape}.")
        array = np.ascontiguousarray(array)
    else:
        array = codes_of(array)
    rows = ffi.new("sleeve_rows *", {
        "data": pointer(array, "float" if floats else "uint8_t"),
        "rows": array.shape[0], "columns": array.shape[1], "floats": floats})
    return rows, array


def bench_recall(rows: Any, specs: Union[str, Iterable[str]],
                 queries: Any = None, *, radius: Optional[int] = None,
                 k: Optional[int] = None,
                 cache: Optional[Path] = None,
                 threads: Optional[int] = None,
                 progress: Optional[Progress] = None) -> list[dict[str, Any]]:
    """Measures kinds of index on the same rows, as `sleeve bench recall` does.

    `rows` are hashes, uint8 of shape (n, 32) or (n, 8), or features, float32 of
    shape (n, d); `specs` name the kinds ("exact", "hnsw:16,64", ...). Without
    `queries` a thousand are made of hashes. Asks for all within `radius` (31,
    or 8 of 64 bits) or for the `k` nearest. A dictionary for each of `specs`:
    spec, recall, queries_per_second, p99_ms, build_seconds, bytes_per_code,
    peak_bytes, pareto, about, ... `cache` is a folder with which an
    interrupted call goes on where it stopped.
    """
    searched, rows_alive = _rows(rows)
    asked, queries_alive = ((ffi.NULL, None) if queries is None
                            else _rows(queries))
    names = [ffi.new("char[]", word(name, "A specification"))
             for name in ([specs] if isinstance(specs, str) else specs)]
    lines: list[dict[str, Any]] = []

    @ffi.callback("sleeve_take_text")
    def take(_user: Any, line: Any) -> None:
        lines.append(json.loads(text_of(line)))

    call = Call(len(rows_alive), threads, progress)
    call.check(lib.sleeve_bench_recall(
        searched, asked, ffi.new("char *[]", names), len(names),
        -1 if radius is None else radius, 0 if k is None else k,
        ffi.NULL if cache is None else c_string(cache), call.options, take,
        ffi.NULL))
    del queries_alive
    return lines


def _answers(found: Any, queries: int) -> Answers:
    ends = ffi.new("const int64_t **")
    positions = ffi.new("const int64_t **")
    distances = ffi.new("const int32_t **")
    lib.sleeve_neighbours_get(found, ends, positions, distances)
    limits = np.concatenate([np.zeros(1, np.int64),
                             _array(ends[0], np.int64, queries)])
    count = int(limits[-1])
    return Answers(limits, _array(distances[0], np.int32, count),
                   _array(positions[0], np.int64, count))


def self_join(codes: Any, radius: int, *, threads: Optional[int] = None,
              progress: Optional[Progress] = None) -> np.ndarray:
    """All pairs of rows at most `radius` bits apart: a structured array with
    `first` < `second` and `distance`, in a fixed order."""
    rows = codes_of(codes, 32)
    parts: list[np.ndarray] = []
    lock = threading.Lock()

    @ffi.callback("sleeve_take_pairs")
    def take(_user: Any, pairs: Any, count: int) -> int:
        with lock:
            parts.append(_array(pairs, PAIR, count))
        return 0

    call = Call(len(rows), threads, progress)
    call.check(lib.sleeve_self_join(pointer(rows, "uint8_t"), len(rows),
                                    whole_number(radius, "The radius"),
                                    call.options, take, ffi.NULL))
    return np.concatenate(parts) if parts else np.empty(0, PAIR)


def groups(codes: Any, radius: int, *, threads: Optional[int] = None,
           progress: Optional[Progress] = None) -> np.ndarray:
    """Which rows belong together, through any chain of pairs at most `radius`
    bits apart: (n,) int64, the first row of each row's group."""
    rows = codes_of(codes, 32)
    pairs = self_join(rows, radius, threads=threads, progress=progress)
    return connected(len(rows), pairs)


def connected(n: int, pairs: np.ndarray) -> np.ndarray:
    """The first row of each row's connected group."""
    labels = np.arange(n, dtype=np.int64)
    first, second = pairs["first"], pairs["second"]
    while True:
        lower = np.minimum(labels[first], labels[second])
        before = labels.copy()
        np.minimum.at(labels, labels[first], lower)
        np.minimum.at(labels, labels[second], lower)
        np.minimum.at(labels, first, lower)
        np.minimum.at(labels, second, lower)
        while not np.array_equal(labels, labels[labels]):
            labels = labels[labels]
        if np.array_equal(before, labels):
            return labels


def members(labels: np.ndarray) -> Iterator[np.ndarray]:
    """The rows of each group of two or more, from the labels of groups()."""
    order = np.argsort(labels, kind="stable")
    edges = np.flatnonzero(np.diff(labels[order])) + 1
    for group in np.split(order, edges):
        if len(group) > 1:
            yield group
