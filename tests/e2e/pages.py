"""A page of the chat as a program: it speaks with the server as Gradio's own script does, without a browser."""

from __future__ import annotations

import json
import uuid
from typing import Any

import httpx

__all__ = ["PageClient"]


class PageClient:
    """One page. ``client`` has the server's address as its base."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._session = uuid.uuid4().hex
        self.statuses: list[int] = []

    async def ask(self, question: str) -> list[str]:
        """Ask a question, and return every message of its answer as it was sent."""
        config = (await self._got("GET", "/config")).json()
        box = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == "question")
        asking = next(one for one in config["dependencies"] if [box, "submit"] in [list(at) for at in one["targets"]])
        places = {one["id"]: one["props"].get("elem_id") for one in config["components"]}
        given: dict[Any, Any] = {"question": question, "outlets": []}
        body = {
            "data": [given.get(places.get(place)) for place in asking["inputs"]],
            "fn_index": asking["id"],
            "session_hash": self._session,
            "trigger_id": box,
            "event_data": None,
        }
        event = (await self._got("POST", "/gradio_api/queue/join", json=body)).json()["event_id"]
        told = []
        stream = self._client.stream("GET", "/gradio_api/queue/data", params={"session_hash": self._session})
        async with stream as answer:
            self.statuses.append(answer.status_code)
            async for line in answer.aiter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line.removeprefix("data:"))
                if message.get("event_id") == event:
                    told.append(line)
                    if message["msg"] == "process_completed":
                        assert message["success"], line
                        return told
        raise AssertionError("the stream ended before the answer did")

    async def _got(self, method: str, path: str, **given: Any) -> httpx.Response:
        answer = await self._client.request(method, path, **given)
        self.statuses.append(answer.status_code)
        return answer
