"""Artworks that are only a part of a picture, or cut: match and screen find
them, say where, and do not find what is not there."""

import json

import program

SIDE = 300


class Sheet:
    """A grey picture to lay others upon."""

    def __init__(self, columns, rows, grey=200):
        self.columns, self.rows = columns, rows
        self.grey = bytearray([grey]) * (columns * rows)

    def lay(self, grey, columns, left, top):
        for r in range(len(grey) // columns):
            at = (top + r) * self.columns + left
            self.grey[at:at + columns] = grey[r * columns:(r + 1) * columns]
        return self

    def png(self):
        return program.png(self.columns, self.rows, self.grey)


def mirror(grey):
    return b"".join(bytes(reversed(grey[at:at + SIDE]))
                    for at in range(0, len(grey), SIDE))


class PartsTest(program.ProgramTest):

    def setUp(self):
        super().setUp()
        for number in range(6):
            self.write(f"art/{number}.png", program.png(SIDE, SIDE, program.art(number, SIDE)))
        self.run_program("catalogue", "add", "--catalogue", "cat", "art")

    def found(self, sheet):
        self.write("query.png", sheet.png())
        row, = self.records("match", "--catalogue", "cat", "query.png", code=2)
        return {match["artwork_id"]: match for match in row["matches"]}

    def assert_region(self, match, left, top, side, within=8):
        wanted = [[left, top], [left + side, top], [left + side, top + side],
                  [left, top + side]]
        for corner, expected in zip(match["region"], wanted):
            self.assertAlmostEqual(corner[0], expected[0], delta=within)
            self.assertAlmostEqual(corner[1], expected[1], delta=within)

    def test_finds_a_framed_artwork(self):
        found = self.found(Sheet(500, 420).lay(program.art(1, SIDE), SIDE, 130, 60))
        self.assertEqual(list(found), ["art/1.png"])
        self.assertIn("part", found["art/1.png"]["transform"])
        self.assert_region(found["art/1.png"], 130, 60, SIDE)

    def test_finds_a_cropped_artwork(self):
        found = self.found(Sheet(210, 230).lay(
            b"".join(program.art(2, SIDE)[(40 + r) * SIDE + 50:(40 + r) * SIDE + 260]
                     for r in range(230)), 210, 0, 0))
        self.assertEqual(list(found), ["art/2.png"])
        self.assertIn("crop", found["art/2.png"]["transform"])
        self.assert_region(found["art/2.png"], -50, -40, SIDE)

    def test_finds_mirrored_artworks_among_others(self):
        sheet = Sheet(640, 640)
        sheet.lay(program.art(0, SIDE), SIDE, 10, 10)
        sheet.lay(mirror(program.art(3, SIDE)), SIDE, 330, 10)
        sheet.lay(mirror(program.art(99, SIDE)), SIDE, 330, 330)
        found = self.found(sheet)
        self.assertEqual(sorted(found), ["art/0.png", "art/3.png"])
        self.assertEqual(found["art/0.png"]["transform"], "part")
        self.assertEqual(found["art/3.png"]["transform"], "part+mirror")
        self.assert_region(found["art/0.png"], 10, 10, SIDE)
        corners = found["art/3.png"]["region"]
        found["art/3.png"]["region"] = [corners[i] for i in (1, 0, 3, 2)]
        self.assert_region(found["art/3.png"], 330, 10, SIDE)

    def test_finds_each_artwork_of_a_collage(self):
        sheet = Sheet(640, 640)
        places = {0: (10, 10), 3: (330, 10), 5: (10, 330), 99: (330, 330)}
        for number, (left, top) in places.items():
            sheet.lay(program.art(number, SIDE), SIDE, left, top)
        found = self.found(sheet)
        self.assertEqual(sorted(found), ["art/0.png", "art/3.png", "art/5.png"])
        for number in (0, 3, 5):
            self.assert_region(found[f"art/{number}.png"], *places[number], SIDE)

    def test_fast_searches_find_wholes_only(self):
        sheet = Sheet(500, 420).lay(program.draw(70, 500, 420), 500, 0, 0)
        self.write("query.png",
                   sheet.lay(program.art(1, SIDE), SIDE, 130, 60).png())
        self.assertEqual(list(self.found(sheet)), ["art/1.png"])
        row, = self.records("match", "--catalogue", "cat", "--effort", "fast",
                            "query.png")
        self.assertEqual(row["matches"], [])

    def test_strangers_are_not_found(self):
        self.write("query.png", Sheet(500, 420).lay(program.art(77, SIDE), SIDE, 9, 9).png())
        row, = self.records("match", "--catalogue", "cat", "query.png")
        self.assertEqual((row["matches"], row["candidates"]), ([], []))

    def test_the_evidence_of_a_run_says_where(self):
        self.write("in/framed.png",
                   Sheet(500, 420).lay(program.art(4, SIDE), SIDE, 130, 60).png())
        self.run_program("screen", "--catalogue", "cat", "--output", "run",
                         "in", code=2)
        evidence = json.loads((self.folder / "run/evidence.jsonl").read_text())
        self.assertEqual(evidence["verdict"], "exclude_match")
        match, = evidence["matches"]
        self.assertEqual(match["artwork_id"], "art/4.png")
        self.assert_region(match, 130, 60, SIDE)


if __name__ == "__main__":
    program.main()
