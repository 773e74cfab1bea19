"""Real tables that scikit-learn ships: imported only when one of them is asked for, nothing downloaded."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from simlab.data.draws import order
from simlab.errors import UsageError
from simlab.lanes.random.purposes import EXAMPLES

INSTALL = 'python -m pip install "simlab[data]"'


@cache
def bunch(name: str) -> Any:
    """The table as scikit-learn gives it: ``data``, ``target`` and names.

    Raises
    ------
    UsageError
        If scikit-learn is not installed; the message has the line that installs it.
    """
    try:
        datasets = import_module("sklearn.datasets")
    except ImportError as error:
        raise UsageError(
            f"[data] kind: '{name}' comes with scikit-learn ({error}); install it: {INSTALL}"
        ) from error
    raw = {"scaled": False} if name == "diabetes" else {}
    return getattr(datasets, f"load_{name}")(**raw)


def rows(name: str, seed: int, count: int | None) -> tuple[np.ndarray, np.ndarray]:
    """All rows of a table, or ``count`` of them chosen by the seed, in the table's order.

    Raises
    ------
    UsageError
        If the table has fewer rows.
    """
    inputs, target = np.array(bunch(name).data, float), np.array(bunch(name).target)
    if count is None:
        return inputs, target
    if count > len(inputs):
        raise UsageError(f"[data] count: '{name}' has {len(inputs):,} examples, not {count:,}")
    chosen = np.sort(order(seed, len(inputs), EXAMPLES)[:count])
    return inputs[chosen], target[chosen]


def feature_names(name: str) -> tuple[str, ...]:
    """Names of the inputs."""
    return tuple(str(one) for one in bunch(name).feature_names)
