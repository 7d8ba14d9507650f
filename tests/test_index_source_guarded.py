"""Whatever a document does to the process that reads it, the one that asks is told, and the next document is read."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from onrecord.index.errors import SourceError
from onrecord.index.sources import guarded
from onrecord.index.sources.child import Kind

# What reads the documents of these tests: the document says what to do.
KIND = """
import ctypes, os, re, signal, sys, time

def extract(raw, options):
    return {name: do(raw, options) for name, do in DO.items() if raw.startswith(name.encode())}

def garbage(raw, options):
    for number in range(3, 10):
        try:
            os.write(number, b"no message at all")
        except OSError:
            pass
    time.sleep(60)

def memory(raw, options):
    return [bytearray(2**24) for _ in range(200)]

def deep(raw, options):
    return deep(raw, options)

DO = {
    "pid": lambda raw, options: os.getpid(),
    "echo": lambda raw, options: [raw.decode("latin-1"), options],
    "sleep": lambda raw, options: time.sleep(float(raw[5:])),
    "regex": lambda raw, options: re.match(r"(a+)+$", "a" * 60 + "b"),
    "abort": lambda raw, options: os.abort(),
    "fault": lambda raw, options: ctypes.string_at(8),
    "exit": lambda raw, options: os._exit(3),
    "garbage": garbage,
    "memory": memory,
    "deep": deep,
    "error": lambda raw, options: {}["bridge"],
    "print": lambda raw, options: print("words", flush=True) or os.write(2, b"more"),
    "long": lambda raw, options: "x" * 70_000_000,
    "environment": lambda raw, options: dict(os.environ),
    "modules": lambda raw, options: [*sys.modules],
    "surrogate": lambda raw, options: "\\ud800",
    "alarm": lambda raw, options: signal.getitimer(signal.ITIMER_REAL)[0],
}
"""
unix = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes otherwise")
linux = pytest.mark.skipif(sys.platform != "linux", reason="the system does not say or does not limit it")


@pytest.fixture(autouse=True)
def kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "kind_of_tests.py").write_text(KIND)
    places = [str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(places))
    monkeypatch.setitem(guarded.KINDS, "test", Kind("kind_of_tests", "json"))
    guarded.close()
    yield
    guarded.close()


def do(what: str) -> object:
    return guarded.run("test", what.encode(), {})[re.sub(r"[\d.]", "", what)]


def pid() -> int:
    found = do("pid")
    assert isinstance(found, int)
    return found


def test_bytes_and_options_arrive_as_they_are_and_so_does_the_answer() -> None:
    raw = b"echo" + bytes(range(256)) * 10_000
    assert guarded.run("test", raw, {"é": "\x00"})["echo"] == [raw.decode("latin-1"), {"é": "\x00"}]
    assert guarded.run("test", b"surrogate", {})["surrogate"] == "\ud800"
    assert guarded.run("test", b"", {}) == {}


def test_one_process_reads_many_documents() -> None:
    first = pid()
    assert {pid() for _ in range(20)} == {first}
    assert first != os.getpid()


@pytest.mark.parametrize("what", ["sleep60", "regex"])
def test_a_document_that_takes_too_long_is_left_and_the_next_is_read_at_once(what: str) -> None:
    before = pid()
    start = time.perf_counter()
    with pytest.raises(SourceError, match="the document takes more than 3 s to read, so it was left"):
        do(what)
    ended = time.perf_counter()
    assert 2.9 < ended - start < 6
    assert pid() != before
    assert time.perf_counter() - ended < 1, "a second process was made ready while the first was busy"


def test_a_slow_document_that_ends_in_time_is_read_and_its_process_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    before = pid()
    assert do("sleep1.2") is None
    assert pid() == before


@unix
@pytest.mark.parametrize(
    ("what", "how"), [("abort", "SIGABRT"), ("fault", "SIGSEGV"), ("exit", "exit code 3")], ids=lambda what: what
)
def test_a_document_that_ends_the_process_is_told_of_and_the_next_is_read(what: str, how: str) -> None:
    with pytest.raises(SourceError, match=rf"the document was not read: the process .* ended \({how}\)"):
        do(what)
    assert pid()


@linux
def test_a_document_that_takes_all_memory_is_told_of_and_the_next_is_read() -> None:
    with pytest.raises(SourceError, match="the document takes more than 1 GB of memory to read"):
        do("memory")
    assert pid()


@unix
def test_what_is_no_answer_is_not_taken_for_one() -> None:
    with pytest.raises(SourceError, match="gave no answer that can be understood"):
        do("garbage")
    assert pid()


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("error", "river.html cannot be read: KeyError: 'bridge'"),
        ("deep", "river.html is nested too deeply to be read"),
        ("long", "longer than the 64 MB that are taken"),
    ],
)
def test_a_document_that_trips_its_reader_up_costs_nothing_else(what: str, message: str) -> None:
    before = pid()
    with pytest.raises(SourceError, match=message):
        guarded.run("test", what.encode(), {"name": "river.html"})
    assert pid() == before or what == "long"


def test_what_a_library_prints_is_not_taken_for_an_answer(capfd: pytest.CaptureFixture[str]) -> None:
    assert do("print") == 4
    assert pid()
    assert capfd.readouterr() == ("", "")


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(guarded.KINDS, "none", Kind("kind_of_tests", "no_such_library"))
    with pytest.raises(SourceError, match=r"cannot be read here: .*No module named 'no_such_library'"):
        guarded.run("none", b"", {})
    assert pid()


def test_a_python_that_cannot_be_started_is_told_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(SourceError, match="the process that reads documents cannot be started"):
        pid()


@unix
def test_a_process_that_was_ended_while_idle_is_replaced() -> None:
    before = pid()
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: not is_there(before))
    assert pid() != before


def test_a_process_that_was_let_go_is_started_anew() -> None:
    before = pid()
    guarded.close()
    assert not is_there(before)
    assert pid() != before


def test_several_threads_each_get_their_own_answer() -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: guarded.run("test", f"echo{number}".encode(), {}), range(100)))
    assert [one["echo"][0] for one in found] == [f"echo{number}" for number in range(100)]


@unix
def test_an_interrupt_ends_the_reading_and_the_next_document_gets_its_own_answer() -> None:
    before = pid()
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    start = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        do("sleep60")
    assert time.perf_counter() - start < 2
    assert not is_there(before)
    assert pid() != before


# ---- what the process is -------------------------------------------------------------------------------------------


def test_the_process_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "DATABASE_URL"):
        monkeypatch.setenv(name, "secret")
    assert "secret" not in str(do("environment"))


def test_the_process_that_reads_pages_loads_nothing_else() -> None:
    guarded.run("page", b"<html><body><article><p>It was shut.</p><p>It rained.</p></article></body></html>", {})
    loaded = do("modules")
    assert isinstance(loaded, list)
    assert "trafilatura" in loaded
    assert not {"torch", "gradio", "faiss", "onnxruntime", "numpy", "tantivy", "sqlite3"} & set(loaded)


@unix
def test_the_process_ends_by_itself_where_nobody_is_left_to_end_it() -> None:
    left = do("alarm")
    assert isinstance(left, float)
    assert 3 < left < 10


# ---- in programs of other people -------------------------------------------------------------------------------------

PAGE = "<html><body><article><h1>Bridge shut</h1>" + "<p>It was shut on Monday, said the town.</p>" * 3
PROGRAM = f"""
import os, signal, sys
from onrecord.index.sources import guarded
from onrecord.index.sources.child import Kind
found = guarded.run("page", {PAGE.encode()!r}, {{}})
assert found["title"] == "Bridge shut", found
guarded.KINDS["test"] = Kind("kind_of_tests", "json")
pid = guarded.run("test", b"pid", {{}})["pid"]
print(pid, flush=True)
"""


def program(more: str) -> subprocess.Popen[str]:
    script = [sys.executable, "-W", "error", "-X", "dev", "-c", PROGRAM + more]
    return subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    status = Path(f"/proc/{pid}/status")
    return not (status.exists() and "\nState:\tZ" in status.read_text())


def wait_for(fact: object, seconds: float = 10) -> None:
    assert callable(fact)
    until = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < until
        time.sleep(0.02)


@unix
def test_a_plain_script_reads_pages_and_leaves_nothing_behind() -> None:
    with program("") as script:
        said, complained = script.communicate(timeout=60)
    assert (script.returncode, complained) == (0, "")
    wait_for(lambda: not is_there(int(said)))


@unix
@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_the_process_ends_when_the_one_that_asks_is_killed(busy: bool) -> None:
    ask = 'guarded.run("test", b"sleep1", {})' if busy else "import time; time.sleep(60)"
    with program(ask) as script:
        assert script.stdout
        child = int(script.stdout.readline())
        time.sleep(0.2)
        assert is_there(child)
        script.kill()
        script.communicate(timeout=60)
    wait_for(lambda: not is_there(child))


@unix
def test_interrupting_a_program_shows_one_traceback_and_not_the_childs() -> None:
    with program('guarded.run("test", b"sleep60", {})') as script:
        assert script.stdout
        child = int(script.stdout.readline())
        time.sleep(0.2)
        os.killpg(script.pid, signal.SIGINT)
        _, complained = script.communicate(timeout=60)
    assert complained.count("Traceback") == 1
    assert complained.rstrip().endswith("KeyboardInterrupt")
    wait_for(lambda: not is_there(child))


@unix
def test_a_fork_gets_a_process_of_its_own() -> None:
    forked = """
import warnings
warnings.simplefilter("ignore", DeprecationWarning)
child = os.fork()
if not child:
    assert guarded.run("test", b"pid", {})["pid"] != pid
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
assert guarded.run("test", b"pid", {})["pid"] == pid
"""
    with program(forked) as script:
        said, complained = script.communicate(timeout=60)
    assert (script.returncode, complained) == (0, "")
    wait_for(lambda: not is_there(int(said)))
