"""Variants that differ along one swept axis only, as one curve."""

from __future__ import annotations

from simlab.plots._select import axis_names, labels_of


def families(dataset, axis: str, places: list[int]) -> dict[str, list[int]]:
    """Positions among ``places`` of every curve along ``axis``, by its legend text without that axis."""
    labels = labels_of(dataset.drop_vars(axis), places)
    shared = len(set(dataset["optimizer"].values[places])) == 1
    others = [name for name in axis_names(dataset) if name != axis]
    if shared and not any(len(set(dataset[name].values[places])) > 1 for name in others):
        labels = [str(dataset["optimizer"].values[places[0]]).replace("_", " ")] * len(places)
    curves: dict[str, list[int]] = {}
    for member, label in enumerate(labels):
        curves.setdefault(label, []).append(member)
    return curves
