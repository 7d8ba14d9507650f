"""The conversations beside an archive: kept whole, found again, and left alone by what looks after the index."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import filelock
import pytest
from faults import Forks, chance_of, times
from house import Make
from talked import Told, assistant, declined, kept, turn

from onrecord.index import NewsIndex
from onrecord.index.errors import IndexLocked, StoreError, WriteFailed
from onrecord.rag import Conversation, Conversations
from onrecord.rag import conversations as module
from onrecord.rag.kept import Kept, kept_text


@pytest.fixture
def store(tmp_path: Path) -> Conversations:
    return Conversations(tmp_path)


@pytest.fixture
def index(make: Make) -> NewsIndex:
    return make()


def talk(index: NewsIndex, *questions: str, name: str = "") -> Conversation:
    conversation = Conversation(assistant(index, *map(declined, questions)), name=name)
    for question in questions:
        conversation.ask(question)
    return conversation


def put(store: Conversations, *some: Kept) -> None:
    store.folder.mkdir(exist_ok=True)
    for one in some:
        (store.folder / f"{one.id}.json").write_text(kept_text(one), encoding="utf-8")


def names(store: Conversations, words: str = "") -> list[str]:
    return [one.name for one in store.listed(words).kept]


# ---- keeping ---------------------------------------------------------------------------------------------------------


def test_a_conversation_is_kept_and_read_again(store: Conversations, index: NewsIndex) -> None:
    conversation = talk(index, "Why?", "When?")
    store.keep(conversation)
    assert store.read(conversation.id) == conversation.kept()
    assert [path.name for path in store.folder.glob("*.json*")] == [f"{conversation.id}.json"]
    assert Conversations(store.folder.parent).listed().kept == (conversation.kept(),)


@pytest.mark.skipif(os.name == "nt", reason="there are no such modes")
def test_what_somebody_asked_is_for_nobody_else_to_read(store: Conversations, index: NewsIndex) -> None:
    store.keep(talk(index, "Why?"))
    assert store.folder.stat().st_mode & 0o077 == 0


def test_one_in_which_nothing_was_asked_is_not_kept(store: Conversations, index: NewsIndex) -> None:
    store.keep(Conversation(assistant(index), name="Empty"))
    assert store.listed().kept == ()
    assert not store.folder.exists()


def test_what_is_not_there_is_none(store: Conversations) -> None:
    assert store.read("0123456789ab") is None
    assert store.called("0123456789ab") == ()
    assert not store.rename("0123456789ab", "New")
    assert not store.delete("0123456789ab")


@pytest.mark.parametrize("name", ["../catalog", "", "lock", "0123456789AB", "0123456789abc", "0123456789a\n", "/etc/x"])
def test_no_word_of_a_user_becomes_a_path(store: Conversations, name: str) -> None:
    (store.folder.parent / "catalog.json").write_text("{}")
    put(store, kept(turn()))
    assert store.read(name) is None
    assert not store.rename(name, "New")
    assert not store.delete(name)
    assert (store.folder.parent / "catalog.json").exists()


def test_what_two_have_added_is_kept_of_both(store: Conversations, index: NewsIndex) -> None:
    first = talk(index, "Why?")
    store.keep(first)
    (before,) = store.listed().kept
    here, there = (
        Conversation.resumed(assistant(index, declined(said)), before) for said in ("Said here?", "Said there?")
    )
    here.ask("Said here?")
    there.ask("Said there?")
    store.keep(here)
    store.keep(there)
    store.keep(here)
    (after,) = store.listed().kept
    assert [one.question for one in after.turns] == ["Why?", "Said here?", "Said there?"]


def test_a_deleted_one_that_is_gone_on_with_is_kept_anew(store: Conversations, index: NewsIndex) -> None:
    conversation = talk(index, "Why?")
    store.keep(conversation)
    assert store.delete(conversation.id)
    assert store.listed().kept == ()
    store.keep(conversation)
    assert store.read(conversation.id) == conversation.kept()


# ---- names -----------------------------------------------------------------------------------------------------------


def test_a_name_given_elsewhere_is_not_taken_back(store: Conversations, index: NewsIndex) -> None:
    conversation = talk(index, "Why?")
    store.keep(conversation)
    assert store.rename(conversation.id, " The\nbridge ")
    store.keep(conversation)
    assert names(store) == ["The bridge"]
    conversation.name = "The ferry"
    store.keep(conversation)
    assert names(store) == ["The ferry"]
    store.rename(conversation.id, "The tunnel")
    store.keep(conversation)
    assert names(store) == ["The tunnel"]


def test_a_name_that_is_none_is_refused(store: Conversations) -> None:
    put(store, kept(turn()))
    for wrong in (" ", "x" * 201):
        with pytest.raises(ValueError, match="the name of a conversation"):
            store.rename(f"{1:012x}", wrong)
    assert names(store) == ["The bridge"]


def test_one_is_called_by_its_id_or_its_name(store: Conversations) -> None:
    one, two, three = (kept(turn(), name=name, number=number) for number, name in enumerate(("Bridge", "Tax", "tax")))
    put(store, one, two, three)
    assert store.called(one.id) == (one,)
    assert store.called("  bridge ") == (one,)
    assert sorted(store.called("TAX"), key=lambda one: one.id) == [two, three]
    assert store.called("Bri") == ()


# ---- listing ---------------------------------------------------------------------------------------------------------


def test_that_which_was_asked_something_last_comes_first(store: Conversations) -> None:
    old, new, older = (kept(turn(at), name=str(at), number=number) for number, at in enumerate((5, 9, 2)))
    put(store, old, new, older)
    assert names(store) == ["9", "5", "2"]


def test_words_are_looked_for_in_names_and_questions(store: Conversations) -> None:
    put(
        store,
        kept(turn(1, "Why was it shut?"), turn(2, "When does the FERRY go?"), name="Tollgate", number=1),
        kept(turn(0, "Who won the vote?"), name="Straße", number=2),
    )
    assert names(store, "ferry TOLLGATE") == ["Tollgate"]
    assert names(store, "ferry vote") == []
    assert names(store, "STRASSE") == ["Straße"]
    assert names(store, "(.*") == []
    assert names(store, " ") == ["Tollgate", "Straße"]


def test_a_damaged_file_hides_no_other_and_can_be_deleted(store: Conversations) -> None:
    put(store, kept(turn(), number=1), kept(turn(), name="Whole", number=2))
    damaged = store.folder / f"{1:012x}.json"
    damaged.write_bytes(damaged.read_bytes()[:-20])
    listed = store.listed()
    assert [one.name for one in listed.kept] == ["Whole"]
    (said,) = listed.damaged
    assert str(damaged) in said
    with pytest.raises(StoreError, match=damaged.name):
        store.read(damaged.stem)
    with pytest.raises(StoreError, match=damaged.name):
        store.rename(damaged.stem, "New")
    assert store.delete(damaged.stem)
    assert store.listed().damaged == ()


def test_a_damaged_file_is_not_written_over(store: Conversations, index: NewsIndex) -> None:
    conversation = talk(index, "Why?")
    store.keep(conversation)
    path = store.folder / f"{conversation.id}.json"
    path.write_bytes(b"something else")
    with pytest.raises(StoreError, match=path.name):
        store.keep(conversation)
    assert path.read_bytes() == b"something else"


def test_a_file_under_the_name_of_another_is_named(store: Conversations) -> None:
    put(store, kept(turn(), number=1))
    (store.folder / f"{1:012x}.json").rename(store.folder / f"{2:012x}.json")
    (said,) = store.listed().damaged
    assert "holds the conversation 000000000001" in said


def test_what_is_no_conversation_is_left_alone(store: Conversations) -> None:
    put(store, kept(turn()))
    for name in ("notes.json", "copy of 000000000001.json", "README"):
        (store.folder / name).write_text("mine")
    assert (names(store), store.listed().damaged) == (["The bridge"], ())
    store.rename(f"{1:012x}", "New")
    assert (store.folder / "notes.json").read_text() == "mine"


# ---- faults ----------------------------------------------------------------------------------------------------------


def test_a_disk_that_refuses_leaves_what_was_there(
    store: Conversations, index: NewsIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = talk(index, "Why?")
    store.keep(conversation)
    before = store.listed()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("onrecord.index.files.flush", full)
    longer = Conversation.resumed(assistant(index, declined("When?")), conversation.kept())
    longer.ask("When?")
    with pytest.raises(WriteFailed, match="No space left"):
        store.keep(longer)
    assert store.listed() == before
    assert list(store.folder.glob("*.json.*")) == []


def test_what_one_who_was_killed_left_is_no_conversation_and_goes_with_the_next_change(
    store: Conversations,
) -> None:
    put(store, kept(turn()))
    left = store.folder / f"{1:012x}.json.4711"
    left.write_text('{"version": 1, "id"')
    assert (names(store), store.listed().damaged) == (["The bridge"], ())
    store.rename(f"{1:012x}", "New")
    assert not left.exists()


def test_a_change_waits_for_another_and_not_for_ever(store: Conversations, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, kept(turn()))
    with filelock.FileLock(store.folder / "lock"):
        monkeypatch.setattr(module, "_PATIENCE", 0.05)
        with pytest.raises(IndexLocked, match="is being changed by another process"):
            store.rename(f"{1:012x}", "New")
        assert names(store) == ["The bridge"], "reading waits for nobody"
        monkeypatch.setattr(module, "_PATIENCE", 30)
        waiting = threading.Thread(target=store.rename, args=(f"{1:012x}", "New"))
        waiting.start()
    waiting.join()
    assert names(store) == ["New"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_can_be_read(store: Conversations) -> None:
    put(store, kept(turn()))
    store.folder.chmod(0o500)
    try:
        assert names(store) == ["The bridge"]
        with pytest.raises(WriteFailed):
            store.rename(f"{1:012x}", "New")
    finally:
        store.folder.chmod(0o700)


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(times(4, 200)))
def test_killed_at_any_moment_a_conversation_is_whole_with_all_that_was_kept(
    store: Conversations, forks: Forks, seed: int
) -> None:
    number = forks.start("talked:talking_on", store.folder.parent, 1, 10_000)
    chance, told = chance_of(seed), 0
    while told < chance.randrange(1, 20):
        told = int(forks.line().split()[1])
    time.sleep(chance.random() / 50)
    os.kill(number, signal.SIGKILL)
    rest = forks.rest()
    told = max([told, *(int(line.split()[1]) for line in rest if line.startswith("kept "))])
    (after,) = store.listed().kept
    assert len(after.turns) in (told, told + 1)
    assert store.listed().damaged == ()


@pytest.mark.faults
def test_two_processes_that_add_to_one_conversation_lose_nothing(store: Conversations, forks: Forks) -> None:
    with Forks() as others:
        for some in (forks, others):
            some.start("talked:talking_on", store.folder.parent, 1, 15)
        ends = [some.rest()[-1] for some in (forks, others)]
    assert ends == ["exit 0", "exit 0"]
    (after,) = store.listed().kept
    assert len({one.asked for one in after.turns}) == len(after.turns) == 30


# ---- beside an index -------------------------------------------------------------------------------------------------


def test_what_looks_after_the_index_leaves_them_alone(make: Make, index: NewsIndex) -> None:
    store = Conversations(index.folder)
    conversation = talk(index, "Why?")
    store.keep(conversation)
    assert index.check() == []
    index.compact()
    index.rebuild()
    assert index.repair() == []
    index.close()
    assert make(create=False).check() == []
    assert store.listed().kept == (conversation.kept(),)
    assert isinstance(conversation._assistant, Told)
