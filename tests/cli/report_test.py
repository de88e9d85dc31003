"""sleeve report and screen --write-clean: what is made from a run."""

import ast
import csv
import gzip
import io
import json
import tarfile

import audio_files
import ern_test
import program

MBID = "76df3287-6cda-33eb-8e9a-044b5e15ffdd"


class ReportTest(program.ProgramTest):

    def setUp(self):
        super().setUp()
        for seed in (1, 2):
            self.write(f"covers/{seed}.png", program.picture(seed))
        self.run_program("--quiet", "catalogue", "add", "--catalogue", "cat",
                         "covers")
        self.write("w.csv", b"artwork_id,title,artist,holder\n"
                            b"covers/1.png,<One>,=Band,Example Records\n"
                            b"covers/2.png,Two,Band,Other Label\n")
        self.run_program("catalogue", "import", "--catalogue", "cat", "w.csv")
        self.members = [("a.png", program.picture(1)), ("a.txt", b"a"),
                        ("b.png", program.picture(50)), ("b.txt", b"b")]
        with tarfile.open(self.folder / "s.tar", "w") as tar:
            for name, data in self.members:
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        self.write("in/2.png", program.picture(2))
        self.write("in/2.json", b'{"url": "https://example.com/2.png"}')
        self.write("in/9.png", program.picture(9))

    def screen(self, *arguments, code=2):
        return self.run_program("--quiet", "screen", "--catalogue", "cat",
                                "--output", "run", *arguments, "in", "s.tar",
                                code=code)

    def test_lists_by_uid_are_as_numpy_reads_them(self):
        uids = {"2": "f" * 31 + "0", "8": "00000000000000020000000000000001",
                "9": "0000000000000001" + "A" * 16}
        self.write("in/8.png", program.picture(8))
        for name, uid in uids.items():
            self.write(f"in/{name}.json", json.dumps({"uid": uid}).encode())
        self.run_program("--quiet", "screen", "--catalogue", "cat", "--output",
                         "run", "in", code=2)
        self.run_program("report", "run")
        report = self.folder / "run/report"
        for name, expected in (("keep", ["9", "8"]), ("drop", ["2"])):
            data = (report / f"{name}.npy").read_bytes()
            self.assertEqual(data[:8], b"\x93NUMPY\x01\x00")
            begin = 10 + int.from_bytes(data[8:10], "little")
            self.assertEqual(begin % 64, 0)
            header = ast.literal_eval(data[10:begin].decode())
            self.assertEqual(header, {
                "descr": [("f0", "<u8"), ("f1", "<u8")],
                "fortran_order": False, "shape": (len(expected),)})
            pairs = [data[at:at + 8][::-1].hex() + data[at + 8:at + 16][::-1].hex()
                     for at in range(begin, len(data), 16)]
            self.assertEqual(pairs, [uids[one].lower() for one in expected])
        # A list that would leave a row out is not written.
        (self.folder / "in/9.json").unlink()
        self.run_program("--quiet", "screen", "--restart", "--catalogue", "cat",
                         "--output", "run", "in", code=2)
        self.run_program("report", "run")
        self.assertFalse((report / "keep.npy").exists())
        self.assertTrue((report / "drop.npy").exists())

    def test_a_report_answers_holders_and_teams(self):
        self.screen()
        counts, = self.records("report", "run")
        self.assertEqual((counts["kept"], counts["dropped"],
                          counts["disclosed"]), (2, 2, 2))
        report = self.folder / "run/report"
        rows = list(csv.DictReader((report / "disclosure.csv").open()))
        self.assertEqual([row["holder"] for row in rows],
                         ["Other Label", "Example Records"])
        self.assertEqual(rows[0]["source_domain"], "example.com")
        self.assertEqual(rows[0]["copy_exists"], "yes")
        self.assertEqual(rows[1]["artist"], "'=Band")  # no formula
        works = list(csv.DictReader((report / "works.csv").open()))
        self.assertEqual([(row["holder"], row["copies"], row["copies_exist"],
                           row["copies_kept"], row["source_domains"])
                          for row in works],
                         [("Example Records", "1", "1", "0", ""),
                          ("Other Label", "1", "1", "0", "example.com")])
        self.assertEqual((report / "keep.txt").read_text(),
                         "in/9.png\ns.tar/b.png\n")
        page = (report / "disclosure.html").read_text()
        self.assertIn("&lt;One&gt;", page)
        # Both pictures of both rows, one of them from the shard.
        self.assertEqual(page.count("data:image/jpeg"), 4)
        self.assertEqual(page.count("<polygon"), 2)
        team = (report / "team.txt").read_text()
        for line in (r"^ +2  exclude_match +match$", r"^ +1 +1  Other Label$",
                     r"^ +1 +1  example\.com$", r"^ +0 +4 +0 +0  xmp\.plus$",
                     r"^ +policy  strict", r"^Nothing is left to review\.$"):
            self.assertRegex(team, "(?m)" + line)
        summary = json.loads((report / "eu_summary.json").read_text())
        self.assertEqual(summary["images_total"], 4)
        self.assertEqual(summary["domains_top"][0]["domain"], "example.com")
        channels = {row["channel"]: row for row in summary["protocols_honoured"]}
        self.assertEqual(channels["xmp.plus"]["absent_images"], 4)
        self.assertEqual(channels["http.tdmrep"]["not_checked_images"], 4)

    def deliver(self):
        """One artwork by each way whose ids are no paths, and its copy."""
        image = program.picture(14)
        self.write("new/resources/1.png", image)
        self.write("new/m.xml", ern_test.ern4(image=ern_test.file4(image)))
        self.write(f"new/caa/mbid-{MBID}-12.png", program.picture(11))
        self.write("new/a.mp3", audio_files.mp3({"TALB": "Album"},
                                                program.picture(12)))
        self.write("mine/13.png", program.picture(13))
        self.write("m.jsonl", json.dumps({"path": "mine/13.png",
                                          "artwork_id": "X-13"}).encode())
        self.run_program("catalogue", "import", "--catalogue", "cat", "new")
        self.run_program("--quiet", "catalogue", "add", "--catalogue", "cat",
                         "--manifest", "m.jsonl", "mine")
        for seed in range(11, 15):
            self.write(f"copies/{seed}.png", program.picture(seed))
        self.run_program("--quiet", "screen", "--catalogue", "cat", "--output",
                         "found", "copies", code=2)

    def pictures_shown(self, *arguments):
        self.run_program("report", *arguments, "found")
        page = (self.folder / "found/report/disclosure.html").read_text()
        self.assertEqual(page.count("<polygon"), 4)
        return page.count("data:image/jpeg")

    def test_artworks_of_deliveries_are_shown(self):
        self.deliver()
        self.assertEqual(self.pictures_shown(), 8)
        # What is no longer the picture of catalogue and evidence is not.
        self.write("mine/13.png", program.picture(20))
        self.write("new/a.mp3", audio_files.mp3({}, program.picture(20)))
        (self.folder / "new/resources/1.png").unlink()
        self.assertEqual(self.pictures_shown(), 5)
        # A catalogue that was moved can be named; without one ids may lead on.
        (self.folder / "cat").rename(self.folder / "moved")
        self.assertEqual(self.pictures_shown(), 4)
        self.assertEqual(self.pictures_shown("--catalogue", "moved"), 5)
        self.run_program("report", "--catalogue", "cat", "found", code=1)
        self.assertIn("no catalogue in cat", self.stderr)

    def test_no_name_puts_another_on_a_list(self):
        self.write("in/a\nin/2.png", program.picture(9))
        self.screen()
        self.run_program("report", "run")
        report = self.folder / "run/report"
        self.assertEqual((report / "keep.txt").read_bytes(),
                         b"in/9.png\0in/a\nin/2.png\0s.tar/b.png\0")
        self.assertEqual((report / "drop.txt").read_bytes(),
                         b"in/2.png\ns.tar/a.png\n")

    def test_a_copy_that_was_changed_is_not_shown(self):
        self.screen()
        self.write("in/2.png", program.picture(3))
        self.run_program("report", "run")
        page = (self.folder / "run/report/disclosure.html").read_text()
        self.assertEqual(page.count("data:image/jpeg"), 3)

    def test_who_collected_is_told_as_far_as_it_is_known(self):
        self.write("in/2.json", json.dumps({
            "url": "https://example.com/2.png", "collector": "Crawl Ltd",
            "tool": "fetcher 2", "dataset": "set 7",
            "page_url": "https://example.com/"}).encode())
        self.screen("--collected-by", "us", "--tool", "own script")
        self.run_program("report", "run")
        with (self.folder / "run/report/disclosure.csv").open() as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(
            [(row["collected_by"], row["tool"], row["dataset"], row["page_url"])
             for row in rows],
            [("Crawl Ltd", "fetcher 2", "set 7", "https://example.com/"),
             ("us", "own script", "", "")])
        page = (self.folder / "run/report/disclosure.html").read_text()
        self.assertIn("collected by Crawl Ltd<br>with fetcher 2", page)
        self.screen("--collected-by", "others", code=1)
        self.assertIn("who collected the pictures", self.stderr)

    def test_one_holder_sees_only_its_own(self):
        self.screen()
        self.run_program("report", "--holder", "Other Label", "--output", "r",
                         "run")
        text = (self.folder / "r/disclosure.csv").read_text()
        self.assertIn("Other Label", text)
        self.assertNotIn("Example Records", text)

    def test_unfinished_runs_have_no_report(self):
        self.run_program("report", "nowhere", code=1)
        self.screen()
        (self.folder / "run/evidence.jsonl").write_text("{}\n")
        self.run_program("report", "run", code=1)
        self.assertIn("Line 1", self.stderr)

    def test_deeply_nested_runs_are_damaged(self):
        self.screen()
        path = self.folder / "run/evidence.jsonl"
        whole = path.read_bytes()
        deep = b"[" * 300_000 + b"]" * 300_000
        path.write_bytes(whole.replace(b'"provenance":{',
                                       b'"provenance":{"x":%s,' % deep, 1))
        self.assertNotEqual(path.read_bytes(), whole)
        for verb in ("report", "review"):
            self.run_program(verb, "run", code=1)
            self.assertIn("is damaged", self.stderr)
        path.write_bytes(whole)
        path = self.folder / "run/run.json"
        path.write_bytes(b'{"follows": %s,' % deep +
                         path.read_bytes().lstrip()[1:])
        self.run_program("verify", "run", code=2)
        self.run_program("rescreen", "--catalogue", "cat", "--output", "after",
                         "run", code=1)

    def test_clean_copies_keep_bytes(self):
        self.screen("--write-clean", "clean")
        with tarfile.open(self.folder / "clean/s.tar") as tar:
            kept = [(m.name, tar.extractfile(m).read()) for m in tar]
        self.assertEqual(kept, self.members[2:])

    def test_clean_copies_of_warc_files_keep_records(self):
        def record(kind, name, block, more=""):
            head = (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: "
                    f"<urn:{name}>\r\n{more}Content-Type: image/png\r\n"
                    f"Content-Length: {len(block)}\r\n\r\n")
            return head.encode() + block + b"\r\n\r\n"

        about = "WARC-Concurrent-To: <urn:{}>\r\n".format
        records = [record("warcinfo", "info", b"software: test\r\n"),
                   record("request", "ask1", b"GET", about("shown")),
                   record("resource", "shown", program.picture(1)),
                   record("request", "ask2", b"GET", about("other")),
                   record("resource", "other", program.picture(50)),
                   record("metadata", "more1", b"x: y", about("shown"))]
        kept = [records[i] for i in (0, 3, 4)]
        pack = lambda all: b"".join(map(gzip.compress, all))
        self.write("w/a.warc", b"".join(records))
        self.write("w/b.warc.gz", pack(records))
        self.write("w/c.warc.gz", gzip.compress(b"".join(records)))
        self.run_program("screen", "--catalogue", "cat", "--output", "run",
                         "--write-clean", "clean", "w", code=2)
        self.assertIn("2 shards copied to clean", self.stderr)
        self.assertIn("c.warc.gz\" cannot be rewritten", self.stderr)
        clean = self.folder / "clean"
        self.assertEqual((clean / "a.warc").read_bytes(), b"".join(kept))
        packed = (clean / "b.warc.gz").read_bytes()
        self.assertEqual(gzip.decompress(packed), b"".join(kept))
        self.assertIn(gzip.compress(records[4])[20:], packed)
        self.assertFalse((clean / "c.warc.gz").exists())


if __name__ == "__main__":
    program.main()
