"""sleeve bench recall: lines, JSON, files, reports and bad input."""

import random
import struct

import program


def npy(rows, columns, data):
    """The bytes of a .npy file of uint8, as NumPy writes it."""
    header = ("{'descr': '|u1', 'fortran_order': False, 'shape': "
              f"({rows}, {columns}), }}")
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return (b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) +
            header.encode() + data)


def codes(n, seed, columns=32):
    """Codes of which each second one is near its predecessor."""
    dice = random.Random(seed)
    rows = []
    for i in range(n):
        row = bytearray(dice.randbytes(columns))
        if i % 2:
            row = bytearray(rows[-1])
            for _ in range(dice.randrange(10)):
                row[dice.randrange(columns)] ^= 1 << dice.randrange(8)
        rows.append(bytes(row))
    return npy(n, columns, b"".join(rows))


class BenchRecallTest(program.ProgramTest):

    def bench(self, *arguments, **options):
        return self.records("bench", "recall", *arguments, **options)

    def test_a_line_for_each_specification(self):
        specs = ["exact", "scan", "mih", "flat", "hnsw:16", "ivf:16,4",
                 "multihash:16,16,1"]
        rows = self.bench("--generate", "5000", "--spec", *specs)
        self.assertEqual([row["spec"] for row in rows], specs)
        for row in rows:
            self.assertEqual((row["codes"], row["queries"]), (5000, 1000))
            self.assertGreater(row["queries_per_second"], 0)
            self.assertGreaterEqual(row["build_seconds"], 0)
            self.assertGreaterEqual(row["bytes_per_code"], 32)
            self.assertGreaterEqual(row["threads"], 1)
            self.assertLessEqual(row["recall"], 1)
            self.assertEqual(row["radius"], 31)
        for row in rows[:4] + rows[6:]:
            self.assertEqual(row["recall"], 1, row["spec"])
            self.assertEqual(row["pairs"], rows[0]["pairs"])
        self.assertTrue(any(row["pareto"] for row in rows))

    def test_reads_codes_and_queries(self):
        self.write("codes.npy", codes(400, 1))
        self.write("queries.npy", codes(50, 1))
        row, = self.bench("--codes", "codes.npy", "--queries", "queries.npy",
                          "--radius", "0", "--spec", "exact")
        self.assertEqual((row["codes"], row["queries"]), (400, 50))
        self.assertGreaterEqual(row["pairs"], 50)
        row, = self.bench("--codes", "codes.npy", "--queries", "queries.npy",
                          "--k", "3", "--spec", "exact", "--threads", "1")
        self.assertEqual((row["pairs"], row["k"], row["threads"]), (150, 3, 1))

    def test_reads_codes_of_64_bits(self):
        self.write("codes.npy", codes(400, 1, 8))
        rows = self.bench("--codes", "codes.npy", "--queries", "codes.npy",
                          "--radius", "6", "--spec", "exact", "flat")
        self.assertEqual(rows[0]["pairs"], rows[1]["pairs"])
        self.assertEqual(rows[0]["recall"], 1)

    def test_reads_a_catalogue(self):
        for i in range(5):
            self.write(f"art/{i}.png", program.picture(i))
        self.run_program("catalogue", "add", "--catalogue", "c", "art")
        row, = self.bench("--catalogue", "c", "--spec", "exact")
        self.assertEqual(row["codes"], 5)
        self.assertEqual(row["recall"], 1)

    def test_writes_table_csv_and_page(self):
        out = self.run_program(
            "bench", "recall", "--generate", "2000", "--spec", "exact", "scan",
            "--csv", "r.csv", "--html", "r.html", "--target-recall", "0.99")
        lines = out.decode().splitlines()
        self.assertEqual(len(lines), 4)
        self.assertIn("is the fastest with a recall of 0.99", lines[3])
        rows = (self.folder / "r.csv").read_text().splitlines()
        self.assertEqual(len(rows), 3)
        self.assertTrue(rows[1].startswith('"exact",2000,1000,31,,1,'))
        page = (self.folder / "r.html").read_text()
        self.assertEqual(page.count("<circle"), 2)
        self.assertIn("</html>", page)

    def test_no_codes_are_no_error(self):
        row, = self.bench("--generate", "0", "--spec", "exact")
        self.assertEqual((row["codes"], row["pairs"], row["recall"]), (0, 0, 1))

    def test_bad_input_is_a_sentence(self):
        self.write("codes.npy", codes(10, 1))
        self.write("short.npy", codes(10, 1)[:-1])
        self.write("narrow.npy", codes(10, 1, 8))
        good = ["--codes", "codes.npy"]
        for arguments, word in [
            ([*good, "--spec", "annoy"], "annoy"),
            ([*good, "--spec", "hnsw"], "hnsw:M"),
            ([*good, "--spec", "ivf:11,2"], "more lists"),
            ([*good, "--spec", "ivf:2,3"], "nprobe"),
            ([*good, "--spec", "exact", "--radius", "257"], "radius"),
            ([*good, "--spec", "exact", "--k", "11"], "--k"),
            ([*good, "--spec", "exact", "--k", "1", "--radius", "3"], "both"),
            ([*good, "--spec", "exact", "--queries", "narrow.npy"], "bytes"),
            (["--codes", "narrow.npy", "--spec", "exact"], "--queries"),
            (["--codes", "short.npy", "--spec", "exact"], "short.npy"),
            (["--codes", "missing.npy", "--spec", "exact"], "missing.npy"),
            (["--catalogue", "none", "--spec", "exact"], "none"),
            (["--spec", "exact"], "--generate"),
            ([*good, "--generate", "3", "--spec", "exact"], "one of"),
            (good, "--spec"),
        ]:
            self.run_program("bench", "recall", *arguments, code=1)
            self.assertIn(word, self.stderr, arguments)


if __name__ == "__main__":
    program.main()
