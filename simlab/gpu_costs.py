"""What a run takes on the GPU of this machine: a short probe measures it once, and every run there again.

``gpu_costs.json`` in the store of kernels keeps, for each GPU, precision and kind of problem, the operations
a second that its kernels reached last and the time that the compilation of one took.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from functools import cache
from typing import Any

from simlab.effort import Job, effort_of, jobs, landscape_jobs
from simlab.kernels.build import is_compiled, load_kernel
from simlab.kernels.packs import width_of
from simlab.kernels.program import Program
from simlab.kernels.store import folder
from simlab.lanes import device
from simlab.plan import Plan, make_plan
from simlab.results.files import atomic_write
from simlab.scenario import loads

_FILE = "gpu_costs.json"
PROBE_SECONDS = 2.0  # that a probe runs at most, beside its compilation
PROBES = {"surface": (1 << 18, 20_000), "network": (1 << 14, 200)}  # trajectories, steps
_TEXTS = {
    "surface": """
title = "Probe"
problem = {{ surface = "rosenbrock", dimension = 2 }}
start = {{ kind = "uniform", low = -1.0, high = 1.0 }}
run = {{ steps = {steps}, replicates = {lanes}, dtype = "{dtype}" }}
optimizer = [{{ kind = "momentum", learning_rate = 5e-4, momentum = 0.9 }}]
record = {{ loss = "last" }}
""",
    "network": """
title = "Probe"
problem = {{ network = {{ layers = [16, 16], activation = "tanh", loss = "mse" }} }}
data = {{ kind = "sine", count = 256, test_fraction = 0.25 }}
batch = {{ size = 32, order = "shuffled" }}
start = {{ kind = "xavier" }}
run = {{ steps = {steps}, replicates = {lanes}, dtype = "{dtype}" }}
optimizer = [{{ kind = "momentum", learning_rate = 0.05 }}]
record = {{ loss = "last" }}
""",
}


def seconds(plan: Plan, share: float = 1.0) -> float:
    """What a ``share`` of ``plan`` takes on the GPU, compilation included; unknown kinds are probed."""
    total, programs = 0.0, set()
    for job in (*jobs(plan), *landscape_jobs(plan)):
        operations = job.lanes * effort_of(plan, job).over(job.steps, job.records).operations
        total += share * operations / _known(job.program)["rate"]
        programs.add(job.program)
    missing = [one for one in programs if not is_compiled(one, width_of(one), "cuda")]
    return total + sum(_known(one)["compile_s"] for one in missing)


def record(plan: Plan, compile_s: float | None) -> None:
    """Remember how fast the kernels of ``plan`` have been; ``compile_s`` is what each took, if any did."""
    known = _read()
    here = known.setdefault(device.device_name(), {})
    for job in jobs(plan):
        key = _key(job.program)
        took = here.get(key, {}).get("compile_s", 0.0) if compile_s is None else compile_s
        if measured := _measured(plan, job, took):
            here[key] = measured
    atomic_write(folder() / _FILE, json.dumps(known))


def _measured(plan: Plan, job: Job, compile_s: float) -> dict[str, float]:
    """The rate of the kernel of ``job`` when it ran last, and what its compilation took; else nothing."""
    from simlab.engines.cuda import speed_of

    speed = speed_of(load_kernel(job.program, width_of(job.program), "cuda"))
    if speed is None:
        return {}
    each = effort_of(plan, job).over(job.steps, job.records).operations / max(1, job.steps)
    return {"rate": speed * each, "compile_s": compile_s}


def _known(program: Program) -> dict[str, float]:
    """Rate and time of compilation of kernels like this on the GPU."""
    found = _read().get(device.device_name(), {}).get(_key(program))
    return found or _probe(_kind(program), program.dtype)


@cache  # for a store that cannot be written
def _probe(kind: str, dtype: str) -> dict[str, float]:
    """Compile and run something small of this kind, and remember how fast it was."""
    from simlab.engines import cuda

    lanes, steps = PROBES[kind]
    plan = make_plan(loads(_TEXTS[kind].format(lanes=lanes, steps=steps, dtype=dtype)), memory=0)
    (program,) = plan.programs
    fresh, began = not is_compiled(program, width_of(program), "cuda"), time.perf_counter()
    load_kernel(program, width_of(program), "cuda")
    compile_s = time.perf_counter() - began
    cuda.run(list(plan.batches()), seconds=PROBE_SECONDS)
    with suppress(OSError):
        record(plan, compile_s if fresh else None)
    (job,) = jobs(plan)
    return _measured(plan, job, compile_s)


def _key(program: Program) -> str:
    return f"{_kind(program)} {program.dtype}"


def _kind(program: Program) -> str:
    return "network" if program.is_network else "surface"


def _read() -> dict[str, Any]:
    """What is known; nothing if the file is missing or damaged."""
    try:
        found = json.loads((folder() / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
