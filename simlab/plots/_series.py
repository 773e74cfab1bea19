"""Values over the records of a run: of a recorded quantity, or of an expression of the claims' language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simlab.errors import UsageError
from simlab.plots._common import Evaluate, PlotOptions
from simlab.plots._select import axis_title, one_coordinate, quantity, step_dim

_RECORDED = re.compile(r"(\w+)(?:\[\s*(?:(\d+)|'(\w+)'|\"(\w+)\")\s*\])?")
_FEWER = 4  # records that changes of changes may lack
_CHANGE = re.compile(r"change\((.*)\)")


@dataclass(frozen=True)
class Series:
    """``values`` [variant, replicate, record] at ``steps`` [record]; one replicate if averaged."""

    values: np.ndarray
    steps: np.ndarray
    label: str


def series(
    dataset,
    text: str,
    places: Sequence[int],
    options: PlotOptions,
    evaluate: Evaluate | None,
    label: str = "",
) -> Series:
    """The ``Series`` of ``text`` for the variants at ``places``, in double precision.

    ``text`` is a recorded quantity (``loss``), a coordinate of one (``theta[0]``, ``theta['x']``) or any
    expression of the claims' language that keeps the steps (``change(theta[0])``).

    Raises
    ------
    UsageError
        If a quantity was not recorded over steps, a coordinate is missing or unknown, quantities of one
        expression were recorded at different steps, or nobody evaluates expressions.
    """
    name = f"figure '{options.file_name}'"
    recorded = _recorded(dataset, text, options)
    if recorded is not None:
        dim = step_dim(recorded)
        if dim is None:
            raise UsageError(f"{name}: '{text}' has no steps; choose a quantity recorded over steps")
        values = recorded.transpose("variant", "replicate", dim).values[list(places)].astype(float)
        return Series(values, dataset[dim].values, label or axis_title(recorded))
    if evaluate is None:
        raise UsageError(f"{name}: the expression '{text}' needs an evaluator")
    steps = _steps(dataset, text, name)
    labels = [str(one) for one in dataset["variant"].values[list(places)]]
    sizes = dataset.sizes["replicate"], len(steps)
    values = np.stack([_rows(evaluate(text, variant=one), *sizes, text, name) for one in labels])
    steps = steps[len(steps) - values.shape[2] :]  # a change has no value at the first record
    return Series(values, steps, label or _words(dataset, text, steps, options))


def coordinate_of(dataset, text: str) -> tuple[str, int] | None:
    """The vector and the position of the coordinate that ``text`` names, if it names one."""
    match = _RECORDED.fullmatch(text.strip())
    names = [str(one) for one in dataset["coordinate"].values]
    if match is None or match[1] not in dataset.data_vars:
        return None
    key = match[3] or match[4]
    if key in names:
        return match[1], names.index(key)
    return (match[1], int(match[2])) if match[2] and int(match[2]) < len(names) else None


def _recorded(dataset, text: str, options: PlotOptions):
    """The recorded variable that ``text`` names, or ``None`` if it is an expression."""
    match = _RECORDED.fullmatch(text.strip())
    if match is None:
        return None
    variable = quantity(dataset, match[1], options)
    key = int(match[2]) if match[2] else match[3] or match[4]
    name, vector = f"figure '{options.file_name}'", "coordinate" in variable.dims
    if key is not None and not vector:
        raise UsageError(f"{name}: '{match[1]}' has no coordinates; write {match[1]} instead of '{text}'")
    if key is None and vector:
        known = ", ".join(f"{match[1]}['{one}']" for one in variable["coordinate"].values)
        raise UsageError(f"{name}: '{match[1]}' is a vector; choose one of {known}")
    return one_coordinate(variable, key, options)


def _steps(dataset, text: str, name: str) -> np.ndarray:
    """The steps at which the quantities in ``text`` were recorded."""
    words = dict.fromkeys(re.findall(r"[A-Za-z_]\w*", text))
    dims = {word: step_dim(dataset[word]) for word in words if word in dataset.data_vars}
    found = {word: dataset[dim].values for word, dim in dims.items() if dim is not None}
    if not found:
        known = [str(one) for one in dataset.data_vars if step_dim(dataset[one])]
        listed = ", ".join(known) or "none"
        raise UsageError(f"{name}: '{text}' names no quantity recorded over steps; the run has {listed}")
    first, *others = found
    for other in others:
        if not np.array_equal(found[first], found[other]):
            raise UsageError(f"{name}: '{first}' and '{other}' in '{text}' were recorded at different steps")
    return found[first]


def _rows(answer, replicates: int, records: int, text: str, name: str) -> np.ndarray:
    """``answer`` of the evaluator as [replicate, record]; one row where replicates are averaged."""
    values = np.asarray(answer, dtype=float)
    keeps = values.ndim > 0 and records - _FEWER <= values.shape[-1] <= records
    if keeps and (values.ndim == 1 or (values.ndim == 2 and len(values) == replicates)):
        return values.reshape(-1, values.shape[-1])
    if values.ndim > 1:
        raise UsageError(f"{name}: '{text}' is a vector; choose a coordinate, such as theta[0]")
    raise UsageError(f"{name}: '{text}' is one number a trajectory; it must keep the steps")


def _words(dataset, text: str, steps: np.ndarray, options: PlotOptions) -> str:
    """A name for the axis: words where they are known, else the expression itself."""
    match = _CHANGE.fullmatch(text.strip())
    inner = _recorded(dataset, match[1], options) if match and _RECORDED.fullmatch(match[1].strip()) else None
    if inner is None:
        return text
    title = axis_title(inner)
    each = "step" if len(steps) and (np.diff(steps) == 1).all() else "record"
    return f"Change of {title[:1].lower()}{title[1:]} per {each}"
