"""Why two pictures match or do not."""
from __future__ import annotations

import json
from typing import Any, NamedTuple, Optional

from ._library import Path, c_string, check, ffi, lib, text_of
from .errors import BadPicture
from .pictures import EncodedBatch, Picture, encoded


class Comparison(NamedTuple):
    """Whether one picture shows another, and what that rests on."""

    standing: str  #: "match", "candidate" or "none"
    stage: str  #: that settled it: "hash", "details" or "none"
    why: str  #: one clause
    distance: int  #: bits between the hashes, 0 to 256
    similarity: float  #: of the features, -1 to 1
    transform: str  #: how the hashes come nearest: "none", "mirror", ...
    score: float  #: 0 to 1, higher is surer
    expected_false_matches: float  #: that chance alone would give
    details: Optional[dict[str, Any]]  #: the place that corners propose, if any


def compare(a: Picture, b: Picture, *,
            drawing: Optional[Path] = None) -> Comparison:
    """Explains whether picture `a` shows picture `b`, as `sleeve compare` does.
    `drawing` names a PNG that is written: where `b` lies in `a`, and what
    differs. Raises BadPicture when one of them cannot be decoded.
    """
    rows = EncodedBatch([encoded(a), encoded(b)])
    records: list[dict[str, Any]] = []

    @ffi.callback("sleeve_take_text")
    def take(_user: Any, text: Any) -> None:
        records.append(json.loads(text_of(text)))

    check(lib.sleeve_compare(
        ffi.addressof(rows.rows, 0), ffi.addressof(rows.rows, 1),
        ffi.NULL if drawing is None else c_string(drawing), ffi.NULL, take,
        ffi.NULL))
    record = records[0]
    for name in ("a", "b"):
        if record[name]["status"] != "ok":
            raise BadPicture(f"Picture {name} cannot be compared: "
                             f"{record[name]['reason']}.")
    values: list[Any] = [record.get(name) for name in Comparison._fields]
    return Comparison(*values)
