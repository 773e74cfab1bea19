"""One process at a time works on a run folder; another is told who does.

The lock is the operating system's, on the file ``lock`` of the folder: it goes with the process that holds
it, however that ends, so a file that a killed process has left locks nobody out.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from simlab.errors import BusyError
from simlab.results.folder import LOCK

try:
    import fcntl
except ImportError:  # not a Unix system: files still appear whole, only the second run is not refused
    fcntl = None  # type: ignore[assignment]


_PATIENCE = 5


@contextmanager
def locked(folder: Path, name: str = LOCK) -> Iterator[None]:
    """Keep ``folder`` to this process for as long as the block lasts; the folder is made when missing.

    ``name`` is that of the file which is locked, and tells which part of the folder is kept.

    Raises
    ------
    BusyError
        If another process, or another thread of this one, has it.
    OSError
        If the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    handle = _acquired(path)
    try:
        owner = {"pid": os.getpid(), "host": socket.gethostname(), "since": _now()}
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(owner).encode(), 0)
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def owner_of(folder: Path) -> dict[str, Any] | None:
    """Who works on ``folder`` (pid, host, since), or ``None`` if nobody does."""
    path = folder / LOCK
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        return None if _lock(handle) else _words(path)
    finally:
        os.close(handle)


def _acquired(path: Path) -> int:
    for attempt in count():
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if not _lock(handle):
            os.close(handle)
            if attempt == _PATIENCE:
                raise _busy(path)
            time.sleep(0.02)  # it may be somebody who only looks who has it
            continue
        try:
            if os.path.samestat(os.fstat(handle), os.stat(path)):
                return handle
        except FileNotFoundError:
            pass
        os.close(handle)  # its owner has just removed it: what was locked is no longer there
    raise AssertionError("unreachable")


def _lock(handle: int) -> bool:
    """Whether the file is ours now; so it is on a file system that knows no locks."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _busy(path: Path) -> BusyError:
    owner = _words(path)
    who = f"process {owner['pid']} on {owner['host']} since {owner['since']}" if owner else "another process"
    if path.name != LOCK:
        return BusyError(
            f"the store {path.parent} is in use by {who}: wait for it, or choose another --store"
        )
    return BusyError(
        f"{path.parent} is in use by {who}: wait for it (`simlab status {path.parent}` tells how far it is), "
        "or choose another --out"
    )


def _words(path: Path) -> dict[str, Any]:
    """What the owner has written, or nothing if it has not come to it yet."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
