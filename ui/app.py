"""The whole server as one ASGI application: the chat, asking over HTTP, and the guard in front of both."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware import Middleware

from onrecord.rag import Assistant
from onrecord.ui import api, exports, feedback
from onrecord.ui.archive import Archive
from onrecord.ui.chat import build_chat
from onrecord.ui.examples import Example
from onrecord.ui.gradio_offline import gr, in_loop
from onrecord.ui.page import STATIC, page
from onrecord.ui.password import PasswordAsked
from onrecord.ui.security import LOOPBACK_NAMES, Guard, ResponseHeaders
from onrecord.ui.theme import theme
from onrecord.ui.uploads import Uploads
from onrecord.ui.waiting import Line

__all__ = ["create_app"]


def create_app(
    assistant: Assistant,
    *,
    examples: Sequence[Example | str] | None = None,
    allowed_hosts: Collection[str] = LOOPBACK_NAMES,
    read_only: bool = False,
    password: str | None = None,
) -> FastAPI:
    """The application for one assistant and its archive.

    Args:
        assistant: answers the questions; it is asked from several threads.
        examples: questions to begin with; None takes them from the archive's newest stories.
        allowed_hosts: the host names it answers under, without a port.
        read_only: nothing that writes into the archive is shown or allowed.
        password: asked for before anything is answered; None asks for none.
    """
    guards = [Middleware(ResponseHeaders), Middleware(Guard, allowed_hosts=allowed_hosts)]
    if password is not None:
        guards.append(Middleware(PasswordAsked, password=password))
    return in_loop(lambda: _create(assistant, examples, guards, Archive(assistant, read_only)))


def _create(
    assistant: Assistant, examples: Sequence[Example | str] | None, guards: Sequence[Middleware], archive: Archive
) -> FastAPI:
    uploads, line = Uploads(archive), Line()
    # /docs and /redoc load scripts from outside, so there is neither; the description itself is harmless
    app = FastAPI(
        title="onrecord",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=uploads.lifespan,
        middleware=guards,
    )
    markup = page()

    @app.get("/", include_in_schema=False)
    def root() -> HTMLResponse:
        return HTMLResponse(markup)

    api.install(app, assistant, line)
    app.include_router(exports.router(assistant))
    app.include_router(feedback.router(assistant))
    uploads.install(app)
    app.mount("/onrecord", StaticFiles(directory=STATIC))
    gr.mount_gradio_app(
        app,
        build_chat(assistant, examples, archive, line),
        path="/",
        theme=theme(),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        pwa=False,
        favicon_path=None,
        max_file_size=1,
    )
    return app
