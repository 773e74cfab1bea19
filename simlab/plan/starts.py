"""Where every replicate starts: drawn once, shared by all variants unless an axis is made independent."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import signature
from typing import Any

import numpy as np

from simlab import registry
from simlab.errors import UsageError
from simlab.lanes.memory import ArrayRows
from simlab.lanes.random.normal import normals
from simlab.lanes.random.uniform import uniforms

PURPOSE = 0
_FILL = {"uniforms": uniforms, "normals": normals}


def is_random(kind: str) -> bool:
    """Whether starts of this kind are drawn at random."""
    return bool(_FILL.keys() & signature(registry.load("starts", kind).points).parameters)


def draw(
    kind: str, numbers: Mapping[str, Any], dimension: int, replicates: int, seed: int, stream: int
) -> np.ndarray:
    """Starting points [dimension, replicates], float64; replicate r's depends on (seed, stream, r) alone.

    Raises
    ------
    UsageError
        If the parameters of the start do not fit the dimension or the number of replicates.
    """
    points = registry.load("starts", kind).points
    wanted = signature(points).parameters
    available = {"dimension": dimension, "count": replicates, **numbers}
    for source in ("uniforms", "normals"):
        if source in wanted:
            available[source] = _random_rows(source, dimension, replicates, seed, stream)
    try:
        return points(**{name: available[name] for name in wanted})
    except ValueError as error:
        raise UsageError(f"start '{kind}' in {dimension} dimensions: {error}") from error


def _random_rows(source: str, dimension: int, replicates: int, seed: int, stream: int) -> np.ndarray:
    words = (seed & 0xFFFFFFFF, seed >> 32, stream, None, 0, PURPOSE)
    replicate = np.arange(replicates, dtype=np.uint32)
    key = tuple(replicate if word is None else np.full(replicates, word, np.uint32) for word in words)
    rows = ArrayRows(np.empty((dimension, replicates)))
    _FILL[source](rows, key)
    return rows.array
