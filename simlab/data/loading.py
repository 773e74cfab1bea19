"""From the table ``[data]`` to the data set: the whole way, in the order in which it is done."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np

from simlab import registry
from simlab.data.cures import cured
from simlab.data.dataset import DataSet, whole
from simlab.data.draws import order
from simlab.data.faults import struck
from simlab.data.files import read_file
from simlab.data.scaling import scaled, target_scaled, without_constants
from simlab.data.table import DataTable, FaultTable, FileData, KindData
from simlab.errors import UsageError
from simlab.lanes.random.purposes import SPLIT

COUNT = 200


def load(specification: DataTable, seed: int, folder: Path | str = ".") -> DataSet:
    """The data set that a table ``[data]`` describes.

    Read or generate; split; fill missing cells; strike with faults, but for those that have a time (see
    ``simlab.data.timeline``); cure; remove constant inputs; scale.
    Whatever is estimated (means, scales, limits) is estimated on the training part alone.

    Parameters
    ----------
    specification : DataTable
        From `read_table`.
    seed : int
        Of the scenario, 0 to 2^63 - 1: everything random follows from it.
    folder : path
        Of the scenario: a relative ``file`` starts there.

    Raises
    ------
    UsageError
        If a file cannot be read as it is described, or a step is impossible on these data.
    """
    if isinstance(specification, FileData):
        data = read_file(specification, Path(folder))
    else:
        data = _of_kind(cast(KindData, specification), seed)
    data = split(data, specification.test_fraction, seed)
    if isinstance(specification, FileData) and specification.missing == "mean":
        data = filled(data)
    for place, fault in enumerate(specification.faults):
        data = struck(data, fault, seed, place) if fault.step is None else _announced(data, fault, place)
    data = cured(data, specification.cure, specification.deviations)
    source = specification.file if isinstance(specification, FileData) else ""
    # A generator's constant input is what the user asked for, unless scaling would divide by its zero.
    if source or specification.scale != "none" or specification.constant == "drop":
        data = without_constants(data, specification.constant, source or "[data] constant")
    data = scaled(data, specification.scale)
    return target_scaled(data) if specification.scale_target else data


def split(data: DataSet, fraction: float, seed: int) -> DataSet:
    """``data`` with the nearest whole number to ``fraction`` N examples kept for testing, chosen by the seed.

    Raises
    ------
    UsageError
        If this leaves nothing to train with, or nothing to test with.
    """
    if fraction == 0.0:
        return data
    count = len(data.inputs)
    tests = round(fraction * count)
    if not 0 < tests < count:
        empty = "training" if tests else "test"
        raise UsageError(
            f"[data] test_fraction: {fraction:g} of {count} examples leaves an empty {empty} part"
        )
    chosen = order(seed, count, SPLIT)
    note = f"{tests} of {count} examples kept for testing"
    return data.changed(note, train=np.sort(chosen[tests:]), test=np.sort(chosen[:tests]))


def filled(data: DataSet) -> DataSet:
    """``data`` with every NaN input replaced by the mean of its column over the training part.

    Raises
    ------
    UsageError
        If a column has no value in the training part.
    """
    holes = np.isnan(data.inputs)
    if not holes.any():
        return data
    known = ~holes[data.train]
    for name, some in zip(data.feature_names, known.any(axis=0), strict=True):
        if not some:
            raise UsageError(f"[data] missing: column '{name}' has no value in the training part to average")
    means = np.where(known, data.inputs[data.train], 0.0).sum(axis=0) / known.sum(axis=0)
    note = f"{holes.sum()} missing cells filled with the mean of their column"
    return data.changed(note, inputs=np.where(holes, means, data.inputs))


def _announced(data: DataSet, fault: FaultTable, place: int) -> DataSet:
    steps = fault.steps
    when = f"at step {steps[0]}" if len(steps) == 1 else f"from step {steps[0]} to {steps[-1]}"
    return data.changed(f"fault {place} ({fault.kind}) {when}")


def _of_kind(table: KindData, seed: int) -> DataSet:
    """The examples of a generator or a real table."""
    module = registry.load("data", table.kind)
    count = COUNT if table.count is None and not hasattr(module, "feature_names") else table.count
    inputs, targets = module.examples(seed, count, **table.numbers)
    classes: tuple[str, ...] = ()
    if module.KIND != "regression":
        number = int(cast(float, table.numbers.get("classes", 2)))
        classes = getattr(module, "CLASSES", tuple(map(str, range(number))))
    own = module.feature_names() if hasattr(module, "feature_names") else None
    names = own or tuple(f"x{i}" for i in range(inputs.shape[1]))
    settings = [f", {key} {', '.join(f'{one:g}' for one in np.ravel(v))}" for key, v in table.numbers.items()]
    description = f"{table.kind}: {len(inputs)} examples{''.join(settings)}"
    return whole(inputs, targets, module.KIND, names, classes, description)
