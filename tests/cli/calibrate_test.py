"""calibrate: measures chance on strangers, learns from pairs, and every match
states what was measured."""

import json

import program


def sides(seed):
    return program.picture(seed, 300, 300)


class CalibrateTest(program.ProgramTest):

    def setUp(self):
        super().setUp()
        for number in range(12):
            self.write(f"art/{number}.png", sides(number))
            self.write(f"other/{number}.png", sides(100 + number))
        self.run_program("catalogue", "add", "--catalogue", "cat", "art")
        self.calibrate = ("calibrate", "--catalogue", "cat")

    def match(self):
        row, = self.records("match", "--catalogue", "cat", "art/3.png", code=2)
        return row["matches"][0]

    def test_measures_strangers(self):
        told, = self.records(*self.calibrate, "other", "--for-artworks", "1000",
                             "--for-pictures", "5000")
        self.assertEqual(told["pictures"], 12)
        self.assertGreater(told["places"], 20)
        points = told["operating_points"]
        chances = [point["false_matches_per_picture"] for point in points]
        self.assertEqual(chances, sorted(chances, reverse=True))
        for point in points:
            self.assertAlmostEqual(
                point["expected_false_matches"] /
                point["false_matches_per_picture"], 5000, places=3)
        stored = json.loads((self.folder / "cat/calibration.json").read_text())
        self.assertEqual(stored["identity"], told["model"])
        self.assertEqual(stored["pictures"], 12)

    def test_tells_whether_the_promise_held_for_pictures_held_out(self):
        told, = self.records(*self.calibrate, "other")
        table = told["reliability"]
        self.assertEqual(len(table), 9)
        for row in table:
            self.assertEqual(row["queries"], 12)
            self.assertAlmostEqual(row["promised"], 12 * row["level"])
            self.assertLessEqual(row["matches"], row["with_candidates"])
            self.assertIn(row["promise"], ("kept", "broken", "unknown"))
        self.assertEqual(table[0]["promise"], "unknown")
        stored = json.loads((self.folder / "cat/calibration.json").read_text())
        self.assertEqual(stored["reliability"], table)
        out = self.run_program(*self.calibrate, "--dry-run", "other")
        self.assertIn(b"level\tpromised <=\tmatches", out)
        self.assertIn(b"1e+00\t12\t", out)

    def test_a_stranger_that_is_none_breaks_the_promise(self):
        self.write("other/0.png", sides(0))
        table = self.records(*self.calibrate, "other")[0]["reliability"]
        self.assertIn("broken", [row["promise"] for row in table])

    def test_few_strangers_leave_it_unknown(self):
        for number in range(4):
            self.write(f"few/{number}.png", sides(100 + number))
        told, = self.records(*self.calibrate, "few")
        self.assertEqual(told["reliability"], [])
        out = self.run_program(*self.calibrate, "few")
        self.assertIn(b"too few pictures to hold some of them out", out)

    def test_another_rate_forgets_what_was_held_out(self):
        self.run_program(*self.calibrate, "other")
        told, = self.records(*self.calibrate, "--rate", "0.5")
        self.assertEqual(told["reliability"], [])
        self.assertEqual(told["rate"], 0.5)

    def test_the_same_pictures_make_the_same_model(self):
        models = [self.records(*self.calibrate, "--reset", *threads, "other")[0]
                  ["model"] for threads in ((), ("--threads", "1"))]
        self.assertEqual(models[0], models[1])

    def test_runs_name_the_model(self):
        told, = self.records(*self.calibrate, "other")
        self.run_program("screen", "--catalogue", "cat", "--output", "run",
                         "art", code=2)
        run = json.loads((self.folder / "run/run.json").read_text())
        self.assertEqual(run["models"][-1], told["model"])
        self.assertEqual(self.match()["artwork_id"], "art/3.png")

    def test_a_dry_run_stores_nothing(self):
        self.run_program(*self.calibrate, "--dry-run", "other")
        self.assertFalse((self.folder / "cat/calibration.json").exists())

    def test_a_rate_that_is_not_reached_leaves_no_match(self):
        self.run_program(*self.calibrate, "other", "--rate", "1e-12")
        self.assertEqual(
            json.loads((self.folder / "cat/calibration.json").read_text())
            ["rate"], 1e-12)

    def test_learns_from_pairs(self):
        self.write("good.csv", b"query,artwork\n" + b"".join(
            b"art/%d.png,art/%d.png\n" % (i, i) for i in range(8)))
        self.write("bad.csv", b"".join(
            b"other/%d.png,art/%d.png\n" % (i, i) for i in range(8)))
        told, = self.records(*self.calibrate, "--pairs", "good.csv", "bad.csv")
        self.assertEqual((told["good_pairs"], told["bad_pairs"]), (8, 8))
        stored = json.loads((self.folder / "cat/calibration.json").read_text())
        self.assertNotEqual((stored["scale"], stored["shift"]), (1, 0))
        self.assertEqual(self.match()["kind"], "same")

    def test_too_few_strangers_are_refused(self):
        self.write("flat.png", program.png(64, 64, bytes([9]) * 64 * 64))
        self.run_program(*self.calibrate, "flat.png", code=1)
        self.assertIn("Measure more pictures", self.stderr)
        self.assertFalse((self.folder / "cat/calibration.json").exists())

    def test_pairs_that_cannot_be_read_are_named(self):
        self.write("none.csv", b"art/2.png,art/3.png\n")
        self.write("good.csv", b"art/1.png\n")
        self.run_program(*self.calibrate, "--pairs", "good.csv", "none.csv",
                         code=1)
        self.assertIn("good.csv line 1", self.stderr)
        self.write("good.csv", b"art/1.png,missing.png\n")
        self.run_program(*self.calibrate, "--pairs", "good.csv", "none.csv",
                         code=1)
        self.assertIn("missing.png", self.stderr)

    def test_a_damaged_calibration_is_refused_in_words(self):
        for text in (b"{", b"[]", b'{"format": 1, "parts": "parts/0"}'):
            self.write("cat/calibration.json", text)
            self.run_program("match", "--catalogue", "cat", "art/3.png", code=1)
            self.assertIn("sleeve calibrate", self.stderr)


if __name__ == "__main__":
    program.main()
