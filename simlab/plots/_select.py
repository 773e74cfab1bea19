"""Choosing variants and naming what is drawn."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from simlab.errors import UsageError, nearest
from simlab.plots._common import PlotOptions
from simlab.results.attributes import axes

RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"  # of powers
_RAISED = str.maketrans("-0123456789", RAISED)


def chosen(dataset, options: PlotOptions) -> list[int]:
    """Positions of the variants to draw, in the order of ``options.variants``.

    Raises
    ------
    UsageError
        If a name or an axis is unknown, or nothing is left.
    """
    labels = [str(label) for label in dataset["variant"].values]
    optimizers = [str(name) for name in dataset["optimizer"].values]
    names = options.variants or list(dict.fromkeys(optimizers))
    places: list[int] = []
    for name in dict.fromkeys(names):
        found = [i for i, label in enumerate(labels) if name in (label, optimizers[i])]
        if not found:
            hint = nearest(name, {*labels, *optimizers})
            raise UsageError(f"figure '{options.file_name}': no variant or optimizer '{name}'{hint}")
        places += found
    places = list(dict.fromkeys(places))
    for axis, value in options.at.items():
        values = axis_values(dataset, axis, options)
        places = [place for place in places if math.isclose(values[place], value, rel_tol=1e-9)]
    if not places:
        raise UsageError(f"figure '{options.file_name}': no variant at {options.at}")
    return places


def axis_names(dataset) -> list[str]:
    """Names of the sweep axes, in the order of the scenario: that of stored coordinates is another one."""
    known, declared = {"variant", "optimizer"}, [axis.name for axis in axes(dataset)]
    found = [str(name) for name, one in dataset.coords.items() if one.dims == ("variant",)]
    return sorted(
        (name for name in found if name not in known),
        key=lambda name: declared.index(name) if name in declared else len(declared),
    )


def axis_values(dataset, axis: str, options: PlotOptions) -> np.ndarray:
    """Value [variant] of a sweep axis; NaN where it does not apply."""
    names = axis_names(dataset)
    if axis not in names:
        raise UsageError(f"figure '{options.file_name}': no sweep axis '{axis}'{nearest(axis, names)}")
    return dataset[axis].values


def quantity(dataset, name: str, options: PlotOptions):
    """The recorded variable ``name``.

    Raises
    ------
    UsageError
        If it was not recorded; the message says how to record it.
    """
    if name not in dataset.data_vars:
        hint = nearest(name, map(str, dataset.data_vars))
        raise UsageError(f"figure '{options.file_name}': '{name}' was not recorded{hint}; add it to [record]")
    return dataset[name]


def one_coordinate(variable, wanted: str | int | None, options: PlotOptions):
    """One coordinate (by name or position) of a vector quantity; a scalar quantity as it is."""
    if "coordinate" not in variable.dims:
        return variable
    names = [str(name) for name in variable["coordinate"].values]
    if wanted in names:
        picked = names.index(str(wanted))
    elif isinstance(wanted, int) and 0 <= wanted < len(names):
        picked = wanted
    else:
        known = ", ".join(names)
        raise UsageError(f"figure '{options.file_name}': '{variable.name}' needs coordinate, one of {known}")
    words = f"{variable.attrs['long_name']} {symbol(names[picked])}"
    return variable.isel(coordinate=picked).assign_attrs(variable.attrs | {"long_name": words})


def step_dim(variable) -> str | None:
    """The dimension along which ``variable`` was recorded, or ``None``."""
    return next((str(dim) for dim in variable.dims if str(dim).startswith("step")), None)


def labels_of(dataset, places: Sequence[int]) -> list[str]:
    """Legend texts: the optimizer where several are drawn, and every swept value that differs.

    Where nothing differs, the optimizer and every value that differs in the run.
    """
    optimizers = dataset["optimizer"].values[list(places)]
    parts: list[list[str]] = [[] for _ in places]
    if len(set(optimizers)) > 1:
        parts = [[plain(str(name))] for name in optimizers]
    for axis in axis_names(dataset):
        values = dataset[axis].values[list(places)]
        if _differ(values):
            for part, value in zip(parts, values, strict=True):
                part += _value_words(dataset, axis, value)
    return [", ".join(part or _in_full(dataset, place)) for part, place in zip(parts, places, strict=True)]


def _differ(values: np.ndarray) -> bool:
    return len(set(values[~np.isnan(values)])) > 1


def _value_words(dataset, name: str, value: float) -> list[str]:
    """What a legend says of one value of a sweep axis; nothing where the axis does not apply."""
    if math.isnan(value):
        return []
    axis = next(axis for axis in axes(dataset) if axis.name == name)
    if axis.labels:
        return [axis.labels[list(axis.values).index(value)]]
    return [f"{plain(name)} {axis.choices[int(value)] if axis.choices else number(value)}"]


def _in_full(dataset, place: int) -> list[str]:
    """The optimizer of a variant and its value on every axis of the run that has several."""
    parts = [plain(str(dataset["optimizer"].values[place]))]
    for axis in axis_names(dataset):
        if _differ(dataset[axis].values):
            parts += _value_words(dataset, axis, dataset[axis].values[place])
    return parts


def colour_places(dataset, places: Sequence[int]) -> list[int]:
    """Palette position of each variant: an optimizer keeps its colour in every figure of a run."""
    optimizers = [str(name) for name in dataset["optimizer"].values]
    drawn = [optimizers[place] for place in places]
    if len(set(drawn)) < len(drawn):
        return list(range(len(places)))
    order = list(dict.fromkeys(optimizers))
    return [order.index(name) for name in drawn]


def axis_title(variable) -> str:
    """``long_name (units)`` of a variable or coordinate, first letter large."""
    words = str(variable.attrs.get("long_name") or plain(str(variable.name)))
    units = str(variable.attrs.get("units", "1"))
    return (words[:1].upper() + words[1:]) + ("" if units in ("1", "") else f" ({units})")


def plain(name: str) -> str:
    """A name as words."""
    return name.replace("_", " ")


def symbol(name: str) -> str:
    """A coordinate's name as mathematics: italics, subscripts, Greek letters (``x``, ``w_1``, ``theta0``)."""
    match = re.fullmatch(r"([A-Za-z]|theta|alpha|beta|phi)_?(\d*)", name)
    if not match:
        return plain(name)
    letter, index = match.groups()
    return f"${letter if len(letter) == 1 else chr(92) + letter}{f'_{{{index}}}' if index else ''}$"


def ten_to(power: int) -> str:
    """A power of ten, in plain characters: to set mathematics takes a hundred times as long."""
    return "10" + str(power).translate(_RAISED)


def number(value: float) -> str:
    """A number for readers: four digits, no zeros that pad an exponent, a true minus sign."""
    text = re.sub(r"e([+-])0*(\d)", r"e\1\2", f"{value:.4g}").replace("e+", "e")
    return text.replace("-", "\N{MINUS SIGN}")


def log_spaced(values: np.ndarray) -> bool:
    """Whether positive ``values`` suit a logarithmic axis: their ratios vary less than their gaps."""
    values = np.unique(values[np.isfinite(values)])
    if len(values) < 3 or values[0] <= 0:
        return False
    gaps, ratios = np.diff(values), np.diff(np.log(values))
    return bool(np.std(ratios) / np.mean(ratios) < np.std(gaps) / np.mean(gaps))
