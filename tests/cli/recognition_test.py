"""Tests `sleeve bench recognition` as a person types it."""

import csv
import json
import shutil

from program import ProgramTest, main, picture


class RecognitionTest(ProgramTest):

    def covers(self, count, first=0):
        for i in range(first, first + count):
            self.write(f"covers/{i}.png", picture(i))

    def bench(self, *arguments, **options):
        return self.records("bench", "recognition", "covers", "--queries", "2",
                            "--distractor-queries", "2", *arguments, **options)

    def results(self, records):
        return {r["result"]["name"]: r["result"] for r in records
                if r["kind"] == "result"}

    def test_measures_chosen_transformations(self):
        self.covers(8)
        records = self.bench("--artworks", "4", "--only", "jpeg", "mirror",
                             "--seed", "7")
        setup = records[0]["setup"]
        self.assertEqual((setup["artworks"], setup["distractors"],
                          setup["seed"]), (4, 4, 7))
        rows = self.results(records)
        self.assertEqual(set(rows), {"untouched", "jpeg", "mirror", "encoding",
                                     "geometry", "all"})
        self.assertEqual(rows["untouched"]["recall"], 1)
        self.assertEqual(rows["untouched"]["distractor_queries"], 4)
        self.assertEqual(rows["all"]["queries"], 4)
        self.assertEqual(rows["all"]["distractor_queries"], 4)
        self.assertEqual(rows["all"]["distractor_false"], 0)
        self.assertIn("phash64", rows["all"]["peers"])
        self.assertEqual(rows["mirror"]["peers"]["pdq_31"]["recall"], 0)

    def test_gives_the_same_answers_for_the_same_seed(self):
        self.covers(6)

        def answers(threads):
            records = self.bench("--only", "crop", "--threads", threads)
            for record in records:
                record.get("result", {}).pop("seconds_per_query", None)
                record.get("setup", {}).pop("threads", None)
            return records

        self.assertEqual(answers("1"), answers("2"))

    def test_writes_tables_and_a_page(self):
        self.covers(4)
        table = self.run_program("--quiet", "bench", "recognition", "covers",
                                 "--queries", "1", "--distractor-queries", "1",
                                 "--only", "blur", "--output", "out/deep")
        self.assertIn(b"blur", table)
        out = self.folder / "out/deep"
        found = json.loads((out / "results.json").read_text())
        self.assertEqual(found["setup"]["artworks"], 2)
        rows = list(csv.DictReader((out / "results.csv").open()))
        self.assertEqual([r["name"] for r in rows],
                         ["untouched", "blur", "degradation", "all"])
        queries = list(csv.DictReader((out / "queries.csv").open()))
        self.assertTrue({"transformation", "verdict"} <= set(queries[0]))
        page = (out / "results.html").read_text()
        self.assertIn("<svg", page)
        self.assertNotIn("http", page)

    def test_leaves_duplicates_out_and_says_so(self):
        self.covers(4)
        shutil.copy(self.folder / "covers/1.png", self.folder / "covers/9.png")
        records = self.bench("--only", "grey")
        duplicates = [r["duplicate"] for r in records
                      if r["kind"] == "duplicate"]
        self.assertEqual(len(duplicates), 1)
        self.assertEqual(duplicates[0]["path"], "covers/9.png")
        self.assertEqual(duplicates[0]["of"], "covers/1.png")
        self.assertTrue(duplicates[0]["same_bytes"])

    def test_keeps_a_group_on_one_side(self):
        self.covers(6)
        table = "".join(f"{i}.png\tone\n" for i in range(5))
        self.write("covers/groups.tsv", table.encode())
        setup = self.bench("--only", "grey")[0]["setup"]
        self.assertEqual(sorted((setup["artworks"], setup["distractors"])),
                         [1, 3] if setup["artworks"] == 3 else [1, 5])

    def test_measures_the_pairs_of_a_user(self):
        self.covers(3)
        self.write("queries/copy.png", picture(1))
        self.write("queries/other.png", picture(77))
        self.write("queries/pairs.csv",
                   b"query,artwork\ncopy.png,1.png\nother.png,\n")
        rows = self.results(self.bench("--pairs", "queries/pairs.csv"))
        self.assertEqual(rows["pairs"]["queries"], 1)
        self.assertEqual(rows["pairs"]["recall"], 1)
        self.assertEqual(rows["pairs"]["distractor_queries"], 1)
        self.assertEqual(rows["pairs"]["distractor_false"], 0)

    def test_says_what_is_wrong(self):
        self.run_program("bench", "recognition", "nowhere", code=1)
        self.assertIn("nowhere", self.stderr)
        self.covers(1)
        self.run_program("bench", "recognition", "covers", code=1)
        self.assertIn("at least two", self.stderr)
        self.covers(3)
        self.run_program("bench", "recognition", "covers", "--only", "melt",
                         code=1)
        self.assertIn("melt", self.stderr)
        self.write("pairs.csv", b"query,artwork\nmissing.png,1.png\n")
        self.run_program("bench", "recognition", "covers", "--pairs",
                         "pairs.csv", code=1)
        self.assertIn("pairs.csv line 2", self.stderr)


if __name__ == "__main__":
    main()
