"""The plan: variants, programs, records, memory; printable, and complete before anything runs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from simlab import registry
from simlab.engines.batch import Batch
from simlab.errors import Fault, ScenarioError
from simlab.kernels.layout import layout
from simlab.kernels.program import Program
from simlab.kernels.store import Source
from simlab.plain import plain
from simlab.plan.batches import build_batch, step_rows, width_of
from simlab.plan.chunks import Chunk, cut
from simlab.plan.restarts import with_restarts
from simlab.plan.sharing import share
from simlab.plan.starts import draw, is_random
from simlab.plan.variants import Variant, expand
from simlab.scenario.concepts import is_random as draws_at_random
from simlab.scenario.model import Scenario
from simlab.scenario.recording import record_steps

STATISTICS_BYTES = 16 * 2**10  # of one streamed number: mostly the bins of its quantiles
MEMORY_SHARE = 0.6  # of what is free: a run must leave room for statistics and figures


@dataclass(frozen=True)
class Plan:
    """What will run. ``record`` maps each observer to its steps."""

    scenario: Scenario
    variants: tuple[Variant, ...]
    replicates: int
    record: dict[str, list[int]]

    @cached_property
    def programs(self) -> dict[Program, list[Variant]]:
        """The variants of each program, in order; one kernel each."""
        groups: dict[Program, list[Variant]] = {}
        for variant in self.variants:
            groups.setdefault(variant.program, []).append(variant)
        return groups

    @property
    def restarts(self) -> int:
        """Starts of every replicate, of which the results keep the best."""
        return self.scenario.restarts.count if self.scenario.restarts else 1

    @property
    def trajectories(self) -> int:
        """Number of lanes."""
        return len(self.variants) * self.replicates * self.restarts

    @property
    def trajectory_steps(self) -> int:
        """Steps of all lanes together, if none ends early."""
        return self.trajectories * self.scenario.run.steps

    @property
    def work(self) -> float:
        """Numbers that the run updates: what a step of each lane works through, over all its steps."""
        steps = self.replicates * self.restarts * self.scenario.run.steps
        return float(
            sum(len(variants) * steps * step_rows(program) for program, variants in self.programs.items())
        )

    @property
    def random(self) -> bool:
        """Whether anything at all is drawn at random."""
        chains = any(draws_at_random(optimizer) for optimizer in self.scenario.optimizers)
        network = self.variants[0].network is not None
        return network or is_random(self.scenario.start.kind) or self.scenario.noise is not None or chains

    def memory(self) -> int:
        """Bytes that states and records take while the run goes on, and once more as the labelled results.

        Of a streaming run: those of its largest chunk, and of the statistics.
        """
        if self.scenario.stream is None:
            sizes = {program: len(variants) * self.replicates for program, variants in self.programs.items()}
            return sum(count * self._bytes(program) for program, count in sizes.items())
        chunks = (
            len(chunk.variants) * chunk.count * self._bytes(chunk.variants[0].program)
            for chunk in self.chunks()
        )
        return max(chunks) + sum(
            len(variants) * self._recorded(program) * STATISTICS_BYTES
            for program, variants in self.programs.items()
        )

    def _bytes(self, program: Program) -> int:
        """Bytes of one replicate of one variant, with all its restarts."""
        rows, size = layout(program), 4 if self.scenario.run.dtype == "float32" else 8
        per_lane = rows.rows("numbers") + rows.rows("state") + 2 * self._recorded(program)
        return self.restarts * (per_lane * size + 16)

    def _recorded(self, program: Program) -> int:
        """Numbers that one trajectory records."""
        return sum(len(self.record[name]) * count for name, count in layout(program).records.items())

    def chunks(self) -> list[Chunk]:
        """What a streaming run takes one after another; the same on every machine."""
        return [
            chunk
            for program, variants in self.programs.items()
            for chunk in cut(variants, self.replicates, self._bytes(program))
        ]

    def batch(self, chunk: Chunk) -> Batch:
        """The arrays of one chunk."""
        width = width_of(chunk.variants[0].program)
        return self._batch(chunk.variants, range(chunk.first, chunk.first + chunk.count), width)

    def _batch(self, variants: Sequence[Variant], replicates: range, width: int) -> Batch:
        run, start = self.scenario.run, self.scenario.start.kind
        starts = with_restarts(variants, self.restarts)
        return build_batch(starts, start, replicates, run.steps, run.seed, self.record, width)

    def batches(self, widths: Sequence[int] = ()) -> Iterator[Batch]:
        """The arrays of every program; ``widths`` overrides the lanes of a pack that this machine prefers."""
        for index, (program, variants) in enumerate(self.programs.items()):
            width = widths[index] if widths else width_of(program)
            yield self._batch(variants, range(self.replicates), width)

    def summary(self) -> dict[str, Any]:
        """The plan as plain data: what ``plan.json`` holds."""
        return {
            "title": self.scenario.title,
            "steps": self.scenario.run.steps,
            "replicates": self.replicates,
            "restarts": self.restarts,
            "trajectories": self.trajectories,
            "trajectory_steps": self.trajectory_steps,
            "memory_bytes": self.memory(),
            "programs": [
                {"program": program.title(), "variants": len(variants), "width": width_of(program)}
                for program, variants in self.programs.items()
            ],
            "record": {name: len(steps) for name, steps in self.record.items()},
            "variants": [
                {"label": variant.label, "optimizer": variant.optimizer, "settings": dict(variant.settings)}
                for variant in self.variants
            ],
        }


def plan_json(plan: Plan) -> str:
    """The summary as JSON, a line for each variant: there may be many."""
    summary = plain(plan.summary())
    variants = ",\n  ".join(json.dumps(variant) for variant in summary.pop("variants"))
    return f'{json.dumps(summary, indent=1)[:-2]},\n "variants": [\n  {variants}\n ]\n}}\n'


def make_plan(scenario: Scenario) -> Plan:
    """Everything that ``scenario`` will run.

    Raises
    ------
    ScenarioError
        If a number does not resolve, or the run does not fit the memory.
    """
    variants = share(expand(scenario))
    steps = scenario.run.steps
    names = variants[0].program.observers
    record = {name: record_steps(scenario.record[name], steps) for name in names}
    plan = Plan(scenario, variants, _replicates(scenario, variants), record)
    _check_memory(plan)
    _check_derivatives(plan)
    return plan


def _check_derivatives(plan: Plan) -> None:
    """A formula's symbolic derivatives against finite differences, around the point where runs start."""
    variant = plan.variants[0]
    if not isinstance(variant.program.surface, Source) or variant.network:
        return
    from simlab.expressions.errors import ExpressionError
    from simlab.expressions.gradient_check import check_gradient, points_around

    run, start = plan.scenario.run, plan.scenario.start.kind
    dimension = variant.program.dimension
    first = draw(start, variant.start, dimension, range(1), run.seed, variant.stream)[:, 0]
    names = plan.scenario.problem.numbers
    numbers = {name: float(variant.settings[name]) for name in names}
    try:
        check_gradient(variant.program.surface_module(), points_around(first.tolist()), numbers)
    except ExpressionError as error:
        key = "expression" if plan.scenario.problem.expression else "residuals"
        line = plan.scenario.line("problem", key)
        raise ScenarioError(str(plan.scenario.path), [Fault(str(error), "problem", key, line)]) from None


def _replicates(scenario: Scenario, variants: tuple[Variant, ...]) -> int:
    """As the file says, unless the kind of start decides it: a grid has as many replicates as points."""
    kind = scenario.start.kind
    decide = None if variants[0].network else getattr(registry.load("starts", kind), "REPLICATES", None)
    if decide is None:
        return scenario.run.replicates
    counts = {decide(**variant.start) for variant in variants}
    if len(counts) > 1:
        raise ScenarioError(
            str(scenario.path), [Fault("every variant needs a start grid of the same size", "start")]
        )
    return counts.pop()


def _check_memory(plan: Plan) -> None:
    available = available_memory()
    needed = plan.memory()
    if available and needed > MEMORY_SHARE * available:
        message = (
            f"{plan.trajectories:,} trajectories with these records need {needed / 1e9:.1f} GB; "
            f"{MEMORY_SHARE:.0%} of the {available / 1e9:.1f} GB that are free may be used. "
            "Record less often, or run fewer replicates, restarts or variants"
        )
        raise ScenarioError(str(plan.scenario.path), [Fault(message, "run")])


def available_memory() -> int:
    """Bytes of memory that are free for use, or 0 where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
