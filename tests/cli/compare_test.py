"""compare: says where one picture lies in another, at which stage they match,
and draws it."""

import struct
import zlib

import program


SIDE = 400


def crop(seed, left, top, width, height):
    grey = program.art(seed, SIDE)
    return program.png(width, height, b"".join(
        grey[r * SIDE + left:r * SIDE + left + width]
        for r in range(top, top + height)))


def samples_of(data):
    """Columns, rows and RGB samples of a PNG without interlacing."""
    columns, rows, depth, colour = struct.unpack(">IIBB", data[16:26])
    assert (depth, colour) == (8, 2)
    at, body = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IDAT":
            body += data[at + 8:at + 8 + length]
        at += 12 + length
    return columns, rows, zlib.decompress(body)


class CompareTest(program.ProgramTest):

    def setUp(self):
        super().setUp()
        self.write("whole.png", program.png(SIDE, SIDE, program.art(5, SIDE)))
        self.write("part.png", crop(5, 60, 40, 250, 270))
        self.write("other.png", program.png(SIDE, SIDE, program.art(6, SIDE)))

    def test_equal_pictures_match_by_hash(self):
        row, = self.records("compare", "whole.png", "whole.png", code=2)
        self.assertEqual((row["standing"], row["stage"]), ("match", "hash"))

    def test_a_part_matches_by_its_details(self):
        row, = self.records("compare", "part.png", "whole.png", code=2)
        self.assertEqual((row["standing"], row["stage"]), ("match", "details"))
        self.assertIn("crop", row["details"]["transform"])

    def test_a_mirrored_part_is_found_and_drawn_where_it_lies(self):
        mirrored = b"".join(
            bytes(reversed(program.art(5, SIDE)[at:at + SIDE]))
            for at in range(0, SIDE * SIDE, SIDE))
        side, left, top = 600, 150, 90
        sheet = bytearray(program.art(6, side))
        for r in range(SIDE):
            at = (top + r) * side + left
            sheet[at:at + SIDE] = mirrored[r * SIDE:(r + 1) * SIDE]
        self.write("sheet.png", program.png(side, side, sheet))
        row, = self.records("compare", "sheet.png", "whole.png", "--picture",
                            "out.png", code=2)
        self.assertEqual((row["standing"], row["stage"]), ("match", "details"))
        self.assertEqual(row["details"]["transform"], "part+mirror")
        for found, x, y in zip(row["details"]["region"], (550, 150, 150, 550),
                               (90, 90, 490, 490)):
            self.assertAlmostEqual(found[0], x, delta=8)
            self.assertAlmostEqual(found[1], y, delta=8)
        columns, rows, samples = samples_of(
            (self.folder / "out.png").read_bytes())
        # The third panel is nearly black: what is laid there agrees.
        line = 3 * columns + 1
        difference = [samples[r * line + 1 + 3 * c] for r in range(20, 490, 10)
                      for c in range(1060, 1530, 10)]
        self.assertLess(sum(difference) / len(difference), 40)

    def test_draws_the_place(self):
        self.run_program("compare", "part.png", "whole.png", "--picture",
                         "out.png", code=2)
        columns, rows, samples = samples_of(
            (self.folder / "out.png").read_bytes())
        self.assertGreater(columns, 3 * 500)
        self.assertEqual(rows, 512)
        self.assertTrue(samples)

    def test_draws_the_same_twice(self):
        for name in ("one.png", "two.png"):
            self.run_program("compare", "part.png", "whole.png", "--picture",
                             name, code=2)
        self.assertEqual((self.folder / "one.png").read_bytes(),
                         (self.folder / "two.png").read_bytes())

    def test_draws_strangers_side_by_side(self):
        row, = self.records("compare", "other.png", "whole.png", "--picture",
                            "out.png")
        self.assertEqual((row["standing"], row["stage"]), ("none", "none"))
        self.assertTrue((self.folder / "out.png").exists())

    def test_a_place_that_cannot_be_written_is_an_error(self):
        self.run_program("compare", "whole.png", "whole.png", "--picture",
                         "missing/out.png", code=1)
        self.assertIn("missing/out.png", self.stderr)

    def test_nothing_is_drawn_of_what_is_no_picture(self):
        self.write("broken.png", b"no picture")
        self.run_program("compare", "broken.png", "whole.png", "--picture",
                         "out.png", code=3)
        self.assertFalse((self.folder / "out.png").exists())


if __name__ == "__main__":
    program.main()
