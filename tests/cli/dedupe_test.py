"""sleeve dedupe: groups, lists, resuming, adding, references, bad input."""

import json
import os
import resource
import signal
import subprocess
import tarfile
import time
import unittest

import program
from program import PROGRAM, ProgramTest, draw, mirrored, picture, png


def scaled(seed, columns, rows):
    """Picture `seed` (120 x 120) at another size, nearest neighbour."""
    grey = draw(seed)
    return png(columns, rows, bytes(
        grey[r * 120 // rows * 120 + c * 120 // columns]
        for r in range(rows) for c in range(columns)))


class DedupeTest(ProgramTest):
    """In data/: a twice, a larger, b, plain ones, and what is no picture."""

    def fill(self):
        self.write("data/a.png", picture(1))
        self.write("data/copy of a.png", picture(1))
        self.write("data/large a.png", scaled(1, 360, 360))
        self.write("data/b.png", picture(2))

    def dedupe(self, *arguments, code=2, output="out", **options):
        out = self.run_program("--json", "dedupe", "--output", output,
                               *arguments, code=code, **options)
        return json.loads(out)

    def lines(self, name, output="out"):
        text = (self.folder / output / name).read_bytes()
        return text.decode("utf-8", "surrogateescape").splitlines()

    def groups(self, output="out"):
        return [json.loads(line) for line in self.lines("groups.jsonl", output)]

    def test_groups_keep_the_largest(self):
        self.fill()
        summary = self.dedupe("data")
        self.assertEqual(self.groups(), [{
            "keeper": "data/large a.png",
            "members": [
                {"path": "data/a.png", "distance": 1, "kind": "near"},
                {"path": "data/copy of a.png", "distance": 1, "kind": "near"},
            ]}])
        self.assertEqual(self.lines("keep.txt"),
                         ["data/b.png", "data/large a.png"])
        self.assertEqual(self.lines("drop.txt"),
                         ["data/a.png", "data/copy of a.png"])
        self.assertEqual(self.lines("pairs.csv")[0],
                         "first,second,distance,kind")
        self.assertEqual(len(self.lines("pairs.csv")), 3)
        self.assertEqual(summary["kinds"], {
            "identical": 0, "same_pixels": 0, "near": 2, "part": 0})
        self.assertEqual((summary["pictures"], summary["kept"],
                          summary["dropped"]), (4, 2, 2))

    def test_nothing_found_ends_with_0(self):
        self.write("data/a.png", picture(1))
        self.write("data/b.png", picture(2))
        self.assertEqual(self.dedupe("data", code=0)["groups"], 0)
        self.assertEqual(self.lines("drop.txt"), [])

    def test_unchecked_pictures_end_with_3_and_are_listed(self):
        self.fill()
        self.write("data/broken.jpg", b"\xff\xd8 no more")
        summary = self.dedupe("data", code=3)
        self.assertEqual(summary["unchecked"], 1)
        unchecked = [json.loads(l) for l in self.lines("unchecked.jsonl")]
        self.assertEqual(unchecked[0]["path"], "data/broken.jpg")
        self.assertNotIn("data/broken.jpg", self.lines("keep.txt"))
        self.assertNotIn("data/broken.jpg", self.lines("drop.txt"))

    def test_keep_rules(self):
        self.fill()
        os.utime(self.folder / "data/copy of a.png", (2e9, 2e9))
        for rule, keeper in (("largest", "data/large a.png"),
                             ("smallest", "data/a.png"),
                             ("first", "data/a.png"),
                             ("newest", "data/copy of a.png"),
                             ("-row", "data/a.png"),
                             ("has('copy') ? 1 : 0", "data/copy of a.png"),
                             ("under('data/l')*2 + (width < 200)",
                              "data/large a.png")):
            self.dedupe("--keep", rule, "data")
            self.assertEqual([g["keeper"] for g in self.groups()], [keeper],
                             rule)

    def test_wrong_usage(self):
        self.fill()
        for arguments in (["--keep", "widht", "data"], ["--keep", "1 +", "data"],
                          ["--keep", "((", "data"], ["--threshold", "64", "data"],
                          ["--group", "ring", "data"], ["nowhere"],
                          ["--reference", "nowhere", "data"],
                          ["--add", "data"],
                          ["--threshold", "3", "--max-false-rate", "1", "data"],
                          ["--max-false-rate", "1e-30", "data"], []):
            self.run_program("dedupe", "--output", "out", *arguments, code=1)
            self.assertTrue(self.stderr.strip())
        self.run_program("dedupe", "--output", "data/b.png", "data", code=1)

    def test_same_pixels_are_told_from_near(self):
        self.write("data/a.png", picture(1))
        bytes_after_end = picture(1) + b"a comment behind the picture"
        self.write("data/b.png", bytes_after_end)
        self.dedupe("--keep", "first", "data")
        self.assertEqual(self.groups()[0]["members"][0]["kind"], "same_pixels")
        again = self.dedupe("--keep", "first", "data")
        self.assertEqual(again["kinds"]["same_pixels"], 1)

    def test_plain_pictures_are_never_chained(self):
        for i in range(5):
            self.write(f"data/{i}.png", png(60 + i, 60, bytes([i]) * 60 * 65))
        self.write("data/again.png", png(60, 60, bytes(60 * 60)))
        summary = self.dedupe("data")
        self.assertEqual(summary["low_information"], 6)
        self.assertEqual(self.groups(), [{
            "keeper": "data/0.png", "low_information": True, "members": [
                {"path": "data/again.png", "distance": 0,
                 "kind": "identical"}]}])
        self.assertEqual(len(self.lines("low_information.txt")), 6)

    def test_references_give_only_cross_pairs(self):
        self.fill()
        self.write("train/x.png", picture(2))
        self.write("train/y.png", picture(2))
        summary = self.dedupe("--reference", "train", "data")
        self.assertEqual(self.groups(), [{
            "keeper": "train/x.png", "members": [
                {"path": "data/b.png", "distance": 0, "kind": "identical"}]}])
        self.assertEqual(self.lines("drop.txt"), ["data/b.png"])
        self.assertEqual(len(self.lines("keep.txt")), 3)
        self.assertEqual(summary["references"], 2)

    def test_adding_keeps_what_was_kept(self):
        self.write("old/small.png", picture(1))
        self.write("old/b.png", picture(2))
        self.dedupe("old", code=0)
        self.write("new/large.png", scaled(1, 360, 360))
        self.write("new/c.png", picture(3))
        summary = self.dedupe("--add", "old", "new")
        self.assertEqual([g["keeper"] for g in self.groups()],
                         ["old/small.png"])
        self.assertEqual(summary["repeated_names"], 2)
        self.assertEqual(self.lines("keep.txt"),
                         ["old/b.png", "old/small.png", "new/c.png"])
        self.dedupe("old", "new")
        self.assertEqual([g["keeper"] for g in self.groups()],
                         ["new/large.png"])

    def test_adding_goes_on_after_a_failure(self):
        self.write("old/small.png", picture(1))
        self.dedupe("old", code=0)
        self.write("new/large.png", scaled(1, 360, 360))
        (self.folder / "out/groups.jsonl").unlink()
        (self.folder / "out/groups.jsonl").mkdir()
        self.run_program("dedupe", "--output", "out", "--add", "new", code=1)
        (self.folder / "out/groups.jsonl").rmdir()
        self.dedupe("--add", "new")
        self.assertEqual([g["keeper"] for g in self.groups()],
                         ["old/small.png"])

    def test_adding_needs_a_run(self):
        self.fill()
        self.run_program("dedupe", "--output", "out", "--add", "data", code=1)
        self.assertIn("without --add first", self.stderr)

    def test_fingerprints_are_reused_until_a_picture_changes(self):
        self.fill()
        self.assertEqual(self.dedupe("data")["fingerprints_reused"], 0)
        first = self.lines("groups.jsonl")
        self.assertEqual(self.dedupe("data")["fingerprints_reused"], 4)
        self.assertEqual(self.lines("groups.jsonl"), first)
        self.write("data/a.png", picture(3))
        self.assertEqual(self.dedupe("data")["fingerprints_reused"], 3)
        self.assertEqual(self.lines("drop.txt"), ["data/copy of a.png"])
        prints = self.folder / "out/fingerprints.slv"
        again = self.dedupe("--fingerprints", prints, "data", output="other")
        self.assertEqual(again["fingerprints_reused"], 4)

    def test_names_given_twice_are_one_picture(self):
        self.fill()
        summary = self.dedupe("data/b.png", "data/b.png", "data", code=2)
        self.assertEqual(summary["repeated_names"], 2)
        self.assertNotIn("data/b.png", self.lines("drop.txt"))

    def test_odd_names(self):
        (self.folder / "data").mkdir()
        for name in (b"\xff\xfe.png", b"new\nline.png", b'quote",.png'):
            path = os.fsencode(self.folder) + b"/data/" + name
            with open(path, "wb") as file:
                file.write(picture(1))
        self.dedupe("--keep", "row", "data")
        drop = (self.folder / "out/drop.txt").read_bytes()
        self.assertTrue(drop.endswith(b"\0"))
        listed = self.run_program("--json", "dedupe", "--output", "second", "-",
                                  stdin=drop, code=2)
        self.assertEqual(json.loads(listed)["pictures"], 2)

    def test_loops_and_links(self):
        self.fill()
        os.symlink("..", self.folder / "data/loop")
        os.symlink("a.png", self.folder / "data/link.png")
        os.link(self.folder / "data/a.png", self.folder / "data/hard.png")
        os.symlink("nowhere", self.folder / "data/dead.png")
        summary = self.dedupe("data", code=3)
        self.assertEqual(summary["problems"]["unreadable"], 2)
        self.assertEqual(summary["dropped"], 4)

    def test_an_output_inside_an_input_is_passed_over(self):
        self.fill()
        for code in (2, 0):
            summary = self.dedupe("--apply", "move", "--gallery", "data",
                                  output="data/found", code=code)
        self.assertEqual((summary["pictures"], summary["unchecked"]), (2, 0))
        named = self.dedupe("data/found/moved", output="data/found")
        self.assertEqual(named["pictures"], 2)

    def tar(self, name, members):
        (self.folder / name).parent.mkdir(exist_ok=True)
        with tarfile.open(self.folder / name, "w") as archive:
            for member, data in members.items():
                path = self.write("tmp-member", data)
                archive.add(path, member)
                path.unlink()

    def test_clean_shards_lack_what_is_dropped(self):
        self.tar("shards/0.tar", {"1.png": picture(1), "1.txt": b"one",
                                  "2.png": picture(2), "2.json": b"{}"})
        self.tar("shards/1.tar", {"3.png": picture(1), "3.txt": b"again",
                                  "4.png": picture(4)})
        broken = (self.folder / "shards/1.tar").read_bytes()[:700]
        self.write("shards/2.tar", broken)
        summary = self.dedupe("--write-clean", "clean", "shards", code=3)
        self.assertEqual(summary["clean"]["shards"], 2)
        self.assertEqual(len(summary["clean"]["failures"]), 1)
        self.assertEqual((self.folder / "clean/0.tar").read_bytes(),
                         (self.folder / "shards/0.tar").read_bytes())
        with tarfile.open(self.folder / "clean/1.tar") as archive:
            self.assertEqual(archive.getnames(), ["4.png"])
        self.assertFalse((self.folder / "clean/2.tar").exists())
        self.run_program("dedupe", "--output", "out", "--write-clean", "shards",
                         "shards/0.tar", code=1)

    def test_all_equal(self):
        data = picture(1)
        self.tar("shards/0.tar", {f"{i:04}.png": data for i in range(3000)})
        summary = self.dedupe("shards")
        self.assertEqual(summary["groups"], 1)
        self.assertEqual(summary["dropped"], 2999)
        self.assertEqual(summary["near_pairs"], 0)
        self.assertEqual(len(self.lines("pairs.csv")), 3000)

    def test_a_gallery_shows_the_groups(self):
        for i in range(120):
            self.write(f"data/{i % 60}/<{i}>&.png", picture(i % 60))
        self.write("data/0/x.png", picture(0))
        self.write("data/x/x.png", scaled(0, 500, 500))
        self.dedupe("--gallery", "data")
        gallery = self.folder / "out/gallery"
        self.assertEqual(sorted(path.name for path in gallery.iterdir()),
                         ["index.html", "page-1.html", "page-2.html"])
        first = (gallery / "page-1.html").read_text()
        self.assertEqual(first.count("<section>"), 50)
        self.assertEqual(first.count('class="keeper"'), 50)
        self.assertIn("&lt;1&gt;&amp;.png", first)
        self.assertNotIn("<1>", first)
        self.assertIn("src=\"data:image/jpeg;base64,/9j/", first)
        self.assertIn("data/x/x.png", first.split("</section>")[0])
        self.assertEqual((gallery / "page-2.html").read_text()
                         .count("<section>"), 10)
        self.dedupe("--gallery", "--gallery-groups", "3", "data")
        self.assertFalse((gallery / "page-2.html").exists())

    def test_threads_change_nothing(self):
        for i in range(40):
            self.write(f"data/{i}.png", picture(i % 15, 120 + i % 3, 120))
        self.dedupe("--threads", "1", "data", output="one")
        self.dedupe("--threads", "5", "data", output="five")
        for name in ("groups.jsonl", "pairs.csv", "keep.txt", "drop.npy"):
            self.assertEqual((self.folder / "one" / name).read_bytes(),
                             (self.folder / "five" / name).read_bytes())

    def test_killed_runs_go_on(self):
        for i in range(60):
            self.write(f"data/{i}.png", picture(i % 25, 200, 200))
        self.dedupe("data", output="whole")
        for round_number in range(6):
            run = subprocess.Popen(
                [PROGRAM, "--quiet", "dedupe", "--output", "out", "data"],
                cwd=self.folder, stdout=subprocess.DEVNULL)
            time.sleep(0.02 * (round_number + 1))
            run.send_signal(signal.SIGKILL)
            run.wait()
        self.dedupe("data")
        for name in ("groups.jsonl", "pairs.csv", "keep.txt", "drop.txt"):
            self.assertEqual(self.lines(name), self.lines(name, "whole"))

    def test_full_disk(self):
        for i in range(40):
            self.write(f"data/{i}.png", picture(i % 20))

        def tight():
            resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        done = subprocess.run(
            [PROGRAM, "dedupe", "--no-sandbox", "--output", "out", "data"],
            cwd=self.folder, capture_output=True, preexec_fn=tight)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"out/", done.stderr)
        self.assertEqual(self.dedupe("data")["dropped"], 20)

    def test_a_disk_that_fills_up_and_grows(self):
        """On a real file system of its own, which needs a namespace."""
        for i in range(40):
            self.write(f"data/{i}.png", picture(i % 20))
        (self.folder / "disk").mkdir()
        in_namespace = ["unshare", "--user", "--map-root-user", "--mount"]
        if subprocess.run(in_namespace + ["true"],
                          capture_output=True).returncode != 0:
            self.skipTest("no user namespaces here")
        script = """
            mount -t tmpfs -o size=24k tmpfs disk || exit 9
            "$0" dedupe --output disk/out data; echo $? > first
            mount -o remount,size=64m disk
            "$0" dedupe --output disk/out data; echo $? > second
            cp disk/out/groups.jsonl disk/out/drop.txt .
            ls disk/out > names
        """
        done = subprocess.run(in_namespace + ["sh", "-c", script, PROGRAM],
                              cwd=self.folder, capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual((self.folder / "first").read_text(), "1\n")
        self.assertIn(b"No space left on device", done.stderr)
        self.assertEqual((self.folder / "second").read_text(), "2\n")
        self.assertNotIn(".new", (self.folder / "names").read_text())
        self.dedupe("data")
        for name in ("groups.jsonl", "drop.txt"):
            self.assertEqual((self.folder / name).read_bytes(),
                             (self.folder / "out" / name).read_bytes())


if __name__ == "__main__":
    program.main()
