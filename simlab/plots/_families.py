"""Variants that differ along one swept axis only, as one curve."""

from __future__ import annotations

from simlab.plots._select import axis_names, labels_of


def families(dataset, axis: str, places: list[int]) -> dict[str, list[int]]:
    """Positions among ``places`` of every curve along ``axis``, by its legend text without that axis.

    Axes that advance with it are no families of their own either.
    """
    along = [name for name in axis_names(dataset) if name == axis or _follows(dataset, name, axis, places)]
    labels = labels_of(dataset.drop_vars(along), places)
    shared = len(set(dataset["optimizer"].values[places])) == 1
    others = [name for name in axis_names(dataset) if name not in along]
    if shared and not any(len(set(dataset[name].values[places])) > 1 for name in others):
        labels = [str(dataset["optimizer"].values[places[0]]).replace("_", " ")] * len(places)
    curves: dict[str, list[int]] = {}
    for member, label in enumerate(labels):
        curves.setdefault(label, []).append(member)
    return curves


def _follows(dataset, other: str, axis: str, places: list[int]) -> bool:
    """Whether the value on ``axis`` decides that on the ``other`` axis, of every optimizer."""
    keys = zip(dataset["optimizer"].values[places], dataset[axis].values[places], strict=True)
    found: dict[tuple, set[float]] = {}
    for key, value in zip(keys, dataset[other].values[places], strict=True):
        found.setdefault(key, set()).add(value)
    return all(len(values) == 1 for values in found.values())
