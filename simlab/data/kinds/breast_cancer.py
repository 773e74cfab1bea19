"""Shape of cell nuclei, benign or malignant: 569 examples, strongly correlated inputs.

Formula
    None: it is a real table, shipped by scikit-learn.
Symbols
    30 inputs: mean, standard error and worst value of ten measures of the nuclei. Label 1 is benign.
Reference
    Wolberg, Mangasarian, Street and Street, "Breast cancer Wisconsin (diagnostic)", UCI 1993.
"""

from __future__ import annotations

import numpy as np

from simlab.data.kinds import _shipped

PARAMETERS: dict = {}
KIND = "binary"
CLASSES = ("malignant", "benign")


def examples(seed: int, count: int | None) -> tuple[np.ndarray, np.ndarray]:
    """All examples, or ``count`` of them chosen by the seed: inputs [n, 30] and labels [n], 0 or 1.

    Raises
    ------
    UsageError
        If scikit-learn is missing, or the table has fewer examples.
    """
    inputs, target = _shipped.rows("breast_cancer", seed, count)
    return inputs, target.astype(np.float64)


def feature_names() -> tuple[str, ...]:
    """Names of the inputs."""
    return _shipped.feature_names("breast_cancer")
