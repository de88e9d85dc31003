"""sleeve verify: whatever is changed in a run is found and named."""

import base64
import hashlib
import json
import random
import subprocess

import program

KEY = (b"-----BEGIN PRIVATE KEY-----\n"
       b"MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
       b"-----END PRIVATE KEY-----\n")


class VerifyTest(program.ProgramTest):

    def setUp(self):
        super().setUp()
        self.write("covers/1.png", program.picture(1))
        self.run_program("--quiet", "catalogue", "add", "--catalogue", "cat",
                         "covers")
        for seed in range(9):
            self.write(f"in/{seed}.png", program.picture(seed, 40, 40))
        self.write("key.pem", KEY)
        self.run_program("--quiet", "screen", "--catalogue", "cat", "--output",
                         "run", "--key", "key.pem", "--origin",
                         "example.com/log", "in", code=0)

    def verify(self, *arguments, code=0):
        record, = self.records("verify", *arguments, "run", code=code)
        return record

    def test_a_run_is_sound_and_signed(self):
        record = self.verify("--key", "run/checkpoint.key")
        self.assertEqual((record["status"], record["records"], record["signed"]),
                         ("sound", 9, True))
        summary = json.loads((self.folder / "run/summary.json").read_text())
        self.assertEqual(summary["evidence"]["merkle_root"], record["root"])
        key = (self.folder / "run/checkpoint.key").read_text().strip()
        self.assertTrue(self.verify("--key", key)["signed"])
        self.assertFalse(self.verify()["signed"])

    def test_any_changed_byte_is_named(self):
        path = self.folder / "run/evidence.jsonl"
        whole = path.read_bytes()
        for _ in range(25):
            at = random.randrange(len(whole))
            changed = bytearray(whole)
            changed[at] ^= 1 << random.randrange(8)
            path.write_bytes(changed)
            record = self.verify(code=2)
            line = whole[:at].count(b"\n") + 1
            if whole[at] != 10 and changed[at] != 10:
                self.assertEqual((record["status"], record["line"]),
                                 ("bad_record", line))
            else:
                self.assertNotEqual(record["status"], "sound")
        for damaged in (whole[:-1], whole[:whole.index(b"\n") + 1],
                        whole + b"{}\n", b""):
            path.write_bytes(damaged)
            self.assertEqual(self.verify(code=2)["status"], "bad_log")

    def test_changed_leaves_and_checkpoints_are_noticed(self):
        leaves = self.folder / "run/leaves.bin"
        whole = leaves.read_bytes()
        leaves.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        self.assertEqual(self.verify(code=2)["status"], "bad_log")
        leaves.write_bytes(whole)
        note = self.folder / "run/checkpoint"
        text = note.read_text()
        note.write_text(text[:-3] + "A=\n")
        for key in ((), ("--key", "run/checkpoint.key")):
            record = self.verify(*key, code=3)
            self.assertEqual(record["status"], "bad_signature")
        note.write_text("words")
        self.run_program("verify", "run", code=1)

    def test_a_changed_byte_of_any_file_is_found(self):
        self.run_program("--quiet", "screen", "--catalogue", "cat", "--output",
                         "plain", "in", code=0)
        for run, count in (("run", 9), ("plain", 8)):
            files = sorted((self.folder / run).iterdir())
            self.assertEqual(len(files), count)
            for path in files:
                self.change_and_verify(run, path)
            self.run_program("verify", run)

    def change_and_verify(self, run, path):
        whole = path.read_bytes()
        for at in random.sample(range(len(whole)), 5):
            changed = bytearray(whole)
            changed[at] ^= 1 << random.randrange(8)
            path.write_bytes(changed)
            done = subprocess.run(
                [program.PROGRAM, "verify", run], cwd=self.folder, timeout=60,
                capture_output=True, text=True)
            self.assertIn(done.returncode, (1, 2, 3), (path, at))
            if path.stem not in ("checkpoint", "evidence", "leaves"):
                self.assertEqual(done.returncode, 2)
                self.assertIn(f"bad_file: {path.name} ", done.stdout)
        path.write_bytes(whole)

    def test_an_earlier_checkpoint_must_be_a_beginning(self):
        lines = (self.folder / "run/evidence.jsonl").read_bytes().splitlines()
        leaf = hashlib.sha256(b"\0" + lines[0]).digest()
        for digest, code in ((leaf, 0), (bytes(32), 3)):
            note = b"example.com/log\n1\n" + base64.b64encode(digest) + b"\n"
            self.write("earlier", note)
            self.verify("--earlier", "earlier", code=code)

    def test_proofs_lead_to_the_root(self):
        proof, = self.records("verify", "--prove", "3", "run")
        node, at, last = bytes.fromhex(proof["leaf"]), 2, proof["tree_size"] - 1
        for step in map(bytes.fromhex, proof["path"]):
            if at % 2 or at == last:
                node = hashlib.sha256(b"\1" + step + node).digest()
                while at and at % 2 == 0:
                    at, last = at // 2, last // 2
            else:
                node = hashlib.sha256(b"\1" + node + step).digest()
            at, last = at // 2, last // 2
        self.assertEqual(node.hex(), proof["root"])
        self.run_program("verify", "--prove", "10", "run", code=1)

    def test_a_changed_log_is_never_continued(self):
        run = self.folder / "run"
        for name in ("summary.json", "summary.txt", "checkpoint"):
            (run / name).unlink()
        text = (run / "evidence.jsonl").read_bytes()
        (run / "evidence.jsonl").write_bytes(text.replace(b"no_signal",
                                                          b"licensed!", 1))
        arguments = ("--quiet", "screen", "--catalogue", "cat", "--output",
                     "run", "in")
        self.run_program(*arguments, code=1)
        self.assertIn("line 1 ", self.stderr)
        (run / "evidence.jsonl").write_bytes(text.replace(
            b'"sha256":"', b'"sha256":"x', 1))
        self.run_program(*arguments, code=1)
        self.assertIn("was changed", self.stderr)

    def test_bad_keys_and_names_are_refused(self):
        self.write("bad.pem", b"words")
        for options in (["--key", "bad.pem"], ["--origin", "a b"],
                        ["--key", "none.pem"]):
            self.run_program("screen", "--catalogue", "cat", "--output", "new",
                             *options, "in", code=1)
        self.run_program("verify", "--key", "none", "run", code=1)
        self.run_program("verify", "nowhere", code=1)


if __name__ == "__main__":
    program.main()
