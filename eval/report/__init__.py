"""A run as one page for people."""

from onrecord.eval.report.page import write_report

__all__ = ["write_report"]
