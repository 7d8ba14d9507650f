"""When a question asks about: its words to days, by a grammar of intervals and a calendar."""

from onrecord.rag.when.times import Anchor, Time, anchors, around, times

__all__ = ["Anchor", "Time", "anchors", "around", "times"]
