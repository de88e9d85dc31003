"""Turns what people hold - paths, bytes, PIL images, arrays - into pictures."""
from __future__ import annotations

import os
import struct
import sys
import zlib
from typing import Any, Iterable, Optional, Sequence, Union

import numpy as np

from ._library import c_string, ffi
from .errors import InvalidArgument

# A picture: a path, encoded bytes, a PIL image, or samples as an array
# (height, width) or (height, width, channels) of uint8. None is a missing row.
Picture = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview,
                np.ndarray, Any, None]

_PIL_MODES = ("L", "LA", "RGB", "RGBA")


def _is_pil(picture: Any) -> bool:
    image = sys.modules.get("PIL.Image")
    return image is not None and isinstance(picture, image.Image)


def _pil_samples(image: Any) -> np.ndarray:
    if image.mode.startswith(("I", "F")):
        raise InvalidArgument(
            f"A PIL image of mode {image.mode} has more than 8 bits a sample; "
            "convert it to L or RGB first.")
    if image.mode not in _PIL_MODES:
        transparent = image.mode in ("PA", "RGBa", "La") or (
            "transparency" in image.info)
        image = image.convert("L" if image.mode == "1" else
                              "RGBA" if transparent else "RGB")
    return np.asarray(image)


def samples_of(picture: Any) -> np.ndarray:
    """An array that the library can read: rows dense, rows apart."""
    array = _pil_samples(picture) if _is_pil(picture) else picture
    if array.dtype != np.uint8:
        raise InvalidArgument(f"Pixels must be of dtype uint8, and not "
                              f"{array.dtype}.")
    if array.ndim not in (2, 3) or array.ndim == 3 and not (
            1 <= array.shape[2] <= 4):
        raise InvalidArgument(
            f"Pixels must be of shape (height, width) or (height, width, 1 to "
            f"4), and not {array.shape}.")
    if 0 in array.shape:
        raise InvalidArgument(f"Pixels of shape {array.shape} are none.")
    columns, channels = array.shape[1], array.shape[2] if array.ndim == 3 else 1
    dense = array.strides[1] == channels and (
        array.ndim == 2 or array.strides[2] == 1)
    if not dense or array.strides[0] < columns * channels:
        array = np.ascontiguousarray(array)
    return array


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return (struct.pack(">I", len(data)) + kind + data +
            struct.pack(">I", zlib.crc32(kind + data)))


def encoded(picture: Picture) -> Picture:
    """Samples as the bytes of a PNG, which loses nothing; anything else as it
    is."""
    if not is_pixels(picture):
        return picture
    samples = samples_of(picture)
    height, width = samples.shape[:2]
    channels = samples.shape[2] if samples.ndim == 3 else 1
    rows = np.zeros((height, 1 + width * channels), np.uint8)  # filter 0
    rows[:, 1:] = samples.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, (0, 4, 2, 6)[
        channels - 1], 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + _png_chunk(b"IHDR", header) +
            _png_chunk(b"IDAT", zlib.compress(rows.tobytes(), 1)) +
            _png_chunk(b"IEND", b""))


def is_pixels(picture: Any) -> bool:
    return isinstance(picture, np.ndarray) or _is_pil(picture)


def is_picture(thing: Any) -> bool:
    """Whether this is one picture, and not a collection of them."""
    return is_pixels(thing) or isinstance(
        thing, (str, os.PathLike, bytes, bytearray, memoryview))


def name_of(picture: Any) -> Optional[bytes]:
    """The name of a file, as the system has it."""
    if isinstance(picture, (str, os.PathLike)):
        return c_string(picture)
    return None


class EncodedBatch:
    """Rows of sleeve_picture, and what keeps them alive."""

    def __init__(self, pictures: Sequence[Picture],
                 names: Optional[Sequence[Optional[str]]] = None) -> None:
        self.size = len(pictures)
        self.rows = ffi.new("sleeve_picture[]", max(self.size, 1))
        self._alive: list[Any] = []
        for i, picture in enumerate(pictures):
            self._fill(self.rows[i], picture)
            name = None if names is None else names[i]
            if name is not None:
                self._name(self.rows[i], c_string(name))

    def _fill(self, row: Any, picture: Picture) -> None:
        if picture is None:
            return
        name = name_of(picture)
        if name is not None:
            self._name(row, name)
            return
        if not isinstance(picture, (bytes, bytearray, memoryview)):
            raise InvalidArgument(
                "A picture is a path, bytes, a PIL image or a NumPy array, "
                f"and not a {type(picture).__name__}.")
        row.size = memoryview(picture).nbytes
        # Keeps a bytearray from being resized, too.
        buffer = ffi.from_buffer("uint8_t[]", picture or b"\0")
        self._alive.append(buffer)
        row.bytes = buffer

    def _name(self, row: Any, name: bytes) -> None:
        text = ffi.new("char[]", name)
        self._alive.append(text)
        row.name = text


class PixelBatch:
    """Rows of sleeve_pixels, and what keeps them alive."""

    def __init__(self, pictures: Iterable[Any]) -> None:
        self._arrays = [samples_of(picture) for picture in pictures]
        self.size = len(self._arrays)
        self.rows = ffi.new("sleeve_pixels[]", max(self.size, 1))
        for row, array in zip(self.rows, self._arrays):
            row.data = ffi.cast("const uint8_t *", array.ctypes.data)
            row.rows, row.columns = array.shape[:2]
            row.channels = array.shape[2] if array.ndim == 3 else 1
            row.row_bytes = array.strides[0]


def split(pictures: Sequence[Picture]) -> tuple[list[int], list[int]]:
    """Positions of what is encoded, and of what is pixels."""
    pixels = [i for i, picture in enumerate(pictures) if is_pixels(picture)]
    chosen = set(pixels)
    return [i for i in range(len(pictures)) if i not in chosen], pixels
