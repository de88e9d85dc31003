"""Screens and deduplicates on Apache Spark, with the engine of one machine.

The snapshot of the catalogue travels to each worker once and is mapped into
memory there; rows travel as batches of Arrow; nothing is collected on the
driver.
"""
from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import threading
from typing import Any, Iterable, Iterator, Optional

import numpy as np
import pyarrow as pa
from pyspark import SparkFiles
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T
from pyspark.sql.pandas.types import from_arrow_schema

from . import search
from .catalogue import Catalogue
from .errors import InvalidArgument
from .hashes import hash_batch
from .screening import Screener
from .snapshot import open_snapshot
from .spread import BLOCK, plan
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


# What was sent in each application: Spark refuses a second file of one name.
_shipped: set[tuple[str, str]] = set()


def _ship(spark: SparkSession, catalogue: Any) -> str:
    """Sends the snapshot to the workers, under a name for its content."""
    if not isinstance(catalogue, Catalogue):
        with Catalogue(catalogue) as opened:
            return _ship(spark, opened)
    judged = catalogue.calibration["identity"].rpartition("/")[2]
    name = f"sleeve-{catalogue.digest}{judged}.snapshot"
    context = spark.sparkContext
    with _lock:
        if (context.applicationId, name) in _shipped:
            return name
        # Workers fetch the files from here as long as the driver lives.
        folder = tempfile.mkdtemp(prefix="sleeve-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        path = os.path.join(folder, name)
        catalogue.save_snapshot(path)
        for ending in ("", ".parts", ".calibration"):
            context.addFile(path + ending)
        _shipped.add((context.applicationId, name))
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

    def run(batches: Iterable[pa.RecordBatch]) -> Iterable[pa.RecordBatch]:
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

    def run(batches: Iterable[pa.RecordBatch]) -> Iterable[pa.RecordBatch]:
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


def _array_of(column: Any) -> np.ndarray:
    """The codes of a column, (n, 32)."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    fixed = column.cast(pa.binary(32))
    rows = np.frombuffer(fixed.buffers()[1], np.uint8).reshape(-1, 32)
    return rows[fixed.offset:fixed.offset + len(fixed)]


def _column_of(rows: np.ndarray) -> pa.Array:
    """Rows (n, width) of bytes as a column of binary values."""
    rows = np.ascontiguousarray(rows)
    kind = pa.binary(rows.shape[1])
    fixed = pa.Array.from_buffers(kind, len(rows),
                                  [None, pa.py_buffer(rows.tobytes())])
    return fixed.cast(pa.binary())


def _runs(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
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


def _near(unique: DataFrame, radius: int, block: int = BLOCK) -> DataFrame:
    """All pairs of unlike codes within the radius, each once: the frame of
    `a`, `b` and `distance`."""
    if not 0 <= radius <= 63:
        raise InvalidArgument("The radius must be 0 to 63.")
    spread = plan(unique.count(), radius, block)

    def key(batches: Iterable[pa.RecordBatch]) -> Iterable[pa.RecordBatch]:
        for batch in batches:
            keys = spread.keys(_array_of(batch.column("code")))
            offsets = np.arange(0, keys.shape[0] * keys.shape[1] + 1,
                                keys.shape[1], dtype=np.int32)
            lists = pa.ListArray.from_arrays(
                offsets, _column_of(keys.reshape(-1, keys.shape[2])))
            yield pa.RecordBatch.from_arrays([batch.column("code"), lists],
                                             ["code", "keys"])

    def join(batches: Iterable[pa.RecordBatch]) -> Iterable[pa.RecordBatch]:
        for run in _runs(batches):
            if len(run) < 2:
                continue
            codes = _array_of(run.column("code"))
            found = search.self_join(codes, radius, threads=1)
            found = spread.told(codes, found, run.column("key")[0].as_py())
            yield pa.RecordBatch.from_arrays(
                [_column_of(codes[found["first"]]),
                 _column_of(codes[found["second"]]),
                 pa.array(found["distance"], pa.int32())],
                ["a", "b", "distance"])

    keyed = (unique.select("code")
             .mapInArrow(key, "code binary, keys array<binary>")
             .select("code", F.explode("keys").alias("key")))
    return (keyed.repartition("key").sortWithinPartitions("key")
            .mapInArrow(join, "a binary, b binary, distance int"))


def _rows(frame: DataFrame, id: str, code: str) -> DataFrame:
    for name in (id, code):
        if name not in frame.columns:
            raise InvalidArgument(f"The frame has no column {name!r}; there "
                                  f"are {', '.join(frame.columns)}.")
    return (frame.select(F.col(id).alias("id"), F.col(code).alias("code"))
            .where("code is not null"))


def pairs(frame: DataFrame, radius: int, *, id: str = "id",
          code: str = "code", block: int = BLOCK) -> DataFrame:
    """All pairs of rows whose codes are at most `radius` (0 to 63) bits apart,
    each once: `first` < `second`, values of the column `id`, and `distance`.

    Codes are binary values of 32 bytes, and a null one has no pairs; ids are
    unique, and of a type that has an order. They are the pairs of
    sleeve.self_join(). `block` is how many codes a task joins, about.
    """
    rows = _rows(frame, id, code)
    near = _near(rows.select("code").distinct(), radius, block)
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
           prefix: str = PREFIX, threads: int = 1,
           block: int = BLOCK) -> DataFrame:
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
    near = _near(rows.select("code").distinct(), radius, block)
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
