"""Parquet as img2dataset, Hugging Face and DataComp have it."""
import io
import json
import os
import subprocess
import sys
import tarfile
import unittest

import arrow_support
arrow_support.need("pyarrow")

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import sleeve
from PIL import Image
from sleeve import parquet, shards

import support
from support import picture


class ParquetTest(support.Test):

    def setUp(self):
        super().setUp()
        with sleeve.Catalogue(self.folder / "covers", "create") as catalogue:
            catalogue.add({f"art {i}": picture(i) for i in range(5)})
        self.options = {"catalogue": self.folder / "covers", "sandbox": False}

    def table(self, n=12, first=0):
        """As img2dataset writes it; every fifth row failed."""
        failed = [i % 5 == 4 for i in range(n)]
        return pa.table({
            "url": [f"https://example.org/{first + i}" for i in range(n)],
            "key": [f"{first + i:09d}" for i in range(n)],
            "uid": [f"{(first + i) * 7919 % 1000:032x}" for i in range(n)],
            "status": ["failed_to_download" if bad else "success"
                       for bad in failed],
            "error_message": ["HTTP Error 404" if bad else None
                              for bad in failed],
            "width": pa.array([120] * n, pa.int32()),
            "sha256": ["0" * 64] * n,
            "jpg": [None if bad else picture((first + i) % 8, "JPEG")
                    for i, bad in enumerate(failed)],
        })

    def run_module(self, *arguments, code):
        done = subprocess.run(
            [sys.executable, "-m", "sleeve.parquet", *map(str, arguments)],
            cwd=self.folder, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, done)
        return done

    def test_keeps_every_row_and_column(self):
        table = self.table()
        pq.write_table(table, self.folder / "in.parquet", row_group_size=5)
        done = self.run_module("in.parquet", "out.parquet", "--catalogue",
                               "covers", "--rows", "3", code=3)
        result = pq.read_table(self.folder / "out.parquet")
        self.assertEqual(result.select(table.column_names), table)
        self.assertEqual(result.column("sleeve_verdict").to_pylist(), [
            "exclude_match", "exclude_match", "exclude_match", "exclude_match",
            "unchecked", "no_signal", "no_signal", "no_signal", "exclude_match",
            "unchecked", "exclude_match", "exclude_match"])
        self.assertEqual(result.column("sleeve_reason")[4].as_py(),
                         "not downloaded: HTTP Error 404")
        self.assertEqual(result.column("sha256")[0].as_py(), "0" * 64)
        self.assertIn("exclude_match", done.stdout)
        self.assertFalse(list(self.folder.glob("*.part")))

    def shrunk(self, seed, width, height, orientation=1):
        """A row of what img2dataset makes of a picture: its longer side is
        scaled to 256, white bars make it a square, and it is not turned."""
        upright = Image.fromarray(support.draw(seed, width, height))
        turned = upright if orientation == 1 else upright.transpose(
            Image.Transpose.ROTATE_90)  # counter-clockwise: 6
        scale = 256 / max(turned.size)
        content = turned.resize([round(side * scale) for side in turned.size],
                                Image.Resampling.BOX)
        square = Image.new("RGB", (256, 256), "white")
        square.paste(content, ((256 - content.width) // 2,
                               (256 - content.height) // 2))
        words = {1: "Horizontal (normal)", 6: "Rotated 90 CW"}[orientation]
        return {"key": f"{seed:09d}", "status": "success",
                "error_message": None, "width": 256, "height": 256,
                "original_width": turned.width,
                "original_height": turned.height,
                "exif": json.dumps({"Image Make": "Camera",
                                    "Image Orientation": words}),
                "jpg": support.encode(np.asarray(square), "JPEG", quality=95)}

    def test_undoes_bars_and_missing_rotation(self):
        shapes = {31: (600, 300, 1), 32: (300, 640, 1), 33: (640, 360, 6)}
        with sleeve.Catalogue(self.folder / "wide", "create") as catalogue:
            catalogue.add({f"art {seed}":
                           support.encode(support.draw(seed, width, height))
                           for seed, (width, height, _) in shapes.items()})
        rows = [self.shrunk(seed, *shape) for seed, shape in shapes.items()]
        table = pa.Table.from_pylist(rows)
        options = {"catalogue": self.folder / "wide", "sandbox": False,
                   "effort": "fast"}
        for source in (table, table.drop_columns(["exif"])):
            result = sleeve.screen_table(source, **options)
            self.assertEqual(result.column("sleeve_artwork_id").to_pylist(),
                             ["art 31", "art 32", "art 33"])
            self.assertEqual(result.select(source.column_names), source)
        result = sleeve.screen_table(table, **options)
        regions = [row[0]["region"]
                   for row in result.column("sleeve_matches").to_pylist()]
        self.assertEqual(regions[0], [0, 64, 256, 64, 256, 192, 0, 192])
        self.assertEqual(regions[1], [68, 0, 188, 0, 188, 256, 68, 256])
        self.assertEqual(regions[2], [0, 56, 256, 56, 256, 200, 0, 200])
        self.assertEqual(result.column("sleeve_transform").to_pylist(),
                         ["none"] * 3)
        # Without its columns the bars are a plain frame, and the picture that
        # lies on its side is told to do so.
        bare = sleeve.screen_table(table.select(["key", "jpg"]), **options)
        self.assertEqual(bare.column("sleeve_artwork_id").to_pylist(),
                         ["art 31", "art 32", "art 33"])
        transforms = bare.column("sleeve_transform").to_pylist()
        self.assertEqual(transforms[:2], ["part", "part"])
        self.assertRegex(transforms[2], r"^part\+rotate(90|270)$")

    def test_undoes_bars_of_pictures_in_shards(self):
        with sleeve.Catalogue(self.folder / "wide", "create") as catalogue:
            catalogue.add(
                {"art": support.encode(support.draw(31, 600, 300))})
        table = pa.Table.from_pylist([self.shrunk(31, 600, 300)])
        self.write_tar(self.folder / "in.tar", table)
        pq.write_table(table.drop_columns(["jpg"]), self.folder / "in.parquet")
        counts = parquet.screen_parquet(
            self.folder / "in.parquet", self.folder / "out.parquet",
            self.folder / "wide", effort="fast", sandbox=False)
        self.assertEqual(counts, {"exclude_match": 1})

    def test_odd_origins(self):
        row = self.shrunk(31, 600, 300)
        odd = [(None, None, None), (0, -1, "{"), (1, 2 ** 31 - 1, "[]"),
               (2 ** 31 - 1, 1, '{"Image Orientation": 7}')]
        table = pa.Table.from_pylist([
            {**row, "original_width": width, "original_height": height,
             "exif": exif} for width, height, exif in odd])
        result = sleeve.screen_table(table, **self.options)
        self.assertEqual(result.column("sleeve_verdict").to_pylist(),
                         ["no_signal"] * 4)
        screener = sleeve.Catalogue(self.folder / "covers").screener(
            sandbox=False)
        with self.assertRaisesRegex(sleeve.InvalidArgument, "origin"):
            screener.check([picture(1)], origins=[])
        found = screener.check([picture(1), picture(1)],
                               origins=[None, sleeve.Origin(-3, 4, 99)])
        self.assertEqual([one.verdict for one in found], ["exclude_match"] * 2)

    def write_tar(self, path, table):
        with tarfile.open(path, "w") as tar:
            for row in table.to_pylist():
                for ending, data in (("txt", b"a caption"), ("json", b"{}"),
                                     ("jpg", row["jpg"])):
                    if row["jpg"] is None:
                        continue
                    info = tarfile.TarInfo(f"{row['key']}.{ending}")
                    info.size = len(data)
                    tar.addfile(info, io.BytesIO(data))

    def test_joins_shards_of_a_folder(self):
        both = []
        for number in range(2):
            table = self.table(first=20 * number)
            both.append(table)
            path = self.folder / f"in/{number:05d}.parquet"
            path.parent.mkdir(exist_ok=True)
            pq.write_table(table.drop_columns(["jpg"]), path)
            self.write_tar(path.with_suffix(".tar"), table)
        pq.write_table(pa.concat_tables(both), self.folder / "bytes.parquet")
        counts = parquet.screen_parquet(self.folder / "in", self.folder / "out",
                                        **self.options)
        self.assertEqual(sum(counts.values()), 24)
        parquet.screen_parquet(self.folder / "bytes.parquet",
                               self.folder / "whole.parquet", **self.options)
        whole = pq.read_table(self.folder / "whole.parquet").drop_columns("jpg")
        parts = pa.concat_tables(
            pq.read_table(self.folder / f"out/{i:05d}.parquet")
            for i in range(2))
        self.assertEqual(parts, whole)

        # What was finished is not done again, but is counted.
        done = self.folder / "out/00000.parquet"
        before = done.stat().st_mtime_ns
        (self.folder / "out/00001.parquet").unlink()
        again = parquet.screen_parquet(self.folder / "in", self.folder / "out",
                                       **self.options)
        self.assertEqual(again, counts)
        self.assertEqual(done.stat().st_mtime_ns, before)

    def test_writes_keep_and_drop_lists(self):
        table = self.table()
        pq.write_table(table, self.folder / "in.parquet")
        for ending in ("txt", "parquet", "npy"):
            parquet.screen_parquet(
                self.folder / "in.parquet", self.folder / "out.parquet",
                keep=self.folder / f"keep.{ending}",
                drop=self.folder / f"drop.{ending}", **self.options)
        uids = table.column("uid").to_pylist()
        self.assertEqual((self.folder / "keep.txt").read_text().split(),
                         uids[5:8])
        self.assertEqual(len((self.folder / "drop.txt").read_text().split()), 9)
        dropped = pq.read_table(self.folder / "drop.parquet").to_pylist()
        self.assertEqual([row["id"] for row in dropped], uids[:5] + uids[8:])
        self.assertEqual(dropped[0]["artwork_id"], "art 0")
        kept = np.load(self.folder / "keep.npy")
        self.assertEqual(kept.dtype, np.dtype("u8,u8"))
        self.assertEqual([f"{high:016x}{low:016x}" for high, low in kept],
                         sorted(uids[5:8]))
        parquet.screen_parquet(
            self.folder / "in.parquet", self.folder / "out.parquet",
            keep=self.folder / "keep.npy", name_by="url", **self.options)
        self.assertEqual(np.load(self.folder / "keep.npy")[0],
                         "https://example.org/5")

    def test_bad_input(self):
        pq.write_table(self.table(), self.folder / "in.parquet")
        pq.write_table(self.table().select(["url", "key"]),
                       self.folder / "bare.parquet")
        (self.folder / "broken.parquet").write_bytes(b"PAR1 rubbish PAR1")
        (self.folder / "empty").mkdir()
        for arguments, words in (
                (("none.parquet", "out"), "none.parquet"),
                (("broken.parquet", "out"), ""),
                (("empty", "out"), "no .parquet"),
                (("bare.parquet", "out"), "no bare.tar"),
                (("in.parquet", "in.parquet"), "overwrite"),
                (("in.parquet", "out", "--column", "x"), "no column 'x'"),
                (("in.parquet", "out", "--keep", "keep.csv"), ".npy"),
                (("in.parquet", "out", "--keep", "k.txt", "--id", "x"), "'x'"),
                (("in.parquet", "out", "--rows", "0"), "--rows"),
                (("in.parquet", "out", "--tar", "none.tar"), "none.tar")):
            done = self.run_module(*arguments, "--catalogue", "covers", code=1)
            self.assertIn(words, done.stderr)
            self.assertNotIn("Traceback", done.stderr)
            self.assertFalse((self.folder / "out").exists())
        done = self.run_module("in.parquet", "out", "--catalogue", "none",
                               code=1)
        self.assertIn("none", done.stderr)

    def test_damaged_and_repeating_shards(self):
        table = self.table()
        self.write_tar(self.folder / "a.tar", table)
        with shards.Shard(self.folder / "a.tar") as shard:
            self.assertEqual(len(shard), 10)
            self.assertEqual(shard.read("000000000"),
                             table.column("jpg")[0].as_py())
            self.assertIsNone(shard.read("000000004"))
            self.assertIsNone(shard.read(None))
        self.assertEqual(shards.split_member("./d.x/a.seg.PNG"),
                         ("d.x/a", "seg.png"))
        data = (self.folder / "a.tar").read_bytes()
        (self.folder / "cut.tar").write_bytes(data[:len(data) // 2])
        pq.write_table(table.drop_columns(["jpg"]), self.folder / "in.parquet")
        code = subprocess.run(
            [sys.executable, "-m", "sleeve.parquet", "in.parquet",
             "out.parquet", "--tar", "cut.tar", "--catalogue", "covers"],
            cwd=self.folder, capture_output=True, check=False).returncode
        self.assertIn(code, (1, 3))
        self.assertEqual(os.path.exists(self.folder / "out.parquet"), code == 3)

    def test_an_empty_file_stays_empty(self):
        pq.write_table(self.table()[:0], self.folder / "in.parquet")
        counts = parquet.screen_parquet(self.folder / "in.parquet",
                                        self.folder / "out.parquet",
                                        **self.options)
        self.assertEqual(counts, {})
        result = pq.read_table(self.folder / "out.parquet")
        self.assertEqual((len(result), "sleeve_verdict" in result.schema.names),
                         (0, True))


if __name__ == "__main__":
    unittest.main()
