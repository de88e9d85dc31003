"""Which files the checks look at: all that git tracks or would track."""
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def tracked(*suffixes):
    """Paths relative to ROOT, sorted; every file when no suffix is given."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False)
    if listing.returncode == 0:
        names = {name for name in listing.stdout.decode().split("\0") if name}
    else:  # a source archive has no git folder
        names = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*")
                 if not {"build", "demo", ".git"} & set(path.parts)}
    paths = sorted(pathlib.Path(name) for name in names)
    return [path for path in paths
            if (ROOT / path).is_file() and
            (not suffixes or path.suffix in suffixes)]


def finish(check, faults):
    """Prints every fault and ends the script; the exit code tells."""
    for fault in faults:
        print(fault)
    print(f"{check}: {len(faults)} faults")
    raise SystemExit(1 if faults else 0)
