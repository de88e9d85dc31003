"""catalogue check, info and verify: twins, flat artworks, artworks without
details, and damage in the index of details."""

import sqlite3

import program


class CatalogueCheckTest(program.ProgramTest):

    def setUp(self):
        super().setUp()
        for number in range(4):
            self.write(f"art/{number}.png", program.picture(number, 300, 300))
        self.write("art/twin.png", program.png(
            300, 300, [max(0, v - 3) for v in program.draw(2, 300, 300)]))
        self.write("art/flat.png", program.png(64, 64, bytes([7]) * 64 * 64))
        self.run_program("catalogue", "add", "--catalogue", "cat", "art")

    def checked(self):
        found = {}
        for row in self.records("catalogue", "check", "--catalogue", "cat"):
            found.setdefault(row["kind"], []).append(row["artworks"])
        return found

    def test_lists_twins_and_flat_artworks(self):
        found = self.checked()
        self.assertEqual(found["twins"], [["art/2.png", "art/twin.png"]])
        self.assertEqual(found["flat"], [["art/flat.png"]])
        self.assertEqual(found["few_corners"], [["art/flat.png"]])

    def test_a_match_names_its_twins(self):
        row, = self.records("match", "--catalogue", "cat", "art/2.png", code=2)
        twins = {match["artwork_id"]: match["twins"] for match in row["matches"]}
        self.assertEqual(twins, {"art/2.png": ["art/twin.png"],
                                 "art/twin.png": ["art/2.png"]})
        row, = self.records("match", "--catalogue", "cat", "art/1.png", code=2)
        self.assertNotIn("twins", row["matches"][0])

    def test_counts_artworks_without_details(self):
        info, = self.records("catalogue", "info", "--catalogue", "cat")
        self.assertEqual(info["without_details"], 0)
        with sqlite3.connect(self.folder / "cat/catalogue.db") as database:
            database.execute("DELETE FROM details WHERE artwork = 1")
        database.close()
        self.run_program("catalogue", "rebuild", "--catalogue", "cat")
        info, = self.records("catalogue", "info", "--catalogue", "cat")
        self.assertEqual(info["without_details"], 1)
        for path in (self.folder / "cat/index").iterdir():
            path.unlink()
        self.run_program("match", "--catalogue", "cat", "art/1.png", code=2)
        self.assertIn("1 artworks have no details", self.stderr)

    def test_verify_reads_the_index_of_details(self):
        self.run_program("match", "--catalogue", "cat", "art/1.png", code=2)
        self.run_program("catalogue", "verify", "--catalogue", "cat")
        index = self.folder / "cat/index/parts.slv"
        data = bytearray(index.read_bytes())
        data[len(data) // 2] ^= 1
        index.write_bytes(data)
        out = self.run_program("catalogue", "verify", "--catalogue", "cat",
                               code=1)
        self.assertIn(b"parts.slv", out)

    def test_verify_reads_the_details(self):
        with sqlite3.connect(self.folder / "cat/catalogue.db") as database:
            database.execute("UPDATE details SET bytes = zeroblob(length(bytes))"
                             " WHERE artwork = 2")
        database.close()
        out = self.run_program("catalogue", "verify", "--catalogue", "cat",
                               code=1)
        self.assertIn(b"The details of", out)


if __name__ == "__main__":
    program.main()
