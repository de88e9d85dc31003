"""Finds album artwork in any pile of pictures.

    import sleeve

    sleeve.hash("a.jpg") - sleeve.hash("b.jpg")      # differing bits
    with sleeve.Catalogue("covers", "create") as covers:
        covers.add(["artwork/1.jpg", "artwork/2.jpg"])
        covers.match("scraped.jpg")                  # best first

Pictures are paths, bytes, PIL images or arrays of uint8. Codes are arrays
(n, 32) of uint8, as FAISS has them. Batches run on all cores without the GIL.
"""
from ._library import lib as _lib, names_of as _names_of, version
from .catalogue import Added, Catalogue, Neighbour
from .comparing import Comparison, compare
from .data_sets import calibrate, dedupe, screen
from .duplicates import evaluate, find_duplicates
from .errors import (BadPicture, Cancelled, Closed, Corrupt, Error, Internal,
                     InvalidArgument, IoError, NotFound, Unsupported)
from .findings import Finding, Match, Matches
from .hashes import (ALGORITHMS, Hash, Hashes, distances, hash, hash_batch,
                     hash_stream)
from .screening import Origin, Screener
from .search import (Answers, Index, Recall, bench_recall, connected, groups,
                     members, self_join)
from .snapshot import open_snapshot

__version__ = version()


def models() -> list[str]:
    """Identities of all hashes, and of all that was learnt; Screener.models has
    those of a search, with the calibration of its catalogue."""
    return _names_of(_lib.sleeve_model)


def screen_table(*arguments: object, **options: object) -> object:
    """Screens a table of Arrow; see sleeve.tables.screen_table()."""
    from .tables import screen_table as run  # needs pyarrow
    return run(*arguments, **options)  # type: ignore[arg-type]


__all__ = [
    "ALGORITHMS", "Added", "Answers", "BadPicture", "Cancelled", "Catalogue",
    "Closed", "Comparison", "Corrupt", "Error", "Finding", "Hash", "Hashes",
    "Index", "Internal", "InvalidArgument", "IoError", "Match", "Matches",
    "Neighbour", "NotFound", "Origin", "Recall", "Screener", "Unsupported",
    "bench_recall", "calibrate", "compare", "connected", "dedupe", "distances",
    "evaluate", "find_duplicates", "groups", "hash", "hash_batch",
    "hash_stream", "members", "models", "open_snapshot", "screen",
    "screen_table", "self_join", "version",
]
