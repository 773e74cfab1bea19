"""The mutation pass: break one rule of the generated programs at a time, and see which claims notice.

A claim that cannot tell a right program from a broken one proves little. Every rule that a scenario's
programs can lose (``simlab list mutations``) makes a mutant: the same scenario, its kernels generated with
that rule broken, its claims judged again. A claim that was supported and no longer is has caught the mutant.

A mutant lives in a few runs only, so a compiler may not pay: where plain Python is done sooner it runs the
very same program, to the same bits. A mutant is not run again once a claim has caught it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from simlab.costs import estimate
from simlab.effort import effort_of, jobs
from simlab.execution import WIDEST, execute
from simlab.kernels.build import python_kernel
from simlab.kernels.mutants import Mutant, mutants
from simlab.kernels.program import Program
from simlab.plan import Plan, make_plan
from simlab.scenario import load
from simlab.scenario.model import Scenario
from simlab.settings import Reporter, Settings
from simlab.verdicts import judge
from simlab.verdicts.verdict import ERROR, REFUTED

_FEW_STEPS = 3
_CALL_S, _LANE_S = 3e-6, 2e-9  # about what plain Python takes for an operation of a network, and a lane of it


@dataclass
class Mutation:
    """What became of one mutant: the scenarios it lived in, and the claims that caught it in one of them."""

    mutant: Mutant
    survived: list[str] = field(default_factory=list)
    scenario: str = ""
    claims: list[str] = field(default_factory=list)

    @property
    def caught(self) -> bool:
        """Whether any claim noticed."""
        return bool(self.claims)


def mutate(
    supported: Mapping[str, Sequence[str]],
    settings: Settings | None = None,
    reporter: Reporter | None = None,
) -> list[Mutation]:
    """Every mutant of the programs of these scenarios, run in one after another until a claim catches it.

    Parameters
    ----------
    supported : scenario file -> the ids of its claims that the right programs support.
    settings, reporter : as of ``simlab.check``; nothing is written.

    Raises
    ------
    ScenarioError, UsageError, DeviceError
        Before anything of that scenario is run.
    """
    settings, reporter = settings or Settings(), reporter or Reporter()
    found: dict[Mutant, Mutation] = {}
    for path, claims in supported.items():
        scenario = load(path, settings.overrides)
        plan = make_plan(scenario)
        for mutant in plan_mutants(plan):
            mutation = found.setdefault(mutant, Mutation(mutant))
            if mutation.caught:
                continue
            reporter.stage(f"mutant {mutant.mutation} of {mutant.subject}")
            mutation.claims = _caught(scenario, mutated(plan, mutant), claims, settings, reporter)
            if mutation.caught:
                mutation.scenario = path
            else:
                mutation.survived.append(path)
    return [found[mutant] for mutant in sorted(found)]


def plan_mutants(plan: Plan) -> list[Mutant]:
    """The mutants of all programs of a plan, each once."""
    return sorted({mutant for program in plan.programs for mutant in mutants(program)})


def mutated(plan: Plan, mutant: Mutant) -> Plan:
    """The plan with the rule broken in every program that has it for the mutant's subject."""
    broken = {
        program: replace(program, mutation=mutant.mutation)
        for program in plan.programs
        if mutant in mutants(program)
    }
    variants = (replace(one, program=broken.get(one.program, one.program)) for one in plan.variants)
    return replace(plan, variants=tuple(variants))


def _caught(
    scenario: Scenario, plan: Plan, supported: Sequence[str], settings: Settings, reporter: Reporter
) -> list[str]:
    """The supported claims that the broken program refutes, or under which they cannot be measured."""
    compiled = estimate(plan, settings.threads)
    device = settings.device
    if compiled.to_compile and _plain_seconds(plan) < compiled.compile_s + compiled.run_s:
        device = "reference"
    results, _ = execute(plan, replace(settings, device=device), reporter)
    verdicts = judge(results, scenario.claims)
    return [one.id for one in verdicts if one.id in supported and one.verdict in (REFUTED, ERROR)]


def _plain_seconds(plan: Plan) -> float:
    """About how long plain Python would take: a few steps of some lanes, timed, as often as there are more.

    Of a network, a step of which may take long, from its operations: each is a call over all lanes at once.
    """
    seconds = 0.0
    for job in jobs(plan):
        program, lanes = job.program, job.lanes
        if program.is_network:
            each = max(1.0, lanes / WIDEST) * _CALL_S + lanes * _LANE_S
            seconds += effort_of(plan, job).over(job.steps, job.records).operations * each
        else:
            seconds += _timed_steps(plan, program) * lanes
    return seconds


def _timed_steps(plan: Plan, program: Program) -> float:
    """Seconds that plain Python takes for all steps of one lane, among as many as it takes at once."""
    chunk = next(chunk for chunk in plan.chunks() if chunk.program == program)
    batch = plan.batch(chunk, min(WIDEST, chunk.lanes))
    kernel, few = python_kernel(program, batch.width), min(_FEW_STEPS, plan.scenario.run.steps)
    began = time.perf_counter()
    with np.errstate(all="ignore"):
        kernel(*batch.arguments(0, 1, 0, few))
    return (time.perf_counter() - began) / few * plan.scenario.run.steps / batch.width
