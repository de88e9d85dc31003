"""sleeve dedupe --apply: every change is recorded first and can be undone."""

import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import time
import unittest

import program
from program import PROGRAM, ProgramTest, draw, picture, png


def near(seed):
    """Picture `seed`, a little darker: other bytes, nearly the same hash."""
    return png(120, 120, bytes(max(value - 3, 0) for value in draw(seed)))


class ApplyTest(ProgramTest):

    def fill(self, pictures=3, copies=3):
        """Each picture with identical copies and one near duplicate."""
        for seed in range(pictures):
            for copy in range(copies):
                self.write(f"data/{seed}/{copy}.png", picture(seed))
            self.write(f"data/{seed}/near.png", near(seed))
        os.symlink("0.png", self.folder / "data/0/link.png")

    def state(self, folder="data"):
        """Digest, permissions, time and target of every name."""
        result = {}
        for path in sorted((self.folder / folder).rglob("*")):
            if path.is_symlink():
                result[str(path)] = os.readlink(path)
            elif path.is_file():
                status = path.stat()
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                result[str(path)] = (digest, status.st_mode,
                                     status.st_mtime_ns)
        return result

    def apply(self, action, *arguments, code=2):
        out = self.run_program("--json", "dedupe", "--output", "out", "--keep",
                               "first", "--apply", action, *arguments, "data",
                               code=code)
        return json.loads(out)["applied"]

    def undo(self, code=0):
        done = subprocess.run(
            [PROGRAM, "dedupe", "--output", "out", "--undo"], cwd=self.folder,
            capture_output=True, timeout=120)
        self.assertEqual(done.returncode, code, done)
        return done.stdout.decode()

    def test_a_dry_run_touches_nothing(self):
        self.fill()
        before = self.state()
        for action in ("hardlink", "symlink", "move", "delete"):
            planned = self.apply(action, "--dry-run")
            self.assertTrue(planned["dry_run"])
            plan = (self.folder / "out/plan.jsonl").read_text().splitlines()
            self.assertEqual(len(plan), planned["done"] + planned["skipped"])
            self.assertEqual(self.state(), before)
            self.assertFalse((self.folder / "out/apply.jsonl").exists())
        self.assertEqual(planned["done"], 9)
        # The link is the very file that is kept.
        self.assertEqual(planned["skipped"], 1)

    def test_hardlinks_and_symlinks_replace_identical_files_only(self):
        self.fill()
        before = self.state()
        for action in ("hardlink", "symlink"):
            done = self.apply(action)
            self.assertEqual((done["done"], done["skipped"]), (6, 4))
            keeper = self.folder / "data/1/0.png"
            self.assertTrue((self.folder / "data/1/2.png").samefile(keeper))
            self.assertEqual((self.folder / "data/1/2.png").is_symlink(),
                             action == "symlink")
            self.assertFalse((self.folder / "data/1/near.png").samefile(keeper))
            self.undo()
            self.assertEqual(self.state(), before)
            self.assertFalse((self.folder / "data/1/2.png").samefile(keeper))

    def test_move_and_undo(self):
        self.fill()
        before = self.state()
        done = self.apply("move", "--move-to", "elsewhere")
        self.assertEqual(done["done"], 9)
        self.assertEqual(len(self.state()), len(before) - 9)
        self.assertTrue((self.folder / "elsewhere/1/near.png").exists())
        self.undo()
        self.assertEqual(self.state(), before)

    def test_delete_and_undo(self):
        self.fill()
        before = self.state()
        done = self.apply("delete")
        self.assertEqual(done["done"], 9)
        self.assertEqual([name for name in self.state()
                          if name.endswith(("0.png", "link.png"))],
                         list(self.state()))
        self.undo()
        self.assertEqual(self.state(), before)
        self.assertIn("undo: 0", self.undo())

    def test_an_emptied_trash_cannot_be_undone(self):
        self.fill()
        self.apply("delete")
        self.run_program("dedupe", "--output", "out", "--empty-trash")
        self.assertEqual(self.state("out/trash"), {})
        self.undo()
        names = {os.path.basename(name) for name in self.state()}
        self.assertEqual(names, {"0.png", "1.png", "2.png", "link.png"})

    def test_what_has_changed_is_left(self):
        self.fill()
        self.run_program("dedupe", "--output", "out", "data", code=2)
        changed = self.folder / "data/1/1.png"
        status = changed.stat()
        changed.write_bytes(picture(1)[:-1] + b"\x83")
        os.utime(changed, ns=(status.st_atime_ns, status.st_mtime_ns))
        keeper = self.folder / "data/2/0.png"
        status = keeper.stat()
        keeper.write_bytes(picture(2)[:-1] + b"\x83")
        os.utime(keeper, ns=(status.st_atime_ns, status.st_mtime_ns))
        done = self.apply("delete")
        self.assertEqual(done["reasons"]["it has changed"], 1)
        self.assertEqual(done["reasons"]["its keeper has changed"], 3)
        self.assertTrue(changed.exists())

    def test_undo_needs_the_bytes_of_the_keeper(self):
        self.fill()
        self.apply("delete")
        keeper = self.folder / "data/1/0.png"
        data = keeper.read_bytes()
        keeper.write_bytes(b"something else")
        self.assertIn("its keeper", self.undo(code=3))
        keeper.write_bytes(data)
        self.undo()
        self.assertTrue((self.folder / "data/1/2.png").exists())

    def test_links_never_cost_the_picture(self):
        self.write("data/real.png", picture(1))
        os.symlink("real.png", self.folder / "data/a link.png")
        os.symlink("a link.png", self.folder / "data/b link.png")
        (self.folder / "data/sub").mkdir()
        os.symlink("sub", self.folder / "data/sub2")
        self.write("data/sub/c.png", picture(2))
        before = self.state()
        for action in ("delete", "move", "hardlink", "symlink"):
            done = self.apply(action, code=2)
            self.assertEqual(done["done"], 0, action)
            self.assertEqual(self.state(), before)

    def test_one_file_by_several_names_is_dropped_once(self):
        for action, done in (("delete", 9), ("move", 9)):
            shutil.rmtree(self.folder / "data", ignore_errors=True)
            self.fill()
            if not (self.folder / "again").exists():
                os.symlink("data", self.folder / "again")
            before = self.state()
            applied = self.apply(action, "again")
            self.assertEqual(applied["done"], done)
            self.assertNotIn("left", self.undo())
            self.assertEqual(self.state(), before)
            self.assertIn("undo: 0 pictures", self.undo())

    def test_shards_are_left(self):
        self.write("data/a.png", picture(1))
        shutil.make_archive(str(self.folder / "data/s"), "tar",
                            self.folder / "data", "a.png")
        done = self.apply("delete")
        self.assertEqual((done["done"], done["skipped"]), (0, 1))

    def test_a_file_whose_keeper_is_in_a_shard_goes_to_the_trash(self):
        self.write("data/z.png", picture(1))
        shutil.make_archive(str(self.folder / "data/s"), "tar",
                            self.folder / "data", "z.png")
        before = self.state()
        self.assertEqual(self.apply("hardlink")["done"], 0)
        self.assertEqual(self.apply("delete")["done"], 1)
        self.assertFalse((self.folder / "data/z.png").exists())
        self.undo()
        self.assertEqual(self.state(), before)

    def test_names_as_long_as_they_can_be_come_back(self):
        self.write("data/a.png", picture(1))
        self.write("data/" + 255 * "x", picture(1))
        before = self.state()
        for action in ("delete", "hardlink", "symlink", "move"):
            self.assertEqual(self.apply(action)["done"], 1)
            self.undo()
            self.assertEqual(self.state(), before)

    def test_odd_names_come_back(self):
        (self.folder / "data").mkdir()
        base = os.fsencode(self.folder) + b"/data/"
        for name in (b"a.png", b"\xff\xfe.png", b"new\nline.png"):
            with open(base + name, "wb") as file:
                file.write(picture(1))
        before = self.state()
        for action in ("move", "delete", "hardlink", "symlink"):
            self.assertEqual(self.apply(action)["done"], 2)
            self.undo()
            self.assertEqual(self.state(), before)

    def test_what_a_kill_left_is_not_written_into(self):
        self.fill()
        before = self.state()
        self.apply("delete")
        for name, link in (("1.png", os.link), ("2.png", os.symlink)):
            link(self.folder / "data/1/0.png",
                 self.folder / f"data/1/{name}.sleeve-new")
        self.undo()
        self.assertEqual(self.state(), before)

    def test_undo_clears_away_what_a_kill_left(self):
        self.fill()
        before = self.state()
        self.apply("hardlink")
        os.link(self.folder / "data/1/0.png",
                self.folder / "data/1/1.png.sleeve-new")
        self.undo()
        self.assertEqual(self.state(), before)

    def test_kills_lose_nothing(self):
        self.fill(pictures=12, copies=12)
        before = self.state()
        contents = {value[0] for value in before.values()
                    if isinstance(value, tuple)}
        dice = random.Random(5)
        self.run_program("dedupe", "--output", "out", "data", code=2)
        for action in ("delete", "hardlink", "move", "delete", "symlink"):
            run = subprocess.Popen(
                [PROGRAM, "--quiet", "dedupe", "--output", "out", "--keep",
                 "first", "--apply", action, "data"], cwd=self.folder,
                stdout=subprocess.DEVNULL)
            time.sleep(dice.uniform(0.01, 0.12))
            run.send_signal(signal.SIGKILL)
            run.wait()
            there = {value[0] for folder in ("data", "out/trash", "out/moved")
                     for value in self.state(folder).values()
                     if isinstance(value, tuple)}
            self.assertEqual(there & contents, contents)
            if dice.random() < 0.5:
                self.apply(action)  # a second run goes on
            self.undo()
            self.assertEqual(self.state(), before)

    def test_kills_while_undoing_lose_nothing(self):
        self.fill(pictures=12, copies=12)
        before = self.state()
        contents = {value[0] for value in before.values()
                    if isinstance(value, tuple)}
        dice = random.Random(6)
        for action in ("delete", "hardlink", "move", "symlink"):
            self.apply(action)
            for _ in range(4):
                run = subprocess.Popen(
                    [PROGRAM, "--quiet", "dedupe", "--output", "out",
                     "--undo"], cwd=self.folder, stdout=subprocess.DEVNULL)
                time.sleep(dice.uniform(0.002, 0.03))
                run.send_signal(signal.SIGKILL)
                run.wait()
                there = {value[0] for folder in ("data", "out/trash",
                                                 "out/moved")
                         for value in self.state(folder).values()
                         if isinstance(value, tuple)}
                self.assertEqual(there & contents, contents)
            self.undo()
            self.assertEqual(self.state(), before)

    def test_a_full_disk_stops_undo_until_there_is_room(self):
        """On a real file system of its own, which needs a namespace."""
        for copy in range(9):
            self.write(f"some/{copy}.png", picture(1) + bytes(9000))
        in_namespace = ["unshare", "--user", "--map-root-user", "--mount"]
        if subprocess.run(in_namespace + ["true"],
                          capture_output=True).returncode != 0:
            self.skipTest("no user namespaces here")
        script = """
            mkdir data && mount -t tmpfs -o size=200k tmpfs data || exit 9
            cp some/* data && sha256sum data/* >sums
            "$0" dedupe --output out --apply delete data
            cat /dev/zero >data/junk
            "$0" dedupe --output out --undo; echo $? >first
            rm data/junk
            "$0" dedupe --output out --undo; echo $? >second
            sha256sum --quiet --check sums && ls data >names
        """
        done = subprocess.run(in_namespace + ["sh", "-c", script, PROGRAM],
                              cwd=self.folder, capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 0, done)
        self.assertIn(b"No space left on device", done.stdout)
        self.assertEqual((self.folder / "first").read_text(), "3\n")
        self.assertEqual((self.folder / "second").read_text(), "0\n")
        self.assertEqual((self.folder / "names").read_text().split(),
                         [f"{copy}.png" for copy in range(9)])

    def test_without_a_journal_nothing_is_touched(self):
        self.fill()
        before = self.state()
        self.run_program("dedupe", "--output", "out", "--keep", "first", "data",
                         code=2)
        self.write("out/apply.jsonl", b"")

        def tight():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        done = subprocess.run(
            [PROGRAM, "dedupe", "--no-sandbox", "--output", "out", "--keep",
             "first", "--apply", "delete", "data"], cwd=self.folder,
            capture_output=True, preexec_fn=tight)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(self.state(), before)
        self.write("out/apply.jsonl", b'{"step": "nonsense"}\n')
        self.run_program("dedupe", "--output", "out", "--apply", "delete",
                         "data", code=1)
        self.assertEqual(self.state(), before)

    def test_what_was_recorded_and_not_done_is_no_matter(self):
        """A kill between the record and the change leaves the file there."""
        self.fill()
        before = self.state()
        self.apply("move", "--move-to", "elsewhere")
        os.rename(self.folder / "elsewhere/1/near.png",
                  self.folder / "data/1/near.png")
        self.undo()
        self.assertEqual(self.state(), before)

    def test_wrong_usage(self):
        self.fill()
        for arguments in (["--undo", "data"], ["--dry-run", "data"],
                          ["--apply", "burn", "data"],
                          ["--undo", "--empty-trash"], ["--empty-trash", "x"],
                          ["--move-to", "x", "data"]):
            self.run_program("dedupe", "--output", "out", *arguments, code=1)


if __name__ == "__main__":
    program.main()
