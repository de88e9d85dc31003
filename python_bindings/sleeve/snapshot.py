"""Snapshots of catalogues, and what answers from them."""
from __future__ import annotations

import json
import os
from typing import Any, Optional

import numpy as np

from ._library import Handle, Path, c_string, check, ffi, lib, text_of
from .errors import Corrupt
from .screening import Screener
from .search import Index


def whole(column: Any) -> Any:
    """A column of a snapshot; NULL says that its file turned out damaged."""
    if column == ffi.NULL:
        raise Corrupt(text_of(lib.sleeve_last_error()))
    return column


class View:
    """A snapshot of a catalogue with what answers from it."""

    def __init__(self, snapshot: Handle) -> None:
        self.handle = snapshot
        self.matcher: Optional[Screener] = None
        self.index: Optional[Index] = None
        with snapshot as held:
            self.size = lib.sleeve_snapshot_size(held)

    @property
    def calibration(self) -> dict[str, Any]:
        with self.handle as held:
            return json.loads(text_of(lib.sleeve_snapshot_calibration(held)))

    @property
    def digest(self) -> str:
        with self.handle as held:
            return text_of(whole(lib.sleeve_snapshot_digest(held)))

    def column(self, address: Any, width: int) -> np.ndarray:
        with self.handle as held:
            if self.size == 0:
                return np.empty((0, width), np.uint8)
            memory = ffi.buffer(whole(address(held)), self.size * width)
            return np.frombuffer(memory, np.uint8).reshape(-1, width).copy()

    def id(self, position: int) -> str:
        text, size = ffi.new("const char **"), ffi.new("size_t *")
        with self.handle as held:
            check(lib.sleeve_snapshot_id(held, position, text, size))
            return os.fsdecode(bytes(ffi.buffer(text[0], size[0])))

    def find(self, artwork_id: str) -> Optional[int]:
        if "\0" in artwork_id:
            return None
        position = ffi.new("int64_t *")
        with self.handle as held:
            status = lib.sleeve_snapshot_find(held, os.fsencode(artwork_id),
                                              position)
        if status == lib.SLEEVE_NOT_FOUND:
            return None
        check(status)
        return position[0]


def open_snapshot(path: Path) -> Handle:
    """Maps the file of Catalogue.save_snapshot(), for a Screener."""
    made = ffi.new("sleeve_snapshot **")
    check(lib.sleeve_snapshot_open(c_string(path), made))
    return Handle(made[0], lib.sleeve_snapshot_close, "snapshot")
