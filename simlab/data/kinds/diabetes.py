"""Progress of diabetes after a year: 442 examples, a regression with a weak signal.

Formula
    None: it is a real table, shipped by scikit-learn.
Symbols
    10 inputs (age, sex, body mass index, blood pressure, six blood serum values) in their own units;
    the target is a measure of the progress, from 25 to 346.
Reference
    Efron, Hastie, Johnstone and Tibshirani, "Least angle regression", Annals of Statistics 32 (2004).
"""

from __future__ import annotations

import numpy as np

from simlab.data.kinds import _shipped

PARAMETERS: dict = {}
KIND = "regression"


def examples(seed: int, count: int | None) -> tuple[np.ndarray, np.ndarray]:
    """All examples, or ``count`` of them chosen by the seed: inputs [n, 10] and targets [n].

    Raises
    ------
    UsageError
        If scikit-learn is missing, or the table has fewer examples.
    """
    inputs, target = _shipped.rows("diabetes", seed, count)
    return inputs, target.astype(np.float64)


def feature_names() -> tuple[str, ...]:
    """Names of the inputs."""
    return _shipped.feature_names("diabetes")
