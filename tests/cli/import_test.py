"""sleeve catalogue import and export, and what they change in a run."""

import json

import program

CSV = (b"artwork_id,title,artist,icpn,holder,dpid,valid_from,valid_to\n"
       b"covers/1.png,\"One, \"\"first\"\"\",Band,012345678905,Example Records,"
       b"PADPIDA9999999999N,2020-01-01,\n"
       b"covers/2.png,Two,Band,123,Other Label,,,\n")


class ImportTest(program.ProgramTest):

    def setUp(self):
        super().setUp()
        for seed in (1, 2):
            self.write(f"covers/{seed}.png", program.picture(seed))
        self.run_program("--quiet", "catalogue", "add", "--catalogue", "cat",
                         "covers")

    def bring(self, *arguments, code=0):
        record, = self.records("catalogue", "import", "--catalogue", "cat",
                               *arguments, code=code)
        return record

    def screen(self, *arguments, code):
        self.run_program("--quiet", "screen", "--restart", "--catalogue", "cat",
                         "--output", "out", *arguments, code=code)
        text = (self.folder / "out/evidence.jsonl").read_text()
        return [json.loads(line) for line in text.splitlines()]

    def lines(self, *rows):
        return self.write("r.jsonl", "\n".join(map(json.dumps, rows)).encode())

    def test_csv_names_works_and_holders(self):
        done = self.bring(self.write("w.csv", CSV))
        self.assertEqual((done["records"], done["invalid_identifiers"],
                          done["faults"]), (6, 1, []))
        self.assertEqual(self.bring("w.csv")["changed"], 0)
        first, second = self.screen("covers/1.png", "covers/2.png", code=2)
        work, = first["works"]
        self.assertEqual((work["title"], work["icpn"], work["holder"]),
                         ('One, "first"', "00012345678905", "Example Records"))
        self.assertEqual(second["works"][0]["holder"], "Other Label")

    def test_a_licence_for_the_uses_and_the_day_clears_a_match(self):
        self.bring(self.write("w.csv", CSV))
        party = "dpid:PADPIDA9999999999N"
        uses = ["generative_training", "training", "data_mining"]
        for licence, verdict, day in (
                ({"uses": uses}, "licensed", "2026-01-01"),
                ({"uses": uses[:1]}, "exclude_match", "2026-01-01"),
                ({"uses": uses, "valid_to": "2025-12-31"}, "exclude_match",
                 "2026-01-01"),
                ({"uses": uses, "valid_to": "2025-12-31"}, "licensed",
                 "2025-06-01"),
                ({"uses": uses, "artworks": ["covers/2.png"]}, "exclude_match",
                 "2026-01-01")):
            self.bring(self.lines({"record": "licence", "licence": "L1",
                                   "party": party, "artworks": "*", **licence}))
            evidence, = self.screen("--as-of", day, "covers/1.png",
                                    code=0 if verdict == "licensed" else 2)
            self.assertEqual(evidence["verdict"], verdict)
        self.run_program("screen", "--catalogue", "cat", "--output", "out",
                         "--as-of", "2020-01-01", "covers/1.png", code=1)
        self.assertIn("the day", self.stderr)

    def test_ownership_changes_with_time(self):
        self.bring(self.lines(
            {"record": "party", "party": "a", "name": "A"},
            {"record": "party", "party": "b", "name": "B"},
            {"record": "artwork", "artwork_id": "covers/1.png", "party": "a",
             "valid_from": "2000-01-01", "valid_to": "2019-12-31"},
            {"record": "artwork", "artwork_id": "covers/1.png", "party": "b",
             "valid_from": "2020-01-01"}))
        for day, holder in (("2010-01-01", "A"), ("2024-01-01", "B")):
            evidence, = self.screen("--as-of", day, "covers/1.png", code=2)
            self.assertEqual(evidence["works"][0]["holder"], holder)
        evidence, = self.screen("--as-of", "1990-01-01", "covers/1.png", code=2)
        self.assertNotIn("works", evidence)

    def test_public_declarations_are_joined(self):
        self.bring("--public-declarations", self.lines(
            {"record": "artwork", "artwork_id": "covers/1.png",
             "party": "warner-music-group"}))
        evidence, = self.screen("covers/1.png", code=2)
        self.assertEqual(evidence["works"][0]["declarations"], ["wmg-2024-07"])
        exported = [json.loads(line) for line in self.run_program(
            "catalogue", "export", "--catalogue", "cat").splitlines()]
        self.assertEqual(len(exported), 7)
        self.assertIn("source", exported[3])

    def test_an_export_comes_back(self):
        self.bring("--public-declarations", self.write("w.csv", CSV))
        text = self.run_program("catalogue", "export", "--catalogue", "cat")
        self.write("all.jsonl", text)
        done = self.bring("all.jsonl")
        self.assertEqual((done["changed"], done["faults"]), (0, []))
        self.run_program("catalogue", "import", "--catalogue", "new",
                         "all.jsonl")
        self.assertEqual(self.run_program("catalogue", "export", "--catalogue",
                                          "new"), text)

    def test_bad_lines_are_named_and_the_rest_is_kept(self):
        self.write("bad.jsonl", b'{"record": "party", "party": "p"}\n[1]\n'
                                b'{"record": "song"}\n'
                                b'{"record": "party", "name": "no key"}\n'
                                b'{"record": "work", "work": "w", "x": "y"}\n')
        done = self.bring("bad.jsonl", code=3)
        self.assertEqual(done["records"], 1)
        self.assertEqual([fault.split(":")[1] for fault in done["faults"]],
                         ["2", "3", "4", "5"])
        done = self.bring(self.write("x.csv", CSV + b"only one\n,,,,,,,\n"),
                          code=3)
        self.assertEqual(len(done["faults"]), 2)
        self.write("no.csv", b"title,artist\nOne,Band\n")
        for name in ("no.csv", "none.csv"):
            self.run_program("catalogue", "import", "--catalogue", "cat", name,
                             code=1)


if __name__ == "__main__":
    program.main()
