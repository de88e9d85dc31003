#!/usr/bin/env python3
"""Compares what Sleeve reads of a picture's rights with exiftool, exiv2, exempi.

usage: compare_metadata.py --sleeve PROGRAM PATH…

For each picture of the files and folders: the PLUS data mining code, the
copyright notices of XMP, IPTC and EXIF. Prints a row where any reader differs,
and a count for each reader of what it misses and finds otherwise. Ends with 1
when Sleeve misses what exiftool finds. Needs exiftool (libimage-exiftool-perl);
exiv2 and exempi, which reads XMP only, are compared where they are installed.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
from xml.etree import ElementTree

FIELDS = {
    "plus:DataMining": ("XMP-plus:DataMining", "Xmp.plus.DataMining"),
    "dc:rights": ("XMP-dc:Rights", "Xmp.dc.rights"),
    "IPTC 2:116": ("IPTC:CopyrightNotice", "Iptc.Application2.Copyright"),
    "EXIF Copyright": ("IFD0:Copyright", "Exif.Image.Copyright"),
}
PLUS_DATA_MINING = "{http://ns.useplus.org/ldf/xmp/1.0/}DataMining"
DC_RIGHTS = "{http://purl.org/dc/elements/1.1/}rights"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
XMP_FIELDS = {"plus:DataMining", "dc:rights"}
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".avif",
            ".heic", ".jxl"}


def plain(field, text):
    """Readers write the same value in different ways."""
    text = str(text).replace('lang="x-default" ', "").strip()
    if field == "plus:DataMining":
        return text.rstrip("/").rsplit("/", 1)[-1].upper()
    return " ".join(text.replace(";", " ").split())


def by_exiftool(path):
    done = subprocess.run(
        ["exiftool", "-j", "-n", "-G1", *[f"-{tag}" for tag, _ in
                                          FIELDS.values()], path],
        capture_output=True, check=False)
    found = json.loads(done.stdout or b"[{}]")[0]
    return {field: plain(field, found[tag])
            for field, (tag, _) in FIELDS.items() if tag in found}


def by_exiv2(path):
    done = subprocess.run(["exiv2", "-q", "-PEIXkt", path], capture_output=True,
                          check=False)
    values = {}
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        key, _, text = line.partition(" ")
        values[key] = text
    return {field: plain(field, values[tag])
            for field, (_, tag) in FIELDS.items() if tag in values}


def by_exempi(path):
    done = subprocess.run(["exempi", "-x", path], capture_output=True,
                          check=False)
    found = {}
    packet = done.stdout[done.stdout.find(b"<"):done.stdout.rfind(b">") + 1]
    try:
        root = ElementTree.fromstring(packet)
    except ElementTree.ParseError:
        return found
    for element in root.iter():
        code = element.get(PLUS_DATA_MINING)
        if element.tag == PLUS_DATA_MINING:
            code = element.text or element.get(RDF + "resource")
        if code:
            found["plus:DataMining"] = plain("plus:DataMining", code)
        if element.tag == DC_RIGHTS:
            text = " ".join("".join(element.itertext()).split())
            found["dc:rights"] = plain("dc:rights", text)
    return found


def by_sleeve(program, path):
    done = subprocess.run([program, "--json", "rights", path],
                          capture_output=True, check=False)
    found = {}
    for signal in json.loads(done.stdout)["rights"].get("signals", []):
        field = signal["carrier"]
        if field.startswith("IPTC 2:116"):
            field = "IPTC 2:116"
        if field in FIELDS and field not in found:
            found[field] = plain(field, signal["raw"])
    return found


def pictures(paths):
    for path in map(pathlib.Path, paths):
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in files if file.suffix.lower() in SUFFIXES)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sleeve", default="build/release/sleeve")
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    readers = {"sleeve": lambda path: by_sleeve(options.sleeve, path),
               "exiftool": by_exiftool}
    for name, read in (("exiv2", by_exiv2), ("exempi", by_exempi)):
        if shutil.which(name):
            readers[name] = read
    missed = dict.fromkeys(readers, 0)
    files = missing = 0
    for path in pictures(options.paths):
        files += 1
        found = {name: read(path) for name, read in readers.items()}
        for field in FIELDS:
            values = {name: found[name].get(field, "-") for name in readers
                      if name != "exempi" or field in XMP_FIELDS}
            if len(set(values.values())) == 1:
                continue
            print(path, field, *[f"{name}={value!r}"
                                 for name, value in values.items()], sep="\t")
            for name, value in values.items():
                missed[name] += value == "-"
            missing += values["sleeve"] == "-" and values["exiftool"] != "-"
    print(f"{files} pictures; not found where another reader finds: " +
          ", ".join(f"{name} {count}" for name, count in missed.items()))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
