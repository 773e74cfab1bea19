"""What a run that has not finished has so far: of its trajectories, or of its statistics."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr

from simlab.errors import UsageError
from simlab.plan import Plan, make_plan
from simlab.results.chunk_keys import chunk_keys
from simlab.results.gathering import Streamed, gathering
from simlab.results.journal import journal
from simlab.results.merged import load_merged
from simlab.results.planned import Planned, read_planned
from simlab.scenario import loads


def open_partial(folder: Path) -> xr.Dataset:
    """The chunks that the run in ``folder`` has finished, as one data set marked ``unfinished``.

    Of a run that keeps trajectories, the variable ``finished`` tells which of them there are; the others are
    NaN, or 0 of a whole number. Of a streaming run, the statistics are of the first chunks; ``count`` tells
    of how many replicates.

    Raises
    ------
    UsageError
        If none of its chunks is finished.
    """
    planned = read_planned(folder)
    plan = plan_of(planned)
    store, keys = journal(folder, planned.store), chunk_keys(plan)
    whole, first, taken = gathering(plan), 0, 0
    if isinstance(whole, Streamed):
        first, _ = load_merged(store, whole.tallies, keys)
    for chunk in plan.chunks()[first:]:
        found = store.read(keys[chunk.index])
        if found:
            whole.take(chunk, found[0])
            taken += 1
        elif isinstance(whole, Streamed):
            break  # sums go in order
    if first + taken == 0:
        raise UsageError(f"the run in {folder} did not finish, nor did any of its chunks: run it again")
    with np.errstate(all="ignore"):  # of a variant without a replicate there is no mean
        return whole.dataset().assign_attrs(unfinished=True)


def plan_of(planned: Planned) -> Plan:
    """The plan of a run again, cut as it was."""
    scenario = loads(planned.text, planned.source, planned.overrides)
    return make_plan(scenario, memory=0, chunk_bytes=planned.chunk_bytes)
