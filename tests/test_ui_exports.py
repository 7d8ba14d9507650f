from __future__ import annotations

import json

import anyio
import httpx
import pytest
from ui_given import assistant, the_call

from onrecord.index import Filters
from onrecord.rag import Assistant, Conversations
from onrecord.ui import create_app
from onrecord.ui.conversation import Asked, Conversation

QUESTION = "How long did the call last?"


def get(given: Assistant, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    async def sending() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(given), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, headers=headers)

    return anyio.run(sending)


def kept(given: Assistant) -> str:
    conversation = Conversation()
    list(conversation.ask(given, Asked(QUESTION, Filters())))
    return conversation.id


@pytest.mark.parametrize(
    ("form", "kind"), [("md", "text/markdown"), ("html", "text/html"), ("json", "application/json")]
)
def test_a_conversation_is_saved_as_a_file(form: str, kind: str) -> None:
    given = assistant(the_call)
    response = get(given, f"/conversations/{kept(given)}/{form}")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(kind)
    assert response.headers["content-disposition"].startswith('attachment; filename="onrecord-')
    assert response.headers["content-disposition"].endswith(f'-how-long-did-the-call-last.{form}"')
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "about forty minutes" in response.text


def test_json_is_what_is_kept() -> None:
    given = assistant(the_call)
    which = kept(given)
    stored = Conversations(given.index.folder).folder / f"{which}.json"
    assert get(given, f"/conversations/{which}/json").json() == json.loads(stored.read_text())


@pytest.mark.parametrize(
    "path",
    [
        "0123456789ab/md",
        "{id}/exe",
        "{id}",
        "{id}/",
        "..%2Fcatalog/json",
        "{id}.json",
        "%00/md",
        "{ID}/md",
        "{id}/md/x",
    ],
)
def test_what_is_not_there_is_not_found(path: str) -> None:
    given = assistant(the_call)
    which = kept(given)
    response = get(given, f"/conversations/{path.replace('{id}', which)}")
    assert response.status_code == 404
    assert "content-disposition" not in response.headers


def test_nothing_is_changed_at_this_address() -> None:
    given = assistant(the_call)
    which = kept(given)
    for method in ("POST", "PUT", "DELETE"):
        assert get(given, f"/conversations/{which}/md", method).status_code == 404
    assert Conversations(given.index.folder).read(which) is not None


def test_another_site_may_not_save_one() -> None:
    given = assistant(the_call)
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert get(given, f"/conversations/{kept(given)}/md", **followed).status_code == 403


def test_a_damaged_file_is_said_to_be_so() -> None:
    given = assistant(the_call)
    which = kept(given)
    (Conversations(given.index.folder).folder / f"{which}.json").write_text("{")
    response = get(given, f"/conversations/{which}/md")
    assert response.status_code == 503
    assert f"{which}.json" in response.json()["error"]
