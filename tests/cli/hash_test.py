"""sleeve hash: lines, JSON, inputs of every kind, bad pictures, exit codes."""

import io
import os
import tarfile

import program


class HashTest(program.ProgramTest):

    def test_prints_hash_quality_and_path(self):
        self.write("a.png", program.picture(1))
        line, = self.run_program("hash", "a.png").decode().splitlines()
        code, quality, path = line.split("\t")
        self.assertRegex(code, "^[0-9a-f]{64}$")
        self.assertGreaterEqual(int(quality), 50)
        self.assertEqual(path, "a.png")

    def test_every_algorithm_has_its_own_length(self):
        self.write("a.png", program.picture(1))
        digits = {"cover256": 64, "pdq": 64, "phash64": 16, "dhash64": 16,
                  "ahash64": 16, "iscc-image": 16, "iscc-image256": 64}
        for name, length in digits.items():
            record, = self.records("hash", "--algorithm", name, "a.png")
            self.assertEqual(len(record["hash"]), length, name)
            self.assertEqual(record["algorithm"].split("/")[0], name)

    def test_bad_pictures_are_rows_too(self):
        self.write("d/a.png", program.picture(1))
        self.write("d/b.png", program.picture(1)[:-20])
        self.write("d/c.png", b"")
        self.write("d/d.txt", b"no picture")
        rows = self.records("hash", "d", code=3)
        self.assertEqual([row["status"] for row in rows],
                         ["ok", "unchecked", "unchecked", "unchecked"])
        self.assertEqual([row.get("problem") for row in rows],
                         [None, "truncated", "empty", "not_a_picture"])
        lines = self.run_program("hash", "d", code=3).decode().splitlines()
        self.assertEqual(len(lines), 4)
        self.assertEqual(lines[1], "-\t-\td/b.png")
        self.assertIn("d/b.png: unchecked: ", self.stderr)

    def test_reads_shards_ranges_and_names(self):
        for shard in range(2):
            with tarfile.open(self.folder / f"{shard:03}.tar", "w") as tar:
                for key in range(2):
                    data = program.picture(10 * shard + key)
                    info = tarfile.TarInfo(f"{shard}{key}.png")
                    info.size = len(data)
                    tar.addfile(info, io.BytesIO(data))
        rows = self.records("hash", "{000..001}.tar")
        self.assertEqual([row["key"] for row in rows], ["00", "01", "10", "11"])
        self.assertEqual(rows[2]["shard"], "001.tar")
        self.write("x.png", program.picture(11))
        row, = self.records("hash", "-", stdin=b"x.png\n")
        self.assertEqual(row["path"], "x.png")
        self.assertEqual(row["hash"], rows[3]["hash"])

    def test_orientations_turn_the_picture(self):
        self.write("a.png", program.picture(3))
        self.write("m.png", program.mirrored(3))
        row, = self.records("hash", "--orientations", "a.png")
        other, = self.records("hash", "m.png")
        self.assertEqual(len(row["orientations"]), 8)
        self.assertEqual(row["orientations"][0], row["hash"])
        flips = int(row["orientations"][1], 16) ^ int(other["hash"], 16)
        self.assertLessEqual(bin(flips).count("1"), 2)

    def test_thread_count_changes_nothing(self):
        for i in range(20):
            self.write(f"d/{i}.png", program.picture(i))
        one = self.run_program("hash", "--threads", "1", "d")
        self.assertEqual(one, self.run_program("hash", "--threads", "7", "d"))
        self.assertEqual(len(one.splitlines()), 20)

    def test_odd_names_stay_one_line_and_exact(self):
        odd = os.fsdecode(b"new\nline\xff.png")
        self.write(odd, program.picture(1))
        line, = self.run_program("hash", odd).splitlines()
        self.assertTrue(line.endswith(b"new\\nline\xff.png"))
        row, = self.records("hash", odd)
        self.assertEqual(row["path"], "new\nline\ufffd.png")
        self.assertEqual(bytes.fromhex(row["path_bytes"]),
                         b"new\nline\xff.png")

    def test_wrong_usage_ends_with_one(self):
        self.run_program("hash", code=1)
        self.run_program("hash", "--algorithm", "md5", "a.png", code=1)
        self.run_program("hash", "missing.png", code=1)
        self.assertIn("missing.png", self.stderr)
        self.run_program(code=1)

    def test_full_disk_is_an_error(self):
        self.write("a.png", program.picture(1))
        if not os.path.exists("/dev/full"):
            self.skipTest("needs /dev/full")
        command = f"'{os.path.abspath(program.PROGRAM)}' hash a.png >/dev/full"
        self.assertEqual(os.waitstatus_to_exitcode(os.system(
            f"cd '{self.folder}' && {command} 2>/dev/null")), 1)


if __name__ == "__main__":
    program.main()
