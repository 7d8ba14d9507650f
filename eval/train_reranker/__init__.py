"""Trains a reranker: the lower layers of the packaged cross-encoder, taught by the whole of it and by known answers.

``python -m onrecord.eval.train_reranker reading DATA FILE`` and ``archive SET FILE`` gather questions with passages and
what the packaged cross-encoder says of each; ``train RUN FILE...`` trains; ``export WEIGHTS ONNX`` writes an int8 file.
None of its weights is shipped: ARCHITECTURE.md says why.
"""

__all__: list[str] = []
