"""Every measure shows its own known answer and needs nothing but numpy."""

from __future__ import annotations

import ast
import doctest
import importlib
import sys
from pathlib import Path

import pytest
from house import ROOT

import onrecord.eval.metrics

FILES = sorted((ROOT / "eval" / "metrics").glob("*.py"))
MODULES = [path.stem for path in FILES if path.stem != "__init__"]


@pytest.mark.parametrize("name", MODULES)
def test_the_known_answer_of_every_module_is_what_it_returns(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"onrecord.eval.metrics.{name}"))
    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize("name", onrecord.eval.metrics.__all__)
def test_every_measure_is_reached_from_the_package_and_not_hidden_by_its_module(name: str) -> None:
    assert callable(getattr(onrecord.eval.metrics, name))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_measure_needs_numpy_and_the_standard_library_alone(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    others = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names | {"numpy"}}
    assert all(name.startswith("onrecord.eval.metrics.") for name in others)
