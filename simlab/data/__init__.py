"""Tables of examples: generators, real tables, files of the user; preprocessing, faults, batch orders.

Nothing heavy is imported before a name is used: the models of ``simlab.data.table`` must stay light.
"""

from __future__ import annotations

from importlib import import_module

__all__ = ["DataSet", "batch_indices", "load", "read_table"]

_HOMES = {
    "DataSet": "simlab.data.dataset",
    "batch_indices": "simlab.data.batches",
    "load": "simlab.data.loading",
    "read_table": "simlab.data.table",
}


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'simlab.data' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)
