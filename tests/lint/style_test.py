"""Checks what clang-format does not: purpose, length, manners and order."""
import re

from sources import ROOT, finish, tracked

CODE = (".cc", ".h", ".py", ".cmake")
LIBRARY = ("core", "index", "screen", "c_api")
MAX_COLUMNS = 100

# The library never prints, ends the process or changes global state.
FORBIDDEN = re.compile(
    r"\bstd::(cout|cerr|clog|abort|exit|quick_exit|terminate|setlocale)\b"
    r"|(?<![\w.:>])(printf|fprintf|puts|putchar|perror|abort|exit|quick_exit"
    r"|setlocale|signal|sigaction)\s*\("
    r"|\bfmt::print\b|#\s*include\s*<iostream>|\bstd(out|err)\b")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")


def without_comments(text):
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"//[^\n]*", "", text)


def opens_with_purpose(path, text):
    if text.startswith("#!"):
        text = text.split("\n", 1)[-1]
    return re.match(r'\s*(//|/\*|#|""")\s*\S', text)


def faults_of(path):
    text = (ROOT / path).read_text("utf-8")
    is_script = text.startswith("#!") and not path.suffix
    is_code = path.suffix in CODE or path.name == "CMakeLists.txt" or is_script
    if is_code and not opens_with_purpose(path, text):
        yield f"{path}:1: open by saying what the file is for"
    if is_code:
        for number, line in enumerate(text.splitlines(), 1):
            if len(line) > MAX_COLUMNS:
                yield f"{path}:{number}: {len(line)} columns"
            if UNFINISHED.search(line):
                yield f"{path}:{number}: unfinished"
            if "-march=" + "native" in line:
                yield f"{path}:{number}: dispatch at run time instead"
    if (path.parts[0] in LIBRARY and path.suffix in (".cc", ".h")
            and "examples" not in path.parts):
        for match in FORBIDDEN.finditer(without_comments(text)):
            yield f"{path}: the library may not say {match.group().strip()}"
    # An _inl.h is included once for each instruction set.
    if path.suffix == ".h" and not path.stem.endswith("_inl"):
        guard = "SLEEVE_" + re.sub(r"\W", "_", str(path)).upper() + "_"
        if f"#ifndef {guard}\n#define {guard}\n" not in text:
            yield f"{path}: the include guard should be {guard}"


def unbuilt_tests():
    """Files under tests/ that no rule of tests/CMakeLists.txt compiles."""
    built = re.compile(r"tests/(support/\w+|fuzz/\w+|.*_test"
                       r"|install/consumer/\w+)\.cc")
    for path in tracked(".cc"):
        if path.parts[0] == "tests" and not built.fullmatch(str(path)):
            yield f"{path}: belongs to no target"


files = [path for path in tracked()
         if path.suffix in (*CODE, ".md", ".txt", "", ".json")
         and path.name != "LICENSE"]
assert files, "no sources found"
faults = [fault for path in files for fault in faults_of(path)]
finish("style", faults + list(unbuilt_tests()))
