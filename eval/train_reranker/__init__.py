"""Trains the reranker: six layers that say what all twelve of the packaged cross-encoder do.

``python -m onrecord.eval.train_reranker reading DATA FILE`` and ``news DATA FILE`` gather questions with passages,
``train RUN FILE...`` trains, ``export WEIGHTS ONNX`` writes an int8 file. Nobody's judgements are needed: the packaged
cross-encoder is asked as it goes.
"""

__all__: list[str] = []
