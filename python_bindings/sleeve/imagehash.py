"""The names of ImageHash, with the engine behind them.

    import sleeve.imagehash as imagehash

phash, dhash and average_hash give exactly the bits that ImageHash gives at its
standard size of 8 by 8; hex of its making can be read and searched.
"""
from __future__ import annotations

from typing import Any

from .errors import Unsupported
from .hashes import Hash, hash

ImageHash = Hash


def _standard(hash_size: int, highfreq_factor: int = 4) -> None:
    if hash_size != 8 or highfreq_factor != 4:
        raise Unsupported("Only the standard size of ImageHash (hash_size=8) "
                          "is exact here; cover256 and pdq have 256 bits.")


def phash(image: Any, hash_size: int = 8, highfreq_factor: int = 4) -> Hash:
    """ImageHash's phash()."""
    _standard(hash_size, highfreq_factor)
    return hash(image, "phash64")


def dhash(image: Any, hash_size: int = 8) -> Hash:
    """ImageHash's dhash()."""
    _standard(hash_size)
    return hash(image, "dhash64")


def average_hash(image: Any, hash_size: int = 8) -> Hash:
    """ImageHash's average_hash()."""
    _standard(hash_size)
    return hash(image, "ahash64")


def hex_to_hash(hexstr: str, algorithm: str = "phash64") -> Hash:
    """Reads what str() of an ImageHash wrote."""
    return Hash.from_hex(hexstr, algorithm)
