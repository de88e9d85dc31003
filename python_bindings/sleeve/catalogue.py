"""Catalogues of artwork: pictures on disk to be found in others."""
from __future__ import annotations

import os
import threading
from typing import Any, Iterable, Iterator, Mapping, NamedTuple, Optional, Union

import numpy as np

from ._library import (LONG, Call, Handle, Path, Progress, c_string, c_strings,
                       check, ffi, lib, text_of)
from .data_sets import calibrate
from .errors import InvalidArgument
from .findings import Finding, Matches
from .hashes import Hash, Hashes, codes_of, hash
from .pictures import EncodedBatch, Picture, is_picture, is_pixels
from .screening import Screener
from .search import Answers, Index
from .snapshot import View, whole

_MODES = {"read": 0, "write": 1, "create": 2}
_ADDED = ("added", "replaced", "unchanged", "failed")


class Added(NamedTuple):
    """What add() did with one picture."""

    artwork_id: str
    status: str  #: "added", "replaced", "unchanged" or "failed"
    reason: Optional[str]  #: why it failed


class Neighbour(NamedTuple):
    """An artwork near a hash."""

    artwork_id: str
    distance: int


class Catalogue:
    """Artworks in a directory; also a context manager.

    `mode` is "read", "write" (must exist) or "create" (made when missing).
    Threads may share it. What other processes change is seen after refresh();
    what is changed through this object at once. `pictures` is the folder that
    ids are relative to, where a notebook finds the artworks to show.
    """

    def __init__(self, path: Path,
                 mode: str = "read", *, threads: Optional[int] = None,
                 pictures: Path = ".") -> None:
        if mode not in _MODES:
            raise InvalidArgument(f"A catalogue is opened to \"read\", "
                                  f"\"write\" or \"create\", not {mode!r}.")
        self.path = os.fspath(path)
        self.pictures = os.fspath(pictures)
        self._threads = threads
        self._lock = threading.RLock()
        self._view: Optional[View] = None
        made = ffi.new("sleeve_catalogue **")
        check(lib.sleeve_catalogue_open(c_string(path), _MODES[mode], made))
        self._handle = Handle(made[0], lib.sleeve_catalogue_close, "catalogue")

    # ---- changing

    def add(self, pictures: Any, ids: Any = None, *,
            progress: Optional[Progress] = None) -> list[Added]:
        """Adds pictures: a mapping from id to picture, a sequence, or one.

        Without ids, those of files are their paths as given. Pictures must be
        files or encoded bytes. Tells about each; a bad picture is "failed"
        with its reason, and the others are added.
        """
        pictures, names = self._named(pictures, ids)
        if any(is_pixels(picture) for picture in pictures):
            raise InvalidArgument("Only files and encoded bytes can be added, "
                                  "since artworks are known by their bytes.")
        batch = EncodedBatch(pictures)
        texts, alive = c_strings(names)
        added = np.full(batch.size, 3, np.int32)
        items = ffi.new("sleeve_item[]", max(batch.size, 1))
        call = Call(batch.size, self._threads, progress)
        try:
            with self._lock, self._handle as catalogue:
                call.check(lib.sleeve_catalogue_add(
                    catalogue, texts, batch.rows, batch.size, call.options,
                    ffi.cast("int32_t *", added.ctypes.data), items))
        finally:
            self.refresh()
            del alive
        return [Added(name, _ADDED[what], text_of(items[i].reason) or None)
                for i, (name, what) in enumerate(zip(names, added))]

    @staticmethod
    def _named(pictures: Any, ids: Any) -> tuple[list[Picture], list[str]]:
        if isinstance(pictures, Mapping):
            if ids is not None:
                raise InvalidArgument("The keys of the mapping are the ids.")
            ids, pictures = list(pictures), list(pictures.values())
        elif is_picture(pictures):
            pictures, ids = [pictures], None if ids is None else [ids]
        pictures = list(pictures)
        if ids is None:
            ids = pictures
            if not all(isinstance(one, (str, os.PathLike)) for one in ids):
                raise InvalidArgument("Only files have a name of their own: "
                                      "give ids.")
        names = [os.fspath(one) for one in ids]
        if len(names) != len(pictures):
            raise InvalidArgument("There must be an id for each picture.")
        return pictures, names

    def remove(self, ids: Union[str, Iterable[str]], *,
               progress: Optional[Progress] = None) -> list[bool]:
        """Removes artworks, all or none; tells of each whether it was there."""
        names = [ids] if isinstance(ids, str) else list(ids)
        texts, alive = c_strings(names)
        removed = np.zeros(len(names), np.int32)
        call = Call(len(names), progress=progress)
        with self._lock, self._handle as catalogue:
            call.check(lib.sleeve_catalogue_remove(
                catalogue, texts, len(names), call.options,
                ffi.cast("int32_t *", removed.ctypes.data)))
        del alive
        self.refresh()
        return [bool(one) for one in removed]

    def calibrate(self, inputs: Any = (), **options: Any) -> dict[str, Any]:
        """Measures on pictures that show none of the artworks how often chance
        makes a match, and judges by it from then on; see sleeve.calibrate()."""
        options.setdefault("threads", self._threads)
        with self._handle:
            try:
                return calibrate(self.path, inputs, **options)
            finally:
                self.refresh()

    def rebuild(self, *, progress: Optional[Progress] = None) -> None:
        """Makes the derived index anew."""
        call = Call(LONG, progress=progress)
        with self._lock, self._handle as catalogue:
            call.check(lib.sleeve_catalogue_rebuild(catalogue, call.options))

    # ---- asking

    def match(self, picture: Picture, *, candidates: bool = False) -> Matches:
        """The artworks in one picture, best first; with `candidates` also
        those that are plausible but not certain. Raises BadPicture.

        For pictures that you trust: it is decoded in this process.
        """
        finding = self.match_batch([picture])[0]
        if finding.problem is not None:
            from .errors import BadPicture
            raise BadPicture(f"This picture cannot be matched: "
                             f"{finding.reason}.")
        found = Matches(finding.matches +
                        (finding.candidates if candidates else ()))
        found.picture, found.catalogue = picture, self
        return found

    def match_batch(self, pictures: Any, *,
                    progress: Optional[Progress] = None) -> list[Finding]:
        """A finding for each picture, decoded in this process on all cores.
        screener() is for pictures that you do not trust."""
        with self._lock:
            view = self._current()
            if view.matcher is None:
                view.matcher = Screener(view.handle, sandbox=False,
                                        threads=self._threads)
            matcher = view.matcher
        return matcher.check(pictures, progress=progress)

    def screener(self, **options: Any) -> Screener:
        """A Screener for the artworks of this moment; see there."""
        options.setdefault("threads", self._threads)
        with self._lock:
            return Screener(self._current().handle, **options)

    def screen(self, pictures: Iterable[Picture], *, batch: int = 64,
               **options: Any) -> Iterator[tuple[Picture, Finding]]:
        """For each picture of a stream: itself and its finding, decoded in a
        sandbox."""
        with self.screener(**options) as screener:
            yield from screener.stream(pictures, batch)

    def index(self, spec: str = "exact", *,
              progress: Optional[Progress] = None) -> Index:
        """An index over the artworks' codes; positions are those of `ids`."""
        with self._lock:
            view = self._current()
            return Index._of_snapshot(view.handle, self.codes, spec,
                                      self._threads, progress)

    def _search(self) -> tuple[View, Index]:
        with self._lock:
            view = self._current()
            if view.index is None:
                view.index = self.index()
            return view, view.index

    def within(self, query: Any, radius: int) -> Any:
        """The artworks whose hashes are at most `radius` bits away.

        For one Hash or picture, a list of Neighbour; for codes (m, 32) or a
        sequence of hashes, Answers with positions of `ids`.
        """
        codes = self._codes(query)
        view, index = self._search()
        answers: Answers = index.within(codes, radius)
        if not self._is_single(query):
            return answers
        return [Neighbour(view.id(int(position)), int(distance))
                for distance, position in zip(*answers.of(0))]

    def nearest(self, query: Any, k: int = 1) -> Any:
        """The k artworks whose hashes are nearest.

        For one Hash or picture, a list of Neighbour; for codes (m, 32) or a
        sequence of hashes, distances and positions (m, k), -1 where there are
        fewer.
        """
        codes = self._codes(query)
        view, index = self._search()
        distances, positions = index.nearest(codes, k)
        if not self._is_single(query):
            return distances, positions
        return [Neighbour(view.id(int(position)), int(distance))
                for distance, position in zip(distances[0], positions[0])
                if position >= 0]

    @staticmethod
    def _is_codes(query: Any) -> bool:
        return (isinstance(query, np.ndarray) and query.ndim <= 2
                and query.dtype == np.uint8 and query.shape[-1:] == (32,))

    def _is_single(self, query: Any) -> bool:
        return isinstance(query, Hash) or (
            is_picture(query) and not self._is_codes(query))

    def _codes(self, query: Any) -> np.ndarray:
        if isinstance(query, Hash):
            self._refuse_unlike(query)
            return query.code[np.newaxis]
        if isinstance(query, Hashes) or self._is_codes(query):
            return codes_of(query, 32)
        if is_picture(query):
            return hash(query).code[np.newaxis]
        query = list(query)
        for one in query:
            if isinstance(one, Hash):
                self._refuse_unlike(one)
        return codes_of(query, 32)

    @staticmethod
    def _refuse_unlike(query: Hash) -> None:
        if not query.algorithm.startswith("cover256/"):
            raise InvalidArgument(
                f"A catalogue keeps hashes of cover256, which cannot be "
                f"compared with {query.algorithm}; an Index holds any.")

    # ---- what it holds

    def refresh(self) -> None:
        """Sees what other processes changed."""
        # Who searches the present view goes on with it.
        with self._lock:
            self._view = None

    def _current(self) -> View:
        if self._view is None:
            made = ffi.new("sleeve_snapshot **")
            call = Call(LONG)
            with self._handle as catalogue:
                call.check(lib.sleeve_catalogue_snapshot(
                    catalogue, call.options, made))
            self._view = View(Handle(made[0], lib.sleeve_snapshot_close,
                                      "snapshot"))
        elif self._handle.closed:
            with self._handle:
                pass
        return self._view

    @property
    def calibration(self) -> dict[str, Any]:
        """What matches are judged by: `identity` (empty for what Sleeve comes
        with), `rate`, how many `pictures` it rests on, ..."""
        with self._lock:
            return self._current().calibration

    def save_snapshot(self, path: Path, *,
                      progress: Optional[Progress] = None) -> None:
        """Writes the artworks of this moment to a file, and beside it those
        that end in .parts and .calibration; open_snapshot() maps them into
        memory, in other processes and on other machines."""
        call = Call(LONG, progress=progress)
        with self._lock, self._current().handle as held:
            call.check(lib.sleeve_snapshot_save(held, c_string(path),
                                                call.options))

    @property
    def digest(self) -> str:
        """Names this exact content: 64 hex digits."""
        with self._lock:
            return self._current().digest

    @property
    def codes(self) -> np.ndarray:
        """The hashes of all artworks, (n, 32) uint8, in the order of ids."""
        with self._lock:
            return self._current().column(lib.sleeve_snapshot_hashes, 32)

    @property
    def ids(self) -> list[str]:
        """All ids, in byte order."""
        return list(self)

    def __len__(self) -> int:
        with self._lock:
            return self._current().size

    def __iter__(self) -> Iterator[str]:
        with self._lock:
            view = self._current()
            names = [view.id(i) for i in range(view.size)]
        return iter(names)

    def __contains__(self, artwork_id: object) -> bool:
        with self._lock:
            return isinstance(artwork_id, str) and (
                self._current().find(artwork_id) is not None)

    def __getitem__(self, artwork_id: str) -> Hash:
        with self._lock:
            view = self._current()
            position = view.find(artwork_id)
            if position is None:
                raise KeyError(artwork_id)
            with view.handle as held:
                hashes = whole(lib.sleeve_snapshot_hashes(held))
                code = bytes(ffi.buffer(hashes + 32 * position, 32))
                quality = whole(lib.sleeve_snapshot_qualities(held))[position]
        return Hash(code, "cover256", quality)

    def info(self) -> dict[str, int]:
        """Numbers: artworks, removed, generation, format_version, ..."""
        result = ffi.new("sleeve_catalogue_info *")
        result.struct_bytes = ffi.sizeof("sleeve_catalogue_info")
        with self._lock, self._handle as catalogue:
            check(lib.sleeve_catalogue_get_info(catalogue, result))
        names = [name for name, _ in
                 ffi.typeof("sleeve_catalogue_info").fields]
        return {name: getattr(result, name) for name in names[1:]}

    def verify(self, *, progress: Optional[Progress] = None) -> list[str]:
        """A sentence for each fault; empty when all is well."""
        faults: list[str] = []

        @ffi.callback("sleeve_take_text")
        def take(_user: Any, text: Any) -> None:
            faults.append(text_of(text))

        call = Call(LONG, progress=progress)
        with self._lock, self._handle as catalogue:
            call.check(lib.sleeve_catalogue_verify(catalogue, call.options,
                                                   take, ffi.NULL))
        return faults

    def close(self) -> None:
        self._handle.close()
        self.refresh()

    def __enter__(self) -> "Catalogue":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        if self._handle.closed:
            return f"<Catalogue {self.path}, closed>"
        return f"<Catalogue {self.path}: {len(self)} artworks>"
