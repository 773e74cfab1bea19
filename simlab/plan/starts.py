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
from simlab.lanes.random.purposes import STARTS
from simlab.lanes.random.uniform import uniforms

_FILL = {"uniforms": uniforms, "normals": normals}


def is_random(kind: str) -> bool:
    """Whether starts of this kind are drawn at random."""
    return bool(_FILL.keys() & signature(registry.load("starts", kind).points).parameters)


def draw(
    kind: str, numbers: Mapping[str, Any], dimension: int, replicates: range, seed: int, stream: int
) -> np.ndarray:
    """Starting points [dimension, replicates], float64; replicate r's depends on (seed, stream, r) alone.

    Of a start that is not random, or decides the replicates, all points are made and the wanted ones taken.

    Raises
    ------
    UsageError
        If the parameters of the start do not fit the dimension or the number of replicates.
    """
    module = registry.load("starts", kind)
    points, wanted = module.points, signature(module.points).parameters
    made = replicates if is_random(kind) else range(replicates.stop)
    if hasattr(module, "REPLICATES"):
        made = range(module.REPLICATES(**numbers))
    taken = slice(replicates.start - made.start, replicates.stop - made.start)
    available = {"dimension": dimension, "count": len(made), **numbers}
    for source in ("uniforms", "normals"):
        if source in wanted:
            available[source] = _random_rows(source, dimension, made, seed, stream)
    try:
        return points(**{name: available[name] for name in wanted})[:, taken]
    except ValueError as error:
        raise UsageError(f"start '{kind}' in {dimension} dimensions: {error}") from error


def _random_rows(source: str, dimension: int, replicates: range, seed: int, stream: int) -> np.ndarray:
    words = (seed & 0xFFFFFFFF, seed >> 32, stream, None, 0, STARTS)
    replicate = np.arange(replicates.start, replicates.stop, dtype=np.uint32)
    key = tuple(replicate if word is None else np.full(replicate.size, word, np.uint32) for word in words)
    rows = ArrayRows(np.empty((dimension, replicate.size)))
    _FILL[source](rows, key)
    return rows.array
