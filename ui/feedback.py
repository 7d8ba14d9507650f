"""What readers said of answers, to take away: ``/feedback/pairs``, as ``onrecord eval pairs`` reads it."""

from __future__ import annotations

import json

from fastapi import APIRouter, Response

from onrecord.rag import Assistant
from onrecord.rag.feedback import Feedback, pairs

__all__ = ["router"]


def router(assistant: Assistant) -> APIRouter:
    """The route, for what is kept beside this assistant's archive: JSON lines, to be saved."""
    routes = APIRouter(prefix="/feedback")

    @routes.get("/pairs", include_in_schema=False)
    def export() -> Response:
        known = filter(None, map(pairs, Feedback(assistant.index.folder).read()))
        lines = "".join(f"{json.dumps(pair, ensure_ascii=False)}\n" for pair in known)
        headers = {"Content-Disposition": 'attachment; filename="onrecord-pairs.jsonl"'}
        return Response(lines, headers=headers, media_type="application/jsonl; charset=utf-8")

    return routes
