"""Asking over HTTP: ``POST /api/ask`` and ``GET /api/health``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from onrecord.index.dates import to_day
from onrecord.index.errors import DateError, OnRecordError
from onrecord.rag import Assistant, Turn
from onrecord.rag.records import answer_record
from onrecord.rag.risk import RISK
from onrecord.ui.asked import NotAsked, checked_filters, checked_question
from onrecord.ui.waiting import Full, Line

__all__ = ["Asking", "Earlier", "install", "router"]


class Earlier(BaseModel):
    """A question of the conversation so far and the words of its answer."""

    model_config = ConfigDict(extra="forbid")

    question: str
    answer: str


class Asking(BaseModel):
    """A question, what was said before it, what the search is limited to, and the share of answers that may be wrong.
    Days are ``YYYY-MM-DD``, included."""

    model_config = ConfigDict(extra="forbid")

    question: str
    history: Annotated[list[Earlier], Field(max_length=1_000)] = []
    after: str | None = None
    before: str | None = None
    outlets: Annotated[list[str], Field(max_length=1_000)] = []
    as_of: str | None = None
    risk: Annotated[float, Field(gt=0, le=1)] = RISK


def router(assistant: Assistant, line: Line) -> APIRouter:
    """The routes, answering from this assistant's archive, each question when its turn in the line has come."""
    routes = APIRouter(prefix="/api")

    def answer(asking: Asking) -> dict[str, Any]:
        question = checked_question(asking.question)
        filters = checked_filters(asking.after, asking.before, asking.outlets, assistant.index.outlets())
        try:
            as_of = to_day(asking.as_of)
        except DateError as error:
            raise NotAsked(f"as_of: {error}.") from error
        history = [Turn(turn.question, turn.answer) for turn in asking.history]
        found = assistant.ask(question, history=history, filters=filters or None, as_of=as_of, risk=asking.risk)
        return answer_record(found)

    @routes.post("/ask")
    async def ask(asking: Asking) -> dict[str, Any]:
        """Answer a question with quotes from the archive, or decline it and say why."""
        with line.place() as place:
            async for _ in place.waits():
                pass
            return await anyio.to_thread.run_sync(answer, asking)

    @routes.get("/health")
    def health() -> dict[str, Any]:
        """Whether the server answers, and how many articles it answers from."""
        return {"status": "ok", "articles": len(assistant.index)}

    return routes


def install(app: FastAPI, assistant: Assistant, line: Line) -> None:
    """Add the routes, and say what is wrong with a request as ``{"error": "..."}`` with a fitting status."""

    @app.exception_handler(NotAsked)
    async def not_asked(_request: Request, error: NotAsked) -> JSONResponse:
        return JSONResponse({"error": str(error)}, 422)

    @app.exception_handler(Full)
    async def full(_request: Request, error: Full) -> JSONResponse:
        return JSONResponse({"error": str(error)}, 429, {"Retry-After": "60"})

    @app.exception_handler(OnRecordError)
    async def archive_error(_request: Request, error: OnRecordError) -> JSONResponse:
        return JSONResponse({"error": str(error)}, 503)

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse({"error": "; ".join(_in_words(error.errors()))}, 422)

    app.include_router(router(assistant, line))


def _in_words(faults: Sequence[dict[str, Any]]) -> list[str]:
    told = []
    for fault in faults:
        where = ".".join(str(step) for step in fault["loc"] if step != "body") or "request"
        told.append(f"{where}: {fault['msg'][:1].lower()}{fault['msg'][1:]}")
    return told
