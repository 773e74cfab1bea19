"""Training data that change during a run: a fault with a ``step`` strikes for ``duration`` steps.

Such a fault strikes what the network sees: its ``magnitude`` is in scaled units. A cure looks at the table
before the run, and knows nothing of it.
"""

from __future__ import annotations

from simlab.data.dataset import DataSet
from simlab.data.faults import struck
from simlab.data.table import DataTable


def later(data: DataSet, specification: DataTable, seed: int) -> list[tuple[int, DataSet]]:
    """``(step, what the data are from that step on)``, ascending; nothing if no fault has a time.

    Parameters
    ----------
    data : DataSet
        From `load`, with the faults that last throughout.
    specification, seed
        What it was loaded from.

    Raises
    ------
    UsageError
        If a fault is impossible on these data.
    """
    timed = [(place, fault) for place, fault in enumerate(specification.faults) if fault.step is not None]
    found = []
    for moment in sorted({end for _, fault in timed for end in (fault.steps.start, fault.steps.stop)}):
        now = data
        for place, fault in timed:
            if moment in fault.steps:
                now = struck(now, fault, seed, place)
        found.append((moment, now))
    return found
