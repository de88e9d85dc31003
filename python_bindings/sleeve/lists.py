"""Keep and drop lists: which rows go on, as text, Parquet or .npy of uids."""
from __future__ import annotations

import os
import re
from typing import Any, Optional, Protocol, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from .errors import InvalidArgument

_UID = re.compile("[0-9a-f]{32}")
FIELDS = pa.schema([("id", pa.string()), ("verdict", pa.string()),
                    ("reason", pa.string()), ("artwork_id", pa.string())])


def id_column(schema: pa.Schema, wanted: Optional[str]) -> Optional[str]:
    """What names a row: the column that was asked for, else uid, key or url;
    None counts rows."""
    if wanted is not None:
        if wanted not in schema.names:
            raise InvalidArgument(f"There is no column {wanted!r} to name rows "
                                  "by.")
        return wanted
    return next((name for name in ("uid", "key", "url", "URL")
                 if name in schema.names), None)


class _List(Protocol):
    def __init__(self, path: str) -> None: ...

    def add(self, rows: Sequence[dict[str, Any]]) -> None: ...

    def close(self) -> None: ...


class _Text:
    def __init__(self, path: str) -> None:
        self._file = open(path, "w", encoding="utf-8", newline="\n")

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        for row in rows:
            self._file.write(row["id"].replace("\n", " ") + "\n")

    def close(self) -> None:
        self._file.close()


class _Parquet:
    def __init__(self, path: str) -> None:
        self._writer = pq.ParquetWriter(path, FIELDS)

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self._writer.write_table(pa.Table.from_pylist(list(rows), FIELDS))

    def close(self) -> None:
        self._writer.close()


class _Npy:
    """Uids of 32 hexadecimal digits become sorted pairs of uint64, as
    DataComp's tools read them; other ids an array of text."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._ids: list[str] = []

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        self._ids += [row["id"] for row in rows]

    def close(self) -> None:
        if all(_UID.fullmatch(one) for one in self._ids):
            array = np.array([(int(one[:16], 16), int(one[16:], 16))
                              for one in self._ids], np.dtype("u8,u8"))
            array.sort()
        else:
            array = np.array(self._ids)
        with open(self._path, "wb") as file:
            np.save(file, array)


_KINDS: dict[str, type[_List]] = {
    ".txt": _Text, ".parquet": _Parquet, ".npy": _Npy,
}


class RowList:
    """One list, whose form the ending of its name tells; it appears whole,
    when it is closed."""

    def __init__(self, path: str) -> None:
        self._path = os.fspath(path)
        kind = _KINDS.get(os.path.splitext(self._path)[1])
        if kind is None:
            raise InvalidArgument(f"A list is a .txt, .parquet or .npy, and "
                                  f"not {self._path!r}.")
        self._part = self._path + ".part"
        self._list = kind(self._part)

    def add(self, rows: Sequence[dict[str, Any]]) -> None:
        """Each row has id, verdict, reason and artwork_id."""
        self._list.add(rows)

    def close(self) -> None:
        self._list.close()
        os.replace(self._part, self._path)
