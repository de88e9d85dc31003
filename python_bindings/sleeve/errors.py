"""Exceptions: each carries the sentence of the engine."""
from __future__ import annotations


class Error(Exception):
    """Something went wrong; str() says what, where, and what to do."""


class InvalidArgument(Error, ValueError):
    """The call is wrong: fix the caller."""


class Closed(InvalidArgument):
    """The object was closed before."""


class NotFound(Error, FileNotFoundError):
    """No such file, catalogue or artwork."""


class IoError(Error, OSError):
    """The system refused a read or a write."""


class Corrupt(Error):
    """A file of Sleeve's fails its checks."""


class Unsupported(Error):
    """A newer format, or an unlike algorithm."""


class BadPicture(Error, ValueError):
    """These bytes give no picture."""


class Cancelled(Error):
    """The progress function asked for an end."""


class Internal(Error):
    """A bug in Sleeve: please report it."""


# By the codes of sleeve.h, whose values never change.
BY_CODE: dict[int, type[Exception]] = {
    1: InvalidArgument, 2: NotFound, 3: IoError, 4: Corrupt, 5: Unsupported,
    6: BadPicture, 7: Cancelled, 8: MemoryError, 9: Internal,
}
