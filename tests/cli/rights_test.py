"""sleeve rights: what pictures say about the rights in them."""

import io
import json
import struct
import tarfile
import zlib

import program

XMP = ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
       '<rdf:Description xmlns:p="http://ns.useplus.org/ldf/xmp/1.0/" '
       'p:DataMining="http://ns.useplus.org/ldf/vocab/%s"/></rdf:RDF>')


def chunk(kind, data):
    crc = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def with_xmp(png, code, packed=False):
    """The PNG with an XMP packet behind its header."""
    packet = (XMP % code).encode()
    text = b"XML:com.adobe.xmp\0%c\0\0\0" % packed
    text += zlib.compress(packet) if packed else packet
    return png[:33] + chunk(b"iTXt", text) + png[33:]


class RightsTest(program.ProgramTest):

    def test_prints_signals_and_verdicts(self):
        self.write("a.png", program.picture(1))
        self.write("b.png", with_xmp(program.picture(1), "DMI-PROHIBITED"))
        lines = self.run_program("--quiet", "rights", "a.png", "b.png",
                                 code=2).decode().splitlines()
        self.assertEqual(lines[0], "a.png\tno_signal\tnothing found")
        self.assertTrue(lines[1].startswith("b.png\texclude_reserved\t"))
        self.assertTrue(lines[2].startswith("\txmp.plus\tplus:DataMining\t"))

    def test_json_has_every_channel(self):
        self.write("b.png", with_xmp(program.picture(1), "DMI-PROHIBITED", True))
        record, = self.records("--quiet", "rights", "b.png", code=2)
        self.assertEqual(record["verdict"], "exclude_reserved")
        channels = record["rights"]["channels"]
        self.assertEqual(channels["xmp.plus"], "present")
        self.assertEqual(channels["exif"], "absent")
        self.assertEqual(channels["http.tdmrep"], "not_checked")
        signal, = record["rights"]["signals"]
        self.assertEqual(signal["effects"]["training"], "reserved")
        self.assertEqual(signal["raw"],
                         "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED")

    def test_what_cannot_be_read_is_undecided(self):
        self.write("x.png", b"words")
        self.write("cut.png", with_xmp(program.picture(1), "DMI-ALLOWED")[:90])
        records = self.records("--quiet", "rights", "x.png", "cut.png", code=3)
        self.assertEqual(records[0]["problem"], "not_a_picture")
        self.assertEqual(records[1]["verdict"], "review")
        self.assertEqual(records[1]["rights"]["channels"]["xmp.plus"],
                         "malformed")
        self.run_program("--quiet", "rights", "nowhere.png", code=1)

    def screen(self, *arguments, code):
        self.run_program("--quiet", "screen", "--catalogue", "cat", "--output",
                         "out", "--restart", *arguments, code=code)
        text = (self.folder / "out/evidence.jsonl").read_text()
        return [json.loads(line) for line in text.splitlines()]

    def test_screen_excludes_what_is_reserved(self):
        self.write("covers/1.png", program.picture(1))
        self.run_program("--quiet", "catalogue", "add", "--catalogue", "cat",
                         "covers")
        self.write("b.png", with_xmp(program.picture(7), "DMI-PROHIBITED"))
        self.write("p.png", with_xmp(program.picture(1), "DMI-ALLOWED"))
        for sandbox in ([], ["--no-sandbox"]):
            reserved, permitted = self.screen(*sandbox, "b.png", "p.png",
                                              code=2)
            self.assertEqual(reserved["verdict"], "exclude_reserved")
            self.assertEqual(reserved["rule"], "reserved")
            # A permission does not clear a match, and is told.
            self.assertEqual(permitted["verdict"], "exclude_match")
            self.assertTrue(permitted["conflict"])

    def test_policies_decide_doubtful_cases(self):
        self.write("covers/1.png", program.picture(1))
        self.run_program("--quiet", "catalogue", "add", "--catalogue", "cat",
                         "covers")
        self.write("g.png", with_xmp(program.picture(7),
                                     "DMI-PROHIBITED-GENAIMLTRAINING"))
        self.write("p.json", json.dumps({
            "name": "search", "version": "1", "uses": ["search_index"]
        }).encode())
        evidence, = self.screen("g.png", code=2)
        self.assertEqual(evidence["verdict"], "exclude_reserved")
        evidence, = self.screen("--policy", "p.json", "g.png", code=0)
        self.assertEqual(evidence["verdict"], "no_signal")
        self.run_program("screen", "--catalogue", "cat", "--output", "out",
                         "g.png", code=1)
        self.assertIn("the policy", self.stderr)
        self.write("bad.json", b'{"name": "x", "malformed": 3}')
        self.run_program("screen", "--catalogue", "cat", "--output", "new",
                         "--policy", "bad.json", "g.png", code=1)
        self.assertIn("bad.json", self.stderr)

    def test_reads_what_lies_beside(self):
        self.write("a.png", program.picture(1))
        self.write("a.json", json.dumps({
            "url": "https://example.com/a.png",
            "headers": {"X-Robots-Tag": "noindex, noai"}}).encode())
        self.write("b.png", program.picture(2))
        self.write("b.png.headers", b"HTTP/1.1 200 OK\r\ntdm-reservation: 1\r\n")
        self.write("c.png", program.picture(3))
        self.write("c.xmp", (XMP % "DMI-PROHIBITED").encode())
        self.write("d.png", program.picture(4))
        self.write("d.json", b'{"url": "https://example.com/private/d.png"}')
        self.write("sites/example.com/robots.txt",
                   b"User-agent: *\nDisallow: /private/\n")
        names = [f"{name}.png" for name in "abcd"]
        records = self.records("--quiet", "rights", "--sites", "sites", *names,
                               code=2)
        self.assertEqual([r["verdict"] for r in records],
                         ["exclude_reserved"] * 4)
        self.assertEqual([r["rule"] for r in records],
                         ["reserved"] * 3 + ["crawler_rules"])
        channels = records[0]["rights"]["channels"]
        self.assertEqual(channels["site.tdmrep"], "absent")
        self.assertEqual(channels["html.meta"], "not_checked")
        self.run_program("rights", "--sites", "none", "a.png", code=1)

    def test_what_lies_beside_and_is_too_large_is_not_absent(self):
        self.write("a.png", program.picture(1))
        self.write("a.xmp", (XMP % "DMI-PROHIBITED").encode() +
                   b" " * (1 << 20))
        record, = self.records("--quiet", "rights", "a.png", code=3)
        self.assertEqual((record["verdict"], record["rule"]),
                         ("review", "malformed"))
        self.assertEqual(record["rights"]["channels"]["xmp.plus"], "malformed")

    def test_rows_of_shards_come_with_their_json(self):
        members = []
        for i, extension in enumerate(["jpg", "png"]):  # before, behind json
            members += [(f"{i}.{extension}", program.picture(i)),
                        (f"{i}.json", json.dumps({
                            "url": f"https://example.com/{i}",
                            "headers": {"X-Robots-Tag": "noai"} if i else {}
                        }).encode())]
        members.append(("2.jpg", program.picture(2)))
        with tarfile.open(self.folder / "s.tar", "w") as tar:
            for name, data in sorted(members):
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        records = self.records("--quiet", "rights", "s.tar", code=2)
        self.assertEqual([r["verdict"] for r in records],
                         ["no_signal", "exclude_reserved", "no_signal"])
        statuses = [r["rights"]["channels"]["http.x-robots-tag"]
                    for r in records]
        self.assertEqual(statuses, ["absent", "present", "not_checked"])

    def test_certificates_to_trust_must_be_some(self):
        self.write("a.png", program.picture(1))
        self.write("text.pem", b"no certificate")
        for verb in (["rights"], ["screen", "--catalogue", "x", "--output",
                                  "y"]):
            self.run_program(*verb, "--trust", "text.pem", "a.png", code=1)
            self.assertIn("no certificate", self.stderr)
            self.run_program(*verb, "--trust", "none.pem", "a.png", code=1)
            self.assertIn("cannot be read", self.stderr)


if __name__ == "__main__":
    program.main()
