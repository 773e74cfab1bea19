"""The journal of a run: one file for each finished chunk, named by a digest of all that its bits depend on.

A file is written once, whole, and checks itself when it is read; what is damaged counts as not finished. A
changed scenario, kernel, precision or version has other names, so that nothing stale is ever found.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from simlab.results.places import Place, place

_ENDING, _FACTS = ".npz", "facts"
_UNREADABLE = (FileNotFoundError, ValueError, KeyError, EOFError, zipfile.BadZipFile)
Arrays = Mapping[str, np.ndarray]


class ChunkStore:
    """The finished chunks of a run; ``where`` is a path or a URL of fsspec."""

    def __init__(self, where: Path | str) -> None:
        self.place: Place = place(where)

    def keys(self) -> set[str]:
        """The keys of what is finished."""
        return {name.removesuffix(_ENDING) for name in self.place.names() if name.endswith(_ENDING)}

    def write(self, key: str, arrays: Arrays, facts: Mapping[str, Any]) -> int:
        """Keep a finished chunk, and say how many bytes it takes."""
        content = packed(arrays, facts)
        self.place.write(key + _ENDING, content)
        return len(content)

    def read(self, key: str) -> tuple[dict[str, np.ndarray], dict[str, Any]] | None:
        """The arrays and the facts of a finished chunk; ``None`` if it is missing or damaged."""
        try:
            return unpacked(self.place.read(key + _ENDING))
        except _UNREADABLE:
            return None

    def facts(self, key: str) -> dict[str, Any] | None:
        """The facts of a finished chunk alone; ``None`` if it is missing or damaged."""
        try:
            with self.place.opened(key + _ENDING) as file, np.load(file, allow_pickle=False) as arrays:
                return json.loads(str(arrays[_FACTS]))
        except _UNREADABLE:
            return None

    def remove(self, keys: Iterable[str]) -> None:
        """Forget chunks."""
        for key in keys:
            self.place.remove(key + _ENDING)

    def discard(self) -> None:
        """Forget everything: the results hold it all."""
        self.remove(self.keys())
        self.place.close()


def packed(arrays: Arrays, facts: Mapping[str, Any]) -> bytes:
    """Arrays and facts as the bytes of one file; their checksums are in it."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **{_FACTS: np.array(json.dumps(facts)), **arrays})
    return file.getvalue()


def unpacked(content: bytes) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """What ``packed`` packed."""
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    return arrays, json.loads(str(arrays.pop(_FACTS)))
