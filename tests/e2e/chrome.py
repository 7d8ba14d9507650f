"""What the browser tests and the screenshots share: a server in a thread, Chromium, and a page that is watched."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

CHROMIUM = Path(os.environ.get("ONRECORD_CHROMIUM", "/usr/bin/chromium"))
# Without these a browser loads pages of its own beside each page that is opened, which a third of the time goes to. The
# last switch counts, so that what Playwright turns off for the sake of pages stands here again.
_OFF = "WebUIOmniboxPopup,WebUIOmniboxAimPopup,PaintHolding,HttpsUpgrades,OptimizationHints,MediaRouter"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", f"--disable-features={_OFF}"]

_OVERFLOW = """() => new Promise((told) => requestAnimationFrame(() => requestAnimationFrame(() =>
  told(document.documentElement.scrollWidth - window.innerWidth))))"""
_REPORT_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (told) =>
  window.violations.push(`${told.violatedDirective} ${told.blockedURI}`));
"""


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The application on a free loopback port, in a thread, and its address."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server ended while it started"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{bound.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join(10)
        bound.close()


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)


@dataclass
class Visit:
    """A page of the chat, and all that it asked for and complained of while it was open."""

    address: str
    context: BrowserContext
    page: Page = field(init=False)
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)  # violations on pages that were left

    def __post_init__(self) -> None:
        self.context.add_init_script(_REPORT_VIOLATIONS)
        self.context.on("request", lambda request: self.requests.append(request.url))
        self.context.on(
            "dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss())
        )
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("console", self._console)
        self.page.goto(self.address)
        self.page.wait_for_selector(".welcome")

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def ask(self, question: str, ends: str = "answered") -> int:
        """Type a question, wait until its turn has come to this end, and return the turn's number."""
        turn = self.page.locator(".turn").count() + 1
        self.page.fill("#question textarea", question)
        self.page.press("#question textarea", "Enter")
        self.page.wait_for_selector(f'#turn-{turn}[data-stage="{ends}"]')
        return turn

    def open_source(self, turn: int, number: int = 1) -> None:
        self.page.click(f"#turn-{turn}-source-{number}")
        self.page.wait_for_selector(".source:not([hidden]) mark")

    def leave(self) -> None:
        """Go away, as who closes the page: what it was waiting for is not cut off by a server that ends. That Gradio
        cuts off its own stream then, and says so, nobody sees."""
        self.before += self.violations()
        complaints = list(self.complaints)
        self.page.goto("about:blank")
        self.complaints[:] = complaints

    def outside(self) -> list[str]:
        """Requests to anywhere but the server the page came from."""
        here = urlsplit(self.address).netloc
        return [url for url in self.requests if urlsplit(url).netloc != here and not url.startswith("data:")]

    def violations(self) -> list[str]:
        return [*self.before, *self.page.evaluate("window.violations")]

    def overflow(self) -> int:
        """Pixels by which the page is wider than the window, once it is drawn as it is now."""
        return int(self.page.evaluate(_OVERFLOW))


@contextmanager
def visiting(browser: Browser, address: str, width: int = 1280, height: int = 800, **options: Any) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(30_000)
    try:
        yield Visit(address, context)
    finally:
        context.close()
