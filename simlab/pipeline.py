"""The whole way: scenario file, plan, kernels, engine, labelled results, verdicts, figures."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from simlab import engines
from simlab.engines.cpu import Interrupted, default_threads
from simlab.kernels.build import compile_all
from simlab.plan import Plan, make_plan
from simlab.plan.batches import width_of
from simlab.plan.curvature import loss_at
from simlab.results.checkpoint import (
    checkpoint_widths,
    discard_checkpoint,
    load_checkpoint,
    save_checkpoint,
)
from simlab.results.collect import collect, start_points
from simlab.results.digest import results_digest, variant_digests
from simlab.results.files import atomic_write
from simlab.results.folder import FIGURES, JUNIT, PLAN, SCENARIO, VERDICTS, run_folder, scenario_digest
from simlab.results.manifest import Manifest, Timings, read_manifest, write_manifest
from simlab.results.store import open_results, write_results
from simlab.scenario import load
from simlab.verdicts import Verdict, exit_code, judge, to_json, to_junit, toothless_claims


class Reporter:
    """Hears what a run is doing; this one keeps silent."""

    def stage(self, name: str, total: int = 0) -> None:
        """A new stage begins; ``total`` is its amount of work, 0 if unknown."""

    def advance(self, amount: int) -> None:
        """So much of the stage's work is done, from any thread."""


@dataclass(frozen=True)
class Settings:
    """How to run, as opposed to what: none of it changes a bit of the results."""

    out: Path = Path("runs")
    device: str = "auto"
    threads: int = field(default_factory=default_threads)
    figures: bool = True
    resume: bool = False
    overrides: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, its results, its verdicts."""

    folder: Path
    results: object
    verdicts: list[Verdict]
    timings: Timings
    figures: list[Path] = field(default_factory=list)


@dataclass(frozen=True)
class Check:
    """A run and its controls; ``toothless`` names the claims that a control failed to refute."""

    run: Run
    controls: dict[str, list[Verdict]]
    toothless: dict[str, list[str]]

    @property
    def exit_code(self) -> int:
        """0 all supported and all controls refuting, 1 refuted or toothless, 4 inconclusive."""
        return 1 if any(self.toothless.values()) else exit_code(self.run.verdicts)


def run(path: Path | str, settings: Settings | None = None, reporter: Reporter | None = None) -> Run:
    """Run one scenario and leave everything in its run folder.

    Raises
    ------
    ScenarioError, UsageError, DeviceError
        Before anything is written.
    Interrupted
        On Ctrl-C; the folder then holds a checkpoint from which ``resume`` goes on to the same bits.
    """
    settings, reporter = settings or Settings(), reporter or Reporter()
    scenario = load(path, settings.overrides)
    plan = make_plan(scenario)
    folder = run_folder(settings.out, scenario.name, scenario.text, settings.overrides)
    results, timings = execute(plan, settings, reporter, folder)
    began = time.perf_counter()
    atomic_write(folder / SCENARIO, scenario.text)
    atomic_write(folder / PLAN, json.dumps(plan.summary(), indent=1))
    write_results(folder, results)
    reporter.stage("judging")
    verdicts = judge(results, scenario.claims)
    atomic_write(folder / VERDICTS, to_json(verdicts))
    atomic_write(folder / JUNIT, to_junit(verdicts, scenario.name))
    reporter.stage("drawing", len(scenario.figures))
    figures = draw(plan, results, folder / FIGURES) if settings.figures else []
    timings = Timings(timings.compile_s, timings.run_s, time.perf_counter() - began)
    _write_manifest(folder, plan, settings, results, timings)
    discard_checkpoint(folder)
    return Run(folder, results, verdicts, timings, figures)


def check(path: Path | str, settings: Settings | None = None, reporter: Reporter | None = None) -> Check:
    """Run a scenario and every control of it; a control must refute the claims that it names."""
    settings, reporter = settings or Settings(), reporter or Reporter()
    main = run(path, settings, reporter)
    scenario = load(path, settings.overrides)
    controls, toothless = {}, {}
    for control in scenario.controls:
        reporter.stage(f"control '{control.name}'")
        broken = load(path, {**settings.overrides, **control.set})
        results, _ = execute(make_plan(broken), settings, reporter, None)
        named = [claim for claim in broken.claims if claim.id in control.refutes]
        controls[control.name] = judge(results, named)
        toothless[control.name] = toothless_claims(control, controls[control.name])
    return Check(main, controls, toothless)


def execute(plan: Plan, settings: Settings, reporter: Reporter, folder: Path | None):
    """Compile, run and label: ``(results, timings)``; an interrupt leaves a checkpoint in ``folder``."""
    device, engine = engines.choose(settings.device)
    widths = checkpoint_widths(folder) if folder and settings.resume else []
    batches = list(plan.batches(widths))
    starts = [start_points(batch) for batch in batches]
    if widths:
        load_checkpoint(folder, batches)
    reporter.stage("compiling", len(batches))
    began = time.perf_counter()
    if device == "cpu":
        compile_all([(batch.program, batch.width) for batch in batches], settings.threads)
    compiled = time.perf_counter()
    reporter.stage("running", plan.trajectory_steps)
    try:
        engine(batches, settings.threads, reporter.advance)
    except Interrupted:
        if folder:
            save_checkpoint(folder, batches)
        raise
    ran = time.perf_counter()
    return collect(plan, batches, starts), Timings(compiled - began, ran - compiled, 0.0)


def render(folder: Path | str, to: Path | None = None) -> list[Path]:
    """Draw the figures of a finished run again, from its stored results; nothing is run.

    Raises
    ------
    UsageError
        If ``folder`` is not the folder of a finished run.
    """
    folder = Path(folder)
    results = open_results(folder)
    changed = read_manifest(folder)["options"]["overrides"]
    return draw(make_plan(load(folder / SCENARIO, changed)), results, to or folder / FIGURES)


def draw(plan: Plan, results, folder: Path) -> list[Path]:
    """Every figure of the scenario into ``folder``, from the results alone."""
    if not plan.scenario.figures:
        return []
    from simlab import plots
    from simlab.plots._evaluate import evaluator

    drawn = plots.render(
        results,
        plan.scenario.figures,
        folder,
        surface=_surface(plan),
        evaluate=evaluator(results),
    )
    return [path for figure in drawn for path in figure.paths]


def _surface(plan: Plan):
    """``surface(points [dimension, n], variant) -> losses [n]``, for contours."""
    variants = {variant.label: variant for variant in plan.variants}

    def surface(points, label: str):
        variant = variants[label]
        value, _ = variant.program.surface_functions()
        prefix = "problem_"
        numbers = {
            key.removeprefix(prefix): number
            for key, number in variant.numbers.items()
            if key.startswith(prefix)
        }
        return loss_at(value, points, numbers)

    return surface


def _write_manifest(folder: Path, plan: Plan, settings: Settings, results, timings: Timings) -> None:
    scenario = plan.scenario
    device, _ = engines.choose(settings.device)
    manifest = Manifest(
        scenario_digest=scenario_digest(scenario.text, settings.overrides),
        results_digest=results_digest(results),
        variant_digests=variant_digests(results),
        timings=timings,
        trajectory_steps=plan.trajectory_steps,
        device=device,
        threads=settings.threads,
        lane_width=max(width_of(program) for program in plan.programs),
        options={"overrides": dict(settings.overrides)},
    )
    write_manifest(folder, manifest)
