"""Loads libsleeve.so through cffi; its header is the binding."""
from __future__ import annotations

import operator
import os
import pathlib
import re
import threading
from typing import Any, Callable, Iterable, Optional, Union

import cffi

from . import errors

HERE = pathlib.Path(__file__).resolve().parent
NATIVE = HERE / "_native"

Path = Union[str, "os.PathLike[str]"]

# What a call may report to: progress(done, total), total -1 when unknown.
# Raising, or returning False, ends the call.
Progress = Callable[[int, int], Any]

# Calls about fewer pictures or queries than this take too short a time to be
# worth the thread that reports their progress.
_FEW = 64

# The size of calls that can always take long.
LONG = 1 << 30


def _read_header() -> str:
    for path in (NATIVE / "sleeve.h", HERE.parents[1] / "c_api" / "sleeve.h"):
        if path.is_file():
            return path.read_text("utf-8")
    raise ImportError("sleeve.h is missing beside the package sleeve; "
                      "install the package anew.")


def _declarations(header: str) -> str:
    """What cffi reads of the header: no comments, no preprocessor."""
    text = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    text = re.sub(r"#ifdef __cplusplus.*?#endif", "", text, flags=re.DOTALL)
    text = re.sub(r"^\s*#.*$", "", text, flags=re.MULTILINE)
    return text.replace("SLEEVE_API", "")


def _header_version(header: str) -> tuple[int, int]:
    numbers = [re.search(rf"SLEEVE_VERSION_{part} (\d+)", header)
               for part in ("MAJOR", "MINOR")]
    if not all(numbers):
        raise ImportError("sleeve.h names no version.")
    return int(numbers[0][1]), int(numbers[1][1])  # type: ignore[index]


def _open_library() -> Any:
    path = os.environ.get("SLEEVE_LIBRARY") or str(NATIVE / "libsleeve.so")
    try:
        return ffi.dlopen(os.path.abspath(path))
    except OSError as error:
        raise ImportError(
            f"The library of Sleeve cannot be loaded: {error}. Install the "
            "package anew, or name the library in SLEEVE_LIBRARY.") from None


def _check_version(header: str) -> None:
    try:
        number = lib.sleeve_version()
    except AttributeError:
        raise ImportError("SLEEVE_LIBRARY names a library that is not "
                          "Sleeve's.") from None
    found = number // 10000, number // 100 % 100
    wanted = _header_version(header)
    # Before 1.0 a minor version may change what exists.
    fits = found[0] == wanted[0] and (
        found[1] >= wanted[1] if wanted[0] else found[1] == wanted[1])
    if not fits:
        raise ImportError(f"libsleeve.so has version {found[0]}.{found[1]}, "
                          f"but this package is made for "
                          f"{wanted[0]}.{wanted[1]}; install both anew.")


ffi = cffi.FFI()
_header = _read_header()
ffi.cdef(_declarations(_header))
lib = _open_library()
_check_version(_header)


def version() -> str:
    """The version of the library at hand, such as "0.1.0"."""
    number = lib.sleeve_version()
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def text_of(pointer: Any) -> str:
    """A string of the library; bytes that are no UTF-8 survive."""
    return os.fsdecode(ffi.string(pointer))


def names_of(name: Callable[[int], Any]) -> list[str]:
    """What a function of the library names by number from 0, up to NULL."""
    names: list[str] = []
    while (text := name(len(names))):
        names.append(text_of(text))
    return names


def c_string(text: Union[str, bytes, "os.PathLike[str]"]) -> bytes:
    """A path or an id, as the library takes it."""
    name = os.fsencode(text)
    if b"\0" in name:
        raise errors.InvalidArgument(f"A name holds no NUL: {text!r}.")
    return name


def word(text: Any, what: str) -> bytes:
    """A name that the library knows, as it takes it."""
    if not isinstance(text, str) or "\0" in text:
        raise errors.InvalidArgument(f"{what} is a word, and not {text!r}.")
    return text.encode("utf-8", "surrogateescape")


def whole_number(value: Any, what: str) -> int:
    """A number that stands for itself: 3.5 is none, and "3" neither."""
    try:
        return operator.index(value)
    except TypeError:
        raise errors.InvalidArgument(
            f"{what} is a whole number, and not {value!r}.") from None


def c_strings(items: Iterable[Any]) -> tuple[Any, list[Any]]:
    """Paths or ids as an array of C strings, and what keeps it alive."""
    alive = []
    for item in items:
        alive.append(ffi.new("char[]", c_string(item)))
    return ffi.new("char *[]", alive), alive


def check(status: int) -> None:
    """Raises the exception of a code that is not 0."""
    if status == 0:
        return
    kind = errors.BY_CODE.get(status, errors.Internal)
    raise kind(ffi.string(lib.sleeve_last_error()).decode("utf-8", "replace"))


class Handle:
    """Owns what the library made; `with handle as pointer` uses it.

    Closing waits for nobody: a call under way on another thread goes on, and
    the last to leave frees. Later calls raise Closed.
    """

    def __init__(self, pointer: Any, close: Callable[[Any], None],
                 name: str) -> None:
        self._pointer = pointer
        self._close = close
        self._name = name
        self._lock = threading.Lock()
        self._users = 0
        self._closed = False

    def __enter__(self) -> Any:
        with self._lock:
            if self._closed:
                raise errors.Closed(f"This {self._name} is closed.")
            self._users += 1
        return self._pointer

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._users -= 1
        self._free_if_unused()

    def _free_if_unused(self) -> None:
        with self._lock:
            if not self._closed or self._users or self._pointer is None:
                return
            pointer, self._pointer = self._pointer, None
        self._close(pointer)

    @property
    def closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        with self._lock:
            self._closed = True
        self._free_if_unused()

    def __del__(self) -> None:
        try:
            self.close()
        except (AttributeError, TypeError):  # the interpreter is ending
            pass


class Call:
    """The options of one call, whose progress reports to Python.

    Without a progress function long calls of the main thread report anyway,
    so that Ctrl-C ends them.
    """

    def __init__(self, size: int, threads: Optional[int] = None,
                 progress: Optional[Progress] = None, **limits: Any) -> None:
        self.options = ffi.new("sleeve_options *")
        lib.sleeve_options_init(self.options)
        self.options.threads = threads or 0
        for name, value in limits.items():
            if value is not None:
                setattr(self.options, name, value)
        self._progress = progress
        self._raised: Optional[BaseException] = None
        main = threading.current_thread() is threading.main_thread()
        if progress is not None or (main and size >= _FEW):
            self._callback = ffi.callback("sleeve_progress", self._report,
                                          error=1, onerror=self._keep)
            self.options.progress = self._callback

    def _report(self, _user: Any, done: int, total: int) -> int:
        if self._progress is None:
            return 0
        return 1 if self._progress(done, total) is False else 0

    def _keep(self, _kind: Any, raised: BaseException, _trace: Any) -> None:
        """Ends the call with what was raised, KeyboardInterrupt too."""
        self._raised = raised

    def check(self, status: int) -> None:
        if self._raised is not None:
            raise self._raised
        check(status)
