"""Where files of chunks lie, whole or not at all: a folder, or any place that fsspec knows by its URL."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from simlab.errors import StoreError, UsageError
from simlab.results.files import atomic_write

_TEMPORARY = ".tmp"


class Folder:
    """A folder of this machine, or one that several share."""

    private = False  # other processes see it

    def __init__(self, path: Path) -> None:
        self.path, self.address = path, str(path.absolute())

    def names(self) -> list[str]:
        """The names of its files; a file that is still being written has none yet."""
        if not self.path.is_dir():
            return []
        return [file.name for file in self.path.iterdir() if not file.name.endswith(_TEMPORARY)]

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all."""
        atomic_write(self.path / name, content)

    def read(self, name: str) -> bytes:
        """The content of a file; ``FileNotFoundError`` if there is none."""
        return (self.path / name).read_bytes()

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """A file to read parts of."""
        with open(self.path / name, "rb") as file:
            yield file

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        (self.path / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Remove the folder, if it is empty."""
        for left in self.path.glob(f".*{_TEMPORARY}"):  # of a writer that was killed
            left.unlink(missing_ok=True)
        with suppress(OSError):  # a worker that was given up for dead may still be writing
            self.path.rmdir()


class Remote:
    """A folder at a URL, as in ``s3://bucket/folder``.

    A store of objects puts a file whole; where one can be seen half written, its checksums tell.
    """

    def __init__(self, url: str) -> None:
        self.address = url
        self.private = "memory" in re.split("://|::", url)  # nobody but this process sees it
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise UsageError(f"{url}: a store at a URL needs fsspec: pip install 'simlab[dask]'") from None
        try:
            self.system, self.root = url_to_fs(url)
        except Exception as error:  # of the library for that protocol, of its own kind
            raise UsageError(f"{url}: {_words(error)}") from None

    def names(self) -> list[str]:
        """The names of its files."""
        with self._failures():
            self.system.invalidate_cache()
            try:
                found: list[Any] = self.system.ls(self.root, detail=False)
            except FileNotFoundError:
                return []
        names = [str(path).rstrip("/").rpartition("/")[2] for path in found]
        return [name for name in names if name and not name.endswith(_TEMPORARY)]

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all, as stores of objects do."""
        with self._failures():
            self.system.makedirs(self.root, exist_ok=True)
            self.system.pipe_file(f"{self.root}/{name}", content)

    def read(self, name: str) -> bytes:
        """The content of a file; ``FileNotFoundError`` if there is none."""
        with self._failures(FileNotFoundError):
            return self.system.cat_file(f"{self.root}/{name}")

    @contextmanager
    def opened(self, name: str) -> Iterator[BinaryIO]:
        """A file to read parts of; what is no file of ours is left to whoever reads it."""
        with self._failures(FileNotFoundError):
            self.system.invalidate_cache()  # a listing from before does not know what another has written
            file = self.system.open(f"{self.root}/{name}", "rb")
        with file:
            yield file

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        with self._failures(), suppress(FileNotFoundError):
            self.system.rm_file(f"{self.root}/{name}")

    def close(self) -> None:
        """Nothing: where there are no folders, an empty one is none."""

    @contextmanager
    def _failures(self, *known: type[Exception]) -> Iterator[None]:
        """Errors of the libraries behind fsspec, each of a kind of its own, as one that says where."""
        try:
            yield
        except known:
            raise
        except Exception as error:
            raise StoreError(f"{self.address}: {_words(error)}") from error


Place = Folder | Remote


def place(where: Path | str) -> Place:
    """The place that a path or a URL names; a ``file:`` URL is a path, whose files are moved into place.

    Raises
    ------
    UsageError
        If the URL is wrong, or of a protocol that fsspec does not know here.
    """
    text = str(where)
    if re.match("(file|local)://", text):
        path = re.sub("^[a-z]+://(localhost)?", "", text)
        if not path.startswith("/"):
            raise UsageError(f"{text}: a URL of a folder is file:// and an absolute path, as in file:///data")
        return Folder(Path(path))
    return Remote(text) if "://" in text else Folder(Path(text))


def check_writable(there: Place) -> None:
    """Put a small file there and remove it: what cannot be written is found out before hours of work.

    Raises
    ------
    UsageError
        If it cannot.
    """
    name = f".probe-{os.getpid()}-{secrets.token_hex(4)}{_TEMPORARY}"
    try:
        there.write(name, b"simlab")
        there.remove(name)
    except StoreError as error:
        raise UsageError(f"cannot write to the store {error}") from None
    except OSError as error:
        raise UsageError(f"cannot write to the store {there.address}: {error.strerror}") from None


def _words(error: Exception) -> str:
    """The message in one line; the kind of error where it has none."""
    return " ".join(str(error).split()) or type(error).__name__
