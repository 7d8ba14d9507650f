"""Starts the README's first command, asks a question over HTTP, and checks the quote against the sample archive."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request

from onrecord.seeds import ARTICLES, QUESTIONS

_PATIENCE = 600  # seconds for the server to come up on a machine that has to set itself up


def main() -> None:
    articles = {record["id"]: record for record in map(json.loads, ARTICLES.read_text(encoding="utf-8").splitlines())}
    with tempfile.TemporaryDirectory() as home:
        places = {"XDG_CACHE_HOME": home, "XDG_DATA_HOME": home}
        server = subprocess.Popen(
            sys.argv[1:], stderr=subprocess.PIPE, text=True, start_new_session=True, env={**os.environ, **places}
        )
        patience = threading.Timer(_PATIENCE, os.killpg, (server.pid, signal.SIGKILL))
        patience.start()
        try:
            url = next(
                (found[0] for line in server.stderr if (found := re.search(r"http://[\w.:\[\]]+/", _shown(line)))), None
            )
            if url is None:
                sys.exit("the server ended before it said where it is")
            patience.cancel()
            threading.Thread(target=lambda: [_shown(line) for line in server.stderr], daemon=True).start()
            page = urllib.request.urlopen(url).read().decode()
            answer = _ask(url, QUESTIONS[0])
            declined = _ask(url, QUESTIONS[-1])
        finally:
            patience.cancel()
            os.killpg(server.pid, signal.SIGINT)
            server.wait(timeout=30)
    cited = answer["citations"][0]
    text = articles[cited["article_id"]]["text"]
    assert "onrecord" in page
    assert not answer["abstained"]
    assert answer["text"], answer
    assert text[cited["start"] : cited["end"]] == cited["quote"], "the quote is not what the article says"
    assert answer["text"] in cited["quote"], "the answering words are not in the quote"
    assert declined["abstained"], declined
    print(f"{answer['question']} -> {answer['text']!r}, quoted from {cited['article_id']}")
    print(f"{declined['question']} -> declined")


def _ask(url: str, question: str) -> dict:
    body = json.dumps({"question": question}).encode()
    request = urllib.request.Request(f"{url}api/ask", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)


def _shown(line: str) -> str:
    sys.stderr.write(line)
    return line


if __name__ == "__main__":
    main()
