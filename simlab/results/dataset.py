"""From an engine's plain arrays to one labelled data set."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
import xarray as xr

from simlab.results.attributes import Axis

_PER_LANE = {
    "status": (np.uint8, "how the trajectory ended"),
    "status_step": (np.int64, "step at which the trajectory ended"),
}
_PER_COORDINATE = {"start": "start of the trajectory", "final_theta": "end of the trajectory"}


@dataclass(frozen=True)
class Variant:
    """One setting of everything but the replicate.

    ``axes`` holds the values of the sweep axes that apply, ``settings`` every resolved number by name,
    ``optima`` the global minimisers (points of ``dimension`` numbers).
    """

    label: str
    optimizer: str
    axes: Mapping[str, float] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    optima: Sequence[Sequence[float]] = ()


@dataclass(frozen=True)
class Recorded:
    """When a quantity was recorded (0-based steps) and what it is called."""

    steps: Sequence[int]
    long_name: str
    units: str = "1"


@dataclass(frozen=True)
class Facts:
    """What holds for the whole run; ``notices`` are sentences that every caption must carry."""

    title: str
    steps: int
    dtype: str
    seed: int
    replicates: int
    random: bool
    notices: Sequence[str] = ()


@dataclass(frozen=True)
class Outcome:
    """What an engine gives back for consecutive variants, lanes last.

    Lane ``v * replicates + r`` is replicate ``r`` of ``variants[v]``. Shapes: ``records`` [records, lanes] or
    [records, coordinates, lanes]; ``start`` and ``final_theta`` [coordinates, lanes]; ``status``,
    ``status_step`` and every one of ``hits`` [lanes]; after restarts also ``best_restart`` [lanes] and
    ``restart_loss`` [restarts, lanes]. Arrays may be views; they are copied once.
    """

    variants: Sequence[Variant]
    records: Mapping[str, np.ndarray]
    start: np.ndarray
    final_theta: np.ndarray
    status: np.ndarray
    status_step: np.ndarray
    hits: Mapping[str, np.ndarray] = field(default_factory=dict)
    best_restart: np.ndarray | None = None
    restart_loss: np.ndarray | None = None


def assemble(
    outcomes: Sequence[Outcome],
    recorded: Mapping[str, Recorded],
    coordinates: Sequence[str],
    axes: Sequence[Axis],
    facts: Facts,
) -> xr.Dataset:
    """The labelled data set of a run, variants in the order of ``outcomes``.

    Dimensions are variant, replicate, step, coordinate. Quantities recorded on the steps of ``loss`` (else of
    the first of ``recorded``) share ``step``; any other has its own ``step_<name>``. A variant with fewer
    coordinates than the others is padded with NaN, and so is an axis that does not apply to a variant.

    Raises
    ------
    ValueError
        If an array does not have the number of lanes that its variants and replicates ask for.
    """
    variants = [variant for outcome in outcomes for variant in outcome.variants]
    dims = step_dims(recorded)
    coords = coordinate_arrays(variants, axes, coordinates)
    coords["replicate"] = ("replicate", np.arange(facts.replicates, dtype=np.int64))
    for name, dim in dims.items():
        coords.setdefault(dim, (dim, np.asarray(recorded[name].steps, dtype=np.int64), words("step")))

    data = {}
    for name, record in recorded.items():
        values = _stack(outcomes, [outcome.records[name] for outcome in outcomes], facts.replicates)
        shape = ("variant", "replicate", dims[name], "coordinate")[: values.ndim]
        data[name] = (shape, values, words(record.long_name, record.units))
    for name, meaning in _PER_COORDINATE.items():
        values = _stack(outcomes, [getattr(outcome, name)[None] for outcome in outcomes], facts.replicates)
        data[name] = (("variant", "replicate", "coordinate"), values[:, :, 0], words(meaning))
    lanes = ("variant", "replicate")
    for name, (dtype, meaning) in _PER_LANE.items():
        arrays = [getattr(outcome, name)[None] for outcome in outcomes]
        data[name] = (lanes, _stack(outcomes, arrays, facts.replicates, dtype)[:, :, 0], words(meaning))
    for hit in outcomes[0].hits:
        arrays = [outcome.hits[hit][None] for outcome in outcomes]
        values = _stack(outcomes, arrays, facts.replicates, np.float64)[:, :, 0]
        data[f"hit_{hit}"] = (lanes, values, words(f"first step of '{hit}'", "steps"))
    if outcomes[0].restart_loss is not None:
        data |= _restarts(outcomes, facts.replicates)
        coords["restart"] = ("restart", np.arange(len(outcomes[0].restart_loss), dtype=np.int64))
    return xr.Dataset(data, coords, attributes_of(variants, axes, facts))


def _restarts(outcomes: Sequence[Outcome], replicates: int) -> dict[str, tuple]:
    best, loss = (
        _stack(outcomes, [np.atleast_2d(getattr(outcome, name)) for outcome in outcomes], replicates)
        for name in ("best_restart", "restart_loss")
    )
    lanes = ("variant", "replicate")
    return {
        "best_restart": (lanes, best[:, :, 0], words("restart with the lowest final loss")),
        "restart_loss": ((*lanes, "restart"), loss, words("final loss of the restart")),
    }


def words(long_name: str, units: str = "1") -> dict[str, str]:
    """The attributes of a variable."""
    return {"long_name": long_name, "units": units}


def step_dims(recorded: Mapping[str, Recorded]) -> dict[str, str]:
    """The dimension along which each quantity was recorded."""
    if not recorded:
        return {}
    shared = list(recorded["loss" if "loss" in recorded else next(iter(recorded))].steps)
    own = {name: list(record.steps) != shared for name, record in recorded.items()}
    return {name: f"step_{name}" if own[name] else "step" for name in recorded}


def coordinate_arrays(variants, axes, coordinates) -> dict[str, tuple]:
    """The coordinates that every data set of a run has."""
    coords: dict[str, tuple] = {
        "variant": ("variant", np.array([variant.label for variant in variants], dtype=str)),
        "optimizer": ("variant", np.array([variant.optimizer for variant in variants], dtype=str)),
        "coordinate": ("coordinate", np.array(list(coordinates), dtype=str)),
    }
    for axis in axes:
        values = [variant.axes.get(axis.name, np.nan) for variant in variants]
        meaning: dict[str, object] = {**words(axis.name.replace("_", " "))}
        if axis.choices:
            meaning["choices"] = list(axis.choices)
        coords[axis.name] = ("variant", np.array(values, dtype=np.float64), meaning)
    return coords


def _stack(outcomes, arrays, replicates, dtype=None) -> np.ndarray:
    """[records(, coordinates), lanes] of every outcome -> [variant, replicate, records(, coordinates)].

    The target is filled in place, so that each number is moved exactly once.
    """
    widths = {array.shape[1:-1] for array in arrays}
    width = max(widths)
    count = sum(len(outcome.variants) for outcome in outcomes)
    out = np.empty((count, replicates, len(arrays[0]), *width), dtype or arrays[0].dtype)
    if len(widths) > 1:
        out.fill(np.nan)
    first = 0
    for outcome, array in zip(outcomes, arrays, strict=True):
        here = len(outcome.variants)
        if array.shape[-1] != here * replicates:
            raise ValueError(f"{array.shape[-1]} lanes for {here} variants of {replicates} replicates")
        blocks = np.moveaxis(array.reshape(*array.shape[:-1], here, replicates), (-2, -1), (0, 1))
        target = out[first : first + here]
        inside = tuple(slice(size) for size in blocks.shape)  # fewer coordinates than the widest: NaN stays
        target[inside] = blocks
        first += here
    return out


def attributes_of(variants, axes, facts) -> dict[str, object]:
    """The attributes of a data set."""
    listed = [
        {"name": axis.name, "paths": list(axis.paths), "values": [float(value) for value in axis.values]}
        | ({"choices": list(axis.choices)} if axis.choices else {})
        for axis in axes
    ]
    return asdict(facts) | {
        "notices": list(facts.notices),
        "axes": json.dumps(listed),
        "settings": json.dumps({variant.label: _plain(dict(variant.settings)) for variant in variants}),
        "optima": json.dumps({variant.label: _plain(list(variant.optima)) for variant in variants}),
    }


def _plain(value):
    """``value`` with NumPy numbers and arrays as Python's own."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
