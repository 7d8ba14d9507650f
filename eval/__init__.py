"""Measuring what onrecord finds, reads and answers.

::

    from onrecord.eval import evaluate, load

    run = evaluate(load("squad-dev.json"), "reading", limit=500)
    run.figures["onrecord"]["f1"]                    # Figure(value, low, high, n)
"""

from pathlib import Path

from onrecord.eval.comparison import Compared, compare
from onrecord.eval.evaluation import evaluate
from onrecord.eval.figures import Figure
from onrecord.eval.loaders import load
from onrecord.eval.run import Run
from onrecord.eval.types import Dataset, Exchange, Mark, Question, Record

__all__ = [
    "PAIRS",
    "Compared",
    "Dataset",
    "Exchange",
    "Figure",
    "Mark",
    "Question",
    "Record",
    "Run",
    "compare",
    "evaluate",
    "load",
]

PAIRS: Path = Path(__file__).with_name("pairs.jsonl")
"""Question-answer pairs over the sample archive, written for the project; a JSON object a line."""
