"""Nothing here opens a connection or resolves a name: not a first run, not a question, not the page."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

REFUSED = textwrap.dedent("""
    import socket

    class Online(BaseException):
        pass

    def refuse(*args, **kwargs):
        raise Online(f"a connection or a look-up was tried: {args[:2]}")

    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "create_connection"):
        setattr(socket, name, refuse)
    real = socket.socket

    class Closed(real):
        def _away(self, address):
            if self.family in (socket.AF_INET, socket.AF_INET6):
                refuse(address)

        def connect(self, address):
            self._away(address)
            return super().connect(address)

        def connect_ex(self, address):
            self._away(address)
            return super().connect_ex(address)

        def sendto(self, data, *rest):
            self._away(rest[-1])
            return super().sendto(data, *rest)

    socket.socket = Closed
""")


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", REFUSED + textwrap.dedent(script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_refusal_works() -> None:
    for tried in ("socket.create_connection(('localhost', 9))", "socket.socket().connect(('127.0.0.1', 9))"):
        assert "a connection or a look-up was tried" in run(tried).stderr
    assert "look-up was tried" in run("import urllib.request as u; u.urlopen('http://courier.example')").stderr


def test_ingest_question_and_page_go_without_a_network(tmp_path: Path) -> None:
    done = run(
        """
        import sys
        from onrecord.index import NewsIndex
        from onrecord.index.sources import read
        from onrecord.rag import Assistant
        from onrecord.seeds import ARTICLES, QUESTIONS

        with NewsIndex.open(sys.argv[1], create=True) as index:
            index.add(article for article in read(ARTICLES) if "maren-linde" in article.id)
            assistant = Assistant(index)
            answer = assistant.ask(QUESTIONS[0])
            assert answer.text == "19 minutes", answer

            from onrecord.ui import create_app
            from starlette.testclient import TestClient

            with TestClient(create_app(assistant), base_url="http://127.0.0.1:7860") as client:
                page = client.get("/")
                assert page.status_code == 200, page.text
                assert "onrecord" in page.text
        print("served")
        """,
        str(tmp_path / "archive"),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("served\n")


def test_the_runtime_of_the_models_keeps_no_record_of_its_use(tmp_path: Path) -> None:
    """What is not Python cannot be refused as above. ONNX Runtime's telemetry begins with an identifier of the machine
    and a queue of events in the user's cache folder: neither may appear."""
    home = {name: str(tmp_path) for name in ("HOME", "USERPROFILE", "XDG_CACHE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA")}
    script = """if True:
        from onrecord.index import load_embedder
        from onrecord.rag import CrossEncoder
        CrossEncoder().score("Why?", ["Because."])
        load_embedder().embed_passages(["It rained."] * 128)
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "CI", "GITHUB_"))}
    subprocess.run([sys.executable, "-c", script], env=kept | home, capture_output=True, check=True)
    assert list(tmp_path.rglob("*")) == []
