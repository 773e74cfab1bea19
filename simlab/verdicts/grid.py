"""The variants of one optimizer, laid out on the axes of its sweep."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError


@dataclass(frozen=True)
class Grid:
    """``rows`` are positions on the ``variant`` dimension, in the row-major order of ``axes`` (name: values).

    An axis zipped with an earlier one adds no dimension.
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
            values, first, place = np.unique(column, return_index=True, return_inverse=True)
            order = np.argsort(first)  # the scenario's order, not the sorted one
            place = np.argsort(order)[place]
            zipped = len(values) > 1 and any(np.array_equal(place, other) for other in places)
            if not zipped:
                axes[name] = values[order]
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
        """``quantity`` [variant, ...] -> [axes..., ...] of this optimizer; ``step_...`` becomes ``step``."""
        quantity = quantity.transpose("variant", ...)
        rest = [str(dim) for dim in quantity.dims[1:]]
        shape = tuple(len(axis) for axis in self.axes.values())
        values = quantity.isel(variant=self.rows).values.reshape((*shape, *quantity.shape[1:]))
        own = {dim: "step" if dim.startswith("step") else dim for dim in rest}
        coords = {own[dim]: quantity[dim].values for dim in rest} | self.axes
        return xr.DataArray(values, coords, [*self.axes, *own.values()], quantity.name)
