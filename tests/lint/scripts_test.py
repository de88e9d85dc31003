"""Checks that every shell and Python script at least parses."""
import shutil
import subprocess

from sources import ROOT, finish, tracked


def run(*command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True,
                          check=False)
    return [] if done.returncode == 0 else [done.stdout + done.stderr]


faults = []
shell_scripts = 0
for path in tracked():
    with open(ROOT / path, "rb") as file:
        first = file.readline()
    if first.startswith(b"#!") and b"bash" in first:
        shell_scripts += 1
        faults += run("bash", "-n", str(path))
        if shutil.which("shellcheck"):
            faults += run("shellcheck", str(path))
    elif path.suffix == ".py":
        source = (ROOT / path).read_text("utf-8")
        try:
            compile(source, str(path), "exec")
        except SyntaxError as error:
            faults.append(f"{path}: {error}")
assert shell_scripts, "no scripts found"
finish("scripts", faults)
