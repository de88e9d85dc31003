"""Finds the pictures of table rows in the tar shards beside the table."""
from __future__ import annotations

import os
import tarfile
from typing import Optional

from ._library import Path

# What accompanies pictures in a shard of WebDataset.
_COMPANIONS = ("txt", "json", "cls", "cls2", "index", "caption", "pyd", "npy",
               "npz", "pickle", "pkl", "mp3", "wav", "flac", "mp4")


def split_member(name: str) -> tuple[str, str]:
    """Key and extension as WebDataset has them: the member's path up to the
    first dot of its last part, and what follows it."""
    folder, _, base = name[2 * name.startswith("./"):].rpartition("/")
    stem, _, extension = base.partition(".")
    return (f"{folder}/{stem}" if folder else stem), extension.lower()


class Shard:
    """The pictures of one tar by key, read when they are asked for."""

    def __init__(self, path: Path) -> None:
        self.path = os.fspath(path)
        self._places: dict[str, tuple[int, int]] = {}
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                key, extension = split_member(member.name)
                if (member.isreg() and extension not in _COMPANIONS
                        and key not in self._places):
                    self._places[key] = member.offset_data, member.size
        self._file = open(path, "rb")

    def __len__(self) -> int:
        return len(self._places)

    def read(self, key: Optional[str]) -> Optional[bytes]:
        """The bytes of a picture; None where the shard has none."""
        place = None if key is None else self._places.get(key)
        if place is None:
            return None
        return os.pread(self._file.fileno(), place[1], place[0])

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> "Shard":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
