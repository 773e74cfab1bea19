"""The plan: variants, programs, records, memory; printable, and complete before anything runs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from simlab import registry
from simlab.engines import default_threads
from simlab.engines.batch import Batch
from simlab.errors import Fault, ScenarioError
from simlab.kernels.layout import Layout, layout
from simlab.kernels.packs import step_rows, width_of
from simlab.kernels.program import Program
from simlab.kernels.store import Source
from simlab.plain import plain, size_in_words
from simlab.plan.batches import build_batch, describe
from simlab.plan.chunks import CHUNK_BYTES, COMPACT_BYTES, WAVE_CHUNKS, Chunk, chunk_size, cut, waves
from simlab.plan.machine import available_memory
from simlab.plan.points import landscape_numbers
from simlab.plan.restarts import with_restarts
from simlab.plan.sharing import share
from simlab.plan.starts import draw, is_random
from simlab.plan.variants import Variant, expand
from simlab.plan.working import working_bytes
from simlab.scenario.concepts import is_random as draws_at_random
from simlab.scenario.model import Scenario
from simlab.scenario.recording import record_steps

STATISTICS_BYTES = 16 * 2**10  # of one streamed number: mostly the bins of its quantiles
MEMORY_SHARE = 0.5  # of what is free: a run must leave room for statistics and figures
STREAM_FILES = 2 * COMPACT_BYTES  # of the finished chunks of a streaming run, until they are merged


@dataclass(frozen=True)
class Plan:
    """What will run. ``record`` maps each observer to its steps; ``budget`` is the memory (bytes) to keep to,
    0 without limit, ``chunk_bytes`` about that of a chunk, and ``threads`` how many work at a time.
    """

    scenario: Scenario
    variants: tuple[Variant, ...]
    replicates: int
    record: dict[str, list[int]]
    budget: int = 0
    chunk_bytes: int = CHUNK_BYTES
    threads: int = 1

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
        """Bytes that the run takes while it goes on: of part of the chunks, of the results, of its kernels.

        Of a streaming run: of its largest chunk, and of the statistics.
        """
        return self._beside_chunks + max(sum(map(self.bytes_of, wave)) for wave in self.waves())

    @cached_property
    def _beside_chunks(self) -> int:
        return self.results_bytes() + working_bytes(self.programs, self.threads)

    def results_bytes(self) -> int:
        """Bytes of the labelled results, or of the statistics of a streaming run."""
        sizes = self._result_bytes if self.scenario.stream is None else self._statistics_bytes
        count = self.replicates if self.scenario.stream is None else 1
        seen = landscape_numbers(self.scenario.landscapes, self.replicates) * self._size * len(self.variants)
        return seen + sum(len(group) * count * sizes(program) for program, group in self.programs.items())

    def disk(self) -> int:
        """Bytes that the run leaves on disk at most, before anything is packed: its chunks, its results."""
        kept = len(self.waves()) > 1 and self.scenario.stream is None
        chunks = STREAM_FILES if self.scenario.stream else self.results_bytes() * kept
        return chunks + self.results_bytes()

    def piece_bytes(self, pieces: int) -> int:
        """Bytes of one of so many ``pieces`` of the whole; of one alone there is no limit."""
        sizes = ((program, len(variants) * self.replicates) for program, variants in self.programs.items())
        whole = sum(count * self._bytes(program) for program, count in sizes)
        return whole // pieces if pieces > 1 else CHUNK_BYTES

    def bytes_of(self, chunk: Chunk) -> int:
        """Bytes of the states and records of a chunk."""
        return chunk.lanes * self._bytes(chunk.program)

    def _bytes(self, program: Program) -> int:
        """Bytes of one replicate of one variant, with all its restarts, while it runs."""
        rows = self._layouts[program]
        per_lane = rows.rows("numbers") + rows.rows("state") + self._recorded(program)
        once = self._recorded(program) if self.scenario.stream else 0  # what its statistics are made from
        return self.restarts * ((per_lane + once) * self._size + 16)

    def _result_bytes(self, program: Program) -> int:
        numbers = self._recorded(program) + 2 * program.dimension
        restarts = self.restarts * (self._size + 1) if self.restarts > 1 else 0
        return numbers * self._size + 9 + 8 * len(self.scenario.hits) + restarts

    def _statistics_bytes(self, program: Program) -> int:
        return self._recorded(program) * STATISTICS_BYTES

    @cached_property
    def _layouts(self) -> dict[Program, Layout]:
        return {program: layout(program) for program in self.programs}

    @property
    def _size(self) -> int:
        """Bytes of a number."""
        return 4 if self.scenario.run.dtype == "float32" else 8

    def _recorded(self, program: Program) -> int:
        """Numbers that one trajectory records."""
        return sum(len(self.record[name]) * count for name, count in self._layouts[program].records.items())

    def chunks(self) -> list[Chunk]:
        """What is run, and finished, as a whole; with the same budget the same on every machine."""
        size, streams = self.chunk_bytes, self.scenario.stream is not None
        found = (
            chunk
            for program, variants in self.programs.items()
            for chunk in cut(variants, self.replicates, self._bytes(program), size, streams)
        )
        return [replace(chunk, index=index) for index, chunk in enumerate(found)]

    def waves(self, chunks: Iterable[Chunk] | None = None) -> list[list[Chunk]]:
        """The chunks (all unless given) that an engine takes together; of a streaming run, one by one."""
        chunks = self.chunks() if chunks is None else chunks
        most = WAVE_CHUNKS * self.chunk_bytes
        if self.budget:
            most = min(most, self.budget - self._beside_chunks)
        most = 0 if self.scenario.stream else most
        return list(waves(chunks, self.bytes_of, most))

    def batch(self, chunk: Chunk, width: int | None = None) -> Batch:
        """The arrays of one chunk, in packs of ``width`` lanes or of what this machine prefers."""
        run, start = self.scenario.run, self.scenario.start.kind
        starts = with_restarts(chunk.variants, self.restarts)
        lanes = width or width_of(chunk.program)
        return build_batch(starts, start, chunk.replicates, run.steps, run.seed, self.record, lanes)

    def batches(self, widths: Sequence[int] = ()) -> Iterator[Batch]:
        """The arrays of every chunk; ``widths`` overrides the lanes of a pack that this machine prefers."""
        for index, chunk in enumerate(self.chunks()):
            yield self.batch(chunk, widths[index] if widths else None)

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
            "disk_bytes": self.disk(),
            "chunks": len(self.chunks()),
            "programs": [describe(program, len(variants)) for program, variants in self.programs.items()],
            "data": list(
                dict.fromkeys(v.network.loaded.data.description for v in self.variants if v.network)
            ),
            "record": {name: len(steps) for name, steps in self.record.items()},
            "variants": [
                {"label": variant.label, "optimizer": variant.optimizer, "settings": dict(variant.settings)}
                for variant in self.variants
            ],
        }


def plan_json(plan: Plan, more: Mapping[str, Any] | None = None) -> str:
    """The summary and what ``more`` there is to say as JSON, a line for each variant: there may be many."""
    summary = plain(plan.summary()) | dict(more or {})
    variants = ",\n  ".join(json.dumps(variant) for variant in summary.pop("variants"))
    return f'{json.dumps(summary, indent=1)[:-2]},\n "variants": [\n  {variants}\n ]\n}}\n'


def make_plan(
    scenario: Scenario,
    memory: int | None = None,
    pieces: int = 1,
    chunk_bytes: int | None = None,
    threads: int | None = None,
) -> Plan:
    """Everything that ``scenario`` will run, in ``memory`` (bytes, 0 without limit) or half of what is free.

    It is cut into chunks of ``chunk_bytes``, or as the memory asks for and into ``pieces`` at least; so many
    ``threads``, by default one for each processor, work on them.

    Raises
    ------
    ScenarioError
        If a number does not resolve, or the run does not fit the memory.
    """
    variants = share(expand(scenario))
    steps = scenario.run.steps
    names = variants[0].program.observers
    record = {name: record_steps(scenario.record[name], steps) for name in names}
    free = available_memory()
    budget = int(MEMORY_SHARE * free) if memory is None else memory
    plan = Plan(scenario, variants, _replicates(scenario, variants), record, budget)
    plan = replace(plan, threads=threads or default_threads())
    plan = replace(plan, chunk_bytes=chunk_bytes or chunk_size(budget, plan.piece_bytes(pieces)))
    allowed = (
        f"{100 * MEMORY_SHARE:.0f} % of the {size_in_words(free)} that are free" if memory is None else ""
    )
    _check_memory(plan, allowed or f"the {size_in_words(memory or 0)} of --memory")
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


def _check_memory(plan: Plan, allowed: str) -> None:
    needed = plan.memory()
    if plan.budget and needed > plan.budget:
        results = plan.results_bytes()
        message = (
            f"{plan.trajectories:,} trajectories with these records need {size_in_words(needed)}, "
            f"{size_in_words(results)} of it for their results; {allowed} may be used. "
            "Record less often, run fewer replicates, restarts or variants, or keep statistics ([stream])"
        )
        raise ScenarioError(str(plan.scenario.path), [Fault(message, "run")])
