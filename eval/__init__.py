"""Measuring what onrecord finds and answers."""

__all__: list[str] = []
