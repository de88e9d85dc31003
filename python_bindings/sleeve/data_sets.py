"""The verbs that work on whole data sets: screen, dedupe and calibrate."""
from __future__ import annotations

import json
import os
from typing import Any, Iterable, Optional, Union

from ._library import (LONG, Call, Path, Progress, c_string, c_strings, ffi,
                       lib, text_of)
from .screening import effort_number, path_of

Inputs = Union[Path, Iterable[Any]]


def _names(inputs: Inputs) -> tuple[Any, list[Any]]:
    return c_strings([inputs] if isinstance(inputs, (str, os.PathLike))
                 else inputs)


def _summary(output: Path) -> dict[str, Any]:
    path = os.path.join(os.fspath(output), "summary.json")
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def screen(inputs: Inputs, *, catalogue: Path, output: Path,
           restart: bool = False,
           threads: Optional[int] = None, sandbox: bool = True,
           time_out: Optional[float] = None,
           policy: Optional[Path] = None, effort: Optional[str] = None,
           progress: Optional[Progress] = None) -> dict[str, Any]:
    """Screens a data set - files, folders, tar shards, brace ranges - into a
    directory, as `sleeve screen` does, and returns its summary.json.

    A run that was killed goes on where it stopped when it is asked for again.
    """
    names, alive = _names(inputs)
    rules = path_of(policy)
    call = Call(LONG, threads, progress, sandbox=int(sandbox),
                time_out=time_out, policy=rules, effort=effort_number(effort))
    call.check(lib.sleeve_screen(c_string(catalogue), c_string(output),
                                 names, len(alive), int(restart),
                                 call.options))
    return _summary(output)


def dedupe(inputs: Inputs, *, output: Path, references: Inputs = (),
           radius: Optional[int] = None, effort: Optional[str] = None,
           threads: Optional[int] = None, sandbox: bool = True,
           time_out: Optional[float] = None,
           progress: Optional[Progress] = None) -> dict[str, Any]:
    """Finds the duplicates of a data set - files, folders, tar shards, brace
    ranges - as `sleeve dedupe` does: writes groups.jsonl, keep.txt and drop.txt
    to a directory, and returns its summary.json.

    With `references` the inputs are compared with these only. `effort` is
    "fast" unless "thorough" is asked for, which finds parts, turned and
    mirrored copies too, at fifty times the cost.
    """
    names, alive = _names(inputs)
    others, others_alive = _names(references)
    call = Call(LONG, threads, progress, sandbox=int(sandbox),
                time_out=time_out, effort=effort_number(effort))
    call.check(lib.sleeve_dedupe(
        c_string(output), names, len(alive), others, len(others_alive),
        -1 if radius is None else radius, call.options))
    return _summary(output)


def calibrate(catalogue: Path, inputs: Inputs = (), *,
              good_pairs: Optional[Path] = None,
              bad_pairs: Optional[Path] = None, rate: Optional[float] = None,
              reset: bool = False, dry_run: bool = False,
              for_artworks: Optional[int] = None,
              for_pictures: Optional[int] = None,
              threads: Optional[int] = None,
              progress: Optional[Progress] = None) -> dict[str, Any]:
    """Measures how often chance makes a match with a catalogue, on pictures
    that show none of its artworks, as `sleeve calibrate` does; stores it with
    the catalogue and returns what was measured.

    `good_pairs` and `bad_pairs` are CSV files of query,artwork: pairs that
    match, and pairs that must not. `rate` is how many false matches a picture
    are borne; `reset` forgets what was stored before, and `dry_run` stores
    nothing. Catalogue.calibration tells what is stored. "reliability" tells
    how many false matches were promised and seen of pictures held out.
    """
    names, alive = _names(inputs)
    how = ffi.new("sleeve_calibrate_options *")
    how.struct_bytes = ffi.sizeof("sleeve_calibrate_options")
    pairs = [path_of(good_pairs), path_of(bad_pairs)]
    how.good_pairs, how.bad_pairs = (ffi.NULL if one is None else one
                                     for one in pairs)
    how.rate, how.reset, how.dry_run = rate or 0, reset, dry_run
    how.for_artworks, how.for_pictures = for_artworks or 0, for_pictures or 0
    reports: list[dict[str, Any]] = []

    @ffi.callback("sleeve_take_text")
    def take(_user: Any, text: Any) -> None:
        reports.append(json.loads(text_of(text)))

    call = Call(LONG, threads, progress)
    call.check(lib.sleeve_calibrate(c_string(catalogue), names, len(alive),
                                    how, call.options, take, ffi.NULL))
    return reports[0]
