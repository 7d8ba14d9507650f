"""Many people at once: each gets the answer to their own question, nobody is lost, and the server fails nobody."""

from __future__ import annotations

import re
import threading
import time

import anyio
import httpx
from chrome import serving
from pages import PageClient
from ui_given import answered, assistant, cited

from onrecord.index import Article
from onrecord.rag import Answer
from onrecord.rag.conversations import Conversations
from onrecord.ui import create_app
from onrecord.ui.waiting import AT_ONCE, WAITING

PEOPLE = 40
LIMITS = httpx.Limits(max_connections=None, keepalive_expiry=2)  # before the server closes it


def articles() -> list[Article]:
    return [Article(f"a{n}", f"House {n}", f"House {n} was sold for token-{n}.", outlet="Post") for n in range(PEOPLE)]


def sold(question: str) -> Answer:
    """The answer to whose question it is, after a while."""
    time.sleep(0.05)
    number = int(re.findall(r"\d+", question)[0])
    article = articles()[number]
    return answered(question, cited(article, article.text, f"token-{number}"))


def tokens(messages: list[str]) -> set[str]:
    return set(re.findall(r"token-\d+", " ".join(messages)))


def test_forty_pages_at_once_are_each_answered_twice() -> None:
    given = assistant(sold, *articles())
    answers: dict[tuple[int, int], list[str]] = {}
    statuses: list[int] = []

    async def person(client: httpx.AsyncClient, number: int) -> None:
        page = PageClient(client)
        for turn in range(2):
            answers[number, turn] = await page.ask(f"For how much was house {number} sold?")
        statuses.extend(page.statuses)

    async def everybody(address: str) -> None:
        async with (
            httpx.AsyncClient(base_url=address, timeout=120, limits=LIMITS) as client,
            anyio.create_task_group() as group,
        ):
            for number in range(PEOPLE):
                group.start_soon(person, client, number)

    with serving(create_app(given)) as address:
        anyio.run(everybody, address)
    assert set(statuses) == {200}
    assert len(answers) == 2 * PEOPLE
    for (number, _), messages in answers.items():
        assert tokens(messages) == {f"token-{number}"}
    said = " ".join(" ".join(messages) for messages in answers.values())
    assert "ahead of you" in said
    kept = Conversations(given.index.folder).listed().kept
    assert len(kept) == PEOPLE
    assert {len(one.turns) for one in kept} == {2}


def test_forty_programs_at_once_are_each_answered() -> None:
    found: dict[int, httpx.Response] = {}

    async def person(client: httpx.AsyncClient, number: int) -> None:
        found[number] = await client.post("/api/ask", json={"question": f"For how much was house {number} sold?"})

    async def everybody(address: str) -> None:
        async with (
            httpx.AsyncClient(base_url=address, timeout=120, limits=LIMITS) as client,
            anyio.create_task_group() as group,
        ):
            for number in range(PEOPLE):
                group.start_soon(person, client, number)

    with serving(create_app(assistant(sold, *articles()))) as address:
        anyio.run(everybody, address)
    assert {answer.status_code for answer in found.values()} == {200}
    assert all(answer.json()["text"] == f"token-{number}" for number, answer in found.items())


def test_more_than_may_wait_are_told_so_and_nobody_is_failed() -> None:
    told: list[str] = []
    statuses: list[int] = []
    full = threading.Event()  # nobody is answered until somebody was refused, however slowly they come

    async def person(client: httpx.AsyncClient) -> None:
        page = PageClient(client)
        told.append(" ".join(await page.ask("For how much was house 1 sold?")))
        if "Ask again in a minute" in told[-1]:
            full.set()
        statuses.extend(page.statuses)

    async def everybody(address: str) -> None:
        async with (
            httpx.AsyncClient(base_url=address, timeout=120, limits=LIMITS) as client,
            anyio.create_task_group() as group,
        ):
            for _ in range(AT_ONCE + WAITING + 20):
                group.start_soon(person, client)

    def slowly(question: str) -> Answer:
        full.wait(60)
        return sold(question)

    with serving(create_app(assistant(slowly, *articles()))) as address:
        anyio.run(everybody, address)
    assert set(statuses) == {200}
    refused = [one for one in told if "Ask again in a minute" in one]
    assert refused
    assert all("token-1" in one for one in told if one not in refused)
