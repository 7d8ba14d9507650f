"""Trains the reranker: the lower layers of the packaged cross-encoder, taught by the whole of it and by known answers.

``python -m onrecord.eval.train_reranker pairs DATA FILE`` gathers questions with passages, and what the packaged
cross-encoder says of each; ``train FILE RUN`` trains; ``export RUN ONNX`` writes the int8 file that is shipped.
"""

__all__: list[str] = []
