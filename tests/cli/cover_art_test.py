"""sleeve catalogue import of the Cover Art Archive and of audio files."""

import json

import audio_files
import program

MBID = "76df3287-6cda-33eb-8e9a-044b5e15ffdd"


class CoverArtTest(program.ProgramTest):

    def bring(self, *arguments, code=0):
        record, = self.records("catalogue", "import", "--catalogue", "cat",
                               *arguments, code=code)
        return record

    def exported(self, kind):
        text = self.run_program("catalogue", "export", "--catalogue", "cat")
        rows = [json.loads(line) for line in text.splitlines()]
        return [row for row in rows if row["record"] == kind]

    def matches(self, seed):
        path = self.write(f"q{seed}.png", program.picture(seed))
        record, = self.records("match", "--catalogue", "cat", path, code=2)
        return [match["artwork_id"] for match in record["matches"]]

    def archive(self, **changes):
        front = {"types": ["Front"], "front": True, "back": False, "id": 829521842,
                 "approved": True, "image": f"http://x/release/{MBID}/1.jpg"}
        back = {"types": ["Back", "Spine"], "back": True, "id": "829521843",
                "approved": False}
        return json.dumps({"images": [front, back],
                           "release": f"https://musicbrainz.org/release/{MBID}",
                           **changes}).encode()

    def test_a_folder_of_the_archive(self):
        folder = f"caa/mbid-{MBID}"
        self.write(f"{folder}/index.json", self.archive())
        self.write(f"{folder}/mbid-{MBID}-829521842_thumb250.png",
                   program.picture(9, 60, 60))
        self.write(f"{folder}/mbid-{MBID}-829521842.png", program.picture(1))
        self.write(f"{folder}/829521843-500.png", program.picture(2))
        self.write(f"{folder}/release.json", json.dumps({
            "id": MBID, "title": "Album", "barcode": "012345678905",
            "artist-credit": [{"name": "A", "joinphrase": " & "}, {"name": "B"}],
            "label-info": [{"catalog-number": "EXR-1",
                            "label": {"name": "Example"}}, {"label": None}],
            "media": [{"tracks": [{"recording": {"isrcs": ["ZZX992400001",
                                                           "ZZX992400002"]}}]}],
        }).encode())
        done = self.bring("caa", "--holder", "name:Example")
        self.assertEqual((done["added"], done["faults"]), (2, []))
        self.assertEqual(self.matches(1), [f"caa:{MBID}/829521842"])
        front, back = self.exported("artwork")
        self.assertEqual((front["image_type"], front["party"], front["work"]),
                         ("FrontCoverImage", "name:Example",
                          "icpn:00012345678905"))
        self.assertEqual((back["image_type"], back["note"]),
                         ("BackCoverImage", "not approved"))
        work, = self.exported("work")
        self.assertEqual((work["artist"], work["catno"], work["label"],
                          work["mbid"], work["isrc"]),
                         ("A & B", "EXR-1", "Example", MBID,
                          "ZZX992400001 ZZX992400002"))
        again = self.bring("caa", "--holder", "name:Example")
        self.assertEqual((again["changed"], again["unchanged"]), (0, 2))

    def test_names_alone_tell_the_release(self):
        self.write(f"caa/mbid-{MBID}-12-500.png", program.picture(1))
        self.write("caa/holiday.png", program.picture(2))
        self.assertEqual(self.bring("caa")["added"], 1)
        self.assertEqual(self.exported("work")[0]["work"], f"mbid:{MBID}")

    def test_json_alone_and_broken_json(self):
        self.write("a/index.json", self.archive())
        done = self.bring("a/index.json")
        self.assertEqual((done["added"], len(done["notes"])), (0, 2))
        self.write("b/index.json", self.archive(release="nobody"))
        self.write("b/x.json", b"{")
        self.write("b/y.json", b'{"images": [1, {"id": {}}, null], "release": "'
                   + MBID.encode() + b'"}')
        self.write("b/z.json", b'{"images": [], "release": 7}')
        done = self.bring("b", code=3)
        self.assertEqual(len(done["faults"]), 6)

    def test_deeply_nested_json_is_none(self):
        deep = b"[" * 300_000 + b"]" * 300_000
        self.write("a/index.json", b'{"images": %s, "release": "%s"}' % (
            deep, MBID.encode()))
        self.write("deep.jsonl", b'{"record": "work", "work": "w", "title": %s}'
                   % deep)
        self.assertEqual(self.bring("a", code=3)["faults"],
                         ["a/index.json: is not JSON"])
        for name in ("a/index.json", "deep.jsonl"):
            self.assertEqual(self.bring(name, code=3)["faults"],
                             [f"{name}:1: not a JSON object"])

    def test_audio_files_bring_their_covers_once(self):
        one, two = program.picture(1), program.picture(2)
        release = "icpn:00012345678905"
        self.write("m/1.mp3", audio_files.mp3(
            {"TALB": "Album", "TPE1": "Band", "TPE2": "The Band", "TPUB": "Ex",
             "TSRC": "ZZX992400001", "BARCODE": "012345678905",
             "CATALOGNUMBER": "EXR-1", "MusicBrainz Album Id": MBID}, one))
        vorbis = {"ALBUM": "Album", "ARTIST": "The Band", "LABEL": "Ex",
                  "BARCODE": "0 12345 67890 5", "ISRC": "ZZX992400001"}
        self.write("m/2.flac", audio_files.flac(vorbis, one))
        self.write("m/3.ogg", audio_files.ogg(vorbis, two, kind=4))
        self.write("m/4.m4a", audio_files.m4a(
            {b"\xa9alb": "Album", b"\xa9ART": "The Band",
             "BARCODE": "012345678905", "ISRC": "ZZX992400001"}, two))
        done = self.bring("m", "--holder", "name:Ex")
        self.assertEqual((done["added"], done["faults"]), (2, []))
        self.assertEqual([a.split("/")[0] for a in self.matches(1)], [release])
        self.assertEqual([a.split("/")[0] for a in self.matches(2)], [release])
        work, = self.exported("work")
        self.assertEqual((work["title"], work["artist"], work["label"],
                          work["catno"], work["mbid"], work["isrc"]),
                         ("Album", "The Band", "Ex", "EXR-1", MBID,
                          "ZZX992400001"))
        types = {row["artwork_id"]: row["image_type"]
                 for row in self.exported("artwork")}
        self.assertEqual(sorted(types.values()),
                         ["BackCoverImage", "FrontCoverImage"])
        self.assertEqual(self.bring("m", "--holder", "name:Ex")["changed"], 0)

    def test_bad_audio_files(self):
        self.write("m/1.mp3", audio_files.mp3({"TALB": "A"}, b"no picture"))
        self.write("m/2.flac", b"fLaC" + b"\xff" * 50)
        self.write("m/3.ogg", b"OggS")
        self.write("m/4.m4a", b"\xff" * 100)
        self.write("m/5.mp3", audio_files.mp3({"TALB": "A"}, b"http://x",
                                              media="-->"))
        self.write("m/6.opus", b"")
        done = self.bring("m", code=3)
        self.assertEqual(done["added"], 0)
        self.assertIn("m/1.mp3: picture: ", done["faults"][-1])
        self.run_program("catalogue", "import", "--catalogue", "cat",
                         "m/none.mp3", code=1)


if __name__ == "__main__":
    program.main()
