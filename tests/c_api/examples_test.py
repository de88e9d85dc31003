"""Runs the examples of the C library on drawn pictures.

usage: examples_test.py FOLDER_OF_EXAMPLES MAKE_DEMO
"""
import pathlib
import subprocess
import sys
import tempfile

examples, make_demo = map(pathlib.Path, sys.argv[1:])


def run(code, *command):
    done = subprocess.run([str(word) for word in command], cwd=folder,
                          capture_output=True, text=True, check=False)
    assert done.returncode == code, (command, done)
    return done.stdout


with tempfile.TemporaryDirectory(prefix="sleeve-examples-") as folder:
    run(0, make_demo, ".", "6", "2")
    artworks = sorted(
        str(path.relative_to(folder))
        for path in pathlib.Path(folder, "artwork").iterdir())
    found = run(0, examples / "find_artworks", "covers", *artworks, "--",
                "scraped/000000.jpg", "truth.tsv")
    lines = found.splitlines()
    assert lines[0].startswith("scraped/000000.jpg\texclude_match\t"), lines
    assert "artwork/cover-001.png, " in lines[1], lines
    assert lines[-1].startswith("truth.tsv\tunchecked\t"), lines
    run(1, examples / "find_artworks", "covers")
    run(1, examples / "find_artworks", "/proc/nowhere", *artworks, "--")

    pairs = run(0, examples / "near_duplicates", "31", *artworks,
                "scraped/000000.jpg")
    assert "artwork/cover-001.png\tscraped/000000.jpg\t" in pairs, pairs
    run(1, examples / "near_duplicates", "1000", *artworks)
