"""Runs the program for the tests of the command line, and draws pictures."""

import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib
from pathlib import Path

PROGRAM = os.environ.get("SLEEVE_PROGRAM", "build/dev/sleeve")


def png(columns, rows, grey):
    """The bytes of a grey PNG; grey is [rows * columns]."""

    def chunk(kind, data):
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    lines = b"".join(
        b"\0" + bytes(grey[r * columns:(r + 1) * columns]) for r in range(rows))
    header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) +
            chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b""))


def draw(seed, columns=120, rows=120):
    """The samples of a picture full of rectangles, the same for one seed."""
    dice = random.Random(seed)
    grey = bytearray([dice.randrange(256)]) * (columns * rows)
    for _ in range(60):
        left, top = dice.randrange(columns), dice.randrange(rows)
        width, height = dice.randrange(8, 40), dice.randrange(8, 40)
        value = dice.randrange(256)
        for r in range(top, min(rows, top + height)):
            end = min(columns, left + width)
            grey[r * columns + left:r * columns + end] = bytes(
                [value]) * (end - left)
    return grey


def art(number, side):
    """Samples full of small things of all greys, the same for one number."""
    dice = random.Random(number)
    grey = draw(number, side, side)
    for _ in range(400):
        left, top = dice.randrange(side - 30), dice.randrange(side - 30)
        width, height = dice.randrange(4, 30), dice.randrange(4, 30)
        value = dice.randrange(256)
        for r in range(top, top + height):
            grey[r * side + left:r * side + left + width] = bytes(
                [value]) * width
    return grey


def picture(seed, columns=120, rows=120):
    return png(columns, rows, draw(seed, columns, rows))


def mirrored(seed, columns=120, rows=120):
    grey = draw(seed, columns, rows)
    lines = [grey[r * columns:(r + 1) * columns][::-1] for r in range(rows)]
    return png(columns, rows, b"".join(lines))


class ProgramTest(unittest.TestCase):
    """Each test works in an empty folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, data):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def run_program(self, *arguments, code=0, stdin=None):
        """Standard output of the program, which must end with `code`."""
        done = subprocess.run([PROGRAM, *map(os.fspath, arguments)],
                              cwd=self.folder, input=stdin, timeout=120,
                              capture_output=True)
        self.stderr = done.stderr.decode()
        self.assertEqual(done.returncode, code, self.stderr)
        return done.stdout

    def records(self, *arguments, **options):
        out = self.run_program("--json", *arguments, **options)
        return [json.loads(line) for line in out.splitlines()]


def main():
    """Runs the tests of the calling file in random order."""
    loader = unittest.TestLoader()
    suite = loader.loadTestsFromModule(sys.modules["__main__"])
    tests = [test for group in suite for test in group]
    random.shuffle(tests)
    result = unittest.TextTestRunner().run(unittest.TestSuite(tests))
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)
