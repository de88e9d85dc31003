"""Duplicates as a dictionary, and the measures of imagededup."""
import json
import random
import unittest
from pathlib import Path

import numpy as np

import sleeve
from support import Test, draw, encode, picture


def symmetric(names, pairs):
    found = {name: [] for name in names}
    for a, b in pairs:
        found[a].append(b)
        found[b].append(a)
    return found


class FindDuplicatesTest(Test):

    def test_every_checked_picture_has_a_list(self):
        self.write("data/a.png", picture(1))
        self.write("data/b.png", picture(1))
        self.write("data/c.jpg", picture(1, "JPEG", quality=80))
        self.write("data/d.png", picture(2))
        self.write("data/broken.png", b"no picture")
        data = str(self.folder / "data")
        found = sleeve.find_duplicates(data)
        names = [f"{data}/{name}" for name in ("a.png", "b.png", "c.jpg",
                                               "d.png")]
        a, b, c, d = names
        self.assertEqual(sorted(found), names)
        self.assertEqual(found[d], [])
        self.assertEqual({name for name, _ in found[a]}, {b, c})
        self.assertEqual(dict(found[a])[b], 0)
        self.assertEqual(dict(found[c])[a], dict(found[a])[c])
        for near in found.values():
            self.assertEqual(near, sorted(near, key=lambda one: (one[1], one[0])))
        truth = symmetric(names, [(a, b), (a, c), (b, c)])
        self.assertEqual(sleeve.evaluate(truth, found)["map"], 1)

    def test_pairs_are_those_of_distances(self):
        for seed in range(6):
            for step in range(3):
                samples = draw(seed).astype(int) + 2 * step
                self.write(f"data/{seed}-{step}.png",
                           encode(samples.clip(0, 255).astype(np.uint8)))
        data = str(self.folder / "data")
        found = sleeve.find_duplicates(data, radius=20)
        hashes = {name: sleeve.hash(name) for name in found}
        for one in found:
            for other in found:
                if one == other:
                    continue
                near = dict(found[one])
                distance = hashes[one] - hashes[other]
                self.assertEqual(near.get(other),
                                 distance if distance <= 20 else None)

    def test_nothing_is_found_in_nothing(self):
        (self.folder / "data").mkdir()
        self.assertEqual(sleeve.find_duplicates(self.folder / "data"), {})
        with self.assertRaises(sleeve.NotFound):
            sleeve.find_duplicates(self.folder / "nowhere")


class EvaluateTest(unittest.TestCase):

    def test_by_hand(self):
        truth = symmetric("abcd", ["ab", "ac", "bc"])
        found = {"a": ["d", "b"], "b": ["a"], "c": [], "d": ["a"]}
        result = sleeve.evaluate(truth, found)
        # a: 1/2 of two; b: 1 of two; c: none; d: something where nothing is.
        self.assertAlmostEqual(result["map"], (0.25 + 0.5 + 0 + 0) / 4)
        self.assertAlmostEqual(result["ndcg"],
                               (1 / np.log2(3) + 1 + 0 + 0) / 4)
        self.assertAlmostEqual(result["jaccard"], (1 / 3 + 1 / 2) / 4)
        np.testing.assert_allclose(result["precision"], [2 / 4, 1 / 2])
        np.testing.assert_allclose(result["recall"], [2 / 3, 1 / 3])
        self.assertEqual(list(result["support"]), [3, 3])

    def test_perfect_and_useless(self):
        truth = symmetric("abcd", ["ab"])
        for name in ("map", "ndcg", "jaccard"):
            self.assertEqual(sleeve.evaluate(truth, truth, name), {name: 1})
            nothing = symmetric("abcd", [])
            self.assertEqual(sleeve.evaluate(truth, nothing, name),
                             {name: 0.5})
        self.assertEqual(list(sleeve.evaluate(truth, truth,
                                              "classification")["f1_score"]),
                         [1, 1])

    def test_wrong_input(self):
        truth = symmetric("ab", ["ab"])
        for found, metric in ((symmetric("abc", ["ab"]), "all"),
                              ({"a": ["b"], "b": []}, "all"),
                              ({"a": ["z"], "b": []}, "all"),
                              (truth, "accuracy")):
            with self.assertRaises(sleeve.InvalidArgument):
                sleeve.evaluate(truth, found, metric)

    def test_recorded_values_of_imagededup(self):
        path = Path(__file__).parents[1] / "golden/imagededup.json"
        for case in json.loads(path.read_text()):
            result = sleeve.evaluate(case["truth"], case["found"])
            self.assertEqual(set(result), set(case["expected"]))
            for name, value in case["expected"].items():
                np.testing.assert_allclose(result[name], value, atol=1e-12)

    def test_imagededup_says_the_same(self):
        try:
            from imagededup.evaluation import evaluate
        except ImportError:
            self.skipTest("imagededup is not installed")
        dice = random.Random(4)
        names = [f"{i}.png" for i in range(15)]
        every = [(a, b) for a in names for b in names if a < b]
        for _ in range(20):
            truth = symmetric(names, dice.sample(every, 20))
            found = symmetric(names, dice.sample(every, 25))
            for mine, theirs in zip(sorted(sleeve.evaluate(truth, found).items()),
                                    sorted(evaluate(truth, found).items())):
                self.assertEqual(mine[0], theirs[0])
                np.testing.assert_allclose(mine[1], theirs[1])


if __name__ == "__main__":
    unittest.main()
