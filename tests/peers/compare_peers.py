#!/usr/bin/env python3
"""Compares `sleeve hash` with ImageHash, pdqhash and iscc-core on a folder:

    python3 -m venv build/peers
    build/peers/bin/pip install -r tests/golden/requirements.txt
    build/peers/bin/python tests/peers/compare_peers.py \\
        --sleeve build/release/sleeve FOLDER

Prints, for each algorithm, how many pictures have the very hash of the peer
and how far the farthest lies. Exits 1 when any of them differs.
"""

import argparse
import subprocess
import sys
import warnings
from pathlib import Path

import imagehash
import iscc_core
import numpy
import pdqhash
from PIL import Image, ImageChops, ImageOps

# Formats in which Pillow and Sleeve decode to the same samples.
SUFFIXES = {".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}


def pdq(image):
    bits = pdqhash.compute(numpy.asarray(image.convert("RGB")))[0]
    return int("".join(map(str, bits)), 2)


def iscc(image, bits):
    """What iscc-sdk does before it calls iscc-core."""
    image = ImageOps.exif_transpose(image).convert("RGBA")
    white = Image.new("RGBA", image.size, (255, 255, 255))
    image = Image.alpha_composite(white, image).convert("RGB")
    border = Image.new("RGB", image.size, image.getpixel((0, 0)))
    box = ImageChops.difference(image, border).getbbox()
    grey = (image.crop(box) if box else image).convert("L")
    samples = numpy.asarray(grey.resize((32, 32), Image.Resampling.BICUBIC))
    code = iscc_core.soft_hash_image_v0(samples.ravel().tolist(), bits)
    return int.from_bytes(code, "big")


PEERS = {
    "pdq": pdq,
    "phash64": lambda image: int(str(imagehash.phash(image)), 16),
    "dhash64": lambda image: int(str(imagehash.dhash(image)), 16),
    "ahash64": lambda image: int(str(imagehash.average_hash(image)), 16),
    "iscc-image": lambda image: iscc(image, 64),
    "iscc-image256": lambda image: iscc(image, 256),
}


def pictures(folder):
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            yield path


def sleeve_hashes(program, algorithm, folder):
    """Hashes by path. Names that need escaping are left out."""
    run = subprocess.run([program, "hash", "--algorithm", algorithm, folder],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if run.returncode not in (0, 3):
        sys.exit(f"{program} hash failed with exit code {run.returncode}")
    hashes = {}
    for line in run.stdout.decode("utf-8", "replace").splitlines():
        value, _, path = line.split("\t", 2)
        hashes[path] = None if value == "-" else int(value, 16)
    return hashes


def compare(path, ours, tally):
    """Adds the distances of one picture to the tally of each algorithm."""
    if all(hashes.get(str(path)) is None for hashes in ours.values()):
        print(f"{path}: left out: unchecked by sleeve", file=sys.stderr)
        return
    try:
        image = Image.open(path)
        image.load()
    except (OSError, SyntaxError, ValueError) as error:
        print(f"{path}: Pillow: {error}", file=sys.stderr)
        return
    if image.mode.startswith(("I", "F")):
        # Pillow makes every sample above 255 white.
        print(f"{path}: left out: more than 8 bits", file=sys.stderr)
        return
    for algorithm, peer in PEERS.items():
        if algorithm not in ours:
            continue
        value = ours[algorithm].get(str(path))
        if value is None:
            print(f"{path}: no {algorithm} from sleeve", file=sys.stderr)
            continue
        distance = (value ^ peer(image)).bit_count()
        tally[algorithm].append(distance)
        if distance:
            print(f"{path}: {algorithm}: {distance} bits ({image.mode})")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sleeve", required=True, help="the program")
    parser.add_argument("--algorithm", choices=PEERS, action="append",
                        help="only this one; may be repeated")
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None
    chosen = options.algorithm or list(PEERS)
    ours = {name: sleeve_hashes(options.sleeve, name, options.folder)
            for name in chosen}
    tally = {name: [] for name in chosen}
    for path in pictures(options.folder):
        compare(path, ours, tally)
    print("algorithm\tpictures\tidentical\tlargest distance")
    for name, distances in tally.items():
        share = distances.count(0) / max(len(distances), 1)
        print(f"{name}\t{len(distances)}\t{share:.2%}\t"
              f"{max(distances, default=0)}")
    if not all(tally.values()):
        sys.exit(f"{options.folder} holds no pictures that can be compared")
    return 1 if any(map(any, tally.values())) else 0


if __name__ == "__main__":
    sys.exit(main())
