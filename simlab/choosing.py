"""Which engine a run takes where the user leaves it open: the faster one, as far as this machine knows."""

from __future__ import annotations

from simlab import engines
from simlab.engines import Engine
from simlab.errors import DeviceError
from simlab.kernels.shapes import shape_of
from simlab.plan import Plan

SOON = 1e9  # numbers to update: one thread is done before a kernel for a GPU is compiled


def choose_engine(plan: Plan, device: str, threads: int, share: float = 1.0) -> Engine:
    """The engine for a ``share`` of ``plan`` on ``device``; "auto" compares what both are known to take.

    A GPU that cannot be used, or fails as it is measured, leaves "auto" the processor.

    Raises
    ------
    UsageError, DeviceError
        As ``engines.choose``.
    """
    if device != "auto":
        return _explained(plan, engines.choose(device))
    if plan.work * share < SOON:
        return engines.choose("cpu")._replace(reason="done before a kernel for a GPU would be compiled")
    if missing := engines.missing_gpu():
        return engines.choose("cpu")._replace(reason=missing)
    from simlab.costs import estimate

    try:
        on_gpu, name = _on_gpu(plan, share)
    except DeviceError as error:  # of the probe: a driver may answer, and yet run nothing
        return engines.choose("cpu")._replace(reason=str(error))
    cost = estimate(plan, threads)
    on_cpu = cost.compile_s + share * cost.run_s
    reason = f"about {on_gpu:.2g} s on {name}, {on_cpu:.2g} s on {threads} threads of the processor"
    return _explained(plan, engines.choose("cuda" if on_gpu < on_cpu else "cpu")._replace(reason=reason))


def _explained(plan: Plan, engine: Engine) -> Engine:
    """The engine, of a GPU with the shapes in which its threads take the programs of ``plan``."""
    if engine.name != "cuda":
        return engine
    from simlab.lanes.device import shared_bytes

    shapes = dict.fromkeys(shape_of(program, shared_bytes()).title for program in plan.programs)
    return engine._replace(reason="; ".join(filter(None, (engine.reason, *shapes))))


def _on_gpu(plan: Plan, share: float) -> tuple[float, str]:
    from simlab import gpu_costs  # imports numba-cuda
    from simlab.lanes.device import device_name

    return gpu_costs.seconds(plan, share), device_name()
