"""The store of generated source: files named by a digest of all they depend on.

Numba's own cache sees only the file a kernel is written in, so a kernel whose helper lives elsewhere goes
stale in silence after an edit. Here the name of the file changes whenever anything it was made from does.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from simlab.errors import SimlabError

CAPACITY = 1000  # kernel files kept; the least recently used go first
_SETTING = "SIMLAB_CACHE"


@dataclass(frozen=True)
class Source:
    """A generated module: ``simlab_<kind>_<digest>`` and its text."""

    kind: str
    text: str
    ingredients: str = ""

    @cached_property
    def name(self) -> str:
        """Module name; the digest covers the text and whatever else the answer depends on."""
        digest = hashlib.sha256(f"{self.text}\0{self.ingredients}".encode()).hexdigest()
        return f"simlab_{self.kind}_{digest[:20]}"

    @property
    def path(self) -> Path:
        """Where the module is, or will be, stored."""
        return folder() / f"{self.name}.py"


def folder() -> Path:
    """The store: ``$SIMLAB_CACHE``, else the user's cache directory."""
    if setting := os.environ.get(_SETTING):
        return Path(setting)
    from platformdirs import user_cache_path

    return user_cache_path("simlab")


@contextmanager
def temporary_store() -> Iterator[None]:
    """An empty store for as long as the block lasts."""
    before = os.environ.get(_SETTING)
    with tempfile.TemporaryDirectory(prefix="simlab-", ignore_cleanup_errors=True) as temporary:
        os.environ[_SETTING] = temporary
        try:
            yield
        finally:
            del os.environ[_SETTING]
            if before is not None:
                os.environ[_SETTING] = before


def import_source(source: Source) -> ModuleType:
    """The module of ``source``, written to the store first if it is not there."""
    if source.name in sys.modules:
        if not source.path.exists():  # trimmed since, and whoever asks may want to read it
            _write(source)
        return sys.modules[source.name]
    _write(source)
    spec = spec_from_file_location(source.name, source.path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot import the generated file {source.path}")
    module = module_from_spec(spec)
    sys.modules[source.name] = module  # before execution: Numba loads cached code by module name
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[source.name]
        raise
    return module


def remembered(kind: str, question: str, answer: Callable[[], str]) -> str:
    """The text that ``answer`` gives to ``question``, from the store if it was asked before.

    The question holds whatever the answer depends on. A store that cannot be written remembers nothing.
    """
    path = Source(kind, question).path
    with suppress(OSError, UnicodeDecodeError):
        if text := path.read_text(encoding="utf-8"):  # empty after the machine has lost its power
            _mark_used(path)
            return text
    text = answer()
    with suppress(OSError, SimlabError):
        _keep(path, text)
    return text


def _write(source: Source) -> None:
    """Write atomically, so that processes may race; touch what is there, so that it counts as used."""
    path = source.path
    if path.exists() and path.read_text(encoding="utf-8") == source.text:
        _mark_used(path)
    else:
        _keep(path, source.text)


def _keep(path: Path, text: str) -> None:
    handle, temporary = _temporary_file(path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)
    _mark_used(path)
    _trim(path.parent)


def _temporary_file(store: Path) -> tuple[int, str]:
    try:
        store.mkdir(parents=True, exist_ok=True)
        return tempfile.mkstemp(dir=store, suffix=".tmp")
    except OSError as error:
        message = f"the store of kernels {store} cannot be written ({error.strerror}): set {_SETTING}"
        raise SimlabError(message) from None


def _mark_used(path: Path) -> None:
    # The source's own time stamp is part of Numba's freshness test, so a neighbour carries the time of use.
    path.with_suffix(".used").touch()


def _trim(store: Path) -> None:
    """Delete the files least recently used beyond ``CAPACITY``, with their compiled code."""
    used = sorted(store.glob("simlab_*.used"), key=_last_use, reverse=True)
    for marker in used[CAPACITY:]:
        for compiled in (store / "__pycache__").glob(f"{marker.stem}.*"):
            compiled.unlink(missing_ok=True)
        marker.with_suffix(".py").unlink(missing_ok=True)
        marker.unlink(missing_ok=True)


def _last_use(marker: Path) -> float:
    """Time stamp of a marker; one that another process has just trimmed is the oldest."""
    try:
        return marker.stat().st_mtime
    except FileNotFoundError:
        return 0.0


@cache
def _text_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digests(pattern: str) -> list[str]:
    """Names and digests of simlab's files that fit ``pattern``."""
    return _digests(Path(__file__).parents[1].glob(pattern))


def _digests(paths: Iterable[Path]) -> list[str]:
    return [f"{path.name}:{_text_digest(path)}" for path in sorted(paths)]


@cache
def ingredients(*modules: ModuleType) -> str:
    """What compiled code depends on beside its own text: simlab's kernel-side files and the compiler."""
    import llvmlite
    import numba

    files = set(Path(__file__).parents[1].glob("lanes/**/*.py"))
    for module in modules:
        path = Path(str(module.__file__))
        files |= {path, *path.parent.glob("_[!_]*.py")}
    return "\n".join([numba.__version__, llvmlite.__version__, *_digests(files)])
