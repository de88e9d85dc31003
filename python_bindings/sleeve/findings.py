"""What the engine found about pictures: findings and matches."""
from __future__ import annotations

import json
from typing import Any, NamedTuple, Optional

from . import notebook
from ._library import Handle, check, ffi, lib, text_of
from .hashes import Hash


class Match(NamedTuple):
    """An artwork that is, or may be, in a picture."""

    artwork_id: str
    kind: str  #: "same" or "edition"
    score: float  #: 0 to 1, higher is surer
    distance: int  #: bits between the hashes, 0 to 256
    region: tuple[tuple[float, float], ...]  #: corners (x, y) in the picture
    transform: str  #: "none", "mirror", "crop", ...
    expected_false_matches: float  #: that chance alone would give
    candidate: bool  #: plausible, but not certain


class Matches(tuple):
    """The matches of one picture, best first; a notebook shows the pictures."""

    picture: Any = None
    catalogue: Any = None

    def _repr_html_(self) -> str:
        return notebook.matches_html(self, self.picture, self.catalogue)


class Finding(NamedTuple):
    """What is known about one picture, and what becomes of it."""

    verdict: str  #: "exclude_match", "no_signal", "unchecked", ...
    reason: str
    problem: Optional[str]  #: why it is unchecked: "truncated", ...
    quality: Optional[int]
    hash: Optional[Hash]
    width: Optional[int]
    height: Optional[int]
    sha256: Optional[str]
    matches: tuple[Match, ...]
    candidates: tuple[Match, ...]
    json: str  #: the line of evidence.jsonl

    @property
    def record(self) -> dict[str, Any]:
        """The whole evidence, as evidence.jsonl has it."""
        return json.loads(self.json)


VERDICTS = tuple(text_of(lib.sleeve_verdict_name(i)) for i in range(6))
_PROBLEMS = (None, *(text_of(lib.sleeve_problem_name(i))
                     for i in range(1, 10)))


def _match(evidence: Any, row: int, number: int, result: Any) -> Match:
    check(lib.sleeve_evidence_match(evidence, row, number, result))
    region = result.region
    return Match(text_of(result.artwork_id),
                 "edition" if result.edition else "same", result.score,
                 result.distance,
                 tuple((region[2 * i], region[2 * i + 1]) for i in range(4)),
                 text_of(result.transform), result.expected_false_matches,
                 bool(result.candidate))


def _finding(evidence: Any, row: int, found: Any, match: Any) -> Finding:
    check(lib.sleeve_evidence_finding(evidence, row, found))
    all_matches = tuple(_match(evidence, row, i, match)
                        for i in range(found.matches + found.candidates))
    checked = found.problem == 0
    return Finding(
        VERDICTS[found.verdict], text_of(found.reason),
        _PROBLEMS[found.problem], found.quality if checked else None,
        Hash(bytes(ffi.buffer(found.hash)), "cover256", found.quality)
        if checked else None,
        found.width if checked else None, found.height if checked else None,
        text_of(found.sha256) or None, all_matches[:found.matches],
        all_matches[found.matches:], text_of(found.json))


def findings_of(made: Any) -> list[Finding]:
    """All findings of new evidence, which is closed."""
    found = ffi.new("sleeve_finding *")
    found.struct_bytes = ffi.sizeof("sleeve_finding")
    match = ffi.new("sleeve_match *")
    match.struct_bytes = ffi.sizeof("sleeve_match")
    with Handle(made, lib.sleeve_evidence_close, "evidence") as evidence:
        return [_finding(evidence, row, found, match)
                for row in range(lib.sleeve_evidence_size(evidence))]
