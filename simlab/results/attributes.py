"""What a data set says about its variants besides arrays; readable without xarray."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """One axis of the sweep: the paths that it sets together and their values.

    Where ``choices`` are set and not numbers, these are their names, and the values their positions. Figures
    call the axis by its ``label`` and each of its values by one of ``labels``, where there are any.
    """

    name: str
    paths: Sequence[str]
    values: Sequence[float]
    choices: Sequence[str] = ()
    label: str = ""
    labels: Sequence[str] = ()


def axes(dataset) -> list[Axis]:
    """The sweep axes of the run, in the order of the scenario."""
    return [Axis(**axis) for axis in json.loads(dataset.attrs["axes"])]


def settings(dataset) -> dict[str, dict]:
    """Every resolved number of every variant, by variant label and name."""
    return json.loads(dataset.attrs["settings"])


def optima(dataset) -> dict[str, list[list[float]]]:
    """The global minimisers of every variant, by variant label."""
    return json.loads(dataset.attrs["optima"])
