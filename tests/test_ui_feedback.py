from __future__ import annotations

import json
from dataclasses import replace

from fastapi import FastAPI
from fastapi.testclient import TestClient
from test_rag_feedback import RIGHT
from ui_given import assistant, the_call

from onrecord.rag.feedback import Feedback
from onrecord.ui import feedback


def test_pairs_are_saved_as_a_file() -> None:
    given = assistant(the_call)
    app = FastAPI()
    app.include_router(feedback.router(given))
    with TestClient(app) as client:
        assert client.get("/feedback/pairs").text == ""
        store = Feedback(given.index.folder)
        store.keep(RIGHT)
        store.keep(replace(RIGHT, turn=1, verdict="wrong"))
        answer = client.get("/feedback/pairs")
    assert answer.headers["content-disposition"] == 'attachment; filename="onrecord-pairs.jsonl"'
    (pair,) = map(json.loads, answer.text.splitlines())
    assert (pair["question"], pair["answers"]) == (RIGHT.question, ["forty minutes"])
