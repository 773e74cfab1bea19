"""Where files of chunks lie, whole or not at all: a folder, or any place that fsspec knows by its URL."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from simlab.errors import UsageError
from simlab.results.files import atomic_write

_TEMPORARY = ".tmp"


class Folder:
    """A folder of this machine, or one that several share."""

    def __init__(self, path: Path) -> None:
        self.path = path

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

    def opened(self, name: str) -> BinaryIO:
        """A file to read parts of."""
        return open(self.path / name, "rb")

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        (self.path / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Remove the folder, if it is empty."""
        for left in self.path.glob(f".*{_TEMPORARY}"):  # of a writer that was killed
            left.unlink(missing_ok=True)
        if self.path.is_dir():
            self.path.rmdir()


class Remote:
    """A folder at a URL, as in ``s3://bucket/folder``; an object there is put whole."""

    def __init__(self, url: str) -> None:
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise UsageError(f"{url}: a store at a URL needs fsspec: pip install 'simlab[dask]'") from None
        try:
            self.system, self.root = url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise UsageError(f"{url}: {error}") from None

    def names(self) -> list[str]:
        """The names of its files."""
        self.system.invalidate_cache()
        try:
            found: list[Any] = self.system.ls(self.root, detail=False)
        except FileNotFoundError:
            return []
        names = [str(path).rstrip("/").rpartition("/")[2] for path in found]
        return [name for name in names if not name.endswith(_TEMPORARY)]

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all, as stores of objects do."""
        self.system.makedirs(self.root, exist_ok=True)
        self.system.pipe_file(f"{self.root}/{name}", content)

    def read(self, name: str) -> bytes:
        """The content of a file; ``FileNotFoundError`` if there is none."""
        return self.system.cat_file(f"{self.root}/{name}")

    def opened(self, name: str) -> BinaryIO:
        """A file to read parts of."""
        return self.system.open(f"{self.root}/{name}", "rb")

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        with suppress(FileNotFoundError):
            self.system.rm_file(f"{self.root}/{name}")

    def close(self) -> None:
        """Nothing: where there are no folders, an empty one is none."""


Place = Folder | Remote


def place(where: Path | str) -> Place:
    """The place that a path or a URL names; a ``file:`` URL is a path, whose files are moved into place."""
    text = str(where)
    if text.startswith("file://"):
        return Folder(Path(text.removeprefix("file://")))
    return Remote(text) if "://" in text else Folder(Path(text))
