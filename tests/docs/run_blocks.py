"""Runs the blocks of a document, so that no page promises what is not so.

usage: run_blocks.py BUILD_FOLDER DOCUMENT

- A block ```sh is run in bash, in a folder with a few drawn pictures
  (artwork/, scraped/, shards/00000.tar) that all blocks of the page share.
  A command may end with 0, 2 or 3, which mean something; nothing else.
- A block ```text right after it is what the block prints on standard output;
  … stands for anything within a line, or for any lines when alone on one.
- A block ```sh outside holds commands for the top of a clone: they are not
  run here, but the scripts, presets and targets that they name must exist.
- A block ```sh needs MODULE… shows how another project does a job. It is run
  like the others by the Python that SLEEVE_PEER_PYTHON names (or the usual
  one) when that has the modules; otherwise a line says that it was left out.
- A block ```json, ```cpp or the like right after <!-- file: PATH --> must
  stand in that file of the project.
- Every link to a file must lead to one.
- A page with <!-- needs: MODULE… --> is skipped where Python lacks one.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?"
                   r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$",
                   re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
NEEDS = re.compile(r"^<!-- needs: (.*) -->$", re.MULTILINE)
# The Python that the package is tested with.
PYTHON = ROOT / "build/python/bin"
if not PYTHON.exists():
    PYTHON = pathlib.Path("/usr/bin")
PEER_PYTHON = pathlib.Path(
    os.environ.get("SLEEVE_PEER_PYTHON", PYTHON / "python3"))
PRELUDE = 'set -Euo pipefail\ntrap \'c=$?; case $c in 2 | 3) ;; ' \
          '*) echo "exit code $c: $BASH_COMMAND" >&2; exit 97 ;; esac\' ERR\n'


def pattern(text):
    """A regular expression for a block of output with its ellipses."""
    lines = []
    for line in text.splitlines(keepends=True):
        if line.strip() == "…":
            lines.append(r"(?:.*\n)*?")
        else:
            lines.append(r"[^\n]*".join(map(re.escape, line.split("…"))))
    return "".join(lines)


def prepare(build, folder):
    subprocess.run([build / "make_demo", ".", "24", "12"], cwd=folder,
                   check=True)
    subprocess.run("mkdir shards && cd members && "
                   "tar --sort=name -cf ../shards/00000.tar -- * && cd .. && "
                   "rm -r members truth.tsv", shell=True, cwd=folder,
                   check=True)


def has(python, modules):
    """Whether this Python has modules, which names separated by spaces are."""
    names = ", ".join(modules.split())
    return subprocess.run([python, "-c", f"import {names}"],
                          capture_output=True, check=False).returncode == 0


def run(script, build, folder, python=PYTHON):
    path = f"{build}:{python}:{os.environ['PATH']}"
    bindings = {"SLEEVE_LIBRARY": str(build / "libsleeve.so"),
                "PYTHONPATH": str(ROOT / "python_bindings")}
    return subprocess.run(["bash", "-c", PRELUDE + script], cwd=folder,
                          env={**os.environ, **bindings, "PATH": path,
                               "LC_ALL": "C.UTF-8"},
                          capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL)


def faults_outside(body):
    """Faults of commands that are for the top of a clone."""
    presets = json.loads((ROOT / "CMakePresets.json").read_text("utf-8"))
    names = {preset["name"] for preset in presets["configurePresets"]}
    for command in re.split(r"&&|\n", re.sub(r"#.*", "", body)):
        words = command.split()
        if not words:
            continue
        if "/" in words[0] and not words[0].startswith("build/"):
            if not os.access(ROOT / words[0], os.X_OK):
                yield f"there is no script {words[0]}"
        elif words[0] not in ("git", "cd", "cmake", "ctest", "python3") and \
                not words[0].startswith("build/"):
            yield f"unknown command {words[0]}"
        for name in re.findall(r"--(?:preset|workflow)[ =](\w+)", command):
            if name not in names:
                yield f"there is no preset {name}"


def faults_of(document, build, folder):
    text = document.read_text("utf-8")
    for link in LINK.findall(text):
        if not (document.parent / link).exists():
            yield f"a link leads nowhere: {link}"
    printed, ended = None, 0
    for block in BLOCK.finditer(text):
        body, info = block["body"], block["info"].split()
        where = f"line {text.count(chr(10), 0, block.start()) + 1}"
        if block["file"]:
            if body not in (ROOT / block["file"]).read_text("utf-8"):
                yield f"{where}: not as it stands in {block['file']}"
        elif info == ["sh", "outside"]:
            yield from (f"{where}: {fault}" for fault in faults_outside(body))
        elif info[:2] == ["sh", "needs"] and \
                not has(PEER_PYTHON, " ".join(info[2:])):
            print(f"{document.name}, {where}: left out, since Python lacks "
                  f"one of {' '.join(info[2:])}")
            printed = None
        elif info == ["sh"] or info[:2] == ["sh", "needs"]:
            done = run(body, build, folder,
                       PYTHON if len(info) == 1 else PEER_PYTHON.parent)
            printed, ended = done.stdout, block.end()
            if done.returncode not in (0, 2, 3):
                yield f"{where}: {body}{done.stdout}{done.stderr}"
        elif info == ["text"] and printed is not None and \
                not text[ended:block.start()].strip():
            if not re.fullmatch(pattern(body), printed):
                yield f"{where}: shown\n{body}but printed\n{printed}"
        elif info and info != ["text"]:
            yield f"{where}: a block that nothing checks: {block['info']}"


def main():
    build, document = map(pathlib.Path, sys.argv[1:])
    for needs in NEEDS.findall(document.read_text("utf-8")):
        if not has(PYTHON / "python3", needs):
            print(f"skipped: Python lacks one of {needs}; "
                  "scripts/python-environment installs them")
            return 77
    with tempfile.TemporaryDirectory(prefix="sleeve-docs-") as folder:
        prepare(build.resolve(), folder)
        faults = list(faults_of(document.resolve(), build.resolve(), folder))
    for fault in faults:
        print(f"{document}: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
