"""Checks that every C++ file is as clang-format writes it."""
import subprocess

from sources import ROOT, finish, tracked

files = [str(path) for path in tracked(".cc", ".h", ".c")]
assert files, "no sources found"
run = subprocess.run(["clang-format", "--dry-run", "-Werror", *files],
                     cwd=ROOT, capture_output=True, text=True, check=False)
wrong = {line.split(":", 1)[0] for line in run.stderr.splitlines()
         if "-Wclang-format-violations" in line}
faults = [f"{name}: run clang-format -i {name}" for name in sorted(wrong)]
if run.returncode != 0 and not faults:
    faults = [run.stderr]
finish("format", faults)
