"""How many lanes a pack of a program has on this machine, and how many packs go through time together."""

from __future__ import annotations

from collections.abc import Callable

from simlab.kernels.layout import layout
from simlab.kernels.program import Program
from simlab.kernels.room import heap_rows
from simlab.kernels.text import own_numbers
from simlab.lanes.width import pack_width, packs_together, vector_bits

LIGHT_ROWS = 4  # of the state of a lane, of which six packs then take 24 of the 32 registers
_QUICK = {"absolute", "copy_sign", "fma", "maximum", "minimum", "where", "len", "range"}


def step_rows(program: Program) -> int:
    """Rows that a step of a lane works on."""
    return heap_rows(program) if program.is_network else layout(program).rows("state")


def width_of(program: Program) -> int:
    """Lanes of a pack for ``program`` on this machine."""
    return pack_width(program.dtype, step_rows(program), light=is_light(program))


def packs_of(program: Program, width: int) -> int:
    """Packs that go through time together; of networks one, whose products have enough to do meanwhile."""
    if program.is_network:
        return 1
    rows, state = layout(program), step_rows(program)
    if is_light(program):
        return min(8, 6 * LIGHT_ROWS // state)
    own = sum(rows.numbers[name].count for name in own_numbers(rows, program.shared))
    return packs_together(program.dtype, width, own + state)


def is_light(program: Program) -> bool:
    """Whether a step is so few instructions that loading and storing what it changes would take as long.

    The state of several such packs fits the registers of AVX-512, which are twice as many as those of AVX,
    if each pack takes one for a row. Without AVX-512 no program is light.
    """
    if vector_bits() != 512 or program.is_network or program.stops or program.still:
        return False
    more = program.noise, program.averaging, program.gradients, program.warm_up, program.hits
    if any(more) or program.schedule != "constant":
        return False
    steps = program.surface_functions()[0], program.step_function()
    return layout(program).rows("state") <= LIGHT_ROWS and all(map(_is_quick, steps))


def _is_quick(function: Callable) -> bool:
    """Whether all it calls is an instruction each."""
    return _QUICK.issuperset(function.__code__.co_names)
