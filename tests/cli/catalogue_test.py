"""sleeve catalogue and match: what is added is found, and nothing else."""

import program


class CatalogueTest(program.ProgramTest):

    def setUp(self):
        super().setUp()
        for i in range(5):
            self.write(f"covers/{i}.png", program.picture(i))

    def add(self, *arguments, code=0):
        return self.records("catalogue", "add", "--catalogue", "c", *arguments,
                            code=code)

    def test_adding_twice_changes_nothing(self):
        self.assertEqual({row["status"] for row in self.add("covers")},
                         {"added"})
        before = self.records("catalogue", "info", "--catalogue", "c")[0]
        self.assertEqual({row["status"] for row in self.add("covers")},
                         {"unchanged"})
        after = self.records("catalogue", "info", "--catalogue", "c")[0]
        self.assertEqual(before["generation"], after["generation"])
        self.assertEqual(after["artworks"], 5)

    def test_the_id_is_the_path_as_given(self):
        self.add("covers")
        rows = self.records("catalogue", "list", "--catalogue", "c")
        self.assertEqual([row["artwork_id"] for row in rows],
                         [f"covers/{i}.png" for i in range(5)])

    def test_other_bytes_replace(self):
        self.add("covers")
        self.write("covers/2.png", program.picture(99))
        self.assertEqual([row["status"] for row in self.add("covers")],
                         ["unchanged"] * 2 + ["replaced"] + ["unchanged"] * 2)
        self.write("q.png", program.picture(99))
        row, = self.records("match", "--catalogue", "c", "q.png", code=2)
        self.assertEqual(row["matches"][0]["artwork_id"], "covers/2.png")

    def test_bad_artworks_are_named_and_the_rest_is_added(self):
        self.write("covers/x.png", b"\x89PNG\r\n\x1a\n")
        rows = self.add("covers", code=3)
        self.assertEqual([row["status"] for row in rows],
                         ["added"] * 5 + ["unchecked"])

    def test_remove(self):
        self.add("covers")
        remove = ("catalogue", "remove", "--catalogue", "c")
        row, = self.records(*remove, "covers/1.png")
        self.assertEqual(row["status"], "removed")
        self.records(*remove, "covers/1.png", code=1)
        self.records("match", "--catalogue", "c", "covers/1.png")
        self.assertEqual(
            self.records("catalogue", "info", "--catalogue", "c")[0]["removed"],
            1)

    def test_a_large_catalogue_shows_changes_at_once(self):
        for i in range(4100):  # fewer are indexed anew each time
            self.write(f"tiny/{i}.png",
                       program.png(8, 8, (i * 7919).to_bytes(4, "big") * 16))
        self.add("tiny")
        self.write("q.png", program.picture(2))
        match = ("match", "--catalogue", "c", "q.png")
        self.records(*match)
        index = self.folder / "c/index/snapshot.slv"
        made = index.stat().st_mtime_ns

        def unmerged():
            return self.records("catalogue", "info", "--catalogue",
                                "c")[0]["unmerged"]

        self.assertEqual(unmerged(), 0)
        self.add("covers")
        self.assertEqual(unmerged(), 5)
        row, = self.records(*match, code=2)
        self.assertEqual(row["matches"][0]["artwork_id"], "covers/2.png")
        self.records("catalogue", "remove", "--catalogue", "c", "covers/2.png")
        self.assertEqual(self.records(*match)[0]["matches"], [])
        self.run_program("catalogue", "verify", "--catalogue", "c")
        self.assertEqual(index.stat().st_mtime_ns, made)
        self.run_program("catalogue", "rebuild", "--catalogue", "c")
        self.assertEqual(unmerged(), 0)
        self.assertNotEqual(index.stat().st_mtime_ns, made)

    def test_match_lines_follow_the_contract(self):
        self.add("covers")
        self.write("q/a.png", program.mirrored(3))
        self.write("q/b.png", program.picture(77))
        self.write("q/c.png", b"\x89PNG broken")
        rows = self.records("match", "--catalogue", "c", "q", code=3)
        self.assertEqual([row["path"] for row in rows],
                         ["q/a.png", "q/b.png", "q/c.png"])
        match, = rows[0]["matches"]
        self.assertEqual(match["artwork_id"], "covers/3.png")
        self.assertEqual(match["kind"], "same")
        self.assertEqual(match["transform"], "mirror")
        self.assertEqual(len(match["region"]), 4)
        self.assertLess(match["expected_false_matches"], 1e-6)
        self.assertEqual(rows[1]["matches"], [])
        self.assertEqual(rows[2]["status"], "unchecked")
        self.assertEqual(rows[2]["matches"], [])
        self.records("match", "--catalogue", "c", "q/a.png", code=2)
        self.records("match", "--catalogue", "c", "q/b.png", code=0)

    def test_a_manifest_gives_ids(self):
        self.write("m.jsonl", b'{"path": "covers/0.png", "artwork_id": "A-0"}\n'
                   b'\n{"path": "covers/1.png", "artwork_id": "A-1"}\n')
        rows = self.add("--manifest", "m.jsonl", "covers")
        self.assertEqual([row["artwork_id"] for row in rows[:3]],
                         ["A-0", "A-1", "covers/2.png"])
        self.write("bad.jsonl", b'{"path": "covers/0.png"}\n')
        self.run_program("catalogue", "add", "--catalogue", "d", "--manifest",
                         "bad.jsonl", "covers", code=1)
        self.assertIn("bad.jsonl, line 1", self.stderr)

    def test_verify_and_rebuild(self):
        self.add("covers")
        verify = ("catalogue", "verify", "--catalogue", "c")
        self.assertEqual(self.records(*verify)[0]["status"], "ok")
        for index in (self.folder / "c" / "index").iterdir():
            if index.stat().st_size > 100:
                data = bytearray(index.read_bytes())
                data[len(data) // 2] ^= 1
                index.write_bytes(data)
        self.assertEqual(self.records(*verify, code=1)[0]["status"], "damaged")
        self.run_program("catalogue", "rebuild", "--catalogue", "c")
        self.assertEqual(self.records(*verify)[0]["status"], "ok")

    def test_no_catalogue_is_said_and_not_made(self):
        self.run_program("match", "--catalogue", "none", "covers", code=1)
        self.assertIn("none", self.stderr)
        self.assertFalse((self.folder / "none").exists())
        self.run_program("catalogue", "info", "--catalogue", "covers", code=1)


class CompareTest(program.ProgramTest):

    def test_says_why(self):
        self.write("a.png", program.picture(1))
        self.write("b.png", program.mirrored(1))
        self.write("c.png", program.picture(2))
        row, = self.records("compare", "a.png", "b.png", code=2)
        self.assertEqual(row["standing"], "match")
        self.assertEqual(row["transform"], "mirror")
        row, = self.records("compare", "a.png", "c.png", code=0)
        self.assertEqual(row["standing"], "none")
        self.write("d.png", b"nothing")
        row, = self.records("compare", "a.png", "d.png", code=3)
        self.assertEqual(row["b"]["problem"], "not_a_picture")
        text = self.run_program("compare", "a.png", "b.png", code=2).decode()
        self.assertIn("verdict     match", text)


if __name__ == "__main__":
    program.main()
