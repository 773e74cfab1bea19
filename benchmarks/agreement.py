"""Before a time counts, the answer must: every opponent against one float64 run in NumPy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from case import Case
from opponents import _numpy_networks, numpy_rows

TOLERANCE = {"float64": 1e-9, "float32": 1e-4}  # relative to max(1, |theta|), on every regular lane
NETWORKS_TOLERANCE = {"float64": 1e-9, "float32": 1e-3}
NETWORKS = 16  # how many are compared: following one in NumPy takes long
NUDGE = 1e-12
AMPLIFICATION = 1e2


class Oracle:
    """Final points of ``case`` in float64, and which lanes are regular enough to compare.

    A lane is regular if moving its start and its hyper-parameters, or these alone, by a relative 1e-12 moves
    its end by no more than 100 times that: a chaotic lane would tell rounding apart, not mistakes. (The
    start alone is not enough: a contraction forgets it, and the instabilities of Adam then grow from
    rounding. Nor is one try: a chaotic lane may end close by chance.)
    """

    def __init__(self, case: Case) -> None:
        if hasattr(case.item, "answer"):  # a work that ends where it ends, whatever the way
            self.theta, self.tolerance = case.item.answer(case.count)
            self.regular = np.ones(case.count, bool)
            return
        network = case.item.SURFACE == "network"
        lanes = np.arange(case.count)
        if network:
            lanes = np.unique(np.linspace(0, case.count - 1, NETWORKS).astype(int))
        self.theta = np.full((case.item.DIMENSION, case.count), np.nan)
        self.theta[:, lanes] = ends = _ends(case, lanes, 1.0, 1.0)
        nudged = (_ends(case, lanes, *factors) for factors in ((1 + NUDGE, 1 + NUDGE), (1.0, 1 + NUDGE)))
        moved = np.max([_apart(other, ends) for other in nudged], axis=(0, 1))
        self.regular = np.isin(np.arange(case.count), lanes[moved <= AMPLIFICATION * NUDGE])
        self.tolerance = (NETWORKS_TOLERANCE if network else TOLERANCE)[case.dtype]

    @property
    def share(self) -> float:
        """Share of lanes compared."""
        return float(np.mean(self.regular))

    def error(self, theta: np.ndarray) -> float:
        """Largest relative error over the regular lanes; infinite if any of them is not a number."""
        if theta.shape != self.theta.shape:
            return np.inf
        difference = _apart(theta.astype(np.float64), self.theta)
        return float(np.max(np.nan_to_num(difference[:, self.regular], nan=np.inf), initial=0.0))


def _apart(theta: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """How far ``theta`` is from ``reference``, relative to max(1, |reference|)."""
    return np.abs(theta - reference) / np.maximum(1.0, np.abs(reference))


def _ends(case: Case, lanes: np.ndarray, of_start: float, of_hyper: float) -> np.ndarray:
    """Where ``lanes`` end in float64 if start and hyper-parameters are multiplied by these factors."""
    start, hyper = case.inputs("float64")
    some = {name: values[lanes] * of_hyper for name, values in hyper.items()}
    if case.item.SURFACE == "network":
        return _numpy_networks.run(case, start[:, lanes] * of_start, some, lanes)
    wide = replace(case, dtype="float64", count=len(lanes))
    return numpy_rows.runner(wide, "all lanes", start[:, lanes] * of_start, some)().copy()
