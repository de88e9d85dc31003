"""Screening: pictures in, findings out."""
from __future__ import annotations

from typing import Any, Iterable, Iterator, NamedTuple, Optional, Sequence

from . import arrow
from ._library import Call, Handle, Path, Progress, c_string, ffi, lib, names_of
from .errors import InvalidArgument
from .findings import Finding, findings_of
from .hashes import in_batches
from .pictures import EncodedBatch, Picture, PixelBatch, split

def path_of(path: Optional[Path]) -> Any:
    return None if path is None else ffi.new("char[]", c_string(path))


def effort_number(name: Optional[str]) -> Optional[int]:
    if name not in (None, "fast", "thorough"):
        raise InvalidArgument(f"The effort is \"fast\" or \"thorough\", and "
                              f"not {name!r}.")
    return None if name is None else int(name == "thorough")


class Origin(NamedTuple):
    """What a picture was before img2dataset resized it."""

    width: int = 0  # in pixels; 0 when it is not known
    height: int = 0
    orientation: int = 1  # as EXIF has it, 1 to 8


Origins = Sequence[Optional[Origin]]


def _origins(origins: Optional[Origins]) -> Any:
    if origins is None or not any(origins):
        return None
    return ffi.new("sleeve_origin[]",
                   [Origin() if one is None else one for one in origins])


class Screener:
    """Finds the artworks of one snapshot in pictures. Threads may share it.

    With `sandbox` (the default) pictures are decoded in locked-down processes,
    which is right for whatever came from the net. `policy` is a file that says
    what becomes of doubtful cases; without it the strict one counts. `effort`
    "fast" looks for whole pictures only, "thorough" (the default) also for
    parts.
    """

    def __init__(self, snapshot: Handle, *, sandbox: bool = True,
                 threads: Optional[int] = None, max_bytes: Optional[int] = None,
                 max_pixels: Optional[int] = None,
                 max_frames: Optional[int] = None,
                 time_out: Optional[float] = None,
                 policy: Optional[Path] = None,
                 effort: Optional[str] = None) -> None:
        self._threads = threads
        made = ffi.new("sleeve_screener **")
        rules = path_of(policy)
        call = Call(0, threads, sandbox=int(sandbox), max_bytes=max_bytes,
                    max_pixels=max_pixels, max_frames=max_frames,
                    time_out=time_out, policy=rules, effort=effort_number(effort))
        with snapshot as held:
            call.check(lib.sleeve_screener_create(held, call.options, made))
        self._handle = Handle(made[0], lib.sleeve_screener_close, "screener")

    @property
    def models(self) -> list[str]:
        """Identities of the models that its matches rest on; a calibration of
        the catalogue comes last."""
        with self._handle as screener:
            return names_of(lambda i: lib.sleeve_screener_model(screener, i))

    def _run(self, function: Any, *rows: Any, size: int,
             progress: Optional[Progress],
             origins: Optional[Origins] = None) -> list[Finding]:
        made = ffi.new("sleeve_evidence **")
        known = _origins(origins)
        call = Call(size, self._threads, progress, origins=known)
        with self._handle as screener:
            call.check(function(screener, *rows, call.options, made))
        return findings_of(made[0])

    def _encoded(self, pictures: Sequence[Picture],
                 names: Optional[Sequence[Optional[str]]], origins: Any,
                 progress: Optional[Progress]) -> list[Finding]:
        batch = EncodedBatch(pictures, names)
        return self._run(lib.sleeve_screener_check, batch.rows, batch.size,
                         size=batch.size, origins=origins, progress=progress)

    def _column(self, column: Any, origins: Optional[Origins],
                progress: Optional[Progress]) -> list[Finding]:
        found: list[Finding] = []
        for chunk in arrow.chunks(column):
            theirs = None
            if origins is not None:
                theirs = origins[len(found):len(found) + len(chunk)]
            with arrow.Exported(chunk) as exported:
                found += self._run(lib.sleeve_screener_check_arrow,
                                   exported.schema, exported.array,
                                   size=len(chunk), origins=theirs,
                                   progress=progress)
        return found

    def check(self, pictures: Any,
              names: Optional[Sequence[Optional[str]]] = None,
              progress: Optional[Progress] = None,
              origins: Optional[Origins] = None) -> list[Finding]:
        """A finding for each picture, in order. `pictures` is a sequence of
        pictures or an Arrow array of binary values; `names` name bytes in the
        evidence. `origins` tell what encoded pictures were before img2dataset
        resized them: an Origin or None for each."""
        if origins is not None and len(origins) != len(pictures):
            raise InvalidArgument("There must be an origin for each picture.")
        if arrow.is_column(pictures):
            return self._column(pictures, origins, progress)
        pictures = list(pictures)
        if names is not None and len(names) != len(pictures):
            raise InvalidArgument("There must be a name for each picture.")
        encoded, pixels = split(pictures)
        if not pixels:
            return self._encoded(pictures, names, origins, progress)
        result: list[Any] = [None] * len(pictures)
        batch = PixelBatch(pictures[i] for i in pixels)
        found = self._run(lib.sleeve_screener_check_pixels, batch.rows,
                          batch.size, size=batch.size, progress=progress)
        some = self._encoded([pictures[i] for i in encoded],
                             None if names is None else
                             [names[i] for i in encoded],
                             None if origins is None else
                             [origins[i] for i in encoded], progress)
        for rows, findings in ((pixels, found), (encoded, some)):
            for i, finding in zip(rows, findings):
                result[i] = finding
        return result

    def stream(self, pictures: Iterable[Picture],
               batch: int = 64) -> Iterator[tuple[Picture, Finding]]:
        """For each picture of an endless stream: itself and its finding.
        Holds `batch` pictures at a time."""
        for some in in_batches(pictures, batch):
            yield from zip(some, self.check(some))

    def close(self) -> None:
        self._handle.close()

    def __enter__(self) -> "Screener":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
