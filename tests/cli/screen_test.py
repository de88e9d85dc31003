"""sleeve screen: evidence, summaries, exit codes, kills, memory."""

import gzip
import io
import json
import random
import resource
import subprocess
import tarfile
import time

import program


class ScreenTest(program.ProgramTest):

    def setUp(self):
        super().setUp()
        for seed in range(3):
            self.write(f"covers/{seed}.png", program.picture(seed))
        self.run_program("--quiet", "catalogue", "add", "--catalogue", "cat",
                         "covers")

    def screen(self, output, *inputs, code=0, stdin=None):
        return self.run_program("--quiet", "screen", "--catalogue", "cat",
                                "--output", output, *inputs, code=code,
                                stdin=stdin).decode()

    def evidence(self, output):
        text = (self.folder / output / "evidence.jsonl").read_text()
        return [json.loads(line) for line in text.splitlines()]

    def shard(self, name, members):
        path = self.folder / name
        with tarfile.open(path, "w") as tar:
            for member, data in members:
                info = tarfile.TarInfo(member)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        return path

    def test_exit_code_tells_what_was_found(self):
        self.write("clean.png", program.picture(100))
        self.write("copy.png", program.picture(1))
        self.write("broken.png", program.picture(1)[:60])
        self.screen("a", "clean.png", code=0)
        self.screen("b", "clean.png", "copy.png", code=2)
        self.screen("c", "clean.png", "copy.png", "broken.png", code=3)
        self.screen("d", "clean.png", "no.png", code=1)
        self.assertFalse((self.folder / "d").exists())

    def test_writes_evidence_and_summaries(self):
        self.shard("s.tar", [("x/01.png", program.picture(2)),
                             ("x/01.json", b"{}"),
                             ("x/02.txt", b"only words")])
        self.write("a.png", program.picture(100))
        text = self.screen("out", "a.png", "s.tar", code=3)
        first, second, third = self.evidence("out")
        self.assertEqual(list(first), [
            "path", "verdict", "reason", "rule", "sha256", "bytes", "width",
            "height", "quality", "hash", "matches", "candidates", "rights"])
        self.assertEqual((first["path"], first["verdict"]),
                         ("a.png", "no_signal"))
        self.assertEqual((second["shard"], second["key"], second["member"]),
                         ("s.tar", "x/01", "x/01.png"))
        self.assertEqual(second["matches"][0]["artwork_id"], "covers/2.png")
        self.assertEqual((third["verdict"], third["problem"], third["key"]),
                         ("unchecked", "not_a_picture", "x/02"))
        summary = json.loads((self.folder / "out/summary.json").read_text())
        self.assertEqual(summary["verdicts"]["exclude_match"], 1)
        self.assertEqual(sum(summary["verdicts"].values()), 3)
        self.assertEqual((self.folder / "out/summary.txt").read_text(), text)

    def test_takes_off_the_bars_of_img2dataset(self):
        self.write("wide/w.png", program.picture(50, 120, 60))
        self.run_program("--quiet", "catalogue", "add", "--catalogue", "cat",
                         "wide")
        bars = bytes([255]) * (120 * 30)
        square = program.png(120, 120, bars + program.draw(50, 120, 60) + bars)
        row = json.dumps({"original_width": 480, "original_height": 240,
                          "exif": None, "width": 120, "height": 120})
        self.shard("s.tar", [("0.png", square), ("0.json", row.encode()),
                             ("1.png", square), ("1.json", b"{}")])
        self.screen("out", "s.tar", "--effort", "fast", code=2)
        known, unknown = self.evidence("out")
        self.assertEqual(known["matches"][0]["artwork_id"], "wide/w.png")
        self.assertEqual(known["matches"][0]["distance"], 0)
        self.assertEqual(known["matches"][0]["region"],
                         [[0, 30], [120, 30], [120, 90], [0, 90]])
        self.assertEqual((known["content_top"], known["content_left"]), (30, 0))
        self.assertEqual((known["width"], known["height"]), (120, 60))
        self.assertEqual(unknown["matches"], [])
        self.assertNotIn("content_top", unknown)

    def test_json_prints_the_summary(self):
        self.write("a.png", program.picture(1))
        out = self.run_program("--json", "--quiet", "screen", "--catalogue",
                               "cat", "--output", "out", "a.png", code=2)
        self.assertEqual(json.loads(out), json.loads(
            (self.folder / "out/summary.json").read_text()))

    def test_reads_names_from_standard_input(self):
        self.write("odd\n\udcffname.png".encode("utf-8", "surrogateescape")
                   .decode("utf-8", "surrogateescape"), program.picture(1))
        self.write("b.png", program.picture(100))
        self.screen("out", "-", code=2, stdin=b"odd\n\xffname.png\0b.png\0")
        odd, plain = self.evidence("out")
        self.assertEqual(bytes.fromhex(odd["path_bytes"]),
                         b"odd\n\xffname.png")
        self.assertEqual(odd["verdict"], "exclude_match")
        self.assertEqual(plain["path"], "b.png")

    def test_a_finished_run_is_told_and_restart_does_it_again(self):
        self.write("a.png", program.picture(100))
        first = self.screen("out", "a.png")
        self.assertEqual(self.screen("out", "a.png"), first)
        self.write("b.png", program.picture(100))
        self.screen("out", "b.png", code=1)
        self.screen("out", "--restart", "b.png")
        self.assertEqual(self.evidence("out")[0]["path"], "b.png")

    def test_options_reach_the_run(self):
        self.write("a.png", program.picture(1))
        self.screen("few", "--max-pixels", "100", "a.png", code=3)
        self.screen("small", "--max-bytes", "100", "a.png", code=3)
        for output in ("few", "small"):
            self.assertEqual(self.evidence(output)[0]["problem"], "too_large")
        self.screen("boxed", "a.png", code=2)
        self.screen("open", "--no-sandbox", "--timeout", "5", "a.png", code=2)
        run = json.loads((self.folder / "open/run.json").read_text())
        self.assertEqual((run["sandbox"], run["time_out"]), (False, 5.0))
        self.assertEqual(self.evidence("open"), self.evidence("boxed"))

    def test_progress_and_verbose_lines_go_to_standard_error(self):
        self.write("a.png", program.picture(1))
        run = subprocess.run(
            [program.PROGRAM, "--verbose", "screen", "--catalogue", "cat",
             "--output", "out", "a.png"],
            cwd=self.folder, capture_output=True, check=False)
        self.assertEqual(run.returncode, 2)
        self.assertEqual(run.stderr,
                         b"exclude_match\ta.png\tshows covers/1.png\n")

    def test_killed_at_any_moment_it_ends_with_the_same_evidence(self):
        data = [program.picture(seed, 300, 300) for seed in range(8)]
        self.shard("s.tar", [(f"{i:04}.png", data[i * 7 % 8])
                             for i in range(2000)])
        begun = time.monotonic()
        self.screen("whole", "s.tar")
        lasted = time.monotonic() - begun
        whole = (self.folder / "whole/evidence.jsonl").read_bytes()
        kills = 0
        for attempt in range(8):
            run = subprocess.Popen(
                [program.PROGRAM, "--quiet", "screen", "--catalogue", "cat",
                 "--output", "killed", "s.tar"],
                cwd=self.folder, stdout=subprocess.DEVNULL)
            if attempt < 7:  # the last one may end
                time.sleep(lasted * random.uniform(0.02, 0.35))
                run.kill()
            if run.wait() >= 0:
                break
            kills += 1
        self.assertGreater(kills, 0)
        self.assertEqual(
            (self.folder / "killed/evidence.jsonl").read_bytes(), whole)
        counts = [json.loads((self.folder / output / "summary.json")
                             .read_text())["verdicts"]
                  for output in ("whole", "killed")]
        self.assertEqual(*counts)

    def test_memory_does_not_grow_with_the_pictures(self):
        data = program.picture(100)
        peaks = []
        for count in (300, 3000):
            self.shard("s.tar", [(f"{i:06}.png", data) for i in range(count)])
            # A process of its own, because peaks of children never sink.
            script = ("import resource, subprocess, sys;"
                      "subprocess.run(sys.argv[1:], check=True);"
                      "usage = resource.getrusage(resource.RUSAGE_CHILDREN);"
                      "print(usage.ru_maxrss)")
            out = subprocess.run(
                ["python3", "-c", script, program.PROGRAM, "--quiet", "--json",
                 "screen", "--catalogue", "cat", "--output", str(count),
                 "s.tar"],
                cwd=self.folder, capture_output=True, check=True).stdout
            peaks.append(int(out.splitlines()[-1]))
        self.assertLess(peaks[1], 1.2 * peaks[0] + 4096)

    def test_a_warc_file_tells_what_came_with_its_pictures(self):
        def record(name, headers, body):
            block = (b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n" +
                     headers + b"\r\n" + body)
            return (b"WARC/1.0\r\nWARC-Type: response\r\n"
                    b"WARC-Record-ID: <urn:" + name + b">\r\n"
                    b"WARC-Target-URI: https://example.com/" + name +
                    b"\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
                    b"Content-Length: %d\r\n\r\n" % len(block) + block +
                    b"\r\n\r\n")

        parts = [record(b"free", b"", program.picture(100)),
                 record(b"robots", b"X-Robots-Tag: noai\r\n",
                        program.picture(101)),
                 b"WARC/1.0\r\nWARC-Type: response\r\n\r\n",
                 record(b"tdm", b"tdm-reservation: 1\r\n",
                        program.picture(102)),
                 record(b"usage", b"Content-Usage: train-ai=n\r\n",
                        program.picture(103))]
        self.write("a.warc.gz", b"".join(map(gzip.compress, parts)))
        self.screen("out", "a.warc.gz", code=3)
        rows = self.evidence("out")
        self.assertEqual([row["verdict"] for row in rows],
                         ["no_signal", "exclude_reserved", "unchecked",
                          "exclude_reserved", "exclude_reserved"])
        self.assertEqual(rows[1]["path"],
                         "a.warc.gz/https://example.com/robots")
        self.assertEqual(rows[1]["key"], "urn:robots")
        self.assertEqual(rows[1]["provenance"],
                         {"url": "https://example.com/robots",
                          "fetched_at": "2026-01-02T03:04:05Z"})
        self.assertEqual(rows[0]["rights"]["channels"]["http.x-robots-tag"],
                         "absent")
        self.run_program("screen", "--catalogue", "cat", "--output", "out",
                         "--write-clean", "clean", "a.warc.gz", code=3)
        self.assertIn("a.warc.gz", self.stderr)

    def test_a_full_disk_is_an_error_and_the_run_can_go_on(self):
        pictures = [(f"{i:04}.png", program.picture(100))
                    for i in range(300)]
        self.shard("s.tar", pictures)
        limited = subprocess.run(
            [program.PROGRAM, "--quiet", "screen", "--catalogue", "cat",
             "--output", "out", "--no-sandbox", "s.tar"],
            cwd=self.folder, capture_output=True, check=False,
            restore_signals=False,  # Python ignores SIGXFSZ; so must we
            preexec_fn=lambda: resource.setrlimit(
                resource.RLIMIT_FSIZE, (65536, resource.RLIM_INFINITY)))
        self.assertEqual(limited.returncode, 1)
        self.assertIn(b"goes on where it stopped", limited.stderr)
        self.assertRegex(limited.stderr,
                         rb"out/(evidence\.jsonl|fingerprints\.bin)")
        text = (self.folder / "out/evidence.jsonl").read_bytes()
        self.assertTrue(text.endswith(b"}\n"))
        self.screen("out", "--no-sandbox", "s.tar")
        self.assertEqual(len(self.evidence("out")), 300)


if __name__ == "__main__":
    program.main()
