"""Hands columns of Apache Arrow to the library without a copy."""
from __future__ import annotations

import ctypes
from typing import Any, Iterator

from ._library import ffi
from .errors import InvalidArgument

_pointer_of = ctypes.pythonapi.PyCapsule_GetPointer
_pointer_of.restype = ctypes.c_void_p
_pointer_of.argtypes = [ctypes.py_object, ctypes.c_char_p]


def is_column(thing: Any) -> bool:
    """Whether this is a column of pyarrow, or of another library that speaks
    Arrow's PyCapsule protocol."""
    return hasattr(thing, "__arrow_c_array__") or (
        hasattr(thing, "chunks") and hasattr(thing, "__arrow_c_stream__"))


def chunks(column: Any) -> Iterator[Any]:
    """The arrays that a column consists of, with plain binary values."""
    if not hasattr(column, "__arrow_c_array__"):
        for chunk in column.chunks:
            yield from chunks(chunk)
        return
    kind = str(getattr(column, "type", ""))
    if kind.startswith("extension"):
        column = column.storage
    elif kind.startswith("dictionary"):
        column = column.dictionary_decode()
    elif kind in ("binary_view", "string_view"):
        column = _without_views(column)
    elif kind.startswith("fixed_size_binary"):
        column = column.cast("binary")
    yield column


def _without_views(column: Any) -> Any:
    try:
        return column.cast("large_binary")
    except NotImplementedError:  # pyarrow cannot yet
        import pyarrow
        return pyarrow.array(column.to_pylist(), "large_binary")


class Exported:
    """The C structures of one array, released at the end of the block."""

    def __init__(self, array: Any) -> None:
        try:
            self._capsules = array.__arrow_c_array__()
        except AttributeError:
            raise InvalidArgument(
                f"A {type(array).__name__} is no column of Arrow.") from None
        self.schema = ffi.cast("struct ArrowSchema *", _pointer_of(
            self._capsules[0], b"arrow_schema"))
        self.array = ffi.cast("struct ArrowArray *", _pointer_of(
            self._capsules[1], b"arrow_array"))

    def __enter__(self) -> "Exported":
        return self

    def __exit__(self, *_: object) -> None:
        del self._capsules  # the capsules release what they hold
