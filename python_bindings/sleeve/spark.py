"""Screens and deduplicates on Apache Spark, with the engine of one machine.

The snapshot of the catalogue travels to each worker once and is mapped into
memory there; rows travel as batches of Arrow; nothing is collected on the
driver.
"""
from __future__ import annotations

import os
import tempfile
import threading
from typing import Any, Iterator, Optional

import numpy as np
import pyarrow as pa
from pyspark import SparkFiles
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T
from pyspark.sql.pandas.types import from_arrow_schema

from . import search
from .catalogue import Catalogue, open_snapshot
from .errors import InvalidArgument
from .hashes import hash_batch
from .screening import Screener
from .tables import (PREFIX, TableScreener, added_fields, find_column,
                     pictures_of)

# One screener for each snapshot and Python worker, which serves many tasks.
_screeners: dict[Any, Screener] = {}
_lock = threading.Lock()


def _screener(name: str, options: dict[str, Any]) -> Screener:
    key = os.getpid(), name, tuple(sorted(options.items()))
    with _lock:
        if key not in _screeners:
            _screeners.clear()
            snapshot = open_snapshot(SparkFiles.get(name))
            _screeners[key] = Screener(snapshot, **options)
        return _screeners[key]


def _ship(spark: SparkSession, catalogue: Any) -> str:
    """Sends the snapshot to the workers, under a name for its content."""
    if not isinstance(catalogue, Catalogue):
        with Catalogue(catalogue) as opened:
            return _ship(spark, opened)
    name = f"sleeve-{catalogue.digest}.snapshot"
    folder = tempfile.mkdtemp(prefix="sleeve-")
    path = os.path.join(folder, name)
    catalogue.save_snapshot(path)
    spark.sparkContext.addFile(path)
    return name


def _arrow_schema(frame: DataFrame) -> pa.Schema:
    from pyspark.sql.pandas.types import to_arrow_schema
    return to_arrow_schema(frame.schema)


def screen(frame: DataFrame, catalogue: Any, *, column: Optional[str] = None,
           prefix: str = PREFIX, threads: int = 1,
           **options: Any) -> DataFrame:
    """The frame with a verdict for each row, in columns that begin with
    `prefix`; see sleeve.screen_table() for them.

    `catalogue` is a Catalogue or its path, read on the driver. `column` names
    the pictures: binary, or structs with `bytes`. Further options are those of
    Screener. A task that fails is run again by Spark from the start; since
    rows are only mapped, none appears twice.
    """
    schema = _arrow_schema(frame)
    found = find_column(schema, column)
    if found is None:
        raise InvalidArgument("The frame has no column of pictures.")
    name = _ship(frame.sparkSession, catalogue)
    options = {"threads": threads, **options}

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        table: Optional[TableScreener] = None
        for batch in batches:
            if table is None:
                table = TableScreener(batch.schema, _screener(name, options),
                                      column=found, prefix=prefix)
            yield table.screen(batch)

    added = from_arrow_schema(pa.schema(added_fields(schema, prefix)))
    return frame.mapInArrow(run, T.StructType(frame.schema.fields +
                                              added.fields))


def hashes(frame: DataFrame, *, column: Optional[str] = None,
           prefix: str = PREFIX, threads: int = 1) -> DataFrame:
    """The frame with `hash` (32 bytes, null where it failed), `quality` and
    `reason` of each picture, under `prefix`."""
    found = find_column(_arrow_schema(frame), column)
    if found is None:
        raise InvalidArgument("The frame has no column of pictures.")

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            made = hash_batch(pictures_of(batch, found), threads=threads)
            codes = pa.array([code.tobytes() if ok else None for code, ok in
                              zip(made.codes, made.ok)], pa.binary())
            added = [codes, pa.array(made.qualities),
                     pa.array(made.reasons, pa.string())]
            yield pa.RecordBatch.from_arrays(
                [*batch.columns, *added],
                [*batch.schema.names, *(prefix + name for name in
                                        ("hash", "quality", "reason"))])

    return frame.mapInArrow(run, T.StructType(frame.schema.fields + [
        T.StructField(prefix + "hash", T.BinaryType()),
        T.StructField(prefix + "quality", T.IntegerType()),
        T.StructField(prefix + "reason", T.StringType())]))


def bands(radius: int) -> list[tuple[int, int]]:
    """Runs of bits, radius + 1 of them, of which two codes within the radius
    have at least one in common (the pigeonhole principle)."""
    edges = np.linspace(0, 256, radius + 2).round().astype(int)
    return [(int(begin), int(end)) for begin, end in zip(edges, edges[1:])]


def _keys(codes: np.ndarray, radius: int) -> Iterator[list[bytes]]:
    """The keys of each code: the number of a band and its bits."""
    bits = np.unpackbits(codes, axis=1)
    packed = [np.packbits(bits[:, begin:end], axis=1)
              for begin, end in bands(radius)]
    for row in range(len(codes)):
        yield [bytes([band]) + part[row].tobytes()
               for band, part in enumerate(packed)]


def _told_here(codes: np.ndarray, pairs: np.ndarray, band: int,
               radius: int) -> np.ndarray:
    """Those pairs that share no earlier band, which would tell them too."""
    differ = np.unpackbits(codes[pairs["first"]] ^ codes[pairs["second"]],
                           axis=1)
    told = np.ones(len(pairs), bool)
    for begin, end in bands(radius)[:band]:
        told &= differ[:, begin:end].any(axis=1)
    return pairs[told]


def _array_of(column: pa.Array) -> np.ndarray:
    return np.frombuffer(b"".join(column.to_pylist()),
                         np.uint8).reshape(-1, 32)


def _runs(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The rows of each key, from batches that are sorted by it."""
    waiting: list[pa.RecordBatch] = []
    last = None
    for batch in batches:
        keys = batch.column("key").to_pylist()
        begin = 0
        for end in range(1, len(keys) + 1):
            if end < len(keys) and keys[end] == keys[begin]:
                continue
            if waiting and keys[begin] != last:
                yield pa.Table.from_batches(waiting)
                waiting = []
            waiting.append(batch.slice(begin, end - begin))
            last, begin = keys[begin], end
    if waiting:
        yield pa.Table.from_batches(waiting)


def _near(unique: DataFrame, radius: int) -> DataFrame:
    """All pairs of unlike codes within the radius, each once: the frame of
    `a`, `b` and `distance`, a < b."""
    if not 0 <= radius <= 63:
        raise InvalidArgument("The radius must be 0 to 63: beyond it bands of "
                              "bits no longer tell codes apart.")

    def key(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            codes = batch.column("code")
            lists = pa.array(_keys(_array_of(codes), radius),
                             pa.list_(pa.binary()))
            yield pa.RecordBatch.from_arrays([codes, lists], ["code", "keys"])

    def join(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for run in _runs(batches):
            if len(run) < 2:
                continue
            codes = _array_of(run.column("code"))
            codes = codes[np.lexsort(codes.T[::-1])]
            pairs = _told_here(codes, search.self_join(codes, radius,
                                                       threads=1),
                               run.column("key")[0].as_py()[0], radius)
            yield pa.RecordBatch.from_arrays(
                [pa.array([one.tobytes() for one in codes[pairs[side]]],
                          pa.binary()) for side in ("first", "second")] +
                [pa.array(pairs["distance"], pa.int32())],
                ["a", "b", "distance"])

    spread = (unique.select("code")
              .mapInArrow(key, "code binary, keys array<binary>")
              .select("code", F.explode("keys").alias("key")))
    return (spread.repartition("key").sortWithinPartitions("key")
            .mapInArrow(join, "a binary, b binary, distance int"))


def _rows(frame: DataFrame, id: str, code: str) -> DataFrame:
    for name in (id, code):
        if name not in frame.columns:
            raise InvalidArgument(f"The frame has no column {name!r}; there "
                                  f"are {', '.join(frame.columns)}.")
    return (frame.select(F.col(id).alias("id"), F.col(code).alias("code"))
            .where("code is not null"))


def pairs(frame: DataFrame, radius: int, *, id: str = "id",
          code: str = "code") -> DataFrame:
    """All pairs of rows whose codes are at most `radius` (0 to 63) bits apart,
    each once: `first` < `second`, values of the column `id`, and `distance`.

    Codes are binary values of 32 bytes, and a null one has no pairs; ids are
    unique, and of a type that has an order. They are the pairs of
    sleeve.self_join().
    """
    rows = _rows(frame, id, code)
    near = _near(rows.select("code").distinct(), radius)
    left = rows.select(F.col("id").alias("x"), F.col("code").alias("a"))
    right = rows.select(F.col("id").alias("y"), F.col("code").alias("b"))
    unlike = near.join(left, "a").join(right, "b").select(
        F.least("x", "y").alias("first"), F.greatest("x", "y").alias("second"),
        "distance")
    equal = (left.join(right, left.a == right.b).where("x < y")
             .select(F.col("x").alias("first"), F.col("y").alias("second"),
                     F.lit(0).cast("int").alias("distance")))
    return unlike.unionByName(equal)


def _connected(edges: DataFrame) -> DataFrame:
    """The least node of each node's connected component: `node`, `root`.

    By turns large and small stars (Kiveris et al., "Connected Components in
    MapReduce and Beyond", 2014), until nothing changes.
    """
    edges = edges.select(F.col("a").alias("node"), F.col("b").alias("root"))
    before = None
    while True:
        both = edges.unionByName(edges.select(F.col("root").alias("node"),
                                              F.col("node").alias("root")))
        least = both.groupBy("node").agg(
            F.least(F.min("root"), F.col("node")).alias("least"))
        large = (both.join(least, "node").where("root > node")
                 .select(F.col("root").alias("node"),
                         F.col("least").alias("root")))
        down = large.where("root < node").distinct()
        lowest = down.groupBy("node").agg(F.min("root").alias("least"))
        small = (down.join(lowest, "node")
                 .select(F.col("root").alias("node"),
                         F.col("least").alias("root"))
                 .unionByName(lowest.withColumnRenamed("least", "root"))
                 .where("root < node").distinct())
        edges = small.localCheckpoint()
        # One row for the driver: equal sums of equal sets.
        now = edges.agg(F.count("*"), F.sum(F.xxhash64("node", "root")
                                            .cast("decimal(38,0)"))).first()
        if now == before:
            return edges
        before = now


def dedupe(frame: DataFrame, radius: int, *, id: str = "id",
           column: Optional[str] = None, code: Optional[str] = None,
           quality: Optional[str] = None, min_quality: int = 50,
           prefix: str = PREFIX, threads: int = 1) -> DataFrame:
    """The frame with `group` (the least id of the row's connected group; its
    own when it is alone) and `duplicate` (whether a row before it is in the
    group), under `prefix`.

    `id` names rows and is unique. Pictures are hashed, and `hash`, `quality`
    and `reason` added, unless `code` names a column of codes (32 bytes) and
    perhaps `quality` one of qualities. Pictures that have no hash, and those
    of a quality below `min_quality`, are alone: too plain to tell by hash.
    """
    if code is None:
        frame = hashes(frame, column=column, prefix=prefix, threads=threads)
        code, quality = prefix + "hash", prefix + "quality"
        frame = frame.localCheckpoint(eager=False)  # each is hashed once
    plain = frame if quality is None else frame.where(
        F.col(quality) >= min_quality)
    rows = _rows(plain, id, code)
    near = _near(rows.select("code").distinct(), radius)
    roots = _connected(near.select("a", "b"))
    grouped = (rows.join(roots, rows.code == roots.node, "left")
               .select("id", F.coalesce("root", "code").alias("root")))
    least = grouped.groupBy("root").agg(F.min("id").alias("least"))
    named = grouped.join(least, "root").select(
        F.col("id").alias("__id"), F.col("least").alias("__least"))
    group = F.coalesce(F.col("__least"), F.col(id))
    return (frame.join(named, F.col(id) == F.col("__id"), "left")
            .withColumn(prefix + "group", group)
            .withColumn(prefix + "duplicate", group < F.col(id))
            .drop("__id", "__least"))
