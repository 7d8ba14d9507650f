"""The baseline's fixed windows: that they are what the common frameworks cut, and where each piece came from."""

from __future__ import annotations

import pytest
from house import Make
from hypothesis import assume, example, given
from texts import articles

from onrecord.eval.windows import WHOLE, WindowRetriever, source, windows
from onrecord.index import Article, NewsIndex
from onrecord.index.chunking import indexed_text, passages
from onrecord.index.errors import ArticleError
from onrecord.index.normalise import normalise
from onrecord.index.tokens import count

LONG = Article(
    "a1", "Storm", " ".join(f"Gust {n} took a roof." for n in range(200)), outlet="Post", published="2025-07-04"
)


def stored(article: Article) -> Article:
    """The article as an index keeps it; one without any text is not kept."""
    try:
        return normalise(article)
    except ArticleError:
        assume(False)
        raise


def begins(window: Article, article: Article) -> int:
    """Where a window begins in the article's title and text together, by its own name."""
    head = len(indexed_text(article.title, article.text)) - len(article.text)
    return int(window.id.rpartition("@")[2]) + head


# ---- the cut ---------------------------------------------------------------------------------------------------------


def test_an_article_is_cut_after_every_256_tokens_wherever_that_is() -> None:
    found = list(windows(LONG))
    assert {count(window.text) for window in found[:-1]} <= {255, 256}, "a blank at either end is left out"
    assert 0 < count(found[-1].text) <= 256
    assert found[0].text.startswith("Storm\nGust 0 took a roof.")
    assert found[0].id == "a1@-6", "six characters before the text: the title and a line end"
    assert not all(window.text.startswith("Gust") for window in found[1:]), "not at sentences"


def test_a_window_keeps_what_a_search_needs_of_its_article() -> None:
    for window in windows(LONG):
        assert (window.title, window.outlet, window.published) == ("", "Post", "2025-07-04")
    assert len({window.id for window in windows(LONG)}) == len(list(windows(LONG)))


def test_a_short_article_is_one_window() -> None:
    assert [window.text for window in windows(Article("a", "T", "One."))] == ["T\nOne."]
    assert [window.id for window in windows(Article("a", "", "One."))] == ["a@0"]


@given(articles)
@example(Article("a", "", "😀" * 300))
@example(Article("a", "Title", "word" + " " * 1500 + "word"))
@example(Article("a@b", "T", "字 ﷽𝕬" * 60))
def test_windows_cover_title_and_text_and_nothing_twice(article: Article) -> None:
    article = stored(article)
    whole = indexed_text(article.title, article.text)
    at = 0
    for window in windows(article, tokens=16):
        start = begins(window, article)
        assert whole[at:start].strip() == "", "only blanks are between two windows"
        assert whole[start : start + len(window.text)] == window.text
        at = start + len(window.text)
    assert whole[at:].strip() == ""


@given(articles)
@example(Article("a", "", "😀" * 900))
@example(Article("a", "", "字 ﷽𝕬𒀀" * 60))
def test_no_window_has_more_than_256_tokens(article: Article) -> None:
    """Also where a token ends inside a character, which then goes to the next window whole."""
    assert [count(window.text) for window in windows(stored(article)) if count(window.text) > 256] == []


@given(articles)
def test_a_window_is_stored_as_it_is_and_in_one_piece(article: Article) -> None:
    for window in windows(stored(article)):
        assert normalise(window) == window
        assert passages(window.text, WHOLE) == [(0, len(window.text))]


# ---- and back --------------------------------------------------------------------------------------------------------


@given(articles)
def test_a_piece_of_a_window_is_the_same_characters_of_its_article(article: Article) -> None:
    article = stored(article)
    for window in windows(article, tokens=16):
        first = max(0, -int(window.id.rpartition("@")[2]))  # where the text begins in a window that begins in the title
        for start, end in ((first, len(window.text)), (first + 1, first + 3), (len(window.text) - 1, len(window.text))):
            if first <= start < end <= len(window.text):
                name, begin, stop = source(window.id, start, end)
                assert name == article.id
                assert article.text[begin:stop] == window.text[start:end]


def test_what_stands_in_the_title_is_taken_for_the_texts_first_character() -> None:
    (window,) = windows(Article("a1", "Storm toll", "Twelve roofs went."))
    assert window.id == "a1@-11"
    assert source(window.id, 0, 10) == ("a1", 0, 1)
    assert source(window.id, 0, 17) == ("a1", 0, 6)
    assert source(window.id, 11, 17) == ("a1", 0, 6)


def test_an_id_with_an_at_sign_is_kept() -> None:
    assert source("desk@post@-4", 5, 9) == ("desk@post", 1, 5)


# ---- searching them --------------------------------------------------------------------------------------------------


@pytest.fixture
def index(make: Make) -> NewsIndex:
    index = make(settings=WHOLE)
    index.add(
        [
            Article("a@0", "", "The mayor opened the bridge on Monday.", published="2025-07-01"),
            Article("b@0", "", "A ferry ran late on Monday.", published="2020-01-01"),
            Article("c@0", "", "The bridge, the bridge.", published="2020-01-01"),
        ]
    )
    return index


def test_a_window_is_one_passage_of_the_index(make: Make) -> None:
    index = make("long", settings=WHOLE)
    cut = list(windows(LONG))
    index.add(cut)
    assert index.passages == len(index) == len(cut)
    hits = index.search("roof", 99)
    assert sorted(hit.text for hit in hits) == sorted(window.text for window in cut)


def test_windows_are_found_by_one_index_or_by_both_as_they_come(index: NewsIndex) -> None:
    query = "Who opened the bridge?"
    for by in ("dense", "lexical"):
        found = WindowRetriever(index, (by,)).search(query)
        assert [hit.article.id for hit in found] == [hit.article.id for hit in index.search(query, by=by)]
        assert all(set(hit.signals) == {by, "scored", "fused"} for hit in found)
    both = WindowRetriever(index, ("dense", "lexical")).search(query)
    assert {hit.article.id for hit in both} == {"a@0", "b@0", "c@0"}
    ranks = {hit.article.id: 1 / (60 + rank) for rank, hit in enumerate(index.search(query, by="dense"), 1)}
    for rank, hit in enumerate(index.search(query, by="lexical"), 1):
        ranks[hit.article.id] += 1 / (60 + rank)
    assert {hit.article.id: hit.score for hit in both} == pytest.approx(ranks)


def test_the_baseline_knows_no_days_and_reranks_nothing(index: NewsIndex) -> None:
    retriever = WindowRetriever(index, ("lexical",))
    assert retriever.search("bridge", as_of="2025-07-02") == retriever.search("bridge")
    assert retriever.search("bridge", 1) == retriever.search("bridge")[:1]
    assert retriever.rerank == 0
    assert all("rerank" not in hit.signals for hit in retriever.search("bridge"))


def test_each_index_gives_as_many_windows_as_are_wanted(index: NewsIndex) -> None:
    assert len(WindowRetriever(index, ("lexical",), depth=1).search("bridge on Monday")) == 1
