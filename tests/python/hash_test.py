"""Hashes from Python: every kind of picture, batches, text, misuse."""
import io
import pickle
import subprocess
import threading
import unittest

import numpy as np
import sleeve
import sleeve.imagehash
from PIL import Image
from sleeve.pictures import encoded

import support
from support import draw, encode, picture


class HashTest(support.Test):

    def test_every_kind_of_picture_gives_the_same_hash(self):
        data = picture(1)
        path = self.write("a.png", data)
        array = draw(1)
        with Image.open(path) as image:
            kinds = [path, str(path), data, bytearray(data), memoryview(data),
                     image.copy(), array, array[:, :, :].copy()]
        hashes = [sleeve.hash(kind) for kind in kinds]
        self.assertEqual(len(set(hashes)), 1)
        batch = sleeve.hash_batch(kinds)
        self.assertTrue(batch.ok.all())
        for row in range(len(kinds)):
            self.assertEqual(batch.hash(row), hashes[0])
            self.assertEqual(batch.hash(row).quality, hashes[0].quality)

    def test_agrees_with_the_program(self):
        path = self.write("a.jpg", picture(2, "JPEG"))
        for algorithm in sleeve.ALGORITHMS:
            line = subprocess.run(
                [support.PROGRAM, "hash", "--algorithm", algorithm, path],
                capture_output=True, text=True, check=True).stdout
            code, quality, _ = line.split("\t")
            one = sleeve.hash(path, algorithm)
            self.assertEqual((str(one), one.quality), (code, int(quality)))
            self.assertEqual(sleeve.Hash.from_hex(code, algorithm), one)

    def test_hashes_behave_like_values(self):
        one, other = sleeve.hash(picture(1)), sleeve.hash(picture(2))
        self.assertEqual(one - one, 0)
        self.assertEqual(one - other, int((one.bits != other.bits).sum()))
        self.assertEqual(one.bits.shape, (16, 16))
        self.assertEqual(len(one), 256)
        self.assertEqual(bytes(one).hex(), str(one))
        self.assertEqual(repr(one), f"<Hash cover256/1:{one}>")
        self.assertEqual(pickle.loads(pickle.dumps(one)), one)
        self.assertEqual({one: 1}[sleeve.hash(picture(1))], 1)
        self.assertNotEqual(one, str(one))
        with self.assertRaises(TypeError):
            one - 3
        with self.assertRaisesRegex(sleeve.Unsupported, "compared"):
            one - sleeve.hash(picture(1), "pdq")

    def test_reads_hex_of_imagehash(self):
        one = sleeve.imagehash.phash(picture(1))
        self.assertEqual(sleeve.imagehash.hex_to_hash(str(one)) - one, 0)
        self.assertEqual(one.bits.shape, (8, 8))
        self.assertEqual(sleeve.Hash.from_hex(str(one).upper()), one)
        self.assertEqual(sleeve.imagehash.dhash(draw(1)).algorithm, "dhash64/1")
        self.assertEqual(len(sleeve.imagehash.average_hash(draw(1))), 64)
        with self.assertRaises(sleeve.Unsupported):
            sleeve.imagehash.phash(picture(1), hash_size=16)
        for wrong in ("", "12", "xyz", "0" * 63, "é" * 16, "g" * 64):
            with self.assertRaises(sleeve.InvalidArgument):
                sleeve.Hash.from_hex(wrong)
        with self.assertRaises(sleeve.InvalidArgument):
            sleeve.Hash(b"123")

    def test_bad_pictures_raise_or_are_rows(self):
        good = picture(1)
        for bad in (b"", b"no picture", good[:-30]):
            with self.assertRaises(sleeve.BadPicture):
                sleeve.hash(bad)
        with self.assertRaises(FileNotFoundError):
            sleeve.hash(self.folder / "missing.png")
        with self.assertRaises(sleeve.InvalidArgument):
            sleeve.hash(None)
        with self.assertRaisesRegex(sleeve.InvalidArgument, "choose among"):
            sleeve.hash(good, "sha256")
        batch = sleeve.hash_batch([good, None, b"", good[:-30],
                                   self.folder / "missing.png", draw(1)])
        self.assertEqual(batch.ok.tolist(), [True] + 4 * [False] + [True])
        self.assertEqual(batch.reasons[0], None)
        self.assertIn("no picture in this row", batch.reasons[1])
        self.assertTrue(all(batch.reasons[1:5]))
        self.assertFalse(batch.codes[1:5].any())
        self.assertIsNone(batch.hash(2))
        self.assertEqual(len(sleeve.hash_batch([]).codes), 0)

    def test_arrays_of_any_layout(self):
        array = draw(3, 90, 60)
        wanted = sleeve.hash(array)
        wide = np.zeros((60, 200, 3), np.uint8)
        wide[:, 50:140] = array
        planes = np.ascontiguousarray(array.transpose(2, 0, 1))
        for same in (wide[:, 50:140], planes.transpose(1, 2, 0),
                     np.asfortranarray(array), array[::-1][::-1],
                     array[::-1].copy()[::-1], np.array(array, order="K")):
            self.assertEqual(sleeve.hash(same), wanted)
        turned = np.ascontiguousarray(array[:, ::-1])
        self.assertEqual(sleeve.hash(array[:, ::-1]), sleeve.hash(turned))
        grey = array[:, :, 0]
        self.assertEqual(sleeve.hash(grey), sleeve.hash(grey[:, :, None]))

    def test_samples_become_a_png_without_loss(self):
        for shape in ((7, 5), (7, 5, 1), (4, 9, 2), (3, 3, 3), (8, 1, 4)):
            samples = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
            with Image.open(io.BytesIO(encoded(samples[::-1]))) as image:
                np.testing.assert_array_equal(
                    np.asarray(image).reshape(shape), samples[::-1])
        self.assertEqual(encoded("a.png"), "a.png")

    def test_arrays_of_wrong_kind(self):
        good = draw(1)
        for wrong in (good.astype(np.float32), good.astype(np.uint16),
                      good > 3, good[0, 0], good[None], good[:0],
                      good[:, :0], np.zeros((9, 9, 5), np.uint8)):
            with self.assertRaises(sleeve.InvalidArgument):
                sleeve.hash(wrong)
        with self.assertRaisesRegex(sleeve.InvalidArgument, "A picture is"):
            sleeve.hash_batch([3])
        with self.assertRaises(sleeve.InvalidArgument):
            sleeve.hash_batch(["a\0b"])

    def test_pil_modes(self):
        rgb = Image.fromarray(draw(4))
        wanted = sleeve.hash(rgb)
        for mode in ("RGBA", "RGBX", "YCbCr"):
            self.assertLess(sleeve.hash(rgb.convert(mode)) - wanted, 12, mode)
        grey = rgb.convert("L")
        self.assertEqual(sleeve.hash(grey.convert("LA")), sleeve.hash(grey))
        sleeve.hash(rgb.convert("P"))
        sleeve.hash(grey.convert("1"))
        with self.assertRaisesRegex(sleeve.InvalidArgument, "8 bits"):
            sleeve.hash(grey.convert("I"))

    def test_batches_do_not_depend_on_threads(self):
        pictures = [picture(seed, "JPEG") for seed in range(12)]
        alone = sleeve.hash_batch(pictures, threads=1)
        many = sleeve.hash_batch(pictures, threads=7)
        np.testing.assert_array_equal(alone.codes, many.codes)
        streamed = list(sleeve.hash_stream(iter(pictures), batch=5))
        self.assertEqual([str(one) for _, one, _ in streamed],
                         [code.tobytes().hex() for code in alone.codes])

    def test_releases_the_gil(self):
        pictures = [encode(draw(1, 600, 600), "JPEG")] * 200
        ticks, done = [0], threading.Event()

        def count():
            while not done.is_set():
                ticks[0] += 1
                done.wait(0.001)

        other = threading.Thread(target=count)
        other.start()
        sleeve.hash_batch(pictures, threads=1)
        done.set()
        other.join()
        self.assertGreater(ticks[0], 10)

    def test_progress_and_its_end(self):
        pictures = [picture(1)] * 300
        calls = []
        sleeve.hash_batch(pictures, progress=lambda *call: calls.append(call))
        self.assertEqual(calls[-1], (300, 300))
        with self.assertRaises(sleeve.Cancelled):
            sleeve.hash_batch(pictures * 10, progress=lambda *_: False)

        def interrupted(*_):
            raise KeyboardInterrupt

        with self.assertRaises(KeyboardInterrupt):
            sleeve.hash_batch(pictures * 10, progress=interrupted)

    def test_distances(self):
        dice = np.random.default_rng(0)
        for width in (8, 32):
            a = dice.integers(0, 256, (20, width), np.uint8)
            b = dice.integers(0, 256, (30, width), np.uint8)
            wanted = np.unpackbits(a[:, None] ^ b[None], axis=2).sum(2)
            np.testing.assert_array_equal(sleeve.distances(a, b), wanted)
            np.testing.assert_array_equal(
                sleeve.distances(a[::2], np.asfortranarray(b)), wanted[::2])
        for wrong in (a.astype(int), a[:, :31], a[0, 0], "ab"):
            with self.assertRaises((sleeve.InvalidArgument)):
                sleeve.distances(wrong, b)
        self.assertEqual(sleeve.distances(a[:0], b).shape, (0, 30))


if __name__ == "__main__":
    unittest.main()
