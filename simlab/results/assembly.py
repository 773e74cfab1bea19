"""From the outcomes of an engine, in whatever pieces they come, to one labelled data set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import xarray as xr

from simlab.results.attributes import Axis
from simlab.results.dataset import (
    Facts,
    Outcome,
    Recorded,
    Variant,
    attributes_of,
    coordinate_arrays,
    place_arrays,
    step_dims,
    words,
)

Allocate = Callable[[tuple[int, ...], np.dtype], np.ndarray]
_LANES = ("variant", "replicate")
_PER_LANE: dict[str, tuple[type, str]] = {
    "status": (np.uint8, "how the trajectory ended"),
    "status_step": (np.int64, "step at which the trajectory ended"),
}
_PER_COORDINATE = {"start": "start of the trajectory", "final_theta": "end of the trajectory"}


class Assembly:
    """The data set of a run while its outcomes come in, each of some variants and some replicates.

    Dimensions are variant (in the order of ``variants``), replicate, step, coordinate. Quantities recorded on
    the steps of ``loss`` (else of the first of ``recorded``) share ``step``; any other has its own
    ``step_<name>``. A variant with fewer coordinates than the others is padded with NaN, and so is an axis
    that does not apply to a variant. ``allocate(shape, dtype)`` gives the arrays.
    """

    def __init__(
        self,
        variants: Sequence[Variant],
        recorded: Mapping[str, Recorded],
        coordinates: Sequence[str],
        axes: Sequence[Axis],
        facts: Facts,
        allocate: Allocate = np.empty,
    ) -> None:
        self.variants, self.recorded, self.coordinates = variants, recorded, coordinates
        self.axes, self.facts, self._allocate = axes, facts, allocate
        self.finished = np.zeros((len(variants), facts.replicates), bool)
        self._places = {variant.label: place for place, variant in enumerate(variants)}
        self._arrays: dict[str, np.ndarray] = {}
        self._hits: list[str] = []

    def add(self, outcome: Outcome) -> None:
        """Copy one outcome to its place.

        Raises
        ------
        ValueError
            If an array does not have the number of lanes that its variants and replicates ask for.
        """
        replicates = outcome.replicates or range(self.facts.replicates)
        where = self._rows(outcome), slice(replicates.start, replicates.stop)
        shape = len(outcome.variants), len(replicates)
        self._hits = list(outcome.hits)
        for name, array in _parts(outcome, self.recorded):
            if array.shape[-1] != shape[0] * shape[1]:
                raise ValueError(f"{array.shape[-1]} lanes for {shape[0]} variants of {shape[1]} replicates")
            blocks = np.moveaxis(array.reshape(*array.shape[:-1], *shape), (-2, -1), (0, 1))
            target = self._array(name, array)
            inner = tuple(slice(size) for size in array.shape[:-1])
            if target.shape[2:] != array.shape[:-1]:
                target[where] = np.nan
            target[(*where, *inner)] = blocks
        self.finished[where] = True

    def dataset(self) -> xr.Dataset:
        """All that has come in; trajectories that have not are NaN, or 0 of a whole number, or empty.

        A data set of which something is missing has the variable ``finished`` and says ``unfinished`` in its
        attributes.
        """
        facts, dims = self.facts, step_dims(self.recorded)
        coords = coordinate_arrays(self.variants, self.axes, self.coordinates)
        coords["replicate"] = ("replicate", np.arange(facts.replicates, dtype=np.int64))
        for name, dim in dims.items():
            record = self.recorded[name]
            coords.setdefault(dim, (dim, np.asarray(record.steps, np.int64), words("step")))
            coords |= place_arrays(record.dims, self._sizes(record))
        if "restart_loss" in self._arrays:
            restarts = self._arrays["restart_loss"].shape[-1]
            coords["restart"] = ("restart", np.arange(restarts, dtype=np.int64))
        missing = ~self.finished
        if missing.any():
            for array in self._arrays.values():
                array[missing] = np.nan if array.dtype.kind == "f" else 0
        data = {name: self._variable(name, array, dims) for name, array in self._arrays.items()}
        attributes = attributes_of(self.variants, self.axes, facts)
        if missing.any():
            data["finished"] = (_LANES, self.finished, words("whether the trajectory has been run"))
            attributes["unfinished"] = True
        return xr.Dataset(data, coords, attributes)

    def _rows(self, outcome: Outcome) -> slice | list[int]:
        """Where its variants stand; a slice where they stand together, which is faster."""
        places = [self._places[variant.label] for variant in outcome.variants]
        together = places == list(range(places[0], places[0] + len(places)))
        return slice(places[0], places[0] + len(places)) if together else places

    def _array(self, name: str, like: np.ndarray) -> np.ndarray:
        if name not in self._arrays:
            inner = (len(self.coordinates),) if name in _PER_COORDINATE else like.shape[:-1]
            if name in self.recorded:
                inner = like.shape[0], *self._sizes(self.recorded[name])
            dtype = np.dtype(_PER_LANE[name][0] if name in _PER_LANE else like.dtype)
            if name.startswith("hit_"):
                dtype = np.dtype(np.float64)
            self._arrays[name] = self._allocate((*self.finished.shape, *inner), dtype)
        return self._arrays[name]

    def _sizes(self, record: Recorded) -> tuple[int, ...]:
        """How many numbers a record has along each of its dimensions."""
        count = len(self.coordinates)
        return tuple(count if dim == "coordinate" else record.shape[k] for k, dim in enumerate(record.dims))

    def _variable(self, name: str, array: np.ndarray, dims: Mapping[str, str]) -> tuple:
        if name in self.recorded:
            record = self.recorded[name]
            shape = (*_LANES, dims[name], *record.dims)
            return shape, array, words(record.long_name, record.units)
        if name in _PER_COORDINATE:
            return (*_LANES, "coordinate"), array, words(_PER_COORDINATE[name])
        if name in _PER_LANE:
            return _LANES, array, words(_PER_LANE[name][1])
        if name == "best_restart":
            return _LANES, array, words("restart with the lowest final loss")
        if name == "restart_loss":
            return (*_LANES, "restart"), array, words("final loss of the restart")
        return _LANES, array, words(f"first step of '{name.removeprefix('hit_')}'", "steps")


def _parts(outcome: Outcome, recorded: Iterable[str]) -> Iterator[tuple[str, np.ndarray]]:
    """Name and array [..., lanes]."""
    yield from ((name, outcome.records[name]) for name in recorded)
    for name in _PER_COORDINATE:
        yield name, getattr(outcome, name)
    for name in _PER_LANE:
        yield name, getattr(outcome, name)
    for name, hit in outcome.hits.items():
        yield f"hit_{name}", hit
    if outcome.restart_loss is not None and outcome.best_restart is not None:
        yield "best_restart", outcome.best_restart
        yield "restart_loss", outcome.restart_loss


def assemble(
    outcomes: Sequence[Outcome],
    recorded: Mapping[str, Recorded],
    coordinates: Sequence[str],
    axes: Sequence[Axis],
    facts: Facts,
) -> xr.Dataset:
    """The data set of whole outcomes, variants in their order; see ``Assembly``."""
    variants = [variant for outcome in outcomes for variant in outcome.variants]
    assembly = Assembly(variants, recorded, coordinates, axes, facts)
    for outcome in outcomes:
        assembly.add(outcome)
    return assembly.dataset()
