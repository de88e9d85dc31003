"""Search in codes from Python, against a slow twin in NumPy."""
import unittest

import numpy as np
import sleeve

import support


def codes_with_copies(n=400, width=32, seed=0):
    """Codes of which many differ from others in a few bits."""
    dice = np.random.default_rng(seed)
    codes = dice.integers(0, 256, (n, width), np.uint8)
    for row in range(n // 2, n):
        codes[row] = codes[dice.integers(n // 2)]
        for bit in dice.integers(0, 8 * width, dice.integers(0, 12)):
            codes[row, bit // 8] ^= 1 << bit % 8
    return codes


def all_distances(a, b):
    return np.unpackbits(a[:, None] ^ b[None], axis=2).sum(2)


class SearchTest(support.Test):

    def test_within_finds_what_a_scan_finds(self):
        for width, radius in ((32, 9), (8, 5)):
            codes = codes_with_copies(width=width)
            wanted = all_distances(codes[:50], codes)
            for spec in ("exact", "scan", "mih", "flat"):
                with sleeve.Index(codes, spec) as index:
                    self.assertEqual(len(index), 400)
                    answers = index.within(codes[:50], radius)
                for query in range(50):
                    near, rows = answers.of(query)
                    order = sorted((d, row) for row, d in
                                   enumerate(wanted[query]) if d <= radius)
                    self.assertEqual(list(zip(near, rows)), order, spec)

    def test_nearest_is_as_faiss_has_it(self):
        codes = codes_with_copies(30)
        index = sleeve.Index(codes)
        distances, positions = index.nearest(codes[:5], 40)
        self.assertEqual((distances.dtype, positions.dtype),
                         (np.int32, np.int64))
        self.assertEqual(positions[:, 0].tolist(), list(range(5)))
        self.assertTrue((distances[:, 30:] == -1).all())
        self.assertTrue((positions[:, 30:] == -1).all())
        self.assertEqual(index.nearest(codes[0], 0)[0].shape, (1, 0))
        self.assertEqual(index.nearest(codes[:0], 3)[0].shape, (0, 3))
        self.assertGreaterEqual(index.memory, codes.nbytes)
        self.assertIn("30 codes", repr(index))

    def test_long_work_reports_and_ends(self):
        codes = np.random.default_rng(1).integers(
            0, 256, (200_000, 32), np.uint8)
        calls = []
        index = sleeve.Index(codes, progress=lambda *call: calls.append(call))
        self.assertEqual(calls[-1], (200_000, 200_000))

        def interrupted(done, total):
            calls.append((done, total))
            raise KeyboardInterrupt

        # Each takes seconds when nobody ends it.
        for work in (
                lambda: sleeve.Index(codes, "hnsw:4", threads=1,
                                     progress=interrupted),
                lambda: sleeve.self_join(codes, 40, progress=interrupted),
                lambda: sleeve.groups(codes, 40, progress=interrupted),
                lambda: index.within(codes, 60, progress=interrupted),
                lambda: index.recall(index, codes[:20_000], radius=60,
                                     progress=interrupted),
                lambda: sleeve.bench_recall(codes, "hnsw:4", k=3, threads=1,
                                            progress=interrupted)):
            calls.clear()
            with self.assertRaises(KeyboardInterrupt):
                work()
            self.assertLess(calls[-1][0], 200_000)
        index.save(self.folder / "codes.index")
        with self.assertRaises(sleeve.Cancelled):
            index.save(self.folder / "codes.index", progress=lambda *_: False)
        opened = sleeve.Index.open(self.folder / "codes.index")
        np.testing.assert_array_equal(opened.codes, codes)
        self.assertEqual([path.name for path in self.folder.iterdir()],
                         ["codes.index"])

    def test_questions_that_cannot_be(self):
        codes = codes_with_copies(30)
        with self.assertRaisesRegex(sleeve.InvalidArgument, "hnsw:M"):
            sleeve.Index(codes, "hnsw")
        with self.assertRaisesRegex(sleeve.InvalidArgument, "annoy"):
            sleeve.Index(codes, "annoy")
        with self.assertRaisesRegex(sleeve.InvalidArgument, "more lists"):
            sleeve.Index(codes, "ivf:31,2")
        index = sleeve.Index(codes)
        with self.assertRaisesRegex(sleeve.InvalidArgument, "bits"):
            index.within(codes, 257)
        with self.assertRaises(sleeve.InvalidArgument):
            index.within(codes, -1)
        with self.assertRaises(sleeve.InvalidArgument):
            index.nearest(codes, -1)
        with self.assertRaisesRegex(sleeve.InvalidArgument, "32"):
            index.within(np.zeros((2, 8), np.uint8), 3)

    def test_damaged_files_are_never_answered_from(self):
        path = self.folder / "index.slv"
        codes = codes_with_copies(300)
        sleeve.Index(codes, "mih").save(path)
        whole = path.read_bytes()
        with sleeve.Index.open(path) as index:
            np.testing.assert_array_equal(index.codes, codes)
        for at in range(0, len(whole), len(whole) // 60):
            bad = bytearray(whole)
            bad[at] ^= 4
            path.write_bytes(bad)
            with self.assertRaises((sleeve.Corrupt, sleeve.Unsupported)):
                sleeve.Index.open(path).within(codes, 5)
            path.write_bytes(whole[:at])
            with self.assertRaises(sleeve.Corrupt):
                sleeve.Index.open(path)
        with self.assertRaises(sleeve.NotFound):
            sleeve.Index.open(self.folder / "none")

    def test_joins_and_groups(self):
        codes = codes_with_copies()
        pairs = sleeve.self_join(codes, 10)
        wanted = {(i, j, d) for i, row in enumerate(all_distances(codes, codes))
                  for j, d in enumerate(row) if i < j and d <= 10}
        found = {(int(pair["first"]), int(pair["second"]),
                  int(pair["distance"])) for pair in pairs}
        self.assertEqual(found, wanted)
        self.assertEqual(len(pairs), len(found))
        labels = sleeve.groups(codes, 10)
        for i, j, _ in wanted:
            self.assertEqual(labels[i], labels[j])
        self.assertTrue((labels <= np.arange(len(codes))).all())
        self.assertEqual(sorted(row for group in sleeve.members(labels)
                                for row in group),
                         sorted({row for i, j, _ in wanted for row in (i, j)}))
        self.assertEqual(len(sleeve.self_join(codes[:0], 10)), 0)

    def test_a_long_chain_is_one_group(self):
        chain = np.zeros((200, 32), np.uint8)
        for row in range(200):
            chain[row] = np.packbits(np.arange(256) < row)
        dice = np.random.default_rng(1)
        shuffled = chain[dice.permutation(200)]
        self.assertFalse(sleeve.groups(shuffled, 1).any())
        self.assertEqual(sleeve.groups(shuffled, 0).tolist(), list(range(200)))

    def test_benches_recall_as_the_program_does(self):
        codes = np.random.default_rng(5).integers(0, 256, (2000, 32), np.uint8)
        lines = sleeve.bench_recall(codes, ["exact", "scan", "hnsw:8"], k=3)
        self.assertEqual([line["spec"] for line in lines],
                         ["exact", "scan", "hnsw:8"])
        self.assertEqual([line["recall"] for line in lines[:2]], [1, 1])
        self.assertEqual(lines[0]["codes"], 2000)
        self.assertEqual(lines[0]["queries"], 1000)
        near = sleeve.bench_recall(codes, "auto", codes[:9], radius=0,
                                   cache=self.folder / "kept")
        self.assertEqual(near[0]["pairs"], 9)
        self.assertTrue(list((self.folder / "kept").iterdir()))
        short = sleeve.bench_recall(codes[:, :8].copy(), ["mih", "scan"])
        self.assertEqual([line["recall"] for line in short], [1, 1])
        floats = np.random.default_rng(6).random((500, 16), np.float32)
        flat = sleeve.bench_recall(floats, ["flat"], floats[:7], k=1)
        self.assertEqual((flat[0]["recall"], flat[0]["pairs"]), (1, 7))

    def test_bad_benches_are_sentences(self):
        codes = np.zeros((10, 32), np.uint8)
        floats = np.ones((10, 4), np.float32)
        broken = floats.copy()
        broken[9, 3] = np.nan
        cases = [
            ((codes, "annoy"), {}, "annoy"),
            ((codes, []), {}, "no specifications"),
            ((codes, "exact"), {"radius": 257}, "bits"),
            ((codes, "exact"), {"radius": -2}, "radius"),
            ((codes, "exact"), {"k": 11}, "between 1 and"),
            ((codes, "exact"), {"k": -1}, "radius, or for"),
            ((codes, "exact"), {"k": 1, "radius": 3}, "not both"),
            ((codes, "exact", codes[:, :8]), {}, "another kind"),
            ((codes, "exact", floats), {}, "another kind"),
            ((codes, "ivf:11,2"), {}, "more lists"),
            ((floats, "exact"), {"k": 1}, "need queries"),
            ((floats, "exact", floats), {}, "between 1 and"),
            ((floats, "exact", floats), {"radius": 3}, "the k nearest"),
            ((floats, "scan", floats), {"k": 1}, "not for features"),
            ((broken, "exact", floats), {"k": 1}, "row 9"),
            ((floats, "exact", broken), {"k": 1}, "row 9"),
            ((floats[0], "exact", floats), {"k": 1}, "shape"),
            ((codes[:, :31], "exact"), {}, "32"),
        ]
        for arguments, options, words in cases:
            with self.assertRaisesRegex(sleeve.InvalidArgument, words):
                sleeve.bench_recall(*arguments, **options)

    def test_recall_is_measured(self):
        codes = codes_with_copies(2000)
        exact = sleeve.Index(codes)
        same = sleeve.Index(codes, "scan").recall(exact, codes[:20], radius=12)
        self.assertEqual(same.recall, 1.0)
        graph = sleeve.Index(codes, "hnsw:8").recall(exact, codes[:50], k=5)
        self.assertTrue(0.3 < graph.recall <= 1)
        self.assertEqual(graph.pairs, 250)

    def test_an_index_is_kept_in_a_file(self):
        for width, spec in ((32, "mih"), (8, "exact"), (32, "hnsw:8")):
            codes = codes_with_copies(width=width)
            index = sleeve.Index(codes, spec)
            index.save(self.folder / "codes.index")
            with sleeve.Index.open(self.folder / "codes.index") as opened:
                np.testing.assert_array_equal(opened.codes, codes)
                for one, other in zip(index.nearest(codes[:9], 4),
                                      opened.nearest(codes[:9], 4)):
                    np.testing.assert_array_equal(one, other)
        with self.assertRaises(FileNotFoundError):
            sleeve.Index.open(self.folder / "nowhere")
        self.write("rubbish", b"rubbish" * 999)
        with self.assertRaises(sleeve.Corrupt):
            sleeve.Index.open(self.folder / "rubbish")

    def test_wrong_codes_and_radii(self):
        codes = codes_with_copies(10)
        index = sleeve.Index(codes)
        for wrong in (codes.astype(np.int8), codes[:, :8], codes.tolist(),
                      codes[None]):
            with self.assertRaises(sleeve.InvalidArgument):
                index.within(wrong, 3)
        for radius in (-1, 257, 3.5, "3", None):
            with self.assertRaises(sleeve.InvalidArgument):
                index.within(codes, radius)
            with self.assertRaises(sleeve.InvalidArgument):
                sleeve.self_join(codes, radius)
        for k in (-1, 1.0, "3", None):
            with self.assertRaises(sleeve.InvalidArgument):
                index.nearest(codes, k)
        self.assertEqual(len(index.within(codes, np.int64(0)).positions), 10)
        for spec in ("nonsense", "exact\0", None, b"exact"):
            with self.assertRaises(sleeve.InvalidArgument):
                sleeve.Index(codes, spec)
        for algorithm in ("nonsense", "pdq\0", "\udcff", None):
            with self.assertRaises(sleeve.InvalidArgument):
                sleeve.hash(support.picture(1), algorithm)
        with self.assertRaises(sleeve.InvalidArgument):
            sleeve.self_join(codes[:, :8], 3)
        np.testing.assert_array_equal(
            index.within(np.asfortranarray(codes), 0).positions, np.arange(10))

    def test_hashes_of_others_can_be_searched(self):
        pictures = [support.picture(seed) for seed in range(5)]
        hex_of_old = [str(sleeve.hash(one, "phash64")) for one in pictures]
        index = sleeve.Index([sleeve.Hash.from_hex(text)
                              for text in hex_of_old])
        distances, positions = index.nearest(
            sleeve.hash(pictures[3], "phash64"), 1)
        self.assertEqual((distances[0, 0], positions[0, 0]), (0, 3))
        with self.assertRaises(sleeve.Unsupported):
            sleeve.Index([sleeve.hash(pictures[0]),
                          sleeve.hash(pictures[0], "pdq")])


if __name__ == "__main__":
    unittest.main()
