"""Which conversations are held, and how two are made into one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.eval.conversations import of_domain, spliced, talk, talks
from onrecord.eval.types import Dataset, Exchange, Question
from onrecord.index import Article


def conversation(name: str, turns: int, domain: str = "news") -> list[Question]:
    told = [Exchange(f"{name} {turn}?", f"{name} says {turn}") for turn in range(1, turns + 1)]
    return [
        Question(
            f"{name}_{place + 1}",
            turn.question,
            answers=(turn.answer,),
            relevant={name: 1},
            given=(name,),
            history=tuple(told[:place]),
            group=name,
            labels={"domain": domain, "turn": str(place + 1)},
        )
        for place, turn in enumerate(told)
    ]


ARK, BAY, COD = (conversation(name, turns) for name, turns in (("ark", 7), ("bay", 3), ("cod", 1)))
ALL = [*ARK, *BAY, *COD]


def test_questions_are_put_together_by_conversation() -> None:
    assert talks([*ARK[:2], *BAY, *ARK[2:]]) == {"ark": ARK, "bay": BAY}
    assert talk(replace(ARK[0], group="")) == "question ark_1", "it stands for itself"


# ---- one domain ------------------------------------------------------------------------------------------------------


def test_a_domain_has_its_conversations_and_all_of_its_articles_and_no_others() -> None:
    articles = tuple(Article(name, "", f"Of {name}.") for name in ("ark", "bay", "dun"))
    dataset = Dataset("talk", "coqa", (*ARK, *conversation("bay", 2, "fiction")), articles)
    news = of_domain(dataset, "news")
    assert (news.questions, [article.id for article in news.articles]) == (tuple(ARK), ["ark"])
    assert news.name == "talk"


@pytest.mark.parametrize(
    ("questions", "there"), [((*ARK, *conversation("bay", 2, "fiction")), "fiction, news"), ((), "none")]
)
def test_a_domain_there_is_none_of_is_named_with_those_there_are(questions: tuple[Question, ...], there: str) -> None:
    with pytest.raises(ValueError, match=f"talk has no domain 'sport'; it has {there}"):
        of_domain(Dataset("talk", "coqa", questions), "sport")


# ---- spliced ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_every_conversation_goes_on_from_the_first_turns_of_another(seed: int) -> None:
    found = talks(spliced(ALL, seed))
    assert sorted(found) == ["ark", "bay", "cod"], "each is the second of a pair once"
    for name, turns in found.items():
        whole = {"ark": ARK, "bay": BAY, "cod": COD}[name]
        before = turns[0].history
        (other,) = {exchange.question.split()[0] for exchange in before}
        assert other != name
        said = [Exchange(turn.text, turn.answers[0]) for turn in {"ark": ARK, "bay": BAY, "cod": COD}[other]]
        assert list(before) == said[: len(before)], "its first turns, in order, the last of them with its answer"
        assert min(2, len(said)) <= len(before) <= 5
        whole = whole[:3]
        assert [turn.history for turn in turns] == [(*before, *turn.history) for turn in whole]
        assert [replace(turn, history=(), rewrite="") for turn in turns] == [replace(t, history=()) for t in whole]


def test_only_the_first_turn_after_the_switch_stands_alone_unless_people_completed_others() -> None:
    completed = [replace(question, rewrite="A whole one?" if question.history else "") for question in BAY]
    found = talks(spliced([*ARK, *completed], 0))
    assert [turn.rewrite for turn in found["ark"]] == ["ark 1?", "", ""]
    assert [turn.rewrite for turn in found["bay"]] == ["bay 1?", "A whole one?", "A whole one?"]


def test_the_same_seed_splices_the_same_and_another_otherwise() -> None:
    assert spliced(ALL, 4) == spliced(ALL, 4)
    assert len({tuple(question.history for question in spliced(ALL, seed)) for seed in range(6)}) > 1


def test_a_conversation_without_its_first_turn_is_left_out_and_one_alone_is_not_spliced() -> None:
    assert set(talks(spliced([*ARK, *BAY[1:], *COD], 0))) == {"ark", "cod"}
    with pytest.raises(ValueError, match="the set has not two"):
        spliced([*ARK, *BAY[1:]], 0)
