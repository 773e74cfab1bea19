"""Examples from the tables that all lanes share into rows of packs.

``table`` is [columns of an example, examples]; example e of the tile goes to the rows e, e + stride, ..., one
for each number of it.
"""

from __future__ import annotations

from simlab.lanes.flags import called
from simlab.lanes.gather import gather
from simlab.lanes.team import across, down, together
from simlab.networks.elementwise import TEAM_COLUMNS


@called
def read_shared(rows, table, first, columns, examples, stride):
    """The ``examples`` from ``first`` on, the same in every lane."""
    for column in down(columns, TEAM_COLUMNS):
        for e in across(examples, TEAM_COLUMNS):
            rows[column * stride + e] = table[column, first + e]
    together()


@called
def read_chosen(rows, table, places, columns, examples, stride):
    """The examples at ``places`` [examples rows], in every lane its own."""
    for e in across(examples, TEAM_COLUMNS):
        place = places[e]
        for column in down(columns, TEAM_COLUMNS):
            rows[column * stride + e] = gather(table, column, place)
    together()
