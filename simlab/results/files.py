"""Files that appear whole or not at all: written under a temporary name beside the target, then moved."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ABANDONED_AFTER = 24 * 3600.0  # seconds; a living writer is far younger


def _temporary(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _sweep_abandoned(target: Path) -> None:
    """Delete what writers of ``target`` that were killed a day or more ago left behind."""
    oldest = time.time() - _ABANDONED_AFTER
    for path in target.parent.glob(f".{target.name}.*.tmp"):
        try:
            abandoned = path.stat().st_mtime < oldest
        except FileNotFoundError:  # another writer finished or swept it meanwhile
            continue
        if abandoned:
            _remove(path)


def sweep(folder: Path) -> None:
    """Delete what killed writers left in ``folder`` and its folders, which nobody else may be writing to."""
    for path in (*folder.glob(".*.tmp"), *folder.glob("*/.*.tmp")):
        _remove(path)


@contextmanager
def atomic_file(path: Path | str) -> Iterator[Path]:
    """Give a temporary path to write to; it becomes ``path`` when the block ends, and goes when it fails.

    The folder of ``path`` is made when it is missing.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep_abandoned(path)
    temporary = _temporary(path)
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def atomic_write(path: Path | str, content: str | bytes) -> None:
    """Write ``content`` (text as UTF-8) to ``path``; readers see the old file or the new, never a part."""
    with atomic_file(path) as temporary:
        temporary.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


@contextmanager
def atomic_folder(path: Path | str) -> Iterator[Path]:
    """Give a fresh folder to fill; it becomes ``path`` when the block ends, and is deleted when it fails.

    An existing folder is moved aside first and deleted last: ``path`` never holds files of two writers.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep_abandoned(path)
    temporary = _temporary(path)
    try:
        temporary.mkdir()
        yield temporary
        _move_into_place(temporary, path)
    finally:
        _remove(temporary)


def _move_into_place(temporary: Path, path: Path) -> None:
    """Rename ``temporary`` to ``path``; of two writers at once the later one wins whole."""
    while True:
        aside: Path | None = _temporary(path)
        try:
            os.replace(path, str(aside))
        except FileNotFoundError:
            aside = None
        try:
            os.replace(temporary, path)
        except OSError:
            if not path.exists():
                raise
            continue  # another writer came between the two renames: move its folder aside too
        finally:
            if aside is not None:
                _remove(aside)
        return
