"""sleeve dedupe --effort thorough: parts, turned and mirrored copies, collages,
and that killed runs go on with them."""

import json
import os
import signal
import subprocess
import time
import unittest

import program
from program import PROGRAM, ProgramTest, draw, png

SIDE = 320


def grey(seed, columns=SIDE, rows=SIDE):
    """Rectangles large enough to be seen in a smaller copy."""
    small = draw(seed, 160, 160)
    return bytes(small[r * 160 // rows * 160 + c * 160 // columns]
                 for r in range(rows) for c in range(columns))


def whole(seed, columns=SIDE, rows=SIDE):
    return png(columns, rows, grey(seed, columns, rows))


def cropped(seed, left, top, columns, rows):
    samples = grey(seed)
    return png(columns, rows, b"".join(
        samples[r * SIDE + left:r * SIDE + left + columns]
        for r in range(top, top + rows)))


def turned(seed):
    """A quarter clockwise."""
    samples = grey(seed)
    return png(SIDE, SIDE, bytes(samples[(SIDE - 1 - c) * SIDE + r]
                                 for r in range(SIDE) for c in range(SIDE)))


def pasted(columns, rows, pieces):
    """Squares of `side` samples on a grey page: (seed, side, left, top)."""
    page = bytearray([120]) * (columns * rows)
    for seed, side, left, top in pieces:
        samples = grey(seed, side, side)
        for r in range(side):
            begin = (top + r) * columns + left
            page[begin:begin + side] = samples[r * side:(r + 1) * side]
    return png(columns, rows, page)


class DedupePartsTest(ProgramTest):

    def fill(self):
        for seed in range(1, 9):
            self.write(f"data/{seed}.png", whole(seed))

    def dedupe(self, *arguments, code=2, output="out"):
        if "--effort" not in arguments:
            arguments = ("--effort", "thorough", *arguments)
        out = self.run_program("--json", "dedupe", "--output", output,
                               *arguments, code=code)
        return json.loads(out)

    def members(self, output="out"):
        """Each member by name, with the name of its keeper."""
        found = {}
        text = (self.folder / output / "groups.jsonl").read_text()
        for group in map(json.loads, text.splitlines()):
            for member in group["members"]:
                found[member["path"]] = {**member, "keeper": group["keeper"]}
        return found

    def test_a_crop_is_a_part_of_what_it_was_cut_from(self):
        self.fill()
        self.write("data/crop.png", cropped(3, 60, 40, 200, 180))
        summary = self.dedupe("data")
        self.assertEqual(summary["kinds"]["part"], 1)
        self.assertEqual(summary["dropped"], 1)
        crop = self.members()["data/crop.png"]
        self.assertEqual((crop["keeper"], crop["kind"], crop["shown_in"],
                          crop["transform"]),
                         ("data/3.png", "part", "keeper", "part"))
        for found, true in zip(crop["region"], [[60, 40], [260, 40],
                                                [260, 220], [60, 220]]):
            for a, b in zip(found, true):
                self.assertAlmostEqual(a, b, delta=8)
        self.assertIn("data/3.png,data/crop.png,", self.pairs())
        self.assertIn(",part\n", self.pairs())

    def pairs(self):
        return (self.folder / "out/pairs.csv").read_text()

    def test_a_picture_is_kept_rather_than_a_scene_that_shows_it_smaller(self):
        self.fill()
        self.write("data/scene.png", pasted(600, 420, [(5, 240, 40, 90)]))
        self.dedupe("data")
        scene = self.members()["data/scene.png"]
        self.assertEqual((scene["keeper"], scene["kind"], scene["shown_in"]),
                         ("data/5.png", "part", "member"))
        self.dedupe("--keep", "pixels", "data")
        five = self.members()["data/5.png"]
        self.assertEqual((five["keeper"], five["shown_in"]),
                         ("data/scene.png", "keeper"))

    def test_turned_and_mirrored_copies_are_told_as_such(self):
        self.fill()
        self.write("data/turned.png", turned(2))
        self.write("data/mirrored.png", png(SIDE, SIDE, b"".join(
            grey(4)[r * SIDE:(r + 1) * SIDE][::-1] for r in range(SIDE))))
        self.dedupe("--keep", "first", "data")
        members = self.members()
        self.assertEqual(set(members), {"data/turned.png",
                                        "data/mirrored.png"})
        self.assertEqual((members["data/turned.png"]["kind"],
                          members["data/turned.png"]["transform"]),
                         ("near", "rotate90"))
        self.assertEqual((members["data/mirrored.png"]["kind"],
                          members["data/mirrored.png"]["transform"]),
                         ("near", "mirror"))

    def test_fast_looks_for_whole_pictures_only(self):
        self.fill()
        self.write("data/crop.png", cropped(3, 60, 40, 200, 180))
        self.write("data/turned.png", turned(2))
        summary = self.dedupe("--effort", "fast", "data", code=0)
        self.assertEqual((summary["effort"], summary["dropped"]), ("fast", 0))
        # Its fingerprints lack what a thorough run needs.
        again = self.dedupe("data")
        self.assertEqual((again["effort"], again["dropped"]), ("thorough", 2))
        self.assertEqual(again["fingerprints_reused"], 0)
        self.assertEqual(self.dedupe("data")["fingerprints_reused"], 10)

    def test_a_collage_does_not_join_what_it_shows(self):
        self.fill()
        self.write("data/collage.png", pasted(
            700, 700, [(1, 330, 10, 10), (2, 330, 360, 10),
                       (3, 330, 10, 360), (4, 330, 360, 360)]))
        for grouping in ("star", "clique"):
            self.dedupe("--group", grouping, "--keep", "pixels", "data")
            self.assertEqual(set(self.members()), {"data/collage.png"})
        self.assertEqual(self.pairs().count("collage.png"), 4)

    def test_parts_are_found_in_references_and_the_other_way_round(self):
        self.fill()
        self.write("new/crop.png", cropped(6, 60, 40, 200, 180))
        self.write("new/scene.png", pasted(600, 420, [(7, 240, 40, 90)]))
        self.write("new/other.png", whole(20))
        self.write("new/other crop.png", cropped(20, 60, 40, 200, 180))
        summary = self.dedupe("--reference", "data", "new")
        members = self.members()
        self.assertEqual({name: member["keeper"]
                          for name, member in members.items()},
                         {"new/crop.png": "data/6.png",
                          "new/scene.png": "data/7.png"})
        self.assertEqual(summary["kinds"]["part"], 2)

    def test_plain_pictures_are_never_parts(self):
        self.fill()
        self.write("data/plain.png", png(200, 200, bytes([120]) * 40000))
        self.write("data/scene.png", pasted(600, 420, [(5, 240, 40, 90)]))
        self.dedupe("data")
        self.assertEqual(set(self.members()), {"data/scene.png"})

    def test_crowds_stay_within_bounds(self):
        for i in range(300):
            samples = bytearray(grey(1, 160, 160))
            samples[i * 7] ^= 255
            self.write(f"data/{i:03}.png", png(160, 160, samples))
        self.write("data/crop.png", png(160, 160, grey(1)[:160 * 160]))
        summary = self.dedupe("--group", "component", "data")
        self.assertGreaterEqual(summary["dropped"], 299)

    def test_what_was_measured_counts(self):
        self.fill()
        self.write("data/crop.png", cropped(3, 60, 40, 200, 180))
        for number in range(12):
            self.write(f"some/{number}.png", whole(30 + number))
            self.write(f"others/{number}.png", whole(60 + number))
        self.run_program("catalogue", "add", "--catalogue", "cat", "some")
        self.run_program("dedupe", "--output", "out", "--calibration", "cat",
                         "data", code=1)
        self.assertIn("Nothing was measured", self.stderr)
        self.run_program("calibrate", "--catalogue", "cat", "others")
        measured = self.dedupe("--calibration", "cat", "data")
        self.assertTrue(measured["calibration"].startswith("calibration/"))
        self.assertEqual(measured["dropped"], 1)
        path = self.folder / "cat/calibration.json"
        stored = json.loads(path.read_text())
        path.write_text(json.dumps({**stored, "hash_factor": 1e6}))
        fast = ("--effort", "fast", "--max-false-rate", "0.001", "data")
        likelier = self.dedupe("--calibration", "cat", *fast, code=0)
        usual = self.dedupe(*fast, code=0)
        self.assertLess(likelier["threshold"], usual["threshold"])
        self.assertLessEqual(likelier["expected_false_rate"], 0.001)
        self.assertNotIn("calibration", usual)
        path.write_text(json.dumps({**stored, "rate": 1e-30}))
        self.assertEqual(
            self.dedupe("--calibration", "cat", "data", code=0)["dropped"], 0)

    def test_what_changed_before_it_was_searched_is_told(self):
        self.fill()
        crop = self.write("data/crop.png", cropped(3, 60, 40, 200, 180))
        self.run_program("dedupe", "--effort", "thorough", "--min-score", "1",
                         "--output", "out", "data")
        status = crop.stat()
        data = crop.read_bytes()
        crop.write_bytes(data[:-1] + b"\x83")
        os.utime(crop, ns=(status.st_atime_ns, status.st_mtime_ns))
        self.write("data/another.png", whole(20))
        summary = self.dedupe("data", code=3)
        self.assertEqual(summary["missed"], 1)
        text = (self.folder / "out/summary.txt").read_text()
        self.assertIn("1 pictures could not be read again", text)

    def test_killed_runs_go_on(self):
        self.fill()
        self.write("data/crop.png", cropped(3, 60, 40, 200, 180))
        self.dedupe("data", output="whole")
        for round_number in range(6):
            run = subprocess.Popen(
                [PROGRAM, "--quiet", "dedupe", "--effort", "thorough",
                 "--output", "out", "data"],
                cwd=self.folder, stdout=subprocess.DEVNULL)
            time.sleep(0.1 * (round_number + 1))
            run.send_signal(signal.SIGKILL)
            run.wait()
        self.dedupe("data")
        for name in ("groups.jsonl", "pairs.csv", "keep.txt", "drop.txt"):
            self.assertEqual((self.folder / "out" / name).read_bytes(),
                             (self.folder / "whole" / name).read_bytes())

    def test_threads_change_nothing(self):
        self.fill()
        self.write("data/crop.png", cropped(3, 60, 40, 200, 180))
        self.write("data/turned.png", turned(2))
        self.dedupe("--threads", "1", "data", output="one")
        self.dedupe("--threads", "5", "data", output="five")
        for name in ("groups.jsonl", "pairs.csv"):
            self.assertEqual((self.folder / "one" / name).read_bytes(),
                             (self.folder / "five" / name).read_bytes())


if __name__ == "__main__":
    program.main()
