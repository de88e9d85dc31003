"""sleeve bench recall: lines, JSON, files, reports and bad input."""

import pathlib
import random
import struct

import program


GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden" / "recall"


def npy(rows, columns, data, kind="|u1"):
    """The bytes of a .npy file, as NumPy writes it."""
    header = (f"{{'descr': '{kind}', 'fortran_order': False, 'shape': "
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


def features(n, seed, columns=16):
    dice = random.Random(seed)
    numbers = [dice.gauss(0, 1) for _ in range(n * columns)]
    return npy(n, columns, struct.pack(f"<{len(numbers)}f", *numbers), "<f4")


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

    def test_makes_codes_of_64_bits(self):
        rows = self.bench("--generate", "3000", "--bits", "64", "--spec",
                          "exact", "scan", "multihash:4,16,2")
        self.assertEqual([row["radius"] for row in rows], [8, 8, 8])
        self.assertEqual({row["pairs"] for row in rows}, {rows[0]["pairs"]})
        self.assertGreater(rows[0]["pairs"], 500)

    def test_measures_features(self):
        self.write("x.npy", features(600, 1))
        self.write("q.npy", features(40, 2))
        specs = ["auto", "exact", "flat", "hnsw:8", "ivf:8,8", "ivfpq:8,8,8,6"]
        rows = self.bench("--features", "x.npy", "--queries", "q.npy",
                          "--spec", *specs)
        self.assertEqual([row["spec"] for row in rows], specs)
        for row in rows:
            self.assertEqual((row["codes"], row["queries"], row["k"]),
                             (600, 40, 10))
            self.assertGreater(row["recall"], 0.4, row)
            self.assertGreaterEqual(row["load_seconds"], 0)
        for row in rows[:3] + rows[4:5]:
            self.assertEqual(row["recall"], 1, row)

    def test_reads_the_files_of_ann_benchmarks(self):
        for name, k in (("euclidean", 3), ("angular", 3)):
            row, = self.bench("--codes", GOLDEN / f"{name}.hdf5", "--k", str(k),
                              "--spec", "exact")
            self.assertEqual((row["codes"], row["queries"]), (60, 5))
            self.assertEqual(row["pairs"], 15)
        row, = self.bench("--codes", GOLDEN / "hamming.hdf5", "--radius", "0",
                          "--spec", "exact")
        self.assertEqual((row["codes"], row["queries"], row["pairs"]),
                         (40, 6, 6))

    def test_goes_on_where_it_was_stopped(self):
        arguments = ["--generate", "2000", "--cache", "kept", "--spec"]
        first, = self.bench(*arguments, "exact")
        again = self.bench(*arguments, "exact", "scan")
        self.assertEqual(again[0]["p50_ms"], first["p50_ms"])
        self.assertIn("measuring scan", self.stderr)
        self.assertNotIn("measuring exact", self.stderr)

    def test_auto_says_what_it_chose(self):
        row, = self.bench("--generate", "20000", "--radius", "10", "--spec",
                          "auto")
        self.assertEqual(row["spec"], "auto:10")
        self.assertIn("within 10 bits", row["about"])

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
        self.assertEqual(page.count("class='front' stroke"), 1)
        self.assertIn("</html>", page)

    def test_no_codes_are_no_error(self):
        row, = self.bench("--generate", "0", "--spec", "exact")
        self.assertEqual((row["codes"], row["pairs"], row["recall"]), (0, 0, 1))

    def test_bad_input_is_a_sentence(self):
        self.write("codes.npy", codes(10, 1))
        self.write("short.npy", codes(10, 1)[:-1])
        self.write("narrow.npy", codes(10, 1, 8))
        self.write("x.npy", features(300, 1))
        nan = features(10, 1)
        self.write("nan.npy", nan[:-4] + struct.pack("<f", float("nan")))
        floats = ["--features", "x.npy", "--queries", "x.npy"]
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
            (["--features", "x.npy", "--spec", "exact"], "--queries"),
            ([*floats, "--spec", "exact", "--radius", "3"], "--radius"),
            ([*floats, "--spec", "scan"], "not for features"),
            ([*good, "--spec", "ivfpq:2,1,4"], "not for codes"),
            ([*floats, "--spec", "ivfpq:2,1,5"], "equally long"),
            ([*floats, "--spec", "exact", "--k", "301"], "--k"),
            (["--features", "nan.npy", "--spec", "exact"], "row 9"),
            (["--codes", GOLDEN / "jaccard.hdf5", "--spec", "exact"],
             "jaccard"),
            (["--codes", "x.csv", "--spec", "exact"], ".npy"),
            (["--codes", "x.index", "--spec", "exact"], "x.index"),
            (["--generate", "4000000000", "--bits", "64", "--spec", "exact"],
             "memory"),
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
