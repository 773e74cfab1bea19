"""What a run does, program by program: counted, or of a network reckoned from its size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from simlab import registry
from simlab.kernels.build import python_kernel
from simlab.kernels.counting import Count, count_operations
from simlab.kernels.examples import OF_TEST, OF_TRAINING
from simlab.kernels.packs import width_of
from simlab.kernels.program import Program
from simlab.kernels.room import asked, seen
from simlab.plan import Plan
from simlab.plan.batches import build_batch
from simlab.plan.points import still_batch, still_program
from simlab.plan.starts import draw
from simlab.plan.variants import Variant

_NOTHING = Count()
_FEW_STEPS = (3, 5)  # the difference of two short runs is that of the steps alone
_COUNTED = 30_000  # work of a step and a record of a network that is small enough to be counted
_EVALUATIONS = 40  # at most, of observers that look around a point in steps of their own
_UNIT = 15  # units of work that an activation and its slope take, each
_OPTIMIZER = 5  # that a parameter takes beside its gradient


@dataclass(frozen=True)
class Effort:
    """What one lane does in a ``step``, and what every ``record`` adds."""

    step: Count = _NOTHING
    record: Count = _NOTHING

    def over(self, steps: int, records: int) -> Count:
        """All that one lane does in so many steps and records."""
        return _NOTHING.plus(self.step, steps).plus(self.record, records)


@dataclass(frozen=True, eq=False)
class Job:
    """``lanes`` of a program through ``steps`` and ``records``, in so many ``calls`` of the engine."""

    program: Program
    variant: Variant
    lanes: int
    steps: int
    records: int
    calls: int = 1

    @property
    def packs(self) -> int:
        """Packs of lanes, of which the last may not be full."""
        return -(-self.lanes // width_of(self.program))

    @property
    def lane_steps(self) -> int:
        """Of whole packs; who only looks takes one step."""
        return self.packs * width_of(self.program) * max(1, self.steps)


def jobs(plan: Plan) -> list[Job]:
    """The trajectories of ``plan``, a job for each program."""
    steps = plan.scenario.run.steps
    records = len({step for recorded in plan.record.values() for step in recorded})
    calls = dict.fromkeys(plan.programs, 0)
    for chunk in plan.chunks():
        calls[chunk.program] += 1
    return [
        Job(
            program,
            variants[0],
            len(variants) * plan.replicates * plan.restarts,
            steps,
            records,
            calls[program],
        )
        for program, variants in plan.programs.items()
    ]


def landscape_jobs(plan: Plan) -> Iterator[Job]:
    """The points of all landscapes of ``plan``; what is seen at one of them is a record."""
    for landscape in plan.scenario.landscapes:
        kind: Any = registry.load("landscapes", landscape.kind)
        points = (landscape.points or kind.POINTS) ** kind.AXES
        count = min(landscape.replicates or plan.replicates, plan.replicates)
        path = 2 * len(plan.record["theta"]) if landscape.has_path else 0
        for variant in plan.variants:
            yield Job(still_program(variant, landscape.quantities), variant, count * points, 0, 1)
            if path:
                yield Job(still_program(variant, ["loss"]), variant, count * path, 0, 1)


def effort_of(plan: Plan, job: Job) -> Effort:
    """What a lane of ``job`` does."""
    if job.program.is_network:
        reckoned = _of_network(job.program, job.variant)
        if reckoned.over(1, 1).work > _COUNTED:
            return reckoned
    kernel = python_kernel(job.program, 1)
    start, run, variant = plan.scenario.start.kind, plan.scenario.run, job.variant
    if job.program.still:
        where = variant.start, job.program.dimension, range(1), run.seed, variant.stream
        point = np.zeros((job.program.dimension, 1)) if variant.network else draw(start, *where)
        return Effort(
            record=count_operations(
                kernel, still_batch(job.variant, job.program, point, 1).arguments(0, 1, 0, 0)
            )
        )

    def of(steps: int, *recorded: int) -> Count:
        record = {name: list(recorded) for name in plan.record}
        total = max(run.steps, _FEW_STEPS[1] + 1)
        batch = build_batch((job.variant,), start, range(1), total, run.seed, record, 1)
        return count_operations(kernel, batch.arguments(0, 1, 0, steps))

    few, more = _FEW_STEPS
    bare = of(few)
    step = _NOTHING.plus(of(more).plus(bare, -1.0), 1.0 / (more - few))
    return Effort(step, of(few, 1).plus(bare, -1.0))


def _of_network(program: Program, variant: Variant) -> Effort:
    """Of every example two operations a parameter on the way forward and four back, and its activations."""
    network: Any = variant.network
    parameters = network.architecture.parameters
    units = sum(run.count * run.layer.width for run in network.architecture.runs())
    forward = Count(2.0 * parameters, work=parameters + _UNIT * units)
    both = forward.plus(Count(4.0 * parameters, work=2 * parameters + _UNIT * units))
    train, test = network.tables.inputs.shape[1], network.tables.test_inputs.shape[1]
    batch, wanted, record = float(network.constants["batch_size"]), asked(program), _NOTHING
    for quantities, count in ((OF_TRAINING, train), (OF_TEST, test)):
        record = record.plus(forward, count * bool({*quantities} & wanted))
    record = record.plus(forward, train * bool({"loss_of_average", "error_of_average"} & wanted))
    record = record.plus(both, batch * bool({"batch_loss", "gradient"} & wanted))
    record = record.plus(both, train * len(seen(program, wanted)))
    record = record.plus(both, train * min(parameters, _EVALUATIONS) * ("evaluate_all" in wanted))
    step = Count(work=_OPTIMIZER * parameters).plus(both, batch)
    return Effort(_NOTHING if program.still else step, record)
