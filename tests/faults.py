"""A file system that fails: writes that stop half way, renames and folders that are refused, at random."""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import zarr.storage._local as zarr_files

REASONS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EDQUOT, errno.EROFS)


@contextmanager
def failing_files(draw: random.Random, share: float) -> Iterator[list[str]]:
    """Let a ``share`` of the operations on files fail; the list tells which did."""
    failed: list[str] = []

    def fails(what: str) -> bool:
        if draw.random() >= share:
            return False
        failed.append(what)
        return True

    def error(path: object) -> OSError:
        number = draw.choice(REASONS)
        return OSError(number, os.strerror(number), str(path))

    replace, write, make, put = os.replace, Path.write_bytes, Path.mkdir, zarr_files._put

    def failing_replace(source, target, **more):
        if fails("rename"):
            raise error(target)
        return replace(source, target, **more)

    def failing_write(path, content):
        if fails("write"):
            write(path, bytes(content)[: draw.randrange(len(content) + 1)])
            raise error(path)
        return write(path, content)

    def failing_make(path, *arguments, **more):
        if fails("mkdir"):
            raise error(path)
        return make(path, *arguments, **more)

    def failing_put(path, value, exclusive=False):
        if fails("array"):
            raise error(path)
        return put(path, value, exclusive=exclusive)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", failing_replace)
        patch.setattr(Path, "write_bytes", failing_write)
        patch.setattr(Path, "mkdir", failing_make)
        patch.setattr(zarr_files, "_put", failing_put)
        yield failed
