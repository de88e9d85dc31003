"""sleeve rescreen and review: runs follow their catalogue and their people."""

import json

import program


class RescreenTest(program.ProgramTest):

    def setUp(self):
        super().setUp()
        for seed in range(6):
            self.write(f"covers/{seed}.png", program.picture(seed))
            self.write(f"in/{seed}.png", program.picture(seed))
        self.write("in/words.jpg", b"\xff\xd8\xff\xfe\x00\x10No AI training" +
                   self.jpeg()[2:])
        self.catalogue("covers/0.png")
        self.run_program("--quiet", "screen", "--effort", "fast",
                         "--catalogue", "cat", "--output", "run", "in", code=3)

    @staticmethod
    def jpeg():
        """A flat grey JPEG of 8 x 8 pixels."""
        return bytes.fromhex(
            "ffd8ffe000104a46494600010100000100010000ffdb00430001010101010101"
            "0101010101010101010101010101010101010101010101010101010101010101"
            "01010101010101010101010101010101010101010101010101ffc0000b080008"
            "000801011100ffc40014000100000000000000000000000000000009ffc40014"
            "100100000000000000000000000000000000ffda0008010100003f0019dfffd9")

    def catalogue(self, *paths):
        self.run_program("--quiet", "catalogue", "add", "--catalogue", "cat",
                         *paths)

    def rows(self, run):
        text = (self.folder / run / "evidence.jsonl").read_text()
        return [json.loads(line) for line in text.splitlines()]

    def rescreen(self, output, *arguments, run="run", code=3):
        record = self.run_program("--json", "rescreen", "--catalogue", "cat",
                                  "--output", output, *arguments, run, code=code)
        return json.loads(record)

    def decide(self, line, decision, *arguments, code=0):
        self.run_program("review", "--line", str(line), "--decide", decision,
                         "--by", "anna", "--why", "looked", *arguments, "run",
                         code=code)

    def test_new_artworks_are_found_without_the_pictures(self):
        self.catalogue("covers/3.png")
        for path in (self.folder / "in").iterdir():
            path.unlink()
        summary = self.rescreen("after")
        self.assertEqual(summary["rescreened"]["new_artworks"], 1)
        self.assertEqual(summary["rescreened"]["changed_rows"], 1)
        row = self.rows("after")[3]
        self.assertEqual(row["verdict"], "exclude_match")
        self.assertEqual(row["matches"][0]["artwork_id"], "covers/3.png")
        check, = self.records("verify", "after")
        self.assertEqual(check["status"], "sound")

    def test_framed_covers_are_found_as_screen_finds_them(self):
        grey = bytearray(b"\xf0") * (200 * 160)
        for r, line in enumerate(range(20, 140)):
            grey[line * 200 + 40:line * 200 + 160] = program.draw(
                3)[r * 120:(r + 1) * 120]
        self.write("framed/3.png", program.png(200, 160, grey))
        screen = ["--quiet", "screen", "--effort", "fast", "--catalogue",
                  "cat", "--output"]
        self.run_program(*screen, "early", "framed")
        self.catalogue("covers/3.png")
        self.rescreen("after", run="early", code=2)
        self.run_program(*screen, "late", "framed", code=2)
        self.assertEqual(self.rows("after"), self.rows("late"))
        self.assertEqual(self.rows("after")[0]["verdict"], "exclude_match")
        check, = self.records("verify", "after")
        self.assertEqual(check["status"], "sound")

    def test_parts_are_said_not_to_be_searched(self):
        self.run_program("--quiet", "screen", "--catalogue", "cat", "--output",
                         "deep", "in", code=3)
        self.catalogue("covers/3.png")
        summary = self.rescreen("after", run="deep")
        self.assertIn("parts of pictures",
                      summary["rescreened"]["not_searched"])
        text = (self.folder / "after/summary.txt").read_text()
        self.assertIn("Not searched: parts of pictures", text)
        run = json.loads((self.folder / "after/run.json").read_text())
        before, = self.records("verify", "deep")
        self.assertEqual(run["follows"]["merkle_root"], before["root"])

    def test_a_run_that_was_changed_is_not_followed(self):
        path = self.folder / "run/evidence.jsonl"
        path.write_bytes(path.read_bytes().replace(b"no_signal", b"no_signaL", 1))
        self.run_program("rescreen", "--catalogue", "cat", "--output", "after",
                         "run", code=1)
        self.assertIn("was changed", self.stderr)

    def test_screen_does_not_take_a_follower_for_its_own(self):
        self.rescreen("after")
        self.run_program("screen", "--effort", "fast", "--catalogue", "cat",
                         "--output", "after", "in", code=1)
        self.assertIn("the run that it follows", self.stderr)

    def test_open_reviews_are_listed(self):
        row, = self.records("review", "run", code=3)
        self.assertEqual((row["line"], row["path"], row["rule"]),
                         (7, "in/words.jpg", "natural_language"))

    def test_a_decision_is_kept_and_honoured(self):
        self.decide(7, "no_signal")
        self.assertEqual(self.records("review", "run"), [])
        decision = json.loads(
            (self.folder / "run/reviews/reviews.jsonl").read_text())
        self.assertEqual((decision["by"], decision["why"],
                          decision["decision"], decision["line"]),
                         ("anna", "looked", "no_signal", 7))
        # In the report of this run, in one that follows, in a later run.
        self.run_program("report", "run")
        self.assertIn("in/words.jpg",
                      (self.folder / "run/report/keep.txt").read_text())
        self.rescreen("after", code=2)
        self.run_program("--quiet", "screen", "--effort", "fast", "--reviews",
                         "run", "--catalogue", "cat", "--output", "later", "in",
                         code=2)
        for run in ("after", "later"):
            row = self.rows(run)[6]
            self.assertEqual((row["verdict"], row["rule"],
                              row["review"]["by"]),
                             ("no_signal", "natural_language+review", "anna"))
            check, = self.records("verify", run)
            self.assertEqual(check["status"], "sound")
        # And in those that follow it, though nobody names the reviews again.
        self.catalogue("covers/3.png")
        self.rescreen("last", run="after", code=2)
        self.assertEqual(self.rows("last")[6]["review"]["by"], "anna")

    def test_other_bytes_are_another_question(self):
        self.decide(7, "no_signal")
        path = self.folder / "in/words.jpg"
        path.write_bytes(path.read_bytes() + b"\0")
        self.run_program("--quiet", "screen", "--effort", "fast", "--reviews",
                         "run", "--catalogue", "cat", "--output", "later", "in",
                         code=3)
        self.assertEqual(self.rows("later")[6]["verdict"], "review")

    def test_the_latest_decision_wins(self):
        self.decide(7, "no_signal")
        self.decide(7, "exclude_reserved")
        self.rescreen("after", code=2)
        self.assertEqual(self.rows("after")[6]["verdict"], "exclude_reserved")

    def test_what_cannot_be_decided_is_refused(self):
        for line, decision, reason in (
                (1, "no_signal", "needs no review"),
                (99, "no_signal", "has no line 99"),
                (7, "licensed", "not licensed"),
                (7, "perhaps", "no verdict")):
            self.decide(line, decision, code=1)
            self.assertIn(reason, self.stderr)
        self.run_program("review", "--line", "7", "run", code=1)
        self.run_program("review", "nowhere", code=1)

    def test_changed_reviews_are_noticed_and_never_added_to(self):
        self.decide(7, "no_signal")
        path = self.folder / "run/reviews/reviews.jsonl"
        whole = path.read_bytes()
        path.write_bytes(whole.replace(b"anna", b"otto"))
        self.run_program("verify", "run", code=2)
        self.assertIn("Line 1 of reviews.jsonl", self.stderr)
        self.decide(7, "exclude_match", code=1)
        self.run_program("report", "run", code=1)
        # What a kill left behind the checkpoint was never acknowledged.
        path.write_bytes(whole + whole)
        self.decide(7, "exclude_match")
        self.assertEqual(len(path.read_bytes().splitlines()), 2)
        self.run_program("verify", "run")


if __name__ == "__main__":
    program.main()
