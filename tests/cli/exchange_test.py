"""sleeve catalogue export and import of exchange files."""

import json
import random
import subprocess

import program

ORIGIN = "label.example/artwork"


def rich(seed, side=400):
    """Samples with enough corners for a part of them to be known again."""
    dice = random.Random(seed)
    grey = bytearray([128]) * (side * side)
    for _ in range(900):
        left, top = dice.randrange(side), dice.randrange(side)
        end = min(side, left + dice.randrange(4, 50))
        bottom = min(side, top + dice.randrange(4, 50))
        line = bytes([dice.randrange(256)]) * (end - left)
        for row in range(top, bottom):
            grey[row * side + left:row * side + end] = line
    return grey


def key_file(test, name):
    path = test.folder / name
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", path],
                   check=True, capture_output=True)
    return path


class ExchangeTest(program.ProgramTest):

    def setUp(self):
        super().setUp()
        for seed in (1, 2, 3):
            self.write(f"covers/{seed}.png", program.png(400, 400, rich(seed)))
        self.run_program("--quiet", "catalogue", "add", "--catalogue", "label",
                         "covers")
        self.write("r.jsonl", json.dumps(
            {"record": "artwork", "artwork_id": "covers/1.png",
             "party": "p"}).encode() + b"\n" + json.dumps(
                 {"record": "party", "party": "p", "name": "Label"}).encode())
        self.run_program("catalogue", "import", "--catalogue", "label",
                         "r.jsonl")
        self.key = key_file(self, "key.pem")

    def export(self, catalogue="label", to="label.exchange", key="key.pem",
               origin=ORIGIN):
        done, = self.records("catalogue", "export", "--catalogue", catalogue,
                             "--output", to, "--origin", origin, "--key", key)
        self.verifier = done["verifier"]
        return done

    def bring(self, *arguments, catalogue="mine", code=0, keys=None):
        named = [part for key in keys or [self.verifier]
                 for part in ("--key", key)]
        out = self.run_program("--json", "catalogue", "import", "--catalogue",
                               catalogue, *named,
                               *(arguments or ["label.exchange"]), code=code)
        return json.loads(out) if code == 0 else None

    def whole(self, catalogue):
        """What a catalogue says, artworks and rights."""
        return (self.run_program("catalogue", "list", "--catalogue", catalogue),
                self.run_program("catalogue", "export", "--catalogue",
                                 catalogue))

    def test_another_finds_the_cropped_cover(self):
        done = self.export()
        self.assertEqual((done["artworks"], done["records"], done["removals"]),
                         (3, 2, 0))
        text = (self.folder / "label.exchange").read_bytes()
        self.assertNotIn(b"IHDR", text)
        done = self.bring()
        self.assertEqual((done["added"], done["changed"]), (3, 2))
        grey = rich(1)
        part = b"".join(grey[row * 400 + 40:row * 400 + 380]
                        for row in range(60, 390))
        self.write("crop.png", program.png(340, 330, part))
        record, = self.records("match", "--catalogue", "mine", "--effort",
                               "thorough", "crop.png", code=2)
        self.assertEqual(record["matches"][0]["artwork_id"], "covers/1.png")
        self.run_program("--quiet", "screen", "--catalogue", "mine", "--output",
                         "out", "crop.png", code=2)
        evidence = json.loads((self.folder / "out/evidence.jsonl").read_text())
        self.assertEqual(evidence["works"][0]["holder"], "Label")

    def test_twice_is_once_and_the_newer_wins(self):
        self.export()
        self.bring()
        before = self.whole("mine")
        again = self.bring()
        self.assertEqual((again["added"], again["changed"], again["unchanged"],
                          again["notes"]), (0, 0, 3, []))
        self.assertEqual(self.whole("mine"), before)
        self.assertEqual(before, self.whole("label"))
        old = (self.folder / "label.exchange").read_bytes()
        self.write("covers/2.png", program.picture(7, 300, 300))
        self.run_program("--quiet", "catalogue", "add", "--catalogue", "label",
                         "covers")
        self.run_program("catalogue", "remove", "--catalogue", "label",
                         "covers/3.png")
        self.write("r.jsonl", b'{"record": "party", "party": "p", '
                              b'"name": "Label Group"}\n'
                              b'{"record": "artwork", "removed": true, '
                              b'"artwork_id": "covers/1.png", "party": "p"}')
        self.run_program("catalogue", "import", "--catalogue", "label",
                         "r.jsonl")
        self.export()
        done = self.bring()
        self.assertEqual((done["replaced"], done["removed"], done["changed"],
                          done["notes"]), (1, 1, 2, []))
        self.assertEqual(self.whole("mine"), self.whole("label"))
        self.write("old.exchange", old)
        late = self.bring("old.exchange")
        self.assertEqual((late["older"], late["added"]), (4, 0))
        self.assertEqual(self.whole("mine"), self.whole("label"))
        # The order of merging does not matter.
        self.bring("old.exchange", "label.exchange", catalogue="other")
        self.assertEqual(self.whole("other"), self.whole("label"))

    def test_two_origins_that_disagree_are_told(self):
        self.export()
        first = self.verifier
        self.write("elsewhere/covers/1.png", program.picture(8, 300, 300))
        subprocess.run([program.PROGRAM, "--quiet", "catalogue", "add",
                        "--catalogue", self.folder / "two", "covers/1.png"],
                       cwd=self.folder / "elsewhere", check=True,
                       capture_output=True)
        self.export("two", "two.exchange", key_file(self, "2.pem"), "b.example")
        one = self.bring("label.exchange", "two.exchange",
                         keys=[first, self.verifier])
        self.assertEqual(len(one["notes"]), 1)
        self.assertIn("covers/1.png", one["notes"][0])
        self.assertIn("b.example", one["notes"][0])
        self.bring("two.exchange", "label.exchange", catalogue="swapped",
                   keys=[first, self.verifier])
        self.assertEqual(self.whole("swapped"), self.whole("mine"))

    def test_what_is_not_as_it_was_signed_is_refused(self):
        self.export()
        text = (self.folder / "label.exchange").read_bytes()
        lines = text.splitlines(keepends=True)
        for name, changed in {
                "flipped": text.replace(b"covers/2", b"covers/9", 1),
                "dropped": b"".join(lines[:2] + lines[3:]),
                "swapped": b"".join(lines[:1] + [lines[2], lines[1]] + lines[3:]),
                "cut": b"".join(lines[:-1]), "half": text[:len(text) // 2],
                "longer": text + lines[1], "empty": text[:20],
                "no_json": lines[0] + b"x\n" + b"".join(lines[1:])}.items():
            self.write(name, changed)
            self.bring(name, code=1)
            self.assertIn(name, self.stderr)
        self.assertFalse((self.folder / "mine").exists())
        other = key_file(self, "other.pem")
        self.export(to="forged", key=other)
        forged = self.verifier
        self.export()
        self.bring("forged", code=1)
        self.assertIn("is not signed by the key of", self.stderr)
        self.bring(keys=[forged.replace(ORIGIN, "x")], code=1)
        self.bring(keys=["nonsense"], code=1)
        newer = text.replace(b'{"sleeve_exchange":1', b'{"sleeve_exchange":2')
        self.write("newer", newer)
        self.bring("newer", code=1)
        self.assertIn("version 2", self.stderr)

    def test_without_a_signature_it_must_be_accepted(self):
        self.run_program("catalogue", "export", "--catalogue", "label",
                         "--output", "bare", "--origin", ORIGIN)
        self.assertIn("not signed", self.stderr)
        for arguments in (["bare"], ["--key", "x", "bare"]):
            self.run_program("catalogue", "import", "--catalogue", "mine",
                             *arguments, code=1)
        self.run_program("catalogue", "import", "--catalogue", "mine",
                         "--unsigned", "bare")
        self.assertEqual(self.whole("mine"), self.whole("label"))
        text = (self.folder / "bare").read_bytes()
        self.write("bare", text.replace(b"Label", b"Lapel"))
        self.run_program("catalogue", "import", "--catalogue", "mine",
                         "--unsigned", "bare", code=1)
        self.run_program("catalogue", "export", "--catalogue", "label",
                         "--output", "x", "--origin", "a b", code=1)


if __name__ == "__main__":
    program.main()
