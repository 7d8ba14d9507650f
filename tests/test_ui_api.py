from __future__ import annotations

from typing import Any

import anyio
import httpx
import pytest
from ui_given import CALL, assistant, declined, hit, the_call

from onrecord.index import Filters, OnRecordError
from onrecord.rag import Answer
from onrecord.ui import create_app


def post(given: Any, body: Any, path: str = "/api/ask") -> httpx.Response:
    async def sending() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(given), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            if isinstance(body, bytes):
                return await client.post(path, content=body, headers={"content-type": "application/json"})
            return await client.post(path, json=body)

    return anyio.run(sending)


def test_a_question_is_answered_with_offsets_that_hold() -> None:
    response = post(assistant(the_call), {"question": "How long did the call last?"})
    assert response.status_code == 200
    answer = response.json()
    (citation,) = answer["citations"]
    assert answer["text"] == "about forty minutes"
    assert CALL.text[citation["start"] : citation["end"]] == citation["quote"]
    assert CALL.text[slice(*citation["focus"])] == answer["text"]


def test_a_declined_question_is_no_error() -> None:
    response = post(assistant(lambda question: declined(question, hit(CALL))), {"question": "Who won?"})
    assert response.status_code == 200
    assert response.json()["abstained"]
    assert response.json()["nearest"][0]["article_id"] == "call"


def test_everything_that_was_sent_reaches_the_assistant() -> None:
    given = assistant(the_call)
    body = {
        "question": " And  why? ",
        "history": [{"question": "Who?", "answer": "Nobody"}],
        "after": "2025-07-01",
        "before": "2025-07-31",
        "outlets": ["the courier"],
        "as_of": "2025-08-01",
        "risk": 0.1,
    }
    assert post(given, body).status_code == 200
    (asked,) = given.asked  # type: ignore[attr-defined]
    assert asked["question"] == "And why?"
    assert [(turn.question, turn.answer) for turn in asked["history"]] == [("Who?", "Nobody")]
    assert asked["filters"] == Filters(after="2025-07-01", before="2025-07-31", outlets=("the courier",))
    assert asked["as_of"] == "2025-08-01"
    assert asked["risk"] == 0.1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"question": " "}, "question first"),
        ({"question": "x" * 1001}, "1,000"),
        ({}, "question"),
        ({"question": 7}, "question"),
        ({"question": "Why?", "after": "2025-07-05", "before": "2025-07-01"}, "after the last"),
        ({"question": "Why?", "after": "soon"}, "soon"),
        ({"question": "Why?", "as_of": "soon"}, "as_of"),
        ({"question": "Why?", "outlets": ["Nobody's News"]}, "Nobody's News"),
        ({"question": "Why?", "outlets": "The Courier"}, "outlets"),
        ({"question": "Why?", "history": [{"question": "Who?"}]}, "history.0.answer"),
        ({"question": "Why?", "filter": {}}, "filter"),
        ({"question": "Why?", "risk": 0}, "risk"),
        ({"question": "Why?", "risk": 1.5}, "risk"),
        ([], "request"),
        (b"{", "json"),
    ],
)
def test_bad_input_is_refused_with_what_was_wrong(body: Any, said: str) -> None:
    response = post(assistant(the_call), body)
    assert response.status_code == 422
    assert said.lower() in response.json()["error"].lower()


def test_an_archive_that_cannot_be_searched_says_so() -> None:
    def answer(_question: str) -> Answer:
        raise OnRecordError("the index is damaged; run onrecord doctor")

    response = post(assistant(answer), {"question": "Why?"})
    assert response.status_code == 503
    assert response.json() == {"error": "the index is damaged; run onrecord doctor"}


def test_health_counts_the_articles() -> None:
    async def sending() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(assistant(the_call)))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get("/api/health")

    assert anyio.run(sending).json() == {"status": "ok", "articles": 2}
