"""What a run will cost on this machine: a model that every run on it measures and improves.

``costs.json`` in the store of kernels keeps, for each kernel that has run here, its speed on one thread, the
operations of a step and the time its compilation took. A kernel that has not run is taken to be as fast, in
operations a second, as the median of those with its precision, of networks or of everything else.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simlab.engines import cpu
from simlab.kernels.build import is_compiled, kernel_source, load_kernel, python_kernel
from simlab.kernels.counting import count_operations
from simlab.kernels.program import Program
from simlab.kernels.store import folder
from simlab.plan import Plan
from simlab.plan.batches import width_of
from simlab.plan.chunks import Chunk
from simlab.results.files import atomic_write

_FILE = "costs.json"
_MOST = 1000  # kernels that are remembered; the oldest go first
_FEW_STEPS = (1, 3)  # the difference of two short runs is that of the steps alone
# Before anything has been measured: operations a second on one thread, and seconds to compile a program.
_FIRST_GUESS = {"float32": 2e10, "float64": 1e10}
_COMPILE_S = 4.0
_FEW_KERNELS = 5  # of fewer, nothing is said about how much they differ


@dataclass(frozen=True)
class Estimate:
    """What a run will take.

    ``operations`` are additions, multiplications, divisions and roots; ``to_compile`` programs are not in
    the store. ``basis`` says what ``run_s`` rests on: the speed of these very kernels on this machine, else
    that of others, of which two in three lie within the ``factor`` of their median; None while too few ran.
    """

    operations: float
    to_compile: int
    compile_s: float
    run_s: float
    factor: float | None
    basis: str


def estimate(plan: Plan, threads: int) -> Estimate:
    """What ``plan`` will take on the processor, on ``threads`` threads."""
    known = _read()
    programs = list(plan.programs)
    missing = sum(not is_compiled(program, width_of(program)) for program in programs)
    compile_s = statistics.median([one["compile_s"] for one in known.values()] or [_COMPILE_S])
    operations, seconds, fresh = 0.0, 0.0, 0
    for program, variants in plan.programs.items():
        steps = len(variants) * plan.replicates * plan.restarts * plan.scenario.run.steps
        entry = known.get(_name(program))
        each = entry["operations"] if entry else operations_of(plan, program)
        operations += each * steps
        fresh += entry is None
        speed = entry["speed"] if entry else _typical(program, known) / max(each, 1.0)
        seconds += steps / speed
    packs = sum(-(-chunk.lanes // width_of(chunk.program)) for chunk in plan.chunks())
    spreads = [_spread(known, *kind) for kind in {tuple(_kind(program)) for program in programs}]
    spread = None if None in spreads else max(one for one in spreads if one is not None)
    basis = "measured here" if not fresh else f"{fresh} of {len(programs)} kernels never ran here"
    return Estimate(
        operations=operations,
        to_compile=missing,
        compile_s=missing * compile_s / min(threads, max(1, missing)),
        run_s=seconds / min(threads, packs),
        factor=spread if fresh else None,
        basis=basis,
    )


def record(plan: Plan, compile_s: float | None) -> None:
    """Remember how fast the kernels of ``plan`` have been; ``compile_s`` is what each took, if any did."""
    known, found = _read(), {}
    for program in plan.programs:
        kernel = load_kernel(program, width_of(program))
        speed, name = cpu.speed_of(kernel), kernel.__module__
        if speed is None:
            continue
        before = known.pop(name, {})
        found[name] = {
            "kind": _kind(program),
            "speed": speed,
            "operations": before["operations"] if before else operations_of(plan, program),
            "compile_s": compile_s or before.get("compile_s", _COMPILE_S),
        }
    if found:
        kept = dict(list((known | found).items())[-_MOST:])
        atomic_write(_path(), json.dumps(kept, indent=0))


def operations_of(plan: Plan, program: Program) -> float:
    """Operations of one step of one trajectory: counted, or of a network reckoned from its size.

    A network takes about six for each of its parameters and each example of the batch: two on the way
    forward and four on the way back.
    """
    variant = plan.programs[program][0]
    if variant.network is not None:
        examples = float(variant.network.constants["batch_size"])
        return 6.0 * variant.network.architecture.parameters * examples
    kernel, short = python_kernel(program, 1), plan.scenario.run.steps
    chunk = Chunk((variant,), 0, 1)
    few = [min(short, steps) for steps in _FEW_STEPS]
    if few[0] == few[1]:
        return float(count_operations(kernel, plan.batch(chunk, 1).arguments(0, 1, 0, few[1])))
    first, second = (
        count_operations(kernel, plan.batch(chunk, 1).arguments(0, 1, 0, steps)) for steps in few
    )
    return (second - first) / (few[1] - few[0])


def _typical(program: Program, known: Mapping[str, Any]) -> float:
    """Operations a second on one thread of a kernel like this, as far as is known."""
    return statistics.median([*_rates(known, *_kind(program))] or [_FIRST_GUESS[program.dtype]])


def _kind(program: Program) -> list[str]:
    """What kernels are compared by: of a network, operations are reckoned, and most of them are products."""
    return [program.dtype, "network" if program.is_network else "surface"]


def _rates(known: Mapping[str, Any], *kind: str) -> Iterator[float]:
    for one in known.values():
        if one["kind"] == [*kind] and one["operations"] > 0:
            yield one["speed"] * one["operations"]


def _spread(known: Mapping[str, Any], *kind: str) -> float | None:
    """The factor within which two of three kernels lie around their median; None while few are known."""
    rates = sorted(_rates(known, *kind))
    if len(rates) < _FEW_KERNELS:
        return None
    middle = statistics.median(rates)
    away = sorted(math.exp(abs(math.log(rate / middle))) for rate in rates)
    return away[(2 * len(away)) // 3]


def _name(program: Program) -> str:
    return kernel_source(program, width_of(program)).name


def _path() -> Path:
    return folder() / _FILE


def _read() -> dict[str, Any]:
    """What is known; nothing if the file is missing or damaged."""
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    known = found if isinstance(found, dict) else {}
    return {name: one for name, one in known.items() if "kind" in one}  # others are of an older version
