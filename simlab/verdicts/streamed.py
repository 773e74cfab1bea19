"""Intervals of claims on a streaming run, which keeps means with their standard errors, and shares."""

from __future__ import annotations

import ast

import numpy as np
import xarray as xr

from simlab.verdicts.intervals import Binomial, Normal
from simlab.verdicts.language import Formula
from simlab.verdicts.measure import measure
from simlab.verdicts.quantities import Quantities

_ELEMENTWISE = ("final", "at", "ratio", "sqrt", "log", "exp", "abs")
_ERROR, _SHARE = "_error", "_share"


def is_streamed(dataset: xr.Dataset) -> bool:
    """Whether ``dataset`` holds statistics over the replicates in place of the replicates."""
    return "replicate" not in dataset.dims


def streamed_interval(formula: Formula, names: Quantities, covered: xr.DataArray) -> Normal | Binomial | None:
    """The interval of ``formula``, measured as ``covered`` on all that a claim covers; ``None`` if unknown.

    One share alone, or one value of it on the sweep: Clopper and Pearson's limits. Means, combined number by
    number: a normal interval by the delta method. Each mean is moved by its standard error on its own, and
    the changes are added, because how means of one run correlate is not kept: the sum is never too small.
    """
    value = covered.values.ravel().astype(float)
    calls = {_called(node) for node in ast.walk(formula.expression.tree) if isinstance(node, ast.Call)}
    if calls <= {"at"} and _is_share(formula.expression.tree):
        return Binomial(value, int(names.dataset.attrs["replicates"]))
    moved = _Moved(names.dataset)
    measure(formula, moved)
    if not calls <= {*_ELEMENTWISE} or moved.means == 0:
        return None
    error = np.zeros(covered.shape)
    for position in range(moved.means):
        low, high = (measure(formula, _Moved(names.dataset, position, sign)) for sign in (-1.0, 1.0))
        change = xr.broadcast(high - low, covered)[0].transpose(*covered.dims)
        error += np.abs(change.values) / 2.0
    return Normal(value, error.ravel())


class _Moved(Quantities):
    """Quantities of which the mean that is read as number ``position`` is moved by its standard error.

    ``means`` counts the means that were read.
    """

    def __init__(self, dataset: xr.Dataset, position: int = -1, sign: float = 0.0) -> None:
        super().__init__(dataset)
        self.position, self.sign, self.means = position, sign, 0

    def select(self, name: str, keys: tuple[str | int, ...]):
        """As of ``Quantities``, moved where it is due."""
        value = super().select(name, keys)
        if f"{name}{_ERROR}" not in self.dataset.data_vars:
            return value
        if self.means == self.position:
            value = value + self.sign * super().select(f"{name}{_ERROR}", keys)
        self.means += 1
        return value


def _is_share(tree: ast.expr) -> bool:
    if isinstance(tree, ast.Call):
        return bool(tree.args) and _is_share(tree.args[0])
    if isinstance(tree, ast.Subscript):
        return _is_share(tree.value)
    return isinstance(tree, ast.Name) and tree.id.endswith(_SHARE)


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else "law"
