"""Catalogues from Python: adding, matching, searching, screening."""
import json
import subprocess
import unittest

import numpy as np
import sleeve
from PIL import Image

import support
from support import draw, picture


def scene(seed):
    """Samples (400, 400, 3) with something to see everywhere."""
    dice = np.random.default_rng(1000 + seed)
    samples = draw(1000 + seed, 400, 400)
    for _ in range(400):
        top, left = dice.integers(390, size=2)
        rows, columns = dice.integers(6, 60, 2)
        samples[top:top + rows, left:left + columns] = dice.integers(0, 256, 3)
    return samples


class CatalogueTest(support.Test):

    def fill(self, count=8):
        paths = [self.write(f"art/{i}.png", picture(i)) for i in range(count)]
        catalogue = sleeve.Catalogue(self.folder / "covers", "create")
        self.addCleanup(catalogue.close)
        added = catalogue.add(paths)
        self.assertEqual({one.status for one in added}, {"added"})
        return catalogue, [str(path) for path in paths]

    def test_adds_files_bytes_and_mappings(self):
        with sleeve.Catalogue(self.folder / "c", "create") as catalogue:
            self.assertEqual(catalogue.add(picture(1), "one"),
                             [("one", "added", None)])
            added = catalogue.add({"one": picture(1), "two": picture(2),
                                   "bad": b"x", "one'": picture(1)})
            self.assertEqual([one.status for one in added],
                             ["unchanged", "added", "failed", "added"])
            self.assertTrue(added[2].reason)
            self.assertEqual(catalogue.add([picture(3)], ["two"])[0].status,
                             "replaced")
            self.assertEqual(list(catalogue), ["one", "one'", "two"])
            self.assertEqual(catalogue.ids, list(catalogue))
            self.assertEqual(len(catalogue), 3)
            self.assertIn("two", catalogue)
            self.assertNotIn("bad", catalogue)
            self.assertNotIn(7, catalogue)
            self.assertEqual(catalogue["two"], sleeve.hash(picture(3)))
            with self.assertRaises(KeyError):
                catalogue["three"]
            self.assertEqual(catalogue.remove(["one", "none"]), [True, False])
            self.assertEqual(catalogue.remove("one'"), [True])
            self.assertEqual(len(catalogue), 1)
            self.assertEqual(catalogue.info()["artworks"], 1)
            self.assertEqual(catalogue.verify(), [])
            catalogue.rebuild()
            self.assertIn("1 artworks", repr(catalogue))

    def test_refuses_what_cannot_be_added(self):
        with sleeve.Catalogue(self.folder / "c", "create") as catalogue:
            for wrong in (([picture(1)],), ([picture(1)], ["a", "b"]),
                          ([draw(1)], ["a"]), ([picture(1)], [""]),
                          ([picture(1)], ["a\0b"]), ({"a": b""}, ["a"])):
                with self.assertRaises(sleeve.InvalidArgument):
                    catalogue.add(*wrong)
            self.assertEqual(len(catalogue), 0)
            self.assertEqual(catalogue.codes.shape, (0, 32))
            self.assertEqual(len(catalogue.match(picture(1))), 0)
        with self.assertRaises(FileNotFoundError):
            sleeve.Catalogue(self.folder / "nowhere")
        with self.assertRaises(sleeve.InvalidArgument):
            sleeve.Catalogue(self.folder / "c", "append")
        with sleeve.Catalogue(self.folder / "c") as reader:
            with self.assertRaises(sleeve.InvalidArgument):
                reader.add(picture(1), "a")

    def test_matches_every_kind_of_picture(self):
        catalogue, ids = self.fill()
        copy = self.write("copy.jpg", picture(3, "JPEG", quality=70))
        with Image.open(copy) as image:
            kinds = [copy, copy.read_bytes(), image.copy(), np.asarray(image)]
        for kind in kinds:
            match, = catalogue.match(kind)
            self.assertEqual(match.artwork_id, ids[3])
            self.assertEqual((match.kind, match.transform), ("same", "none"))
            self.assertGreater(match.score, 0.9)
            self.assertEqual(len(match.region), 4)
            self.assertFalse(match.candidate)
        self.assertEqual(catalogue.match(picture(77)), ())
        mirrored, = catalogue.match(np.ascontiguousarray(draw(5)[:, ::-1]))
        self.assertEqual((mirrored.artwork_id, mirrored.transform),
                         (ids[5], "mirror"))
        with self.assertRaisesRegex(sleeve.BadPicture, "truncated"):
            catalogue.match(picture(1)[:-20])

    def test_agrees_with_the_program(self):
        catalogue, ids = self.fill()
        self.write("in/a.jpg", picture(2, "JPEG"))
        self.write("in/b.png", picture(70))
        self.write("in/c.png", picture(3)[:-9])
        done = subprocess.run(
            [support.PROGRAM, "screen", "--catalogue", "covers", "--output",
             "out", "in"], cwd=self.folder, capture_output=True, check=False)
        self.assertEqual(done.returncode, 3)
        lines = (self.folder / "out/evidence.jsonl").read_text().splitlines()
        names = ["in/a.jpg", "in/b.png", "in/c.png"]
        for sandbox in (True, False):
            with catalogue.screener(sandbox=sandbox) as screener:
                found = screener.check(
                    [(self.folder / name).read_bytes() for name in names],
                    names)
            self.assertEqual([one.json for one in found], lines)
        self.assertEqual([one.verdict for one in found],
                         ["exclude_match", "no_signal", "unchecked"])
        self.assertEqual(found[2].problem, "truncated")
        self.assertIsNone(found[2].hash)
        self.assertEqual(found[0].record["path"], "in/a.jpg")
        self.assertEqual(found[0].matches[0].artwork_id, ids[2])

    def test_screens_streams_and_data_sets(self):
        catalogue, _ = self.fill()
        stream = (picture(seed % 20) for seed in range(30))
        verdicts = [finding.verdict for _, finding in
                    catalogue.screen(stream, batch=7, sandbox=False)]
        self.assertEqual(verdicts.count("exclude_match"), 16)
        self.write("in/a.jpg", picture(2, "JPEG"))
        summary = sleeve.screen(self.folder / "in",
                                catalogue=self.folder / "covers",
                                output=self.folder / "out")
        self.assertEqual(summary["pictures"], 1)
        line = (self.folder / "out/evidence.jsonl").read_text()
        self.assertEqual(json.loads(line)["verdict"], "exclude_match")
        with self.assertRaises(sleeve.InvalidArgument):
            sleeve.screen(self.folder / "art", catalogue=self.folder / "covers",
                          output=self.folder / "out")

    def test_dedupes_data_sets(self):
        for name, seed in (("a", 1), ("b", 2), ("c", 1)):
            self.write(f"in/{name}.png", picture(seed))
        summary = sleeve.dedupe(self.folder / "in",
                                output=self.folder / "out", radius=9)
        self.assertEqual(summary["pictures"], 3)
        self.assertEqual(
            len((self.folder / "out/drop.txt").read_text().splitlines()), 1)
        with self.assertRaises(FileNotFoundError):
            sleeve.dedupe(self.folder / "none", output=self.folder / "out")

    def test_every_effort_finds_whole_pictures(self):
        catalogue, ids = self.fill()
        for effort in ("fast", "thorough"):
            with catalogue.screener(sandbox=False, effort=effort) as screener:
                for finding in (screener.check([picture(2), draw(2)])):
                    self.assertEqual(finding.matches[0].artwork_id, ids[2])
        with self.assertRaises(sleeve.InvalidArgument):
            catalogue.screener(effort="none")

    def test_finds_parts_with_their_regions(self):
        catalogue = sleeve.Catalogue(self.folder / "covers", "create")
        self.addCleanup(catalogue.close)
        catalogue.add({f"art {i}": support.encode(scene(i)) for i in range(4)})
        wall = np.full((700, 900, 3), 200, np.uint8)
        small = Image.fromarray(scene(2)).resize((330, 330))
        wall[150:480, 400:730] = np.asarray(small)
        for shown in (wall, Image.fromarray(wall), support.encode(wall)):
            match, = catalogue.match(shown)
            self.assertEqual((match.artwork_id, match.kind), ("art 2", "same"))
            self.assertEqual(match.transform, "part")
            np.testing.assert_allclose(
                match.region, [(400, 150), (730, 150), (730, 480), (400, 480)],
                atol=12)
        cut, = catalogue.match(scene(1)[40:, 50:])
        self.assertEqual((cut.artwork_id, cut.transform), ("art 1", "crop"))
        np.testing.assert_allclose(cut.region[0], (-50, -40), atol=12)
        framed = np.full((500, 560, 3), 20, np.uint8)
        framed[50:450, 80:480] = scene(3)
        found, = catalogue.match(framed)
        self.assertEqual(found.artwork_id, "art 3")
        np.testing.assert_allclose(found.region[0], (80, 50), atol=12)
        # Fast searches see whole pictures, and what lies in a plain frame.
        beside = scene(9)[:380, :380]
        beside[20:350, 30:360] = np.asarray(small)
        with catalogue.screener(sandbox=False, effort="fast") as screener:
            self.assertEqual(screener.check([beside])[0].matches, ())

    def test_a_calibration_is_measured_and_obeyed(self):
        catalogue, ids = self.fill()
        for seed in range(12):
            self.write(f"other/{seed}.png", support.encode(scene(50 + seed)))
            self.write(f"art/{seed}.png", support.encode(scene(seed)))
        catalogue.add([str(self.folder / f"art/{i}.png") for i in range(12)])
        self.assertEqual(catalogue.calibration["identity"], "")
        told = catalogue.calibrate(self.folder / "other", dry_run=True)
        self.assertEqual((told["pictures"], told["unchecked"]), (12, 0))
        self.assertEqual(catalogue.calibration["pictures"], 0)
        told = catalogue.calibrate(self.folder / "other", for_pictures=7)
        self.assertEqual(catalogue.calibration["identity"], told["model"])
        self.assertEqual(told["for_pictures"], 7)
        self.assertEqual({row["queries"] for row in told["reliability"]}, {12})
        with catalogue.screener(sandbox=False) as screener:
            self.assertEqual(screener.models[-1], told["model"])

        # The program and a snapshot say the same.
        self.write("shown.png", support.encode(scene(3)))
        match, = catalogue.match(self.folder / "shown.png")
        line = subprocess.run(
            [support.PROGRAM, "--json", "match", "--catalogue", "covers",
             "shown.png"], cwd=self.folder, capture_output=True,
            check=False).stdout
        self.assertEqual(json.loads(line)["matches"][0][
            "expected_false_matches"], match.expected_false_matches)
        catalogue.save_snapshot(self.folder / "s")
        snapshot = sleeve.open_snapshot(self.folder / "s")
        with sleeve.Screener(snapshot, sandbox=False) as screener:
            self.assertEqual(screener.models[-1], told["model"])
            found, = screener.check([self.folder / "shown.png"])
        self.assertEqual(found.matches, (match,))
        (self.folder / "s.calibration").unlink()
        with self.assertRaises(FileNotFoundError):
            sleeve.open_snapshot(self.folder / "s")

        catalogue.calibrate(rate=match.expected_false_matches / 2)
        self.assertEqual(catalogue.match(self.folder / "shown.png"), ())
        shown, = catalogue.match(self.folder / "shown.png", candidates=True)
        self.assertTrue(shown.candidate)
        catalogue.calibrate(reset=True)
        self.assertEqual(len(catalogue.match(self.folder / "shown.png")), 1)

    def test_long_work_ends_and_leaves_it_whole(self):
        catalogue, _ = self.fill(3)
        wanted, digest = list(catalogue), catalogue.digest

        def interrupted(_done, _total):
            raise KeyboardInterrupt

        snapshot = self.folder / "snapshot"
        for work in (catalogue.rebuild, catalogue.verify, catalogue.index,
                     lambda **how: catalogue.save_snapshot(snapshot, **how)):
            for progress, raised in ((interrupted, KeyboardInterrupt),
                                     (lambda *_: False, sleeve.Cancelled)):
                with self.assertRaises(raised):
                    work(progress=progress)
                self.assertEqual(catalogue.verify(), [])
        catalogue.refresh()
        self.assertEqual((list(catalogue), catalogue.digest), (wanted, digest))
        calls = []
        catalogue.rebuild(progress=lambda *call: calls.append(call))
        self.assertEqual(calls[-1], (3, 3))

    def test_calibrations_that_cannot_be(self):
        catalogue, _ = self.fill(1)
        self.write("flat.png", support.encode(np.zeros((9, 9), np.uint8)))
        flat = self.folder / "flat.png"
        for words, inputs, options in (
                ("Measure more pictures", flat, {}),
                ("rate", (), {"rate": 1.5}), ("rate", (), {"rate": -1}),
                ("together", (), {"good_pairs": flat}),
                ("not negative", (), {"for_artworks": -1})):
            with self.assertRaisesRegex(sleeve.InvalidArgument, words):
                catalogue.calibrate(inputs, **options)
        with self.assertRaises(FileNotFoundError):
            catalogue.calibrate(self.folder / "nowhere")
        with self.assertRaises(sleeve.Cancelled):
            catalogue.calibrate(rate=0.5, progress=lambda *_: False)
        self.assertFalse((self.folder / "covers/calibration.json").exists())
        self.write("covers/calibration.json", b"{")
        catalogue.refresh()
        with self.assertRaisesRegex(sleeve.Corrupt, "sleeve calibrate"):
            catalogue.match(flat)
        catalogue.close()
        with self.assertRaises(sleeve.Closed):
            catalogue.calibrate(reset=True)

    def test_compares_two_pictures(self):
        whole = self.write("whole.png", support.encode(scene(1)))
        part = self.write("part.png", support.encode(scene(1)[40:, 50:]))
        kinds = [whole, whole.read_bytes(), scene(1),
                 Image.fromarray(scene(1))]
        for kind in kinds:
            same = sleeve.compare(kind, whole)
            self.assertEqual((same.standing, same.stage, same.distance),
                             ("match", "hash", 0))
        found = sleeve.compare(part, whole, drawing=self.folder / "why.png")
        self.assertEqual((found.standing, found.stage), ("match", "details"))
        np.testing.assert_allclose(found.details["region"][0], (-50, -40),
                                   atol=12)
        with Image.open(self.folder / "why.png") as drawing:
            self.assertGreater(drawing.width, drawing.height)
        line = subprocess.run(
            [support.PROGRAM, "--json", "compare", part, whole],
            capture_output=True, check=False).stdout
        self.assertEqual(json.loads(line)["score"], found.score)
        strange = sleeve.compare(scene(2), whole)
        self.assertEqual((strange.standing, strange.stage), ("none", "none"))
        for bad, error in ((b"no picture", sleeve.BadPicture),
                           (self.folder / "missing.png", sleeve.BadPicture),
                           (None, sleeve.BadPicture),
                           (scene(1).astype(float), sleeve.InvalidArgument),
                           (7, sleeve.InvalidArgument)):
            with self.assertRaises(error):
                sleeve.compare(whole, bad)
        with self.assertRaises(FileNotFoundError):
            sleeve.compare(whole, whole, drawing=self.folder / "no/way.png")

    def test_a_policy_is_read(self):
        catalogue, _ = self.fill(1)
        self.write("policy.json", b'{"nonsense": 1}')
        with self.assertRaisesRegex(sleeve.InvalidArgument, "nonsense"):
            catalogue.screener(policy=self.folder / "policy.json")

    def test_searches_by_hash(self):
        catalogue, ids = self.fill()
        one = sleeve.hash(picture(4))
        for query in (one, picture(4), draw(4)):
            self.assertEqual(catalogue.nearest(query)[0], (ids[4], 0))
            self.assertEqual(catalogue.within(query, 5), [(ids[4], 0)])
        self.assertEqual(len(catalogue.nearest(one, 100)), 8)
        distances, positions = catalogue.nearest(catalogue.codes, 1)
        self.assertEqual(positions[:, 0].tolist(), list(range(8)))
        answers = catalogue.within([one, one], 0)
        self.assertEqual([catalogue.ids[i] for i in answers.positions],
                         [ids[4], ids[4]])
        self.assertEqual(len(catalogue.index("scan")), 8)
        with self.assertRaises(sleeve.InvalidArgument):
            catalogue.nearest(sleeve.hash(picture(4), "pdq"))

    def test_a_snapshot_travels(self):
        catalogue, ids = self.fill()
        catalogue.save_snapshot(self.folder / "covers.snapshot")
        snapshot = sleeve.open_snapshot(self.folder / "covers.snapshot")
        with sleeve.Screener(snapshot, sandbox=False) as screener:
            finding, = screener.check([picture(6)])
        self.assertEqual(finding.matches[0].artwork_id, ids[6])
        with self.assertRaises(FileNotFoundError):
            sleeve.open_snapshot(self.folder / "nowhere")
        self.write("broken", b"no snapshot" * 1000)
        with self.assertRaises(sleeve.Corrupt):
            sleeve.open_snapshot(self.folder / "broken")

    def test_a_notebook_shows_both_pictures(self):
        catalogue, ids = self.fill()
        page = catalogue.match(picture(1))._repr_html_()
        self.assertEqual(page.count("<svg"), 2)
        self.assertIn("<polygon", page)
        self.assertIn("1.png", page)
        self.assertIn("No artwork", catalogue.match(picture(70))._repr_html_())
        (self.folder / "art/1.png").unlink()
        page = catalogue.match(picture(1))._repr_html_()
        self.assertEqual(page.count("<svg"), 1)

    def test_ids_of_any_bytes(self):
        name = b"caf\xe9.png".decode("utf-8", "surrogateescape")
        with sleeve.Catalogue(self.folder / "c", "create") as catalogue:
            catalogue.add({name: picture(1), "日本": picture(2)})
            self.assertEqual(set(catalogue), {name, "日本"})
            self.assertEqual(catalogue.match(picture(1))[0].artwork_id, name)
            self.assertIn(name, catalogue)

    def test_sees_what_others_change(self):
        catalogue, ids = self.fill(2)
        with sleeve.Catalogue(self.folder / "covers") as reader:
            self.assertEqual(len(reader), 2)
            catalogue.remove(ids[0])
            self.assertEqual(len(reader), 2)
            reader.refresh()
            self.assertEqual(list(reader), ids[1:])


if __name__ == "__main__":
    unittest.main()
