"""Draws pictures for the tests of the Python package, and gives folders."""
import io
import os
import pathlib
import tempfile
import unittest

import numpy as np
from PIL import Image

PROGRAM = os.environ.get("SLEEVE_PROGRAM", "build/dev/sleeve")


def draw(seed, width=120, height=120):
    """Samples (height, width, 3) full of rectangles, the same for one seed."""
    dice = np.random.default_rng(seed)
    samples = np.full((height, width, 3), dice.integers(256), np.uint8)
    for _ in range(60):
        top, left = dice.integers(height), dice.integers(width)
        rows, columns = dice.integers(8, 40, 2)
        samples[top:top + rows, left:left + columns] = dice.integers(0, 256, 3)
    return samples


def encode(samples, kind="PNG", **options):
    buffer = io.BytesIO()
    Image.fromarray(samples).save(buffer, kind, **options)
    return buffer.getvalue()


def picture(seed, kind="PNG", **options):
    """The bytes of a drawn picture."""
    return encode(draw(seed), kind, **options)


class Test(unittest.TestCase):
    """Each test works in an empty folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="sleeve-python-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, data):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path


def open_files():
    return len(os.listdir("/proc/self/fd"))
