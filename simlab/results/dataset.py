"""What the labelled data set of a run is made of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np

from simlab.observers._bins import EDGES
from simlab.results.axis_words import axis_words


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
    """When a quantity was recorded (0-based steps), what it is called, and what one record of it is.

    ``dims`` are the dimensions of a record and ``shape`` the most numbers that any variant has along them.
    """

    steps: Sequence[int]
    long_name: str
    units: str = "1"
    dims: Sequence[str] = ()
    shape: Sequence[int] = ()


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
    """What an engine gives back for some variants and ``replicates`` (all if ``None``), lanes last.

    Lane ``v * len(replicates) + r`` is replicate ``replicates[r]`` of ``variants[v]``. Shapes: ``records``
    [records, ..., lanes] with the dimensions of a record; ``start`` and ``final_theta`` [coordinates, lanes];
    ``status``, ``status_step`` and every one of ``hits`` [lanes]; after restarts also ``best_restart``
    [lanes] and ``restart_loss`` [restarts, lanes]. Arrays may be views; they are copied once.
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
    replicates: range | None = None


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
        meaning: dict[str, object] = {**words(*axis_words(axis))}
        if axis.choices:
            meaning["choices"] = list(axis.choices)
        coords[axis.name] = ("variant", np.array(values, dtype=np.float64), meaning)
    return coords


def attributes_of(variants, axes, facts) -> dict[str, object]:
    """The attributes of a data set."""
    listed = [
        {"name": axis.name, "paths": list(axis.paths), "values": [float(value) for value in axis.values]}
        | {key: list(names) for key in ("choices", "labels") if (names := getattr(axis, key))}
        | ({"label": axis.label} if axis.label else {})
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


def place_arrays(dims: Sequence[str], sizes: Sequence[int]) -> dict[str, tuple]:
    """The coordinates of those of the ``dims`` of a record that belong to networks."""
    coords: dict[str, tuple] = {}
    for dim, size in zip(dims, sizes, strict=True):
        if dim == "layer":
            coords[dim] = (dim, np.arange(1, size + 1), words("layer"))
        elif dim == "eigenvalue":
            coords[dim] = (dim, np.arange(1, size + 1), words("number of the eigenvalue, the smallest first"))
        elif dim == "activation_bin":
            ends = np.array([-np.inf, *EDGES, np.inf])
            coords[dim] = (dim, np.arange(size), words("number of the bin"))
            coords["activation_low"] = (dim, ends[:-1], words("lower edge of the bin, which belongs to it"))
            coords["activation_high"] = (dim, ends[1:], words("upper edge of the bin, which does not"))
    return coords
