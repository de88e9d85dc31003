"""Screens Parquet: python -m sleeve.parquet IN OUT --catalogue DIR.

IN is a file, or a folder of them, such as img2dataset writes; OUT gets every
row and column of it, with the verdicts added. Pictures are in a column of
bytes (or of structs with bytes, as Hugging Face has them), or in the tar shard
of the same name beside the file. Row groups are streamed. In a folder each
file is a unit of work: what was finished is not done again.
"""
from __future__ import annotations

import argparse
import collections
import concurrent.futures
import os
import pathlib
import queue
import sys
import threading
from typing import Any, Iterable, Iterator, NamedTuple, Optional, Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from . import tables
from ._library import Path
from .errors import Error, InvalidArgument
from .lists import RowList, id_column
from .screening import Screener
from .shards import Shard
from .tables import KEPT, PREFIX, TableScreener, as_screener


class _Lists:
    """Where rows are kept, and where they are dropped."""

    def __init__(self, keep: Optional[Path], drop: Optional[Path],
                 name_by: Optional[str], prefix: str) -> None:
        self.keep = RowList(os.fspath(keep)) if keep is not None else None
        self.drop = RowList(os.fspath(drop)) if drop is not None else None
        self._name_by = name_by
        self._prefix = prefix
        self._rows = 0

    def check(self, schema: pa.Schema) -> None:
        id_column(schema, self._name_by)

    def columns(self, file: pq.ParquetFile) -> list[str]:
        """Those that lists are made of; pictures are not among them."""
        named = id_column(file.schema_arrow, self._name_by)
        return [self._prefix + name
                for name in ("verdict", "reason", "artwork_id")
                ] + ([] if named is None else [named])

    def add(self, batch: pa.RecordBatch) -> None:
        if self.keep is None and self.drop is None:
            return
        column = id_column(batch.schema, self._name_by)
        ids: Sequence[Any] = (
            range(self._rows, self._rows + batch.num_rows) if column is None
            else batch.column(column).to_pylist())
        self._rows += batch.num_rows
        fields = [batch.column(self._prefix + name).to_pylist()
                  for name in ("verdict", "reason", "artwork_id")]
        rows = [{"id": str(one), "verdict": verdict, "reason": reason,
                 "artwork_id": artwork}
                for one, verdict, reason, artwork in zip(ids, *fields)]
        if self.keep is not None:
            self.keep.add([row for row in rows if row["verdict"] in KEPT])
        if self.drop is not None:
            self.drop.add([row for row in rows if row["verdict"] not in KEPT])

    def close(self) -> None:
        for one in (self.keep, self.drop):
            if one is not None:
                one.close()


class _File(NamedTuple):
    source: pathlib.Path
    target: pathlib.Path


def _files(source: Path, target: Path) -> list[_File]:
    source, target = pathlib.Path(source), pathlib.Path(target)
    if not source.is_dir():
        return [_File(source, target)]
    found = sorted(path.relative_to(source)
                   for path in source.rglob("*.parquet"))
    if not found:
        raise InvalidArgument(f"There is no .parquet in {source}.")
    return [_File(source / path, target / path) for path in found]


def _shard_of(path: pathlib.Path, tar: Optional[Path]) -> Optional[Shard]:
    beside = path.with_suffix(".tar") if tar is None else pathlib.Path(tar)
    if tar is None and not beside.exists():
        return None
    return Shard(beside)


def _batches(file: pq.ParquetFile, rows: int,
             columns: Optional[list[str]] = None) -> Iterator[pa.RecordBatch]:
    for group in range(file.num_row_groups):
        yield from file.iter_batches(batch_size=rows, row_groups=[group],
                                     columns=columns)


def _ahead(items: Iterable[Any]) -> Iterator[Any]:
    """The same, each made in a thread while the one before is used."""
    done = object()
    ready: queue.Queue[Any] = queue.Queue(1)
    stop = threading.Event()

    def put(item: Any) -> None:
        while not stop.is_set():
            try:
                return ready.put(item, timeout=0.1)
            except queue.Full:
                pass

    def make() -> None:
        try:
            for item in items:
                put(item)
                if stop.is_set():
                    return
            put(done)
        except BaseException as raised:
            put(_Raised(raised))

    thread = threading.Thread(target=make, daemon=True)
    thread.start()
    try:
        while (item := ready.get()) is not done:
            if isinstance(item, _Raised):
                raise item.error
            yield item
    finally:
        stop.set()
        thread.join()


class _Raised(NamedTuple):
    error: BaseException


class _Writer:
    """Writes batches as row groups of a fair size."""

    _BYTES = 32 << 20
    _ROWS = 65536

    def __init__(self, path: pathlib.Path, schema: pa.Schema) -> None:
        # Encoded pictures become no smaller, and are all unlike.
        pictures = [field.name for field in schema
                    if tables.holds_pictures(field.type)]
        others = [name for name in schema.names if name not in pictures]
        self._writer = pq.ParquetWriter(
            path, schema, use_dictionary=others,
            compression={name: "none" if name in pictures else "snappy"
                         for name in schema.names})
        self._waiting: list[pa.RecordBatch] = []
        # Written while the next rows are screened.
        self._thread = concurrent.futures.ThreadPoolExecutor(1)
        self._written: Optional[concurrent.futures.Future[None]] = None

    def add(self, batch: pa.RecordBatch) -> None:
        self._waiting.append(batch)
        if (sum(one.nbytes for one in self._waiting) >= self._BYTES or
                sum(one.num_rows for one in self._waiting) >= self._ROWS):
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._finish()
            self._written = self._thread.submit(
                self._writer.write_table,
                pa.Table.from_batches(self._waiting))
        self._waiting = []

    def _finish(self) -> None:
        if self._written is not None:
            self._written.result()
        self._written = None

    def __enter__(self) -> "_Writer":
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._flush()
            self._finish()
        finally:
            self._thread.shutdown()
            self._writer.close()


def _screen_batches(file: pq.ParquetFile, table: TableScreener,
                    shard: Optional[Shard],
                    rows: int) -> Iterator[pa.RecordBatch]:
    for batch in _ahead(_batches(file, rows)):
        pictures = None
        if shard is not None:
            pictures = [shard.read(key)
                        for key in batch.column("key").to_pylist()]
        yield table.screen(batch, pictures)


def _screen_file(one: _File, screener: Screener, lists: _Lists, *,
                 column: Optional[str], tar: Optional[Path], prefix: str,
                 rows: int) -> None:
    with pq.ParquetFile(one.source) as file:
        table = TableScreener(file.schema_arrow, screener, column=column,
                              prefix=prefix)
        lists.check(file.schema_arrow)
        shard = None
        if table.column is None or tar is not None:
            if "key" not in file.schema_arrow.names:
                raise InvalidArgument(
                    f"{one.source} has neither a column of pictures nor a "
                    "column \"key\" to find them in a shard by.")
            shard = _shard_of(one.source, tar)
            if shard is None:
                raise InvalidArgument(
                    f"{one.source} has no column of pictures, and beside it "
                    f"there is no {one.source.with_suffix('.tar').name}.")
        one.target.parent.mkdir(parents=True, exist_ok=True)
        part = one.target.with_name(one.target.name + ".part")
        try:
            with _Writer(part, table.schema) as writer:
                for batch in _screen_batches(file, table, shard, rows):
                    writer.add(batch)
        finally:
            if shard is not None:
                shard.close()
    os.replace(part, one.target)


def screen_parquet(source: Path, target: Path, catalogue: Any, *,
                   column: Optional[str] = None, tar: Optional[Path] = None,
                   prefix: str = PREFIX, rows: int = 1024,
                   keep: Optional[Path] = None, drop: Optional[Path] = None,
                   name_by: Optional[str] = None, restart: bool = False,
                   **options: Any) -> dict[str, int]:
    """Screens a Parquet file or a folder of them; counts verdicts.

    `catalogue` is a Catalogue, its path, or a Screener. `keep` and `drop` name
    lists (.txt, .parquet, .npy) of the rows that nothing speaks against, and
    of all others. The rest is as in `python -m sleeve.parquet --help`.
    """
    files = _files(source, target)
    for one in files:
        if one.source.resolve() == one.target.resolve():
            raise InvalidArgument("The output would overwrite the input.")
    screener = as_screener(catalogue, options)
    lists = _Lists(keep, drop, name_by, prefix)
    counts: collections.Counter[str] = collections.Counter()
    for one in files:
        if restart or len(files) == 1 or not one.target.exists():
            _screen_file(one, screener, lists, column=column, tar=tar,
                         prefix=prefix, rows=rows)
        # Counts and lists come from the files, so that those of an earlier,
        # killed run are told too.
        with pq.ParquetFile(one.target) as file:
            for batch in _batches(file, 65536, lists.columns(file)):
                lists.add(batch)
                counts.update(batch.column(prefix + "verdict").to_pylist())
    lists.close()
    return dict(counts)


def _exit_code(counts: dict[str, int]) -> int:
    if counts.get("review") or counts.get("unchecked"):
        return 3
    excluded = counts.get("exclude_match", 0), counts.get("exclude_reserved", 0)
    return 2 if any(excluded) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m sleeve.parquet", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Ends with 0 when nothing was found and all was checked, 2 when "
        "artworks were found,\n3 when rows remain to review or unchecked, and "
        "1 when it could not work.")
    parser.add_argument("source", metavar="IN", help="a file or a folder")
    parser.add_argument("target", metavar="OUT", help="a file or a folder")
    parser.add_argument("--catalogue", required=True,
                        help="the catalogue directory")
    parser.add_argument("--column", help="the pictures; found by itself")
    parser.add_argument("--tar", help="the shard that holds the pictures; "
                        "else the .tar beside IN")
    parser.add_argument("--prefix", default=PREFIX,
                        help="of the names of added columns (%(default)s)")
    parser.add_argument("--keep", help="list of rows that nothing speaks "
                        "against: .txt, .parquet or .npy")
    parser.add_argument("--drop", help="list of all other rows")
    parser.add_argument("--id", dest="name_by", metavar="COLUMN",
                        help="what lists name rows by: uid, key or url, else "
                        "the row's number")
    parser.add_argument("--rows", type=int, default=1024,
                        help="rows in memory at a time (%(default)s)")
    parser.add_argument("--effort", choices=("fast", "thorough"),
                        help="look for whole pictures only, or for parts too "
                        "(thorough)")
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--restart", action="store_true",
                        help="do finished files of a folder again")
    parser.add_argument("--no-sandbox", dest="sandbox", action="store_false",
                        help="decode in this process; only for pictures that "
                        "you trust")
    return parser


def main(arguments: Optional[Sequence[str]] = None) -> int:
    options = vars(_parser().parse_args(arguments))
    if options["rows"] < 1:
        print("sleeve.parquet: --rows must be 1 or more.", file=sys.stderr)
        return 1
    try:
        counts = screen_parquet(options.pop("source"), options.pop("target"),
                                options.pop("catalogue"), **options)
    except (Error, OSError, pa.ArrowException) as error:
        print(f"sleeve.parquet: {error}", file=sys.stderr)
        return 1
    for verdict, count in sorted(counts.items()):
        print(f"{count:12d}  {verdict}")
    return _exit_code(counts)


if __name__ == "__main__":
    sys.exit(main())
