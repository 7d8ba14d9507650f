"""The measures: pure functions, one module each, with definition, source and a known answer."""

from onrecord.eval.metrics.auroc import auroc
from onrecord.eval.metrics.average_precision import average_precision
from onrecord.eval.metrics.calibration import Bin, bins, expected_calibration_error
from onrecord.eval.metrics.coqa import coqa_exact_match, coqa_f1
from onrecord.eval.metrics.declining import declining
from onrecord.eval.metrics.exact_match import exact_match
from onrecord.eval.metrics.f1 import f1
from onrecord.eval.metrics.latency import percentiles
from onrecord.eval.metrics.ndcg import ndcg
from onrecord.eval.metrics.overlap import citation_precision, citation_recall, hits_mark, marked_word
from onrecord.eval.metrics.recall import recall
from onrecord.eval.metrics.reciprocal_rank import reciprocal_rank
from onrecord.eval.metrics.resampling import Difference, interval, interval_of, paired
from onrecord.eval.metrics.selective import aurc, risk_coverage
from onrecord.eval.metrics.text import holds, normalised
from onrecord.eval.metrics.threshold import best_threshold

__all__ = [
    "Bin",
    "Difference",
    "aurc",
    "auroc",
    "average_precision",
    "best_threshold",
    "bins",
    "citation_precision",
    "citation_recall",
    "coqa_exact_match",
    "coqa_f1",
    "declining",
    "exact_match",
    "expected_calibration_error",
    "f1",
    "hits_mark",
    "holds",
    "interval",
    "interval_of",
    "marked_word",
    "ndcg",
    "normalised",
    "paired",
    "percentiles",
    "recall",
    "reciprocal_rank",
    "risk_coverage",
]
