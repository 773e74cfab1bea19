"""Expressions in figures: the claims' language over the same results."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, cast

import numpy as np
import xarray as xr

from simlab.expressions.errors import ExpressionError
from simlab.expressions.evaluate import evaluate
from simlab.statistics._errors import ClaimError, Undefined
from simlab.verdicts.grid import Grid
from simlab.verdicts.language import Formula
from simlab.verdicts.measure import functions, law
from simlab.verdicts.quantities import Quantities

_KEPT = 2  # expressions whose values are kept, for all variants: a figure asks for one after another


def evaluator(dataset):
    """The callable that figures evaluate their expressions with, see ``Evaluate``."""
    found = _Expressions(dataset)

    def value(expression: str, variant: str | None = None, **names: Any) -> np.ndarray:
        together = {} if variant is None or names else found.together(expression, found.optimizer(variant))
        if variant in together:
            return together[variant]
        return np.squeeze(np.asarray(found.one(expression, found.of(variant), names)))

    return value


class _Expressions:
    """Values of expressions on the results of one data set."""

    def __init__(self, dataset: xr.Dataset) -> None:
        self.dataset = dataset
        self.labels = [str(label) for label in dataset["variant"].values]
        self.of = cache(self._of)
        self.together = lru_cache(maxsize=_KEPT)(self._together)
        self._read = cache(lambda text: Formula.read(text, conditionals=True))
        self._functions = functions(None, "middle")

    def one(self, expression: str, quantities: Quantities, names: Mapping[str, Any]) -> Any:
        """Its value on ``quantities``; ``names`` are given beside them."""
        known: ChainMap[str, Any] = ChainMap(
            {name: _along(given) for name, given in names.items()},
            cast(Any, quantities),  # read only
        )
        formula = self._read(expression).expression
        return evaluate(formula, known, self._functions, law, quantities.select)

    def optimizer(self, variant: str) -> str:
        """The optimizer of a variant."""
        return str(self.dataset["optimizer"].values[self.labels.index(variant)])

    def _of(self, variant: str | None) -> Quantities:
        """The quantities of a variant, or of all."""
        first = 0 if variant is None else self.labels.index(variant)
        last = len(self.labels) if variant is None else first + 1
        return Quantities(self.dataset.isel(variant=slice(first, last)))  # a slice copies nothing

    def _together(self, expression: str, optimizer: str) -> dict[str, np.ndarray]:
        """The value for each variant of ``optimizer``, from one evaluation over its whole sweep.

        Nothing where that could be another value than those of the variants by themselves.
        """
        if self._read(expression).reduces_axes:
            return {}
        own = self.dataset.isel(variant=self.dataset["optimizer"].values == optimizer)
        try:
            grid = Grid.of(own, optimizer)
            values = self.one(expression, Quantities(own), {})
        except (ClaimError, ExpressionError, Undefined, ValueError):  # each by itself says what is wrong
            return {}
        if not isinstance(values, xr.DataArray) or not {*grid.axes} <= {*values.dims}:
            return {}
        rows = values.transpose(*grid.axes, ...)
        rest = rows.shape[len(grid.axes) :]
        each = rows.values.reshape(len(grid.labels), *rest)
        return {label: np.squeeze(row) for label, row in zip(grid.labels, each, strict=True)}


def _along(given):
    """What is drawn along an axis, with a dimension of its own: quantities have other ones."""
    return xr.DataArray(given, dims=["along"]) if np.ndim(given) == 1 else given
