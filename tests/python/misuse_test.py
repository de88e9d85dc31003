"""What misuse and bad luck get: exceptions, and neither crashes nor leaks."""
import gc
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import threading
import unittest

import numpy as np
import sleeve
import sleeve._library as library

import support
from support import picture


def resident_pages():
    """Nothing to compare under the address sanitizer, which keeps what is freed
    and tells of leaks itself."""
    if "libasan" in pathlib.Path("/proc/self/maps").read_text():
        return 0
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1])


class MisuseTest(support.Test):

    def catalogue(self, count=3):
        catalogue = sleeve.Catalogue(self.folder / "covers", "create")
        self.addCleanup(catalogue.close)
        catalogue.add({f"{i}": picture(i) for i in range(count)})
        return catalogue

    def test_closed_objects_say_so(self):
        catalogue = self.catalogue()
        screener = catalogue.screener(sandbox=False)
        index = sleeve.Index(np.zeros((2, 32), np.uint8))
        screener.check([picture(1)])
        for thing in (screener, index, catalogue):
            thing.close()
            thing.close()
        self.assertIn("closed", repr(catalogue))
        self.assertIn("closed", repr(index))
        for call in (lambda: screener.check([picture(1)]),
                     lambda: index.within(np.zeros((1, 32), np.uint8), 1),
                     lambda: len(index), lambda: len(catalogue),
                     lambda: catalogue.match(picture(1)),
                     lambda: catalogue.add(picture(1), "a"),
                     lambda: catalogue.info(), lambda: list(catalogue),
                     lambda: catalogue.calibration, lambda: screener.models):
            with self.assertRaises(sleeve.Closed):
                call()

    def test_names_hold_no_nul(self):
        codes = np.zeros((2, 32), np.uint8)
        for call in (lambda: sleeve.Catalogue("a\0b"),
                     lambda: sleeve.open_snapshot("a\0b"),
                     lambda: sleeve.Index.open("a\0b"),
                     lambda: sleeve.Index(codes).save("a\0b"),
                     lambda: sleeve.screen("a\0b", catalogue="c", output="o"),
                     lambda: sleeve.dedupe("a", output="o\0p"),
                     lambda: sleeve.calibrate("a\0b", rate=0.1),
                     lambda: sleeve.compare(picture(1), "a\0b"),
                     lambda: sleeve.hash_batch(["a\0b"])):
            with self.assertRaisesRegex(sleeve.InvalidArgument, "NUL"):
                call()

    def test_closing_while_others_use_it(self):
        catalogue = self.catalogue()
        pictures = [picture(1)] * 100
        outcomes = []

        def use():
            try:
                for _ in range(20):
                    outcomes.append(len(catalogue.match_batch(pictures)))
            except sleeve.Closed:
                outcomes.append("closed")

        threads = [threading.Thread(target=use) for _ in range(4)]
        for thread in threads:
            thread.start()
        while not outcomes:
            pass
        catalogue.close()
        for thread in threads:
            thread.join()
        self.assertLessEqual(set(outcomes), {100, "closed"})

    def test_many_threads_share_a_catalogue(self):
        catalogue = self.catalogue(6)
        failures = []

        def use(seed):
            try:
                for _ in range(5):
                    match, = catalogue.match(picture(seed))
                    assert match.artwork_id == str(seed)
                    catalogue.add(picture(100 + seed), f"new {seed}")
            except Exception as error:  # told below
                failures.append(error)

        threads = [threading.Thread(target=use, args=(seed,))
                   for seed in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assertEqual(len(catalogue), 12)

    def in_child(self, work):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                work()
                code = 0
            except BaseException as error:  # told by the exit code
                print(repr(error), file=sys.stderr)
            finally:
                os._exit(code)
        return os.waitpid(child, 0)[1]

    def test_after_fork(self):
        catalogue = self.catalogue()
        screener = catalogue.screener()
        webp = picture(1, "WEBP")
        self.assertEqual(screener.check([webp])[0].verdict, "exclude_match")
        index = sleeve.Index(catalogue.codes, "flat")
        index.nearest(catalogue.codes, 1)

        def work():
            sleeve.hash_batch([webp] * 100)
            assert screener.check([webp])[0].verdict == "exclude_match"
            assert len(catalogue.match(webp)) == 1  # the snapshot lives on
            for call in (lambda: catalogue.info(),
                         lambda: catalogue.add(picture(9), "9"),
                         lambda: index.nearest(catalogue.codes, 1)):
                try:
                    call()
                except sleeve.InvalidArgument as error:
                    assert "fork" in str(error)
                else:
                    raise AssertionError("not refused")
            with sleeve.Catalogue(self.folder / "covers", "write") as again:
                again.add(picture(9), "9")

        self.assertEqual(self.in_child(work), 0)
        self.assertEqual(screener.check([webp])[0].verdict, "exclude_match")
        catalogue.refresh()
        self.assertIn("9", catalogue)
        self.assertEqual(catalogue.verify(), [])

    def test_a_catalogue_removed_underneath(self):
        catalogue = self.catalogue()
        self.assertEqual(len(catalogue.match(picture(1))), 1)
        shutil.rmtree(self.folder / "covers")
        self.assertEqual(len(catalogue.match(picture(1))), 1)
        for call in (lambda: catalogue.add(picture(9), "9"),
                     lambda: sleeve.Catalogue(self.folder / "covers")):
            with self.assertRaises(sleeve.Error):
                call()
        self.write("covers", b"a file now")
        with self.assertRaises(sleeve.Error):
            sleeve.Catalogue(self.folder / "covers", "create")

    def test_a_catalogue_locked_by_another(self):
        catalogue = self.catalogue()
        other = sqlite3.connect(self.folder / "covers/catalogue.db",
                                isolation_level=None)
        self.addCleanup(other.close)
        other.execute("BEGIN IMMEDIATE")
        with self.assertRaisesRegex(sleeve.IoError, "being written"):
            catalogue.add(picture(9), "9")
        self.assertEqual(len(catalogue.match(picture(1))), 1)
        other.execute("ROLLBACK")
        self.assertEqual(catalogue.add(picture(9), "9")[0].status, "added")

    def test_a_catalogue_overwritten_with_rubbish(self):
        self.catalogue().close()
        (self.folder / "covers/catalogue.db").write_bytes(b"rubbish" * 999)
        with self.assertRaises(sleeve.Corrupt):
            sleeve.Catalogue(self.folder / "covers")

    def test_leaks_neither_files_nor_memory(self):
        data, array = picture(1), support.draw(1)
        with sleeve.Catalogue(self.folder / "covers", "create") as catalogue:
            catalogue.add(data, "a")

        def use():
            with sleeve.Catalogue(self.folder / "covers") as one:
                one.match(data)
                one.match_batch([data, array, b"", None])
                one.nearest(data)
                with one.screener() as screener:
                    screener.check([data])
            sleeve.hash_batch([data, array])
            with self.assertRaises(sleeve.BadPicture):
                sleeve.hash(b"x")
            sleeve.Index(np.zeros((5, 32), np.uint8)).within(
                np.zeros((1, 32), np.uint8), 3)
            sleeve.compare(data, array)
            sleeve.calibrate(self.folder / "covers", rate=0.02)
            with self.assertRaises(sleeve.InvalidArgument):
                sleeve.calibrate(self.folder / "covers", rate=2)
            list(sleeve.hash_stream(iter([data, array, b"x"]), batch=2))
            gc.collect()

        use()
        files, references = support.open_files(), sys.getrefcount(data)
        arrays = sys.getrefcount(array)
        for _ in range(5):
            use()
        self.assertEqual(support.open_files(), files)
        self.assertEqual(sys.getrefcount(data), references)
        self.assertEqual(sys.getrefcount(array), arrays)
        # Many calls more: neither objects nor pages pile up.
        objects, before = len(gc.get_objects()), resident_pages()
        for _ in range(12):
            use()
        self.assertLess(len(gc.get_objects()) - objects, 100)
        self.assertLess(resident_pages() - before, 2048)  # 8 MB

    def test_memory_stays_flat(self):
        pictures = [picture(seed) for seed in range(20)]
        for _ in range(10):
            sleeve.hash_batch(pictures)
        before = resident_pages()
        for _ in range(60):
            sleeve.hash_batch(pictures)
        self.assertLess(resident_pages() - before, 4096)  # 16 MB

    def load(self, code="", **variables):
        return subprocess.run(
            [sys.executable, "-c", "import sleeve\n" + code],
            env={**os.environ, **variables}, capture_output=True, text=True,
            check=False)

    def test_a_library_of_another_version_or_none(self):
        done = self.load(SLEEVE_LIBRARY=str(self.folder / "none.so"))
        self.assertIn("cannot be loaded", done.stderr)
        done = self.load(SLEEVE_LIBRARY="/lib/x86_64-linux-gnu/libc.so.6" if
                         os.path.exists("/lib/x86_64-linux-gnu/libc.so.6")
                         else sys.executable)
        self.assertIn("ImportError", done.stderr)
        compiler = shutil.which("cc")
        if compiler:
            source = self.write("old.c", b"int sleeve_version(void) "
                                         b"{ return 700; }\n")
            old = self.folder / "old.so"
            subprocess.run([compiler, "-shared", "-fPIC", "-o", old, source],
                           check=True)
            done = self.load(SLEEVE_LIBRARY=str(old))
            self.assertIn("version 0.7", done.stderr)

    def test_ends_quietly(self):
        self.catalogue()
        done = self.load(f"c = sleeve.Catalogue({str(self.folder / 'covers')!r})"
                         "\ns = c.screener()\nlen(c)\nh = c._handle")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        # Threads of the pipeline live on when the library is closed.
        self.write("in/a.png", picture(1))
        done = self.load(f"sleeve.screen({str(self.folder / 'in')!r}, "
                         f"catalogue={str(self.folder / 'covers')!r}, "
                         f"output={str(self.folder / 'out')!r})")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_ctrl_c_ends_a_batch(self):
        # Whoever started the tests in the background may have it ignored.
        code = ("import os, signal, threading\n"
                "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
                "data = open(os.environ['PICTURE'], 'rb').read()\n"
                "threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))"
                ".start()\n"
                "sleeve.hash_batch([data] * 100000, threads=1)\n")
        path = self.write("big.png", support.encode(support.draw(1, 900, 900)))
        done = self.load(code, PICTURE=str(path))
        self.assertIn("KeyboardInterrupt", done.stderr)

    def test_the_header_is_the_binding(self):
        header = library._read_header()
        names = {line.split("(")[0].split()[-1].lstrip("*") for line in
                 library._declarations(header).splitlines()
                 if line.startswith(("int32_t sleeve", "sleeve_status sleeve"))
                 and "(" in line}
        for name in names:
            self.assertTrue(callable(getattr(library.lib, name)), name)


if __name__ == "__main__":
    unittest.main()
