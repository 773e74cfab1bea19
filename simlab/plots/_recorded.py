"""A recorded quantity at one of its steps."""

from __future__ import annotations

import numpy as np

from simlab.errors import UsageError
from simlab.plots._common import PlotOptions
from simlab.plots._select import quantity, step_dim


def at_step(dataset, name: str, step: int | None, options: PlotOptions, dim: str = ""):
    """The quantity ``name`` at a recorded ``step``, the last one if ``None``, and that step.

    Raises
    ------
    UsageError
        If it was not recorded, or not then, or has not the dimension ``dim``.
    """
    variable = quantity(dataset, name, options)
    if dim and dim not in variable.dims:
        raise UsageError(f"figure '{options.file_name}': '{name}' has no number for each {dim}")
    along = step_dim(variable)
    if along is None:
        raise UsageError(f"figure '{options.file_name}': '{name}' has no steps")
    steps = dataset[along].values
    wanted = int(steps[-1]) if step is None else step
    found = np.flatnonzero(steps == wanted)
    if not len(found):
        shown = ", ".join(map(str, steps[:12])) + (", ..." if len(steps) > 12 else "")
        raise UsageError(
            f"figure '{options.file_name}': '{name}' was not recorded at step {wanted}, but at {shown}"
        )
    return variable.isel({along: int(found[0])}).assign_attrs(variable.attrs), wanted
