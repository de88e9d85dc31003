"""Spark with two executors of their own, as on a cluster: the same results."""
import os
import sys
import unittest

import arrow_support
arrow_support.need("pyarrow", "pyspark")

import numpy as np
import pyarrow as pa
import sleeve
from pyspark.sql import SparkSession

import sleeve.spark
import support
from support import picture

os.environ["PYSPARK_PYTHON"] = sys.executable


def codes_with_copies(n, seed=0):
    dice = np.random.default_rng(seed)
    codes = dice.integers(0, 256, (n, 32), np.uint8)
    for row in range(n // 2, n):
        codes[row] = codes[dice.integers(row)]
        for bit in dice.integers(0, 256, dice.integers(0, 20)):
            codes[row, bit // 8] ^= 1 << bit % 8
    return codes


class SparkTest(support.Test):

    @classmethod
    def setUpClass(cls):
        # Two processes, which fetch what is shipped; a task may fail thrice.
        cls.spark = (SparkSession.builder.master("local-cluster[2,1,512]")
                     .config("spark.executor.memory", "512m")
                     .config("spark.ui.enabled", "false")
                     .config("spark.ui.showConsoleProgress", "false")
                     .config("spark.sql.shuffle.partitions", "4")
                     .config("spark.driver.host", "127.0.0.1")
                     .config("spark.driver.bindAddress", "127.0.0.1")
                     .config("spark.driver.memory", "1g")
                     .getOrCreate())
        cls.spark.sparkContext.setLogLevel("OFF")

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def setUp(self):
        super().setUp()
        self.catalogue = sleeve.Catalogue(self.folder / "covers", "create")
        self.addCleanup(self.catalogue.close)
        self.catalogue.add({f"art {i}": picture(i) for i in range(5)})
        pictures = [picture(i % 9, "JPEG") for i in range(40)]
        pictures[7], pictures[8] = None, b"no picture"
        self.table = pa.table({"id": range(40), "jpg": pictures})

    def frame(self, table, partitions=4):
        rows = [tuple(row.values()) for row in table.to_pylist()]
        kinds = {"int64": "long", "binary": "binary"}
        schema = ", ".join(f"{field.name} {kinds[str(field.type)]}"
                           for field in table.schema)
        return self.spark.createDataFrame(rows, schema).repartition(partitions)

    def test_screens_as_one_machine_does(self):
        result = sleeve.spark.screen(self.frame(self.table), self.catalogue)
        rows = [row.asDict(recursive=True) for row in
                result.orderBy("id").collect()]
        wanted = sleeve.screen_table(self.table, self.catalogue).to_pylist()
        for row in rows:
            row["jpg"] = None if row["jpg"] is None else bytes(row["jpg"])
        self.assertEqual(rows, wanted)

    def test_a_calibration_travels(self):
        frame = self.frame(self.table)

        def verdicts():
            screened = sleeve.spark.screen(frame, self.catalogue, effort="fast")
            return [row["sleeve_verdict"] for row in
                    screened.orderBy("id").select("sleeve_verdict").collect()]

        self.assertEqual(verdicts()[0], "exclude_match")
        self.assertEqual(verdicts()[0], "exclude_match")  # shipped once
        self.catalogue.calibrate(rate=1e-30)
        self.assertEqual(verdicts()[0], "review")

    def test_a_failed_task_gives_no_row_twice(self):
        marker = str(self.folder / "failed")

        def fail_once(batches):
            for batch in batches:
                yield batch
                if not os.path.exists(marker):
                    open(marker, "w").close()
                    raise RuntimeError("fails once")

        screened = sleeve.spark.screen(self.frame(self.table), self.catalogue)
        rows = screened.mapInArrow(fail_once, screened.schema).collect()
        self.assertTrue(os.path.exists(marker))
        self.assertEqual(sorted(row["id"] for row in rows), list(range(40)))

    def test_pairs_are_those_of_one_machine(self):
        codes = codes_with_copies(600)
        table = pa.table({"id": range(600),
                          "code": [code.tobytes() for code in codes]})
        # One block, a grid of six, and bands.
        for radius, block in ((31, 10**6), (31, 100), (7, 30), (0, 30)):
            found = sleeve.spark.pairs(self.frame(table), radius,
                                       block=block).collect()
            wanted = sleeve.self_join(codes, radius)
            self.assertEqual(sorted(map(tuple, found)), sorted(
                zip(wanted["first"].tolist(), wanted["second"].tolist(),
                    wanted["distance"].tolist())))

    def test_groups_are_those_of_one_machine(self):
        codes = codes_with_copies(600, seed=1)
        table = pa.table({"id": range(600),
                          "code": [code.tobytes() for code in codes]})
        found = sleeve.spark.dedupe(self.frame(table), 12, code="code",
                                    block=200)
        rows = found.orderBy("id").collect()
        labels = sleeve.groups(codes, 12)
        self.assertEqual([row["sleeve_group"] for row in rows],
                         labels.tolist())
        self.assertEqual([row["sleeve_duplicate"] for row in rows],
                         (labels < np.arange(600)).tolist())

    def test_a_long_chain_is_one_group(self):
        codes = np.stack([np.packbits(np.arange(256) < row)
                          for row in range(60)])
        table = pa.table({"id": range(60),
                          "code": [code.tobytes() for code in codes]})
        found = sleeve.spark.dedupe(self.frame(table), 1, code="code")
        self.assertEqual({row["sleeve_group"] for row in found.collect()}, {0})

    def test_dedupes_pictures(self):
        rows = sleeve.spark.dedupe(self.frame(self.table), 20).orderBy(
            "id").collect()
        self.assertEqual(len(rows), 40)
        for row in rows:
            bad = row["id"] in (7, 8)
            self.assertEqual(row["sleeve_reason"] is not None, bad)
            same = row["id"] % 9
            wanted = row["id"] if bad else {7: 16, 8: 17}.get(same, same)
            self.assertEqual(row["sleeve_group"], wanted)
            self.assertEqual(row["sleeve_duplicate"], wanted < row["id"])

    def test_refuses_what_cannot_be(self):
        frame = self.frame(self.table)
        for call in (lambda: sleeve.spark.screen(frame.select("id"),
                                                 self.catalogue),
                     lambda: sleeve.spark.dedupe(frame, 64, code="jpg"),
                     lambda: sleeve.spark.pairs(frame, 3, code="none"),
                     lambda: sleeve.spark.dedupe(frame, 3, id="none",
                                                 code="jpg")):
            with self.assertRaises(sleeve.InvalidArgument):
                call()
        with self.assertRaises(FileNotFoundError):
            sleeve.spark.screen(frame, self.folder / "nowhere")


if __name__ == "__main__":
    unittest.main(warnings="ignore")
