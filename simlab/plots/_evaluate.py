"""Expressions in figures: the claims' language over the same results."""

from __future__ import annotations

from collections import ChainMap
from typing import Any, cast

import numpy as np
import xarray as xr

from simlab.expressions.evaluate import evaluate
from simlab.verdicts.language import Formula
from simlab.verdicts.measure import functions, law
from simlab.verdicts.quantities import Quantities


def evaluator(dataset):
    """The callable that figures evaluate their expressions with, see ``Evaluate``."""

    def value(expression: str, variant: str | None = None, **names: Any) -> np.ndarray:
        chosen = dataset if variant is None else dataset.sel(variant=[variant])
        quantities = Quantities(chosen)
        places = {name: _along(given) for name, given in names.items()}
        known: ChainMap[str, Any] = ChainMap(places, cast(Any, quantities))  # read only
        formula = Formula.read(expression, conditionals=True)
        answer = evaluate(formula.expression, known, functions(None, "middle"), law, quantities.select)
        return np.squeeze(np.asarray(answer))

    return value


def _along(given):
    """What is drawn along an axis, with a dimension of its own: quantities have other ones."""
    return xr.DataArray(given, dims=["along"]) if np.ndim(given) == 1 else given
