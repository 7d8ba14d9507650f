"""The one file that says how the reader is trained, as frozen dataclasses; an unknown or missing key is refused."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from onrecord.index.errors import SourceError

__all__ = ["CONFIG", "Config", "DataConfig", "DeviceConfig", "MeasureConfig", "ModelConfig", "TrainingConfig"]

CONFIG = Path(__file__).with_name("config.toml")
_Section = TypeVar("_Section")


@dataclass(frozen=True, slots=True)
class DataConfig:
    """What is trained on; see ``config.toml``, as for the other sections."""

    squad: list[str]
    qamr: list[str]
    qamr_sentences: str
    news: list[str]
    news_before: str
    retold: int
    aside: float
    swaps: float
    changed: float
    whether: int
    spoken: float
    max_tokens: int


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Which part of the starting network is taken."""

    layers: int


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """The cycle, the loss, and when it is looked at and kept."""

    seed: int
    epochs: int
    rate_body: float
    rate_head: float
    warm: float
    fall: float
    finish_minutes: float
    decay: float
    clip: float
    among: float
    no_answer: float
    relevance: float
    taught: float
    checkpoint_minutes: float
    look_every: int
    look_at: int


@dataclass(frozen=True, slots=True)
class DeviceConfig:
    """What depends on the machine."""

    precision: str
    batch_tokens: int
    batch_most: int
    rate: float
    threads: int
    frozen: int
    dropout: float


@dataclass(frozen=True, slots=True)
class MeasureConfig:
    """What the reader is measured on."""

    squad: list[str]
    qamr: list[str]
    questions: int
    aside: int
    longest: int


@dataclass(frozen=True, slots=True)
class Config:
    """All sections; ``devices`` by the kind of device, ``cpu`` or ``cuda``."""

    data: DataConfig
    model: ModelConfig
    training: TrainingConfig
    devices: dict[str, DeviceConfig]
    measure: MeasureConfig

    @classmethod
    def read(cls, path: Path = CONFIG) -> Config:
        """The sections of a file.

        Raises:
            SourceError: the file cannot be read, or a key is missing, unknown or of another type.
        """
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise SourceError(f"{path} cannot be read as a configuration: {error}") from error
        return cls(
            _section(DataConfig, found, path, "data"),
            _section(ModelConfig, found, path, "model"),
            _section(TrainingConfig, found, path, "training"),
            {kind: _section(DeviceConfig, found["device"], path, kind) for kind in found.get("device", {})},
            _section(MeasureConfig, found, path, "measure"),
        )


def _section(kind: type[_Section], found: dict[str, Any], path: Path, name: str) -> _Section:
    values = found.get(name, {})
    wanted = {field.name: str(field.type) for field in fields(kind)}  # type: ignore[arg-type]
    if set(values) != set(wanted):
        odd = ", ".join(sorted(set(values) ^ set(wanted)))
        raise SourceError(f"{path}: the keys of [{name}] are not those expected; missing or unknown: {odd}")
    for key, value in values.items():
        if wanted[key] == "float" and isinstance(value, int):
            values[key] = float(value)
        elif not wanted[key].startswith(type(value).__name__):
            raise SourceError(f"{path}: {key} in [{name}] must be {wanted[key]}, not {value!r}")
    return kind(**values)
