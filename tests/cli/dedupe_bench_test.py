"""sleeve bench dedupe: plants duplicates, and says what is found of them."""

import json
import os
import unittest

import program
from program import ProgramTest, picture


class BenchDedupeTest(ProgramTest):

    def fill(self):
        for i in range(12):
            self.write(f"data/{i:02}.png", picture(i, 200, 200))

    def bench(self, *arguments, code=0):
        records = self.records("bench", "dedupe", "data", "--pictures", "6",
                               "--copies", "2", "--only", "jpeg", *arguments,
                               code=code)
        return {record["method"]: record for record in records}

    def test_methods_are_measured_on_the_same_files(self):
        self.fill()
        runs = self.bench("--threshold", "10", "--thorough", "--output",
                          "kept")
        self.assertEqual(set(runs), {"sleeve", "sleeve at 10",
                                     "sleeve thorough", "gradient hash <= 5",
                                     "phash64 <= 10", "pdq <= 31"})
        self.assertEqual(len({run["files"] for run in runs.values()}), 1)
        sleeve = runs["sleeve"]
        self.assertEqual((sleeve["precision"], sleeve["recall"],
                          sleeve["purity"]), (1, 1, 1))
        self.assertEqual(sleeve["planted"], 3)
        self.assertEqual(sleeve["transformations"],
                         {"identical": 1, "jpeg": 1})
        self.assertGreater(sleeve["peak_kilobytes"], 1000)
        truth = (self.folder / "kept/corpus.truth.csv").read_text()
        self.assertEqual(len(truth.splitlines()), sleeve["files"] + 1)
        corpus = sorted(os.listdir(self.folder / "kept/corpus"))
        self.assertEqual(len(corpus), sleeve["files"])
        self.run_program("bench", "dedupe", "data", "--output", "kept", code=1)
        self.assertIn("not empty", self.stderr)

    def test_scores_share_one_search(self):
        self.fill()
        runs = self.bench("--min-score", "0.6", "0.99")
        low, high = runs["sleeve score 0.6"], runs["sleeve score 0.99"]
        self.assertGreaterEqual(low["recall"], high["recall"])
        self.assertEqual(low["recall"], 1)
        self.assertLess(high["seconds"], low["seconds"])

    def test_a_missing_tool_is_told_not_hidden(self):
        self.fill()
        runs = self.bench("--imagededup", "no-such-python")
        self.assertIn("problem", runs["imagededup PHash"])
        self.assertNotIn("recall", runs["imagededup PHash"])

    def test_bad_input(self):
        self.fill()
        for arguments in (["nowhere"], ["data", "--only", "burning"],
                          ["data", "--copies", "0"]):
            self.run_program("bench", "dedupe", *arguments, code=1)
            self.assertTrue(self.stderr.strip())


if __name__ == "__main__":
    program.main()
