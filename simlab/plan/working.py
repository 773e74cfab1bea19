"""Memory that kernels work in beside the lanes: of networks alone, whose rows are too many for the stack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields

from simlab.engines.batch import Tables
from simlab.kernels.examples import argument_sizes
from simlab.kernels.packs import width_of
from simlab.kernels.program import Program
from simlab.lanes.heap import heap_size
from simlab.plan.variants import Variant

_SIZES = {"float32": 4, "float64": 8}
_WORD = 4  # bytes of an index of an example


def working_bytes(programs: Mapping[Program, Sequence[Variant]], threads: int) -> int:
    """Bytes of the rows that ``threads`` threads work in at a time, and of the examples that all lanes share.

    The rows are those of a pass, of its gradient, and of what observers ask for: the inside of the layers, or
    the basis of Lanczos' method.
    """
    rows = max((scratch_bytes(program) for program in programs if program.is_network), default=0)
    sets = {id(v.network.loaded): v.network.loaded for vs in programs.values() for v in vs if v.network}
    tables = (one for of in sets.values() for one in (of.examples.tables, *(later for _, later in of.later)))
    return threads * rows + sum(map(_bytes_of, tables))


def scratch_bytes(program: Program) -> int:
    """Bytes that one call of the kernel of a network works in."""
    rows, words = argument_sizes(program)
    width, size = width_of(program), _SIZES[program.dtype]
    return heap_size(rows, width, size) * size + heap_size(words, width, _WORD) * _WORD


def _bytes_of(tables: Tables) -> int:
    return sum(getattr(tables, field.name).nbytes for field in fields(tables))
