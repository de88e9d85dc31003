"""Hashes of pictures, one or many, and their distances."""
from __future__ import annotations

import itertools
import os
from typing import Any, Iterable, Iterator, NamedTuple, Optional, Sequence, Union

import numpy as np

from . import arrow
from ._library import Call, Progress, check, ffi, lib, text_of, word
from .errors import InvalidArgument, Unsupported
from .pictures import EncodedBatch, Picture, PixelBatch, is_pixels, split

ALGORITHMS = tuple(text_of(lib.sleeve_algorithm_name(i)) for i in range(1, 8))


def algorithm_number(name: str) -> int:
    """The number of an algorithm in sleeve.h; raises InvalidArgument."""
    number = lib.sleeve_algorithm_find(word(name, "An algorithm").split(b"/")[0])
    if number and name in (text_of(lib.sleeve_algorithm_name(number)),
                           text_of(lib.sleeve_algorithm_identity(number))):
        return number
    raise InvalidArgument(f"There is no hash algorithm {name!r}; choose among "
                          f"{', '.join(ALGORITHMS)}.")


class Hash:
    """64 or 256 bits under a named algorithm; h1 - h2 is their distance.

    str() gives lower-case hex, bytes() the 8 or 32 bytes. `quality` is 0
    (flat) to 100, or None where it is not known; hashes of less than 50 say
    too little to be used alone.
    """

    __slots__ = ("_bytes", "_number", "quality")

    def __init__(self, code: bytes, algorithm: str = "cover256",
                 quality: Optional[int] = None) -> None:
        self._number = algorithm_number(algorithm)
        self._bytes = bytes(code)
        self.quality = quality
        wanted = lib.sleeve_hash_bytes_of(self._number)
        if len(self._bytes) != wanted:
            raise InvalidArgument(f"A hash of {algorithm} has {wanted} bytes, "
                                  f"and not {len(self._bytes)}.")

    @classmethod
    def from_hex(cls, text: str, algorithm: Optional[str] = None) -> "Hash":
        """Reads hex; without an algorithm 16 digits are phash64, as
        ImageHash writes them, and 64 digits cover256."""
        if algorithm is None:
            algorithm = "phash64" if len(text) == 16 else "cover256"
        size = lib.sleeve_hash_bytes_of(algorithm_number(algorithm))
        code = ffi.new("uint8_t[]", size)
        check(lib.sleeve_hash_from_hex(text.encode("utf-8", "replace"), size,
                                       code))
        return cls(bytes(ffi.buffer(code)), algorithm)

    @property
    def algorithm(self) -> str:
        """Name and version: "cover256/1"."""
        return text_of(lib.sleeve_algorithm_identity(self._number))

    @property
    def bits(self) -> np.ndarray:
        """Booleans (8, 8) or (16, 16), row by row."""
        side = 8 if len(self._bytes) == 8 else 16
        return np.unpackbits(np.frombuffer(self._bytes, np.uint8)).reshape(
            side, side).astype(bool)

    @property
    def code(self) -> np.ndarray:
        """The bytes as a row of codes, (8,) or (32,) uint8."""
        return np.frombuffer(self._bytes, np.uint8)

    def __sub__(self, other: "Hash") -> int:
        if not isinstance(other, Hash):
            return NotImplemented
        if other._number != self._number:
            raise Unsupported(f"Hashes of {self.algorithm} and "
                              f"{other.algorithm} cannot be compared.")
        return lib.sleeve_distance(self._bytes, other._bytes,
                                   len(self._bytes))

    def __eq__(self, other: object) -> bool:
        return (isinstance(other, Hash) and other._number == self._number
                and other._bytes == self._bytes)

    def __hash__(self) -> int:
        return hash_of((self._number, self._bytes))

    def __bytes__(self) -> bytes:
        return self._bytes

    def __len__(self) -> int:
        return 8 * len(self._bytes)

    def __str__(self) -> str:
        return self._bytes.hex()

    def __repr__(self) -> str:
        return f"<Hash {self.algorithm}:{self}>"

    def __reduce__(self) -> Any:
        name = text_of(lib.sleeve_algorithm_name(self._number))
        return Hash, (self._bytes, name, self.quality)


hash_of = hash  # Python's own; this module has another


class Hashes(NamedTuple):
    """The hashes of a batch, row i about picture i."""

    codes: np.ndarray  #: (n, 32) or (n, 8) uint8; a failed row is zero
    qualities: np.ndarray  #: (n,) int32, 0 to 100; -1 where it failed
    reasons: list[Optional[str]]  #: why a picture failed; None where it did not
    algorithm: str

    @property
    def ok(self) -> np.ndarray:
        """(n,) booleans: which pictures gave a hash."""
        return self.qualities >= 0

    def hash(self, row: int) -> Optional[Hash]:
        """The hash of one row; None where it failed."""
        if self.qualities[row] < 0:
            return None
        return Hash(self.codes[row].tobytes(), self.algorithm,
                    int(self.qualities[row]))


def hash(picture: Picture, algorithm: str = "cover256") -> Hash:
    """The hash of one picture: a path, bytes, a PIL image or an array.

    Raises BadPicture when it cannot be decoded, InvalidArgument for an array
    of a wrong dtype or shape.
    """
    number = algorithm_number(algorithm)
    code = ffi.new("uint8_t[]", lib.sleeve_hash_bytes_of(number))
    quality = ffi.new("int32_t *")
    if is_pixels(picture):
        pixels = PixelBatch([picture])
        check(lib.sleeve_hash_pixels(number, pixels.rows, code, quality))
    else:
        encoded = EncodedBatch([read(picture)])
        row = encoded.rows[0]
        check(lib.sleeve_hash_bytes(number, row.bytes, row.size, ffi.NULL, code,
                                    quality))
    return Hash(bytes(ffi.buffer(code)), algorithm, quality[0])


def read(picture: Picture) -> Picture:
    """The bytes of a file; anything else as it is."""
    if isinstance(picture, (bytes, bytearray, memoryview)):
        return picture
    if picture is None:
        raise InvalidArgument("There is no picture: None was given.")
    if not isinstance(picture, (str, os.PathLike)):
        return picture
    with open(picture, "rb") as file:
        return file.read()


def _reasons(items: Any, n: int) -> list[Optional[str]]:
    problems = np.frombuffer(ffi.buffer(items), np.uint8)[:128 * n].reshape(
        n, 128)[:, :4].copy().view(np.int32).ravel()
    return [None if not problem else
            ffi.string(items[i].reason).decode("utf-8", "replace")
            for i, problem in enumerate(problems)]


class _Output:
    """Arrays that the library fills."""

    def __init__(self, number: int, n: int) -> None:
        self.n = n
        self.codes = np.zeros((n, lib.sleeve_hash_bytes_of(number)), np.uint8)
        self.qualities = np.full(n, -1, np.int32)
        self.items = ffi.new("sleeve_item[]", max(n, 1))

    def pointers(self) -> tuple[Any, Any, Any]:
        return (ffi.cast("uint8_t *", self.codes.ctypes.data),
                ffi.cast("int32_t *", self.qualities.ctypes.data), self.items)

    def hashes(self, algorithm: str) -> Hashes:
        return Hashes(self.codes, self.qualities,
                      _reasons(self.items, self.n), algorithm)


def _hash_rows(number: int, pictures: Sequence[Picture], pixels: bool,
               threads: Optional[int], progress: Optional[Progress]) -> _Output:
    batch: Union[EncodedBatch, PixelBatch] = (
        PixelBatch(pictures) if pixels else EncodedBatch(pictures))
    output = _Output(number, batch.size)
    call = Call(batch.size, threads, progress)
    function = (lib.sleeve_hash_pixels_batch if pixels
                else lib.sleeve_hash_batch)
    call.check(function(number, batch.rows, batch.size, call.options,
                        *output.pointers()))
    return output


def _hash_column(number: int, column: Any, threads: Optional[int],
                 progress: Optional[Progress]) -> Hashes:
    name = text_of(lib.sleeve_algorithm_name(number))
    parts = []
    for chunk in arrow.chunks(column):
        with arrow.Exported(chunk) as exported:
            output = _Output(number, len(chunk))
            call = Call(len(chunk), threads, progress)
            call.check(lib.sleeve_hash_arrow(number, exported.schema,
                                             exported.array, call.options,
                                             *output.pointers()))
        parts.append(output.hashes(name))
    if not parts:
        return _Output(number, 0).hashes(name)
    return Hashes(np.concatenate([part.codes for part in parts]),
                  np.concatenate([part.qualities for part in parts]),
                  [reason for part in parts for reason in part.reasons], name)


def hash_batch(pictures: Any, algorithm: str = "cover256", *,
               threads: Optional[int] = None,
               progress: Optional[Progress] = None) -> Hashes:
    """The hashes of many pictures, on all cores, without the GIL.

    `pictures` is a sequence of pictures, or an Arrow array of binary values,
    which is not copied. A bad picture is a row with its reason; None is a
    missing picture.
    """
    number = algorithm_number(algorithm)
    if arrow.is_column(pictures):
        return _hash_column(number, pictures, threads, progress)
    pictures = list(pictures)
    encoded, pixels = split(pictures)
    name = text_of(lib.sleeve_algorithm_name(number))
    if not pixels:
        return _hash_rows(number, pictures, False, threads,
                          progress).hashes(name)
    if not encoded:
        return _hash_rows(number, pictures, True, threads,
                          progress).hashes(name)
    all_rows = _Output(number, len(pictures)).hashes(name)
    for rows, are_pixels in ((encoded, False), (pixels, True)):
        some = _hash_rows(number, [pictures[i] for i in rows], are_pixels,
                          threads, progress).hashes(name)
        all_rows.codes[rows] = some.codes
        all_rows.qualities[rows] = some.qualities
        for i, reason in zip(rows, some.reasons):
            all_rows.reasons[i] = reason
    return all_rows


def in_batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Lists of at most `size` items, as they come."""
    iterator = iter(items)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


def hash_stream(pictures: Iterable[Picture], algorithm: str = "cover256", *,
                batch: int = 256, threads: Optional[int] = None
                ) -> Iterator[tuple[Picture, Optional[Hash], Optional[str]]]:
    """For each picture of an endless stream: itself, its hash, and why it has
    none. Holds `batch` pictures at a time."""
    for some in in_batches(pictures, batch):
        hashes = hash_batch(some, algorithm, threads=threads)
        for i, picture in enumerate(some):
            yield picture, hashes.hash(i), hashes.reasons[i]


def codes_of(codes: Any, width: Optional[int] = None) -> np.ndarray:
    """Codes as the library reads them: (n, 32) or (n, 8) uint8, dense.

    Takes an array, one Hash, or a sequence of them.
    """
    if isinstance(codes, Hash):
        codes = codes.code[np.newaxis]
    elif isinstance(codes, Hashes):
        codes = codes.codes
    elif not isinstance(codes, (np.ndarray, np.generic)):
        codes = list(codes)
        if not codes:
            codes = np.empty((0, width or 32), np.uint8)
        elif not all(isinstance(one, Hash) for one in codes):
            raise InvalidArgument("Codes are an array of uint8, a Hash, or a "
                                  "sequence of them.")
        else:
            if len({one.algorithm for one in codes}) > 1:
                raise Unsupported("Hashes of unlike algorithms cannot be put "
                                  "together.")
            codes = np.stack([one.code for one in codes])
    if codes.dtype != np.uint8:
        raise InvalidArgument(f"Codes must be of dtype uint8, and not "
                              f"{codes.dtype}.")
    if codes.ndim == 1:
        codes = codes[np.newaxis]
    widths = (8, 32) if width is None else (width,)
    if codes.ndim != 2 or codes.shape[1] not in widths:
        raise InvalidArgument(
            f"Codes must be of shape (n, {' or '.join(map(str, widths))}), "
            f"and not {codes.shape}.")
    return np.ascontiguousarray(codes)


def pointer(array: np.ndarray, kind: str) -> Any:
    return ffi.cast(f"{kind} *", array.ctypes.data)


def distances(a: Any, b: Any, *, threads: Optional[int] = None) -> np.ndarray:
    """All distances between two lists of codes: (n, m) int32."""
    left = codes_of(a)
    right = codes_of(b, left.shape[1])
    result = np.empty((len(left), len(right)), np.int32)
    call = Call(len(left), threads)
    call.check(lib.sleeve_distances(
        pointer(left, "uint8_t"), len(left), pointer(right, "uint8_t"),
        len(right), left.shape[1], call.options, pointer(result, "int32_t")))
    return result
