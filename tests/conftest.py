"""What several test files need: a small embedder, indexes made with it, the sample index, the public data sets."""

from __future__ import annotations

import io
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from embedders import HashingEmbedder
from faults import Forks, template
from filelock import FileLock
from house import ROOT, Make, Run
from hypothesis import HealthCheck, settings

from onrecord.index import NewsIndex
from onrecord.index.sources import read
from onrecord.rag import Assistant, cli
from onrecord.seeds import ARTICLES

os.environ["HF_HUB_OFFLINE"] = "1"
# A shell starts what runs in its background deaf to this signal, and children would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "house", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("house")


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def make(tmp_path: Path, embedder: HashingEmbedder) -> Iterator[Make]:
    """Opens the index in a folder below the test's own; every one is closed at the end."""
    opened: list[NewsIndex] = []

    def open_index(name: str = "archive", **options: object) -> NewsIndex:
        index = NewsIndex.open(tmp_path / name, **{"create": True, "embedder": embedder, **options})  # type: ignore[arg-type]
        opened.append(index)
        return index

    yield open_index
    for index in opened:
        index.close()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """The command line, in this process; the archive is a folder of the test's own."""
    monkeypatch.setenv("ONRECORD_INDEX", str(tmp_path / "archive"))

    def call(*arguments: object, stdin: str | bytes = b"") -> tuple[int, str, str]:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            cli.main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return call


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    """A folder in memory where there is such a thing: flushing it to a disk a hundred times over tells nothing."""
    shared = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=shared if os.access(shared, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture
def place(memory: Path) -> Iterator[Path]:
    """A test's own folder."""
    with tempfile.TemporaryDirectory(dir=memory, ignore_cleanup_errors=True) as folder:  # what was killed may still end
        yield Path(folder)


@pytest.fixture(scope="session")
def whole(memory: Path) -> Path:
    """The index that is damaged, in copies; see ``template``."""
    return template(memory / "whole")


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """Children."""
    with Forks() as forks:
        yield forks


@pytest.fixture(scope="session")
def sample_index_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive with the packaged embedder: seconds to build, so once, whichever process comes first."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "sample"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            begun = folder.with_suffix(".begun")
            with NewsIndex.open(begun, create=True) as index:
                index.add(read(ARTICLES))
            begun.rename(folder)
    return folder


@pytest.fixture(scope="session")
def sample_index(sample_index_folder: Path) -> Iterator[NewsIndex]:
    with NewsIndex.open(sample_index_folder) as index:
        yield index


@pytest.fixture(scope="session")
def assistant(sample_index: NewsIndex) -> Assistant:
    return Assistant(sample_index)


@pytest.fixture(scope="session")
def data_sets() -> Path:
    """The folder of public data sets."""
    folder = Path(os.environ.get("ONRECORD_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"the public data sets are not in {folder}; name their folder in ONRECORD_DATA")
    return folder


@pytest.fixture(scope="session")
def seed_article() -> Path:
    """The one news article the first questions are about."""
    found = sorted((ROOT.parent / "shared" / "seed").glob("*.txt"))
    if not found:
        pytest.skip("the seed article is not beside the checkout, in ../shared/seed")
    return found[0]
