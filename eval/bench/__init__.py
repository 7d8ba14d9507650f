"""What the index costs and how quick it is, measured side by side with the plain way: ``onrecord bench``."""

__all__: list[str] = []
