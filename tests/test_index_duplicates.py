from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.eval.near_duplicates import cluster, near_dup
from onrecord.index.duplicates import SIMILARITY, SKETCH_BYTES, bands, best, estimated, similarity, sketch
from onrecord.index.errors import IndexDamaged

ANY = st.text(st.characters(), max_size=200)  # lone surrogates too
TEXT = st.lists(st.sampled_from(["The", "river", "bridge", "is", "closed", "until", "May,", "she", "said"])).map(
    " ".join
)


def story(seed: int, words: int = 400) -> list[str]:
    """Words of a made story; two seeds share hardly a shingle."""
    chance = random.Random(seed)  # noqa: S311 -- made stories
    return [f"word{chance.randrange(2000)}" for _ in range(words)]


def edited(words: list[str], edits: int, seed: int = 0) -> list[str]:
    """The same with so many words replaced, at least five apart, so that each takes five shingles away."""
    places = random.Random(seed).sample(range(5, len(words) - 5, 6), edits)  # noqa: S311
    return ["edited" + word if place in places else word for place, word in enumerate(words)]


def texts(words: list[str], edits: int, seed: int = 0) -> tuple[str, str]:
    return " ".join(words), " ".join(edited(words, edits, seed))


def share(one: str, other: str) -> bool:
    return bool(set(bands(sketch(one))) & set(bands(sketch(other))))


def test_similarity_is_the_share_of_five_word_shingles_in_common() -> None:
    """Of six words there are the shingles 1-5 and 2-6. The other text has 1-5, and 2-5 with another word: one of three
    in common. Ten words have six; with the last replaced five are left, of 6 + 6 - 5 = 7."""
    assert similarity("one two three four five six", "one two three four five seven") == 1 / 3
    ten = "a b c d e f g h i j"
    assert similarity(ten, ten.replace("j", "x")) == 5 / 7
    assert similarity(ten, "k l m n o p q r s t") == 0
    assert similarity("a b c d e a b c d e a b c d e", "a b c d e a b c d e") == 1  # sets: repetition does not count


def test_an_edit_in_a_long_text_costs_five_shingles() -> None:
    """400 words have 396 shingles. One word replaced takes 5 of them: 391 / (396 + 396 - 391) = 391 / 401."""
    assert similarity(*texts(story(1), 1)) == pytest.approx(391 / 401)


def test_case_punctuation_and_line_ends_do_not_count() -> None:
    one, other = "The mayor said: “No bridge, no tolls.” She left.", "the mayor said\nno bridge no TOLLS she left"
    assert similarity(one, other) == 1
    assert sketch(one) == sketch(other)


@pytest.mark.parametrize(
    ("one", "other"), [("", "?"), ("!!!", "?"), ("\ud800", "\ud801"), ("Closed.", "Open."), ("a b", "a b c")]
)
def test_texts_too_short_for_a_shingle_match_only_themselves(one: str, other: str) -> None:
    assert similarity(one, other) == 0
    assert not share(one, other)
    assert similarity(one, one) == similarity(other, other) == 1


@given(ANY | TEXT, ANY | TEXT)
def test_similarity_is_symmetric_from_0_to_1_and_1_for_equals(one: str, other: str) -> None:
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1
    assert similarity(one, one) == 1


@given(ANY)
def test_any_text_has_a_sketch_and_keys_that_sqlite_can_hold(text: str) -> None:
    made = sketch(text)
    assert len(made) == SKETCH_BYTES
    assert estimated(made, made) == 1
    keys = bands(made)
    assert keys == bands(sketch(text))
    assert len(set(keys)) == len(keys) == 18
    assert all(-(2**63) <= key < 2**63 for key in keys)


@given(TEXT, TEXT)
def test_the_estimate_is_near_the_similarity(one: str, other: str) -> None:
    """The standard error is .045 at most, so .25 is over five of them."""
    assert abs(estimated(sketch(one), sketch(other)) - similarity(one, other)) <= 0.25


def test_the_estimate_has_no_bias_and_no_more_error_than_stated() -> None:
    """At a similarity of .5 the standard error is .0445 at most, and the mean of 200 errors has one of .003."""
    pairs = [texts(story(seed), 26, seed) for seed in range(200)]
    assert {round(similarity(*pair), 2) for pair in pairs} <= {0.49, 0.5, 0.51}
    errors = [estimated(*map(sketch, pair)) - similarity(*pair) for pair in pairs]
    assert abs(sum(errors) / 200) < 0.01
    assert (sum(error**2 for error in errors) / 200) ** 0.5 < 0.0445


def test_light_edits_share_a_band_and_other_stories_do_not() -> None:
    for seed in range(200):
        pair = texts(story(seed), 6, seed)
        assert similarity(*pair) >= SIMILARITY
        assert share(*pair)
    assert not any(share(" ".join(story(one)), " ".join(story(other))) for one, other in combinations(range(40), 2))


def test_texts_half_alike_are_candidates_as_seldom_as_stated() -> None:
    """At .5 one in eight shares a band: 26 of 200, give or take 5."""
    assert 10 <= sum(share(*texts(story(seed), 26, seed)) for seed in range(200)) <= 42


def test_a_page_filled_in_with_other_figures_is_another_article() -> None:
    page = "Draw {n}: the numbers drawn on {d} were {a}, {b} and {c}. Players have {n} days to claim. " * 4
    one = page.format(n=31, d="Monday", a=5, b=17, c=40)
    assert similarity(one, page.format(n=32, d="Friday", a=9, b=11, c=23)) < 0.2


def test_a_sketch_is_the_same_in_every_process_and_release() -> None:
    """Stored keys are compared with those of later releases: whoever changes this changes METHOD."""
    text = "The Severn bridge was closed on Tuesday; Zürich’s mayor, 東京 and others said so."
    code = f"from onrecord.index.duplicates import *; print(sketch({text!r}).hex(), *bands(sketch({text!r}))[:2])"
    printed = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert printed[0][0] == sketch(text).hex()
    assert printed[0][0][:32] == "daa83cc21b0e4818427125c458c263c0"
    assert printed[0][1:] == ["5223747117032888226", "-1447337015842994351"]


def test_bytes_that_are_no_sketch_are_refused_in_words() -> None:
    with pytest.raises(IndexDamaged, match="a sketch is 504 bytes and this is 3"):
        bands(b"abc")
    with pytest.raises(IndexDamaged):
        estimated(sketch("a"), b"")


def test_the_best_candidate_is_the_most_similar_that_is_near_identical() -> None:
    words = story(3)
    text, near = texts(words, 2)
    nearer, far = " ".join(edited(words, 1)), " ".join(edited(words, 20))
    assert best(text, [("far", far), ("near", near), ("nearer", nearer)]) == "nearer"
    assert best(text, [("one", near), ("two", near)]) == "one"
    assert best(text, [("far", far)]) is None
    assert best(text, []) is None


def test_nothing_is_read_after_a_copy() -> None:
    def candidates() -> Iterator[tuple[int, str]]:
        yield 1, "the same notice on every page"
        pytest.fail("read on after an equal text")

    assert best("The same notice on every page.", candidates()) == 1


def test_articles_join_the_cluster_of_their_nearest() -> None:
    first, second = story(1), story(2)
    made = cluster(
        {
            "a": " ".join(first),
            "b": " ".join(second),
            "c": " ".join(edited(first, 3)),
            "d": " ".join(edited(second, 3)),
            "e": " ".join(edited(first, 30)),
        }
    )
    assert made.clusters == {"a": "a", "b": "b", "c": "a", "d": "b", "e": "e"}
    assert made.pairs == {("a", "c"), ("b", "d")}


@pytest.mark.data
@pytest.mark.parametrize("size", [1000, 2500])
def test_all_planted_pairs_are_found_and_no_others(data_sets: Path, size: int) -> None:
    found, planted = near_dup(data_sets, size)
    assert len(found) == size
    assert cluster(found).pairs == planted
