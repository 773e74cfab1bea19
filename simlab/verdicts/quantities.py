"""What the names in a claim mean: quantities and settings of a results data set, laid out on their sweep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property, lru_cache

import numpy as np
import xarray as xr

from simlab.errors import nearest
from simlab.statistics._errors import ClaimError
from simlab.verdicts.grid import Grid


class Quantities(Mapping):
    """Values by name, for the evaluator.

    A quantity is an array over (sweep axes..., replicate[, step][, coordinate]); a setting is a number, or an
    array over the sweep axes that change it. With several optimizers a quantity needs ``name['optimizer']``.

    Parameters
    ----------
    dataset : xarray.Dataset
        The results, as described in ``simlab.results``.
    measured : bool
        Whether quantities may be used, or settings only (in an expectation).
    """

    def __init__(self, dataset: xr.Dataset, measured: bool = True) -> None:
        self.dataset, self.measured = dataset, measured
        self.settings = _settings(dataset.attrs["settings"])
        self.optimizers = list(dict.fromkeys(str(name) for name in dataset["optimizer"].values))

    @cached_property
    def known(self) -> list[str]:
        """Every name a claim may use."""
        numbers = {name for setting in self.settings.values() for name in setting}
        recorded = [str(name) for name in self.dataset.data_vars] if self.measured else []
        return [*recorded, *self._steps, *sorted(numbers)]

    @cached_property
    def _steps(self) -> list[str]:
        return [str(name) for name in self.dataset.coords if name == "step" or str(name).startswith("step_")]

    def __contains__(self, name: object) -> bool:
        return name in self.known

    def __iter__(self):
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)

    def __getitem__(self, name: str):
        return self.select(name, ())

    def select(self, name: str, keys: tuple[str | int, ...]):
        """``name[keys]``: keys choose an optimizer by its name and a coordinate by name or number.

        Raises
        ------
        ClaimError
            If there is no such name, optimizer or coordinate, or several optimizers and none is chosen.
        """
        if name not in self.known:
            if not self.measured and name in self.dataset.data_vars:
                raise ClaimError(
                    f"'{name}' is measured: an expectation may use settings, numbers and laws only"
                )
            raise ClaimError(f"no quantity or setting '{name}' in these results{nearest(name, self.known)}")
        chosen = [str(key) for key in keys if key in self.optimizers]
        if len(chosen) > 1:
            raise ClaimError(f"{name}[...] names two optimizers, {chosen[0]} and {chosen[1]}")
        optimizer = chosen[0] if chosen else None
        labels = [str(label) for label in self.dataset["coordinate"].values]
        for key in keys:
            if isinstance(key, str) and key not in self.optimizers + labels:
                known = nearest(key, self.optimizers + labels)
                raise ClaimError(f"{name}['{key}']: no such optimizer or coordinate{known}")
        if name in self.dataset.data_vars:
            value = self._quantity(name, optimizer)
        elif name in self._steps:
            value = self.dataset[name].rename({name: "step"}).astype(float)
        else:
            value = self._setting(name, optimizer)
        for key in keys:
            if key not in self.optimizers:
                value = self._coordinate(name, value, key)
        return value

    def _quantity(self, name: str, optimizer: str | None) -> xr.DataArray:
        if optimizer is None and len(self.optimizers) > 1:
            raise ClaimError(f"several optimizers: write {name}['{self.optimizers[0]}'] or another of them")
        grid = Grid.of(self.dataset, optimizer or self.optimizers[0])
        value = grid.gather(self.dataset[name])
        hits = {
            float(hit.attrs["below"]): grid.gather(hit)
            for key, hit in self.dataset.data_vars.items()
            if str(key).startswith("hit_") and hit.attrs.get("quantity") == name and "below" in hit.attrs
        }
        return value.assign_attrs(hits=hits)

    def _setting(self, name: str, optimizer: str | None):
        """The setting, without the axes that do not change it; of all optimizers if they agree."""
        found: list[xr.DataArray] = []
        for label in [optimizer] if optimizer else self.optimizers:
            grid = Grid.of(self.dataset, label)
            values = [self.settings[variant].get(name) for variant in grid.labels]
            if any(value is None for value in values):
                continue
            try:
                value = grid.place(np.asarray(values, dtype=float), name, self.dataset["coordinate"].values)
            except ValueError:
                raise ClaimError(f"setting '{name}' is not a number") from None
            for axis in grid.axes:
                first = value.isel({axis: 0}, drop=True)
                if bool((value == first).all()):
                    value = first
            found.append(value)
        if not found:
            raise ClaimError(f"optimizer '{optimizer}' has no setting '{name}'")
        if any(not value.equals(found[0]) for value in found[1:]):
            raise ClaimError(f"'{name}' differs between optimizers: write {name}['{self.optimizers[0]}']")
        return found[0] if found[0].dims else float(found[0])

    def _coordinate(self, name: str, value, key: str | int):
        if "coordinate" not in getattr(value, "dims", ()):
            raise ClaimError(f"{name}[{key!r}]: '{name}' has no coordinates")
        labels = [str(label) for label in value["coordinate"].values]
        position = labels.index(key) if isinstance(key, str) else key
        if not 0 <= position < len(labels):
            raise ClaimError(f"{name}[{key}]: coordinates run from 0 to {len(labels) - 1}")
        return value.isel(coordinate=position, drop=True)


@lru_cache(maxsize=4)
def _settings(text: str) -> Mapping[str, Mapping[str, float]]:
    """The settings of every variant, which all who ask about one data set share: nobody may change them."""
    return json.loads(text)
