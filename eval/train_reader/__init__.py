"""Training the span reader: ``python -m onrecord.eval.train_reader train|export|measure``."""

__all__: list[str] = []
