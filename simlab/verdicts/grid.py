"""The variants of one optimizer, laid out on the axes of its sweep."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import xarray as xr

from simlab.scenario.landscape import DIMS
from simlab.statistics._errors import ClaimError


@dataclass(frozen=True)
class Grid:
    """``rows`` are positions on the ``variant`` dimension, in the row-major order of ``axes``.

    ``axes`` maps a name to its values in ascending order; one zipped with an earlier one adds no dimension.
    """

    axes: dict[str, np.ndarray]
    rows: np.ndarray
    labels: list[str]

    @classmethod
    def of(cls, dataset: xr.Dataset, optimizer: str) -> Grid:
        """The grid of ``optimizer``.

        Raises
        ------
        ClaimError
            If its variants do not fill a grid of the sweep's axes.
        """
        rows = np.flatnonzero(dataset["optimizer"].values == optimizer)
        names = [axis["name"] for axis in json.loads(dataset.attrs["axes"])]
        columns = {name: dataset[name].values[rows] for name in names}
        columns = {name: column for name, column in columns.items() if not np.isnan(column).any()}
        axes: dict[str, np.ndarray] = {}
        places: list[np.ndarray] = []
        for name, column in columns.items():
            values, place = np.unique(column, return_inverse=True)
            if not any(_zipped(place, other) for other in places):
                axes[name] = values
                places.append(place)
        shape = tuple(len(values) for values in axes.values())
        flat = np.ravel_multi_index(tuple(places), shape) if shape else np.zeros(rows.size, dtype=int)
        if not np.array_equal(np.sort(flat), np.arange(int(np.prod(shape)))):
            raise ClaimError(f"the variants of '{optimizer}' do not form a grid of its sweeps")
        rows = rows[np.argsort(flat)]
        return cls(axes, rows, [str(label) for label in dataset["variant"].values[rows]])

    def place(self, values: np.ndarray, name: str, coordinates: np.ndarray) -> xr.DataArray:
        """``values`` [row, ...] on the grid; a second dimension is that of the ``coordinates``."""
        shape = tuple(len(axis) for axis in self.axes.values())
        dims = (*self.axes, "coordinate")[: len(shape) + values.ndim - 1]
        coords = dict(self.axes)
        if values.ndim > 1:
            coords["coordinate"] = coordinates[: values.shape[1]]
        return xr.DataArray(values.reshape((*shape, *values.shape[1:])), coords, dims, name)

    def gather(self, quantity: xr.DataArray) -> xr.DataArray:
        """``quantity`` [variant, ...] -> [axes..., ...] of this optimizer; ``step_loss`` becomes ``step``."""
        quantity = quantity.transpose("variant", ...)
        rest = [str(dim) for dim in quantity.dims[1:]]
        shape = tuple(len(axis) for axis in self.axes.values())
        values = quantity.isel(variant=self.rows).values.reshape((*shape, *quantity.shape[1:]))
        own = {dim: _plain(dim) for dim in rest}
        coords = {own[dim]: quantity[dim].values for dim in rest} | self.axes
        return xr.DataArray(values, coords, [*self.axes, *own.values()], quantity.name)


def _plain(dim: str) -> str:
    """A dimension as claims call it: those of one quantity, or of one landscape, have its name at the end."""
    return next((plain for plain in ("step", *DIMS) if dim.startswith(f"{plain}_")), dim)


def _zipped(place: np.ndarray, other: np.ndarray) -> bool:
    """Whether two axes, as positions [row], move together: each value of one goes with one of the other."""
    pairs = np.unique(np.stack([place, other]), axis=1).shape[1]
    return pairs == place.max() + 1 == other.max() + 1 and pairs > 1
