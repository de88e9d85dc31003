"""Screens tables of Arrow: every row and column is kept, verdicts are added."""
from __future__ import annotations

import json
from typing import Any, Iterable, Iterator, Optional, Sequence, Union

import pyarrow as pa
import pyarrow.compute as pc

from .catalogue import Catalogue
from .errors import InvalidArgument
from .findings import Finding
from .screening import Origin, Screener

PREFIX = "sleeve_"

MATCH = pa.struct([
    ("artwork_id", pa.string()), ("kind", pa.string()),
    ("score", pa.float64()), ("distance", pa.int32()),
    ("transform", pa.string()), ("region", pa.list_(pa.float64())),
    ("expected_false_matches", pa.float64()), ("candidate", pa.bool_()),
])

# What is added to each row, without the prefix.
COLUMNS: dict[str, pa.DataType] = {
    "verdict": pa.string(), "reason": pa.string(), "problem": pa.string(),
    "quality": pa.int32(), "hash": pa.string(), "sha256": pa.string(),
    "artwork_id": pa.string(), "score": pa.float64(), "distance": pa.int32(),
    "transform": pa.string(), "matches": pa.list_(MATCH),
}

# Verdicts of pictures that nothing speaks against. What could not be checked
# is not among them.
KEPT = ("no_signal", "licensed")

# Columns in which pictures are usually found, in this order.
_USUAL = ("jpg", "jpeg", "png", "webp", "image", "img", "bytes",
          "image_bytes", "content")


def holds_pictures(kind: pa.DataType) -> bool:
    """Whether values of this type may be pictures."""
    if pa.types.is_struct(kind):
        return any(field.name == "bytes" and holds_pictures(field.type)
                   for field in kind)
    return (pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
            or pa.types.is_fixed_size_binary(kind)
            or str(kind) == "binary_view")


def _field(schema: pa.Schema, name: str) -> pa.Field:
    if len(schema.get_all_field_indices(name)) > 1:
        raise InvalidArgument(f"There are several columns {name!r}; give each "
                              "a name of its own.")
    return schema.field(name)


def find_column(schema: pa.Schema, column: Optional[str]) -> Optional[str]:
    """The column of pictures; None when there is none. Raises InvalidArgument
    when the one that was asked for cannot be it."""
    if column is not None:
        if column not in schema.names:
            raise InvalidArgument(f"There is no column {column!r}; there are "
                                  f"{', '.join(schema.names)}.")
        kind = _field(schema, column).type
        if not holds_pictures(kind):
            raise InvalidArgument(
                f"The column {column!r} is of type {kind}; pictures are "
                "binary values, or structs with bytes.")
        return column
    named = [name for name in _USUAL if name in schema.names]
    for name in [*named, *schema.names]:
        if holds_pictures(_field(schema, name).type):
            return name
    return None


def added_fields(schema: pa.Schema, prefix: str) -> list[pa.Field]:
    """The fields that are added; raises InvalidArgument when one is there."""
    taken = {prefix + name for name in COLUMNS} & set(schema.names)
    if taken:
        raise InvalidArgument(f"The table has {', '.join(sorted(taken))} "
                              "already; choose another prefix.")
    return [pa.field(prefix + name, kind) for name, kind in COLUMNS.items()]


def _feature(kind: pa.DataType) -> Any:
    """How the library datasets of Hugging Face describes a type."""
    if pa.types.is_list(kind):
        return [_feature(kind.value_type)]
    if pa.types.is_struct(kind):
        return {field.name: _feature(field.type) for field in kind}
    name = {"double": "float64"}.get(str(kind), str(kind))
    return {"dtype": name, "_type": "Value"}


def _metadata(schema: pa.Schema, fields: Sequence[pa.Field]) -> Any:
    """The metadata of the schema; what Hugging Face keeps there must name
    every column."""
    metadata = dict(schema.metadata or {})
    try:
        notes = json.loads(metadata[b"huggingface"])
        for field in fields:
            notes["info"]["features"][field.name] = _feature(field.type)
        metadata[b"huggingface"] = json.dumps(notes).encode()
    except (KeyError, TypeError, ValueError):
        pass  # none, or nothing that is known
    return metadata or None


def output_schema(schema: pa.Schema, prefix: str = PREFIX) -> pa.Schema:
    """The schema with what is added."""
    fields = added_fields(schema, prefix)
    return pa.schema([*schema, *fields], metadata=_metadata(schema, fields))


def _text(value: Optional[str]) -> Optional[str]:
    """Ids may hold bytes that are no UTF-8, which no column can keep."""
    if value is None:
        return None
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _match_row(match: Any) -> dict[str, Any]:
    row = match._asdict()
    row["artwork_id"] = _text(match.artwork_id)
    row["region"] = [number for corner in match.region for number in corner]
    return row


def _row(finding: Finding) -> dict[str, Any]:
    found = [*finding.matches, *finding.candidates]
    best = found[0] if found else None
    return {
        "verdict": finding.verdict, "reason": _text(finding.reason),
        "problem": finding.problem, "quality": finding.quality,
        "hash": None if finding.hash is None else
        f"{finding.hash.algorithm}:{finding.hash}",
        "sha256": finding.sha256,
        "artwork_id": _text(best.artwork_id) if best else None,
        "score": best.score if best else None,
        "distance": best.distance if best else None,
        "transform": best.transform if best else None,
        "matches": [_match_row(match) for match in found],
    }


def columns_of(findings: Iterable[Finding]) -> list[pa.Array]:
    """What is added, as columns in the order of COLUMNS."""
    rows = [_row(finding) for finding in findings]
    return [pa.array([row[name] for row in rows], kind)
            for name, kind in COLUMNS.items()]


def pictures_of(batch: Union[pa.RecordBatch, pa.Table], column: str) -> Any:
    """The pictures of a batch as an Arrow column of bytes."""
    values = batch.column(column)
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if isinstance(values, pa.ChunkedArray):  # when there is no chunk at all
        values = pa.array([], values.type)
    if pa.types.is_struct(values.type):
        values = pc.struct_field(values, "bytes")
    return values


def not_downloaded(batch: pa.RecordBatch) -> list[Optional[str]]:
    """Why img2dataset has no picture for a row; None where it has."""
    names = batch.schema.names
    if "status" not in names or "error_message" not in names:
        return [None] * batch.num_rows
    return [None if status in ("success", None) else
            f"not downloaded: {message or status}"
            for status, message in zip(
                batch.column("status").to_pylist(),
                batch.column("error_message").to_pylist())]


# exifread's words for the orientations 1 to 8, as img2dataset keeps them.
_ORIENTATIONS = ("Horizontal (normal)", "Mirrored horizontal", "Rotated 180",
                 "Mirrored vertical",
                 "Mirrored horizontal then rotated 90 CCW", "Rotated 90 CW",
                 "Mirrored horizontal then rotated 90 CW", "Rotated 90 CCW")


def _orientation(exif: Any) -> int:
    """The orientation in a value of img2dataset's column exif."""
    try:
        return 1 + _ORIENTATIONS.index(json.loads(exif)["Image Orientation"])
    except (KeyError, TypeError, ValueError):
        return 1


def _side(value: Any) -> int:
    known = isinstance(value, (int, float)) and 1 <= value < 1 << 31
    return int(value) if known else 0


def origins_of(batch: pa.RecordBatch) -> Optional[list[Origin]]:
    """What the pictures were before img2dataset resized them; None when it did
    not write the table."""
    names = batch.schema.names
    if "original_width" not in names or "original_height" not in names:
        return None
    exif = (batch.column("exif").to_pylist() if "exif" in names
            else [None] * batch.num_rows)
    return [Origin(_side(width), _side(height), _orientation(words))
            for width, height, words in zip(
                batch.column("original_width").to_pylist(),
                batch.column("original_height").to_pylist(), exif)]


class TableScreener:
    """Adds verdicts to batches of one schema."""

    def __init__(self, schema: pa.Schema, screener: Screener, *,
                 column: Optional[str] = None, prefix: str = PREFIX) -> None:
        self.column = find_column(schema, column)
        self.schema = output_schema(schema, prefix)
        self._screener = screener

    def screen(self, batch: pa.RecordBatch,
               pictures: Any = None) -> pa.RecordBatch:
        """The batch with its verdicts. `pictures` (bytes or None for each row)
        stand in for the column."""
        if pictures is None:
            if self.column is None:
                raise InvalidArgument(
                    "The table has no column of pictures: name it, or give "
                    "the tar shards that hold them.")
            pictures = pictures_of(batch, self.column)
        findings = self._screener.check(pictures, origins=origins_of(batch))
        for i, reason in enumerate(not_downloaded(batch)):
            if reason is not None and findings[i].problem == "empty":
                findings[i] = findings[i]._replace(reason=reason)
        return pa.RecordBatch.from_arrays(
            [*batch.columns, *columns_of(findings)], schema=self.schema)


def batches_of(source: Any, rows: int) -> tuple[pa.Schema, Iterator[Any]]:
    """Schema and batches of a table, a dataset, a reader or a batch."""
    if isinstance(source, pa.RecordBatch):
        source = pa.Table.from_batches([source])
    if isinstance(source, pa.Table):
        return source.schema, iter(source.to_batches(max_chunksize=rows))
    if isinstance(source, pa.RecordBatchReader):
        return source.schema, iter(source)
    if hasattr(source, "to_batches") and hasattr(source, "schema"):  # dataset
        return source.schema, iter(source.to_batches(batch_size=rows))
    raise InvalidArgument("A table, a record batch, a reader or a dataset of "
                          f"pyarrow is needed, not a {type(source).__name__}.")


def screen_table(source: Any, catalogue: Any, *,
                 column: Optional[str] = None, prefix: str = PREFIX,
                 rows: int = 1024, **options: Any) -> Any:
    """Every row and column of a table of Arrow, with verdicts added.

    `source` is a table or record batch, for which the whole table is returned,
    or a reader or dataset, for which a RecordBatchReader streams; `catalogue`
    is a Catalogue, its path, or a Screener. `column` names the pictures:
    binary values, or structs with `bytes` as Hugging Face has them. Further
    options are those of Screener.
    """
    schema, batches = batches_of(source, rows)
    screener = as_screener(catalogue, options)
    table = TableScreener(schema, screener, column=column, prefix=prefix)
    made = (table.screen(batch) for batch in batches)
    if isinstance(source, (pa.Table, pa.RecordBatch)):
        return pa.Table.from_batches(list(made), table.schema)
    return pa.RecordBatchReader.from_batches(table.schema, made)


def as_screener(catalogue: Any, options: dict[str, Any]) -> Screener:
    """A screener of a catalogue, however it is given."""
    if isinstance(catalogue, Screener):
        if options:
            raise InvalidArgument("A Screener has its options already.")
        return catalogue
    if isinstance(catalogue, Catalogue):
        return catalogue.screener(**options)
    with Catalogue(catalogue) as opened:
        return opened.screener(**options)
