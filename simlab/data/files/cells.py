"""Cells of text: which are numbers, which are missing."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

MISSING = frozenset(("", "na", "n/a", "nan", "null", "none", "?"))


def typed(cells: Iterable[str | None], decimal: str) -> np.ndarray:
    """A column of texts: float64 if every known cell is a number, else object, ``None`` where missing."""
    texts = ["" if cell is None else cell.strip() for cell in cells]
    numbers = [number(text, decimal) for text in texts]
    if None not in numbers:
        return np.array(numbers, float)
    return np.array([None if text.lower() in MISSING else text for text in texts], object)


def number(cell: str, decimal: str) -> float | None:
    """The number in a cell, NaN in one without a value, ``None`` in one with something else."""
    cell = cell.strip()
    if cell.lower() in MISSING:
        return float("nan")
    if "_" in cell or (decimal == "," and "." in cell):
        return None
    try:
        return float(cell.replace(decimal, "."))
    except ValueError:
        return None
