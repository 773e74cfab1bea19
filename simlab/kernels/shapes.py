"""How the threads of a GPU take the lanes of a program: one each, or a team of a block together.

A thread keeps its lane in registers and memory of its own: right for surfaces and networks of some tens of
parameters. Of a larger network a team shares the loops, and its rows lie in the memory that a multiprocessor
shares; if they do not fit there, in that of the GPU. There too lie the rows of a thread that has to take a
larger network alone: of memory of its own it cannot have more than 512 KiB, and a GPU sets that aside for
every thread that it could hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from inspect import signature

from simlab import registry
from simlab.kernels.examples import argument_sizes
from simlab.kernels.layout import needs_residuals
from simlab.kernels.program import Program
from simlab.kernels.room import asked
from simlab.kernels.text import names_of

FEW_PARAMETERS = 64  # up to which a thread is enough
MOST_OWN = 64 * 1024  # bytes of the rows of a thread that lie in memory of its own
WARP, MOST_THREADS = 32, 256
SUMS_OF_A_MEMBER = 8  # of a layer's tile: one tile of registers each


@dataclass(frozen=True)
class Shape:
    """``team`` threads take one lane, whose rows lie in ``memory``.

    That is "own" of a thread, "shared" by a block, "global" where a team has a stretch of it, or "apart"
    where a single thread has one. ``bytes`` of it a lane takes, 0 of a thread's own; ``reason`` says why this
    shape.
    """

    team: int
    memory: str
    bytes: int
    reason: str

    @property
    def title(self) -> str:
        """A few words for people."""
        if self.memory == "own":
            return f"a thread a trajectory: {self.reason}"
        threads = "a thread" if self.team == 1 else f"{self.team} threads"
        place = "shared" if self.memory == "shared" else "global"
        return f"{threads} a network, {self.bytes / 1024:.0f} KiB of {place} memory: {self.reason}"


def shape_of(program: Program, shared_bytes: int) -> Shape:
    """The shape for ``program`` on a GPU whose blocks have so many bytes of shared memory."""
    if not program.is_network:
        return Shape(1, "own", 0, "a surface fits the registers")
    size = lane_bytes(program)
    for reason in _alone(program):
        return Shape(1, "own", 0, reason) if size <= MOST_OWN else Shape(1, "apart", size, reason)
    memory = "shared" if size <= shared_bytes else "global"
    fits = (
        f"{program.dimension} parameters"
        if memory == "shared"
        else f"more than {shared_bytes / 1024:.0f} KiB"
    )
    return Shape(_team(program), memory, size, fits)


def lane_bytes(program: Program) -> int:
    """Bytes of the rows of one lane, those of the batch's places last."""
    rows, words = argument_sizes(program)
    item = 4 if program.dtype == "float32" else 8
    return rows * item + 4 * words


def _alone(program: Program) -> Iterator[str]:
    """Why one thread takes a network by itself, if it does: it is small, or is called again within a call."""
    if program.dimension <= FEW_PARAMETERS:
        yield f"{program.dimension} parameters, a team is worth it beyond {FEW_PARAMETERS}"
    wanted = {*signature(program.step_function()).parameters}
    if "evaluate" in wanted or needs_residuals(program):
        yield f"{program.optimizer} evaluates the network within its step"
    if "evaluate_all" in asked(program):
        names = (
            one for one in program.observers if "evaluate_all" in names_of(program.observer_function(one))
        )
        yield f"{next(names)} evaluates the network at points of its own"
    if {*getattr(registry.load("schedules", program.schedule), "STATE", ())}:
        yield f"the schedule {program.schedule} remembers"


def _team(program: Program) -> int:
    """Threads of a team: a member for each tile of registers of the widest layer, whole warps."""
    places = program.surface_module().LAYER_PLACES
    widest = max(outputs for _, _, outputs in places) * program.surface_module().TILE
    team = WARP
    while team < MOST_THREADS and team * SUMS_OF_A_MEMBER < widest:
        team *= 2
    return team
