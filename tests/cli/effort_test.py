"""--effort: what it takes, that whole pictures match either way, and that a run
is never taken up with another."""

import json

import program


class EffortTest(program.ProgramTest):

    def setUp(self):
        super().setUp()
        for number in range(4):
            self.write(f"art/{number}.png", program.picture(number))
        self.run_program("catalogue", "add", "--catalogue", "cat", "art")

    def test_whole_pictures_match_with_any_effort(self):
        for effort in ("fast", "thorough"):
            row, = self.records("match", "--catalogue", "cat", "--effort",
                                effort, "art/2.png", code=2)
            ids = [match["artwork_id"] for match in row["matches"]]
            self.assertEqual(ids, ["art/2.png"], effort)

    def test_what_is_inside_a_plain_frame_matches_with_any_effort(self):
        side = 120
        inner = program.draw(2, side, side)
        line = b"\xff" * (side + 60)
        rows = [line] * 10
        for begin in range(0, side * side, side):
            rows.append(line[:40] + inner[begin:begin + side] + line[:20])
        rows += [line] * 20
        self.write("framed.png",
                   program.png(side + 60, side + 30, b"".join(rows)))
        for effort in ("fast", "thorough"):
            row, = self.records("match", "--catalogue", "cat", "--effort",
                                effort, "framed.png", code=2)
            match, = row["matches"]
            self.assertEqual(match["artwork_id"], "art/2.png", effort)
            self.assertEqual(match["transform"], "part", effort)
            for found, true in zip(match["region"][0], (40, 10)):
                self.assertAlmostEqual(found, true, delta=3)

    def test_an_unknown_effort_is_refused(self):
        self.run_program("match", "--catalogue", "cat", "--effort", "some",
                         "art/2.png", code=1)
        self.assertIn("some", self.stderr)

    def test_a_run_keeps_its_effort(self):
        screen = ("screen", "--catalogue", "cat", "--output", "run", "art")
        self.run_program(*screen, code=2)
        run = json.loads((self.folder / "run/run.json").read_text())
        self.assertEqual(run["effort"], "thorough")
        self.assertEqual(len(run["models"]), 3)
        self.run_program(*screen, "--effort", "fast", code=1)
        self.assertIn("the effort", self.stderr)


if __name__ == "__main__":
    program.main()
