"""Chemical analyses of wines of three growers: 178 examples, inputs of very unequal scale.

Formula
    None: it is a real table, shipped by scikit-learn.
Symbols
    13 inputs in the units of the analysis; their scales differ by a factor of a thousand.
Reference
    Aeberhard and Forina, "Wine", UCI Machine Learning Repository 1991.
"""

from __future__ import annotations

import numpy as np

from simlab.data.kinds import _shipped

PARAMETERS: dict = {}
KIND = "classes"
CLASSES = ("grower 1", "grower 2", "grower 3")


def examples(seed: int, count: int | None) -> tuple[np.ndarray, np.ndarray]:
    """All examples, or ``count`` of them chosen by the seed: inputs [n, 13] and classes [n].

    Raises
    ------
    UsageError
        If scikit-learn is missing, or the table has fewer examples.
    """
    inputs, target = _shipped.rows("wine", seed, count)
    return inputs, target.astype(np.int64)


def feature_names() -> tuple[str, ...]:
    """Names of the inputs."""
    return _shipped.feature_names("wine")
