from __future__ import annotations

from onrecord.index import Article
from onrecord.rag.gist import gist

SCENE = Article(
    id="scene",
    title="Three thousand take the boat, but tills fall silent",
    text=(
        "Daniel Pryce used to sell 240 loaves before nine.\n\n"
        "Since the bridge closed, three thousand people take the boat past his shop and the tills fall silent.\n\n"
        "A boat\n\n"
        "He hopes for August."
    ),
)


def said(article: Article, subject: str = "") -> str:
    start, end = gist(article, subject, {})
    return article.text[start:end]


def test_a_lead_that_paints_a_scene_gives_way_to_what_the_title_says() -> None:
    assert said(SCENE).startswith("Since the bridge closed")


def test_a_lead_that_says_it_is_taken() -> None:
    article = Article(
        "1", "Ferry hits reef", "A ferry hit a reef on Sunday evening. The reef is known to every skipper."
    )
    assert said(article) == "A ferry hit a reef on Sunday evening."


def test_what_is_asked_counts_too() -> None:
    article = Article("1", "News in brief", "A ferry ran late on Sunday evening. The bridge will be opened in August.")
    assert said(article, "Tollgate Bridge") == "The bridge will be opened in August."


def test_headings_and_scraps_are_taken_only_where_there_is_nothing_else() -> None:
    assert said(Article("1", "The boat", "The boat\n\nIt was a long and quiet evening on the water.")).startswith(
        "It was"
    )
    assert said(Article("1", "The boat", "The boat")) == "The boat"


def test_a_text_without_sentences_is_taken_whole() -> None:
    assert gist(Article("1", "Title", ""), "", {}) == (0, 0)
