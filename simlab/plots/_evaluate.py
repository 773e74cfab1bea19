"""Expressions in figures: the claims' language over the same results."""

from __future__ import annotations

from collections import ChainMap
from typing import Any, cast

import numpy as np

from simlab.expressions.evaluate import evaluate
from simlab.verdicts.language import Formula
from simlab.verdicts.measure import functions, law
from simlab.verdicts.quantities import Quantities


def evaluator(dataset):
    """The callable that figures evaluate their expressions with, see ``Evaluate``."""

    def value(expression: str, variant: str | None = None, **names: Any) -> np.ndarray:
        chosen = dataset if variant is None else dataset.sel(variant=[variant])
        quantities = Quantities(chosen)
        known: ChainMap[str, Any] = ChainMap(names, cast(Any, quantities))  # read only
        formula = Formula.read(expression, conditionals=True)
        answer = evaluate(formula.expression, known, functions(None, "middle"), law, quantities.select)
        return np.squeeze(np.asarray(answer))

    return value
