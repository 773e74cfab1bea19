"""What one pass of a batch through a network takes, forward and back, counted from the code that runs."""

from __future__ import annotations

from types import ModuleType

import numpy as np

from simlab.kernels.counting import Count, count
from simlab.lanes.memory import ArrayRows
from simlab.networks.architecture import Architecture


def count_pass(surface: ModuleType, network: Architecture, target_rows: int, examples: int) -> Count:
    """Operations and accesses of the loss and the gradient of ``examples`` examples, in one lane.

    ``surface`` is the module of ``network``'s source, written for batches of that size, and ``target_rows``
    the rows of its targets. Nothing depends on the numbers themselves: there are no branches on them.
    """
    sizes = surface.DIMENSION, surface.DIMENSION, surface.MEMORY
    theta, gradient, room = (ArrayRows(np.ones((size, 1))) for size in sizes)
    tables = [np.ones((columns, examples)) for columns in (network.inputs, target_rows)]
    numbers = {name: np.ones(1) for name in surface.PARAMETERS}
    return count(surface.whole_value_and_gradient, [theta, gradient, *tables, room], numbers)
