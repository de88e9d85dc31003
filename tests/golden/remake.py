#!/usr/bin/env python3
"""Remakes the golden tables with the peers' own programs:

    python3 -m venv build/peers
    build/peers/bin/pip install -r tests/golden/requirements.txt
    build/peers/bin/python tests/golden/remake.py

The pictures are drawn here exactly as tests/support/golden.cc draws them.
"""

from pathlib import Path

import imagehash
import iscc_core
import numpy
import pdqhash
from PIL import Image, ImageChops

FOLDER = Path(__file__).parent
MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
KINDS = ("flat", "gradient", "noise", "shapes", "framed")
SHAPES = ((1, 1), (4, 9), (5, 5), (7, 200), (31, 33), (64, 64), (63, 65),
          (100, 100), (128, 129), (190, 40), (257, 190), (300, 401))
# In EXIF's order; the reference turns anticlockwise.
ORIENTATIONS = ("original", "flip_y", "rotate_180", "flip_x", "flip_plus",
                "rotate_270", "flip_minus", "rotate_90")


def noise(count):
    state, samples = 12345, numpy.empty(count, int)
    for i in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        samples[i] = state >> 16 & 255
    return samples


def draw(kind, rows, columns, channels):
    row, column, channel = numpy.indices((rows, columns, channels))
    gradient = (255 * (row + 2 * column + 31 * channel) //
                (rows + 2 * columns + 93))
    if kind == "flat":
        samples = numpy.full(row.shape, 90)
    elif kind == "gradient":
        samples = gradient
    elif kind == "noise":
        samples = noise(row.size).reshape(row.shape)
    elif kind == "shapes":
        samples = (row // 16 + column // 16) % 2 * 90 + 60
        corner = (2 * row > rows) & (2 * column < columns)
        samples = numpy.where(corner, 40 + 50 * channel, samples)
        radius = min(rows, columns) // 3
        down, right = row - rows // 2, column - columns // 2
        samples = numpy.where(down * down + right * right <= radius * radius,
                              200 - 40 * channel, samples)
    else:
        inside = ((row >= rows // 8) & (row < rows * 3 // 4) &
                  (column >= columns // 5) & (column < columns * 5 // 6))
        mixed = (3 * gradient + noise(row.size).reshape(row.shape)) // 4
        samples = numpy.where(inside, mixed, 230 - channel)
    return numpy.ascontiguousarray(samples % 256, numpy.uint8)


def picture(samples):
    channels = samples.shape[2]
    return Image.fromarray(samples[:, :, 0] if channels == 1 else samples,
                           MODES[channels])


def pictures(channel_counts):
    for kind in KINDS:
        for i, (rows, columns) in enumerate(SHAPES):
            channels = channel_counts[i % len(channel_counts)]
            yield ((kind, rows, columns, channels),
                   picture(draw(kind, rows, columns, channels)))


def hexadecimal(bits):
    return "".join(f"{int(''.join(map(str, bits[i:i + 4])), 2):x}"
                   for i in range(0, 256, 4))


def fnv1a(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def imagehash_rows():
    yield "kind rows columns channels phash64 dhash64 ahash64"
    for key, image in pictures((3, 1, 4, 2, 3)):
        yield (*key, imagehash.phash(image), imagehash.dhash(image),
               imagehash.average_hash(image))


def pdq_rows():
    yield " ".join(("kind rows columns channels pdq quality",
                    *(f"orientation{i}" for i in range(1, 9))))
    for key, image in pictures((3, 1, 4, 2, 3)):
        rgb = numpy.asarray(image.convert("RGB"))
        bits, quality = pdqhash.compute(rgb)
        turned = dict(zip(("original", "rotate_90", "rotate_180", "rotate_270",
                           "flip_x", "flip_y", "flip_plus", "flip_minus"),
                          pdqhash.compute_dihedral(rgb)[0]))
        # In this mode alone the reference smooths pictures of 64x64 too, so
        # its answers for them do not go with compute()'s.
        known = image.size != (64, 64)
        yield (*key, hexadecimal(bits), quality,
               *(hexadecimal(turned[name]) if known else "-"
                 for name in ORIENTATIONS))


def iscc_grey(image):
    """The 32x32 samples that iscc-sdk hashes, of an opaque picture."""
    border = Image.new("RGB", image.size, image.getpixel((0, 0)))
    box = ImageChops.difference(image, border).getbbox()
    trimmed = image.crop(box) if box else image
    grey = trimmed.convert("L").resize((32, 32), Image.Resampling.BICUBIC)
    return numpy.asarray(grey).ravel().tolist()


def iscc_rows():
    yield "kind rows columns channels iscc64 iscc256 text64 text256"
    for key, image in pictures((3,)):
        grey = iscc_grey(image)
        yield (*key,
               *(iscc_core.soft_hash_image_v0(grey, bits).hex()
                 for bits in (64, 256)),
               *(iscc_core.gen_image_code_v0(grey, bits)["iscc"]
                 for bits in (64, 256)))


def resize_rows():
    yield "kind rows columns channels to_rows to_columns filter grey resized"
    sides = ((32, 32), (8, 9), (8, 8), (100, 7), (5, 128))
    for i, (key, image) in enumerate(pictures((3, 1, 4, 2, 3))):
        rows, columns = sides[i % len(sides)]
        grey = image.convert("L")
        for name in ("lanczos", "bicubic"):
            resized = grey.resize((columns, rows),
                                  Image.Resampling[name.upper()])
            yield (*key, rows, columns, name, fnv1a(grey.tobytes()),
                   fnv1a(resized.tobytes()))


def write(name, rows):
    columns = next(rows)
    lines = ["\t".join(columns.split()),
             *("\t".join(map(str, row)) for row in rows)]
    (FOLDER / name).write_text("\n".join(lines) + "\n")
    print(f"{name}: {len(lines) - 1} lines")


if __name__ == "__main__":
    write("imagehash.tsv", imagehash_rows())
    write("pdq.tsv", pdq_rows())
    write("iscc.tsv", iscc_rows())
    write("pillow_resize.tsv", resize_rows())
