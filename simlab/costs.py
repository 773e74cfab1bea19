"""What a run will cost on this machine: a model that every run on it measures and improves.

``costs.json`` in the store of kernels keeps, for each kernel that has run here, how much work it does in a
second of one thread, and the time its compilation took; what a step and a record of it are worth in work is
counted (``simlab.effort``). A kernel that has not run is taken to work as fast as the median of those with
its precision, of networks or of everything else. Where trajectories may end early, the speed of each run
is kept, told apart by its numbers. To that come the arrays that a run makes and reads.
"""

from __future__ import annotations

import hashlib
import json
import math
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from simlab.beside import beside
from simlab.effort import Effort, Job, effort_of, jobs, landscape_jobs
from simlab.engines import cpu
from simlab.kernels.build import is_compiled, kernel_source
from simlab.kernels.counting import Count
from simlab.kernels.packs import width_of
from simlab.kernels.program import Program
from simlab.kernels.store import folder
from simlab.plan import Plan
from simlab.results.files import atomic_write

_FILE = "costs.json"
_MOST = 1000  # kernels that are remembered; the oldest go first
# Before anything has been measured: work a second on one thread, and seconds to compile a program.
_FIRST_GUESS = {"float32": 2e10, "float64": 1e10}
_FIRST_COMPILE = {"surface": 3.0, "network": 10.0}
_FEW_KERNELS = 5  # of fewer, nothing is said about how much they differ
_TELLING = 0.01  # seconds: what a kernel did in less tells nothing of others, and of itself ...
_ALIKE = 10.0  # ... nothing about this many times as much work
_FORGETS = 0.25  # of the time of an older measurement, in which a new one takes its place
# Seconds beside the kernels: of a run, of a call, of a variant, of a byte of arrays.
_RUN, _CALL, _VARIANT, _BYTE = 3e-2, 1.5e-3, 1e-4, 1.5e-9
_DRAWN = {"surface": 3e-8, "network": 1.4e-7}  # of a number of the starts
_ENDINGS = 20  # runs of a kernel that ends early, each with a speed of its own, that are remembered


@dataclass(frozen=True)
class Estimate:
    """What a run will take.

    ``operations`` are additions, multiplications, divisions and roots; ``to_compile`` programs are not in
    the store. ``run_s`` is all that runs, ``landscapes_s`` the part of it that landscapes take, ``beside_s``
    what a command takes beside: starting, planning, writing, judging, drawing. ``basis``
    says what it rests on: the speed of these very kernels on this machine, else that of others, of which two
    in three lie within the ``factor`` of their median; None while too few ran.
    """

    operations: float
    to_compile: int
    compile_s: float
    run_s: float
    landscapes_s: float
    beside_s: float
    factor: float | None
    basis: str


def estimate(plan: Plan, threads: int) -> Estimate:
    """What ``plan`` will take on the processor, on ``threads`` threads."""
    model = _Model(_read())
    running, looking = jobs(plan), list(landscape_jobs(plan))
    costs = {job: model.cost(plan, job) for job in (*running, *looking)}
    programs = list(dict.fromkeys(job.program for job in costs))
    missing = [program for program in programs if not is_compiled(program, width_of(program))]
    slowest = [model.compile_s(program) for program in missing]
    fresh = len({job.program for job, cost in costs.items() if not cost.measured})
    spreads = [model.spread(kind) for kind in dict.fromkeys(_kind(program) for program in programs)]
    spread = None if None in spreads else max(one for one in spreads if one is not None)
    around = _RUN + _CALL * sum(job.calls for job in running) + _VARIANT * len(plan.variants)
    around += _BYTE * sum(map(plan.bytes_of, plan.chunks()))
    around += sum(_DRAWN[_sort(job.program)] * job.lanes * job.program.dimension for job in running)
    landscapes_s = _wall({job: costs[job].seconds for job in looking}, threads)
    landscapes_s += _CALL * len(looking)
    return Estimate(
        operations=sum(one.operations for one in costs.values()),
        to_compile=len(missing),
        compile_s=max([sum(slowest) / max(1, min(threads, len(slowest))), *slowest]),
        run_s=around + _wall({job: costs[job].seconds for job in running}, threads) + landscapes_s,
        landscapes_s=landscapes_s,
        beside_s=beside().seconds(len(plan.scenario.figures)),
        factor=spread if fresh else None,
        basis=_basis(fresh, programs),
    )


def _basis(fresh: int, programs: list[Program]) -> str:
    if not fresh:
        return "measured here"
    ends = ", less if trajectories end early" if any(program.stops for program in programs) else ""
    return f"{fresh} of {len(programs)} kernels never ran here long enough{ends}"


def record(plan: Plan, compile_s: float | None) -> None:
    """Remember how fast the kernels of ``plan`` were in the run that has just ended.

    ``compile_s`` is what each took to compile, if any did.
    """
    known, found = _read(), {}
    for job in (*jobs(plan), *landscape_jobs(plan)):
        name = _name(job.program)
        speed, before = cpu.taken_speed(name), known.get(name, {})
        if speed is None:
            continue
        if before and speed.seconds < _FORGETS * before["seconds"]:
            if job.program.stops:
                found[name] = known.pop(name) | {"endings": _endings(plan, job, speed, before)}
            continue
        effort = _remembered(before) or effort_of(plan, job)
        work = effort.over(job.steps, job.records).work / max(1, job.steps)
        known.pop(name, None)
        found[name] = {
            "kind": _kind(job.program),
            "rate": speed.lane_steps * work,
            "seconds": speed.seconds,
            "ends": bool(job.program.stops),
            "endings": _endings(plan, job, speed, before) if job.program.stops else {},
            "effort": [astuple(effort.step), astuple(effort.record)],
            "compile_s": compile_s or before.get("compile_s", _FIRST_COMPILE[_sort(job.program)]),
        }
    if found:
        kept = dict(list((known | found).items())[-_MOST:])
        atomic_write(_path(), json.dumps(kept))


@dataclass(frozen=True)
class _Cost:
    """What a job does, and how long one thread takes for it; whether its very kernel was ``measured``."""

    operations: float
    seconds: float
    measured: bool


@dataclass(frozen=True)
class _Model:
    """What is ``known`` of kernels, by their names."""

    known: Mapping[str, Any]

    def cost(self, plan: Plan, job: Job) -> _Cost:
        """What ``job`` takes."""
        entry = self.known.get(_name(job.program), {})
        total = (_remembered(entry) or effort_of(plan, job)).over(job.steps, job.records)
        work = job.packs * width_of(job.program) * total.work
        measured = _tells(entry, work)
        rate = entry["rate"] if measured else self.typical(job.program)
        own = entry.get("endings", {}).get(_ending(plan, job)) if job.program.stops else None
        seconds = job.lane_steps / own if own else work / rate
        return _Cost(job.lanes * total.operations, seconds, measured or bool(own))

    def typical(self, program: Program) -> float:
        """Work a second on one thread of a kernel like this, as far as is known."""
        return statistics.median([*self._rates(_kind(program))] or [_FIRST_GUESS[program.dtype]])

    def compile_s(self, program: Program) -> float:
        """Seconds to compile a kernel like this."""
        sort = _sort(program)
        took = [one["compile_s"] for one in self.known.values() if one["kind"].endswith(sort)]
        return statistics.median(took or [_FIRST_COMPILE[sort]])

    def spread(self, kind: str) -> float | None:
        """The factor within which two of three kernels lie around their median; None while few are known."""
        rates = sorted(self._rates(kind))
        if len(rates) < _FEW_KERNELS:
            return None
        middle = statistics.median(rates)
        away = sorted(math.exp(abs(math.log(rate / middle))) for rate in rates)
        return away[(2 * len(away)) // 3]

    def _rates(self, kind: str) -> Iterator[float]:
        """Of kernels that ran long enough to tell, and to their last step."""
        for one in self.known.values():
            if one["kind"] == kind and one["rate"] > 0 and one["seconds"] > _TELLING and not one["ends"]:
                yield one["rate"]


def _ending(plan: Plan, job: Job) -> str:
    """What decides how soon the trajectories of ``job`` end: their numbers, starts and steps."""
    told = [(one.label, sorted(one.numbers.items()), one.start) for one in plan.programs.get(job.program, [])]
    return hashlib.sha256(repr((told, job.steps, plan.scenario.run.seed)).encode()).hexdigest()[:16]


def _endings(plan: Plan, job: Job, speed: cpu.Speed, before: Mapping[str, Any]) -> dict[str, float]:
    """Lane-steps a second of the runs before, and of this one."""
    return dict([*before.get("endings", {}).items(), (_ending(plan, job), speed.lane_steps)][-_ENDINGS:])


def _wall(seconds: Mapping[Job, float], threads: int) -> float:
    """What jobs take on ``threads`` threads, each cut into as many tasks as the engine makes of it."""
    if not seconds:
        return 0.0
    longest = max(
        one / min(threads, cpu.most_tasks(job.program, job.packs, one)) for job, one in seconds.items()
    )
    return max(longest, sum(seconds.values()) / threads)


def _tells(entry: Mapping[str, Any], work: float) -> bool:
    """Whether how fast a kernel was tells how fast it will be with so much ``work``."""
    if not entry or not entry["rate"]:
        return False
    return entry["seconds"] > _TELLING or work < _ALIKE * entry["rate"] * entry["seconds"]


def _remembered(entry: Mapping[str, Any]) -> Effort | None:
    return Effort(*(Count(*one) for one in entry["effort"])) if entry else None


def _kind(program: Program) -> str:
    """What kernels are compared by: of a network, work is reckoned, and most of it is products."""
    return f"{program.dtype} {_sort(program)}"


def _sort(program: Program) -> str:
    return "network" if program.is_network else "surface"


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
    return {name: one for name, one in known.items() if "effort" in one}  # others are of an older version
