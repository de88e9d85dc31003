"""Columns and tables of Arrow: hashes and verdicts, row for row."""
import unittest

import arrow_support
arrow_support.need("pyarrow")

import numpy as np
import pyarrow as pa
import pyarrow.dataset
import sleeve
import sleeve._library as library
from sleeve import tables

import support
from support import picture


class ArrowTest(support.Test):

    def setUp(self):
        super().setUp()
        self.catalogue = sleeve.Catalogue(self.folder / "covers", "create")
        self.addCleanup(self.catalogue.close)
        self.catalogue.add({f"art {i}": picture(i) for i in range(5)})
        self.pictures = [picture(i % 7, "JPEG") for i in range(20)]
        self.pictures[3] = None
        self.pictures[4] = b""
        self.pictures[5] = b"no picture"

    def test_hashes_columns_of_every_binary_type(self):
        wanted = sleeve.hash_batch(self.pictures)
        plain = pa.array(self.pictures, pa.binary())
        columns = [plain, plain.cast(pa.large_binary()),
                   plain.dictionary_encode(),
                   pa.array(self.pictures, pa.binary_view()),
                   pa.chunked_array([plain[:7], plain[7:7], plain[7:]])]
        for column in columns:
            found = sleeve.hash_batch(column)
            np.testing.assert_array_equal(found.codes, wanted.codes)
            self.assertEqual(found.reasons, wanted.reasons)
        sliced = sleeve.hash_batch(plain[2:9])
        np.testing.assert_array_equal(sliced.codes, wanted.codes[2:9])
        self.assertEqual(sliced.reasons, wanted.reasons[2:9])
        self.assertEqual(len(sleeve.hash_batch(plain[:0]).codes), 0)
        self.assertEqual(
            len(sleeve.hash_batch(pa.chunked_array([], pa.binary())).codes), 0)

    def test_refuses_other_columns(self):
        for column in (pa.array([1, 2]), pa.array([[b"x"]]),
                       pa.array([{"bytes": b"x"}])):
            with self.assertRaisesRegex(sleeve.InvalidArgument, "binary"):
                sleeve.hash_batch(column)

    def test_columns_that_contradict_themselves(self):
        ffi, lib = library.ffi, library.lib
        offsets = np.array([0, 9, 4], np.int32)
        data = np.zeros(9, np.uint8)
        column = pa.Array.from_buffers(
            pa.binary(), 2, [None, pa.py_buffer(offsets), pa.py_buffer(data)])
        with self.assertRaisesRegex(sleeve.InvalidArgument, "contradict"):
            sleeve.hash_batch(column)
        codes = ffi.new("uint8_t[64]")
        status = lib.sleeve_hash_arrow(1, ffi.NULL, ffi.NULL, ffi.NULL, codes,
                                       ffi.NULL, ffi.NULL)
        self.assertEqual(status, lib.SLEEVE_INVALID_ARGUMENT)

    def test_releases_what_it_borrows(self):
        column = pa.array(self.pictures, pa.binary())
        sleeve.hash_batch(column)
        before = pa.total_allocated_bytes()
        for _ in range(20):
            sleeve.hash_batch(column)
        self.assertLessEqual(pa.total_allocated_bytes(), before)

    def test_screens_tables_row_for_row(self):
        table = pa.table({"n": range(20), "jpg": pa.array(self.pictures)})
        wanted = self.catalogue.match_batch(self.pictures)
        for source in (table, pa.Table.from_batches(
                table.to_batches(max_chunksize=3)), table.slice(0)):
            result = sleeve.screen_table(source, self.catalogue, rows=7)
            self.assertEqual(result.column("n").to_pylist(), list(range(20)))
            self.assertEqual(result.column("jpg"), table.column("jpg"))
            self.assertEqual(result.column("sleeve_verdict").to_pylist(),
                             [one.verdict for one in wanted])
            self.assertEqual(result.column("sleeve_reason").to_pylist(),
                             [one.reason for one in wanted])
        row = result.slice(1, 1).to_pylist()[0]
        self.assertEqual(row["sleeve_artwork_id"], "art 1")
        self.assertEqual(row["sleeve_matches"][0]["artwork_id"], "art 1")
        self.assertEqual(len(row["sleeve_matches"][0]["region"]), 8)
        self.assertEqual(row["sleeve_hash"],
                         f"cover256/1:{sleeve.hash(self.pictures[1])}")
        self.assertEqual(result.column("sleeve_problem")[3].as_py(), "empty")

    def test_streams_datasets_and_readers(self):
        table = pa.table({"image": [
            None if data is None else {"bytes": data, "path": "x.jpg"}
            for data in self.pictures]})
        whole = sleeve.screen_table(table, self.folder / "covers",
                                    sandbox=False)
        dataset = pyarrow.dataset.dataset(table)
        reader = sleeve.screen_table(dataset, self.catalogue, sandbox=False)
        self.assertIsInstance(reader, pa.RecordBatchReader)
        self.assertEqual(reader.read_all(), whole)
        reader = pa.RecordBatchReader.from_batches(table.schema,
                                                   table.to_batches())
        with self.catalogue.screener(sandbox=False) as screener:
            self.assertEqual(sleeve.screen_table(reader, screener).read_all(),
                             whole)

    def test_keeps_what_hugging_face_notes(self):
        notes = (b'{"info": {"features": {"image": {"_type": "Image"}}}}')
        table = pa.table({"image": pa.array([{"bytes": picture(1)}])})
        table = table.replace_schema_metadata({"huggingface": notes, "k": "v"})
        result = sleeve.screen_table(table, self.catalogue, sandbox=False)
        self.assertIn(b"sleeve_verdict",
                      result.schema.metadata[b"huggingface"])
        self.assertEqual(result.schema.metadata[b"k"], b"v")

    def test_wrong_tables(self):
        names = pa.table({"url": ["a"], "jpg": [picture(1)]})
        for wrong, words in (({"column": "png"}, "no column 'png'"),
                             ({"column": "url"}, "of type string")):
            with self.assertRaisesRegex(sleeve.InvalidArgument, words):
                sleeve.screen_table(names, self.catalogue, **wrong)
        jpg = names["jpg"]
        for column in (None, "jpg"):
            with self.assertRaisesRegex(sleeve.InvalidArgument, "several"):
                sleeve.screen_table(
                    pa.Table.from_arrays([jpg, jpg], ["jpg", "jpg"]),
                    self.catalogue, column=column)
        with self.assertRaisesRegex(sleeve.InvalidArgument, "no column of"):
            sleeve.screen_table(names.select(["url"]), self.catalogue)
        twice = sleeve.screen_table(names, self.catalogue, sandbox=False)
        with self.assertRaisesRegex(sleeve.InvalidArgument, "prefix"):
            sleeve.screen_table(twice, self.catalogue)
        again = sleeve.screen_table(twice, self.catalogue, prefix="second_",
                                    sandbox=False)
        self.assertIn("second_verdict", again.schema.names)
        with self.assertRaises(sleeve.InvalidArgument):
            sleeve.screen_table([1, 2], self.catalogue)
        self.assertEqual(len(sleeve.screen_table(names[:0], self.catalogue)), 0)

    def test_never_uses_the_names_of_img2dataset(self):
        taken = {"url", "caption", "key", "status", "error_message", "width",
                 "height", "original_width", "original_height", "exif",
                 "sha256", "md5", "sha512"}
        self.assertFalse(taken & {tables.PREFIX + name
                                  for name in tables.COLUMNS})


if __name__ == "__main__":
    unittest.main()
