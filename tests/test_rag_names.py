from __future__ import annotations

import subprocess
import sys
import threading

from onrecord.rag.names import Entity, entities


def test_what_a_text_names_with_its_place() -> None:
    text = "Angela Merkel met Barack Obama in Paris on Monday."
    found = entities(text)
    assert [(text[e.start : e.end], e.label) for e in found] == [
        ("Angela Merkel", "PERSON"),
        ("Barack Obama", "PERSON"),
        ("Paris", "GPE"),
        ("Monday", "DATE"),
    ]
    assert found[0] == Entity(0, 13, "PERSON")
    assert entities("") == []


def test_several_threads_can_ask_at_once() -> None:
    texts = [f"Angela Merkel met minister number {number} in Paris." for number in range(40)]
    wrong: list[object] = []

    def ask() -> None:
        wrong.extend(text for text in texts if "Paris" not in [text[e.start : e.end] for e in entities(text)])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_torch_is_not_loaded_and_still_can_be() -> None:
    script = (
        "import sys; from onrecord.rag.names import entities; entities('Paris'); assert 'torch' not in sys.modules; "
        "import importlib.util; assert importlib.util.find_spec('torch')"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True)


def test_threads_that_ask_first_at_once_share_one_pipeline() -> None:
    program = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from onrecord.rag.names import base, parse

start = Barrier(4)

def first(number):
    start.wait()
    words = parse(f"Council {number} voted on Tuesday.")
    return id(words.vocab), base(words[2])

with ThreadPoolExecutor(4) as pool:
    print(len(set(pool.map(first, range(4)))))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"
