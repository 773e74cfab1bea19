"""Handwritten digits, 8 x 8 pixels: 1,797 examples of ten classes.

Formula
    None: it is a real table, shipped by scikit-learn.
Symbols
    64 inputs, the pixels row by row, whole numbers from 0 (white) to 16. Some pixels are always white.
Reference
    Alpaydin and Kaynak, "Optical recognition of handwritten digits", UCI Machine Learning Repository 1998.
"""

from __future__ import annotations

import numpy as np

from simlab.data.kinds import _shipped

PARAMETERS: dict = {}
KIND = "classes"
CLASSES = tuple("0123456789")


def examples(seed: int, count: int | None) -> tuple[np.ndarray, np.ndarray]:
    """All examples, or ``count`` of them chosen by the seed: inputs [n, 64] and classes [n].

    Raises
    ------
    UsageError
        If scikit-learn is missing, or the table has fewer examples.
    """
    inputs, target = _shipped.rows("digits", seed, count)
    return inputs, target.astype(np.int64)


def feature_names() -> tuple[str, ...]:
    """Names of the inputs."""
    return _shipped.feature_names("digits")
