"""Conversations as files to take away: ``/conversations/ID/FORM``."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from onrecord.rag import Assistant, Conversations
from onrecord.rag.exporting import FORMS, exported
from onrecord.ui.kept import file_name

__all__ = ["router"]

_TYPES = {"md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8", "json": "application/json"}


def router(assistant: Assistant) -> APIRouter:
    """The route, for the conversations beside this assistant's archive. A document is saved, never shown in the place
    of the page, and its file's name is made here."""
    routes = APIRouter(prefix="/conversations")

    @routes.get("/{conversation_id}/{form}", include_in_schema=False)
    def export(conversation_id: str, form: str) -> Response:
        chosen = next((one for one in FORMS if one == form), None)
        kept = Conversations(assistant.index.folder).read(conversation_id)
        if kept is None or chosen is None:
            return JSONResponse({"error": "There is no such conversation, or no such form of one."}, 404)
        headers = {"Content-Disposition": f'attachment; filename="{file_name(kept, chosen)}"'}
        return Response(exported(kept, chosen, assistant.index), headers=headers, media_type=_TYPES[chosen])

    return routes
