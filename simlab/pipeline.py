"""The whole way: scenario file, plan, kernels, engine, labelled results, verdicts, figures."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import xarray as xr

from simlab import engines
from simlab.choosing import choose_engine
from simlab.drawing import draw
from simlab.engines import Engine
from simlab.errors import SimlabError, StoreError, UsageError
from simlab.execution import execute
from simlab.kernels.packs import width_of
from simlab.plan import Plan, make_plan
from simlab.plan.machine import check_disk
from simlab.plan.variants import Variant, expand
from simlab.results.digest import results_digest, variant_digests
from simlab.results.files import atomic_write, sweep
from simlab.results.folder import FIGURES, JUNIT, SCENARIO, VERDICTS, run_folder, scenario_digest
from simlab.results.journal import discard_journal
from simlab.results.lock import locked
from simlab.results.manifest import Manifest, Timings, read_manifest, write_manifest
from simlab.results.places import Folder, check_writable, place
from simlab.results.planned import cut_of_the_journal, write_planned
from simlab.results.store import finished_run, open_results, write_results
from simlab.scenario import load, loads
from simlab.scenario.source import read_text
from simlab.settings import Reporter, Settings
from simlab.verdicts import Verdict, exit_code, judge, to_json, to_junit, toothless_claims

if TYPE_CHECKING:  # at run time on demand: it imports Matplotlib
    from simlab.plots._render import Rendered


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, its results, its verdicts; ``stored`` if they were there before."""

    folder: Path
    results: xr.Dataset
    verdicts: list[Verdict]
    manifest: Manifest
    pictures: list[Rendered] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    stored: bool = False

    @property
    def figures(self) -> list[Path]:
        """The files of all pictures."""
        return [path for picture in self.pictures for path in picture.paths]

    @property
    def exit_code(self) -> int:
        """0 all supported, 1 one refuted, 2 one that cannot be measured or a figure drawn, 4 inconclusive."""
        return UsageError.exit_code if self.faults else exit_code(self.verdicts)


@dataclass(frozen=True)
class Check:
    """A run and its controls.

    ``toothless`` maps each control to the claims that it failed to refute; ``unchallenged`` are the claims
    that no control names.
    """

    run: Run
    controls: Mapping[str, list[Verdict]]
    toothless: Mapping[str, list[str]]
    unchallenged: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """As of the run, and 1 if a claim is toothless."""
        if self.run.faults:
            return self.run.exit_code
        return exit_code(self.run.verdicts, chain(*self.toothless.values()))


def run(path: Path | str, settings: Settings | None = None, reporter: Reporter | None = None) -> Run:
    """Run one scenario and leave everything in its run folder.

    Raises
    ------
    ScenarioError, UsageError, DeviceError
        Before anything is run.
    BusyError
        If another process works on the same run folder.
    Interrupted
        On Ctrl-C; the folder then holds what was finished and a checkpoint of the rest, from which the next
        run goes on to the same bits.
    """
    settings, reporter = settings or Settings(), reporter or Reporter()
    engines.choose(settings.device)  # before anything is written
    scenario = load(path, settings.overrides)
    folder = run_folder(settings.out, scenario.name, scenario.text, settings.overrides)
    with _kept_to_us(folder, settings.store):
        found = None if settings.fresh else finished_run(folder, settings.device)
        if found is None:
            cut = None if settings.fresh else cut_of_the_journal(folder, settings.store)
            plan = make_plan(scenario, settings.memory, settings.pieces, cut, settings.threads)
            variants: Sequence[Variant] = plan.variants
            results, manifest = _compute(plan, settings, reporter, folder)
            reporter.stage("judging")
        else:
            discard_journal(folder, settings.store)  # of a run that was killed just as it had finished
            variants, (results, manifest) = expand(scenario), found
            reporter.stage("judging the finished run")
        began = time.perf_counter()
        verdicts = judge(results, scenario.claims)
        atomic_write(folder / VERDICTS, to_json(verdicts))
        atomic_write(folder / JUNIT, to_junit(verdicts, scenario.name))
        reporter.stage("drawing")
        wanted = scenario if settings.figures else replace(scenario, figures=())
        pictures, faults = draw(wanted, variants, results, folder / FIGURES)
        if found is None:
            write_s = manifest.timings.write_s + time.perf_counter() - began
            manifest = replace(manifest, timings=replace(manifest.timings, write_s=write_s))
            write_manifest(folder, manifest)
    return Run(folder, results, verdicts, manifest, pictures, faults, stored=found is not None)


@contextmanager
def _kept_to_us(folder: Path, store: str | None) -> Iterator[None]:
    """Nobody else works on ``folder`` or its chunks meanwhile; what cannot be written is found out now."""
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(folder))
            sweep(folder)
        except OSError as error:
            raise UsageError(f"cannot write to {folder}: {error.strerror}") from None
        if store:
            there = place(store)
            check_writable(there)
            if isinstance(
                there, Folder
            ):  # a URL has no locks: what two runs of it do twice is only lost work
                stack.enter_context(locked(there.path, f"{folder.resolve().name}.lock"))
        yield


def _compute(plan: Plan, settings: Settings, reporter: Reporter, folder: Path) -> tuple[xr.Dataset, Manifest]:
    """Run ``plan`` and leave its results in ``folder``.

    Raises
    ------
    UsageError
        If the disk has not the room.
    SimlabError
        If the disk fills all the same, or fails; what was finished is kept.
    """
    check_disk(plan.disk(), folder)
    try:
        write_planned(folder, plan, settings.store)
        engine = choose_engine(plan, settings.device, settings.threads)
        results, timings = execute(plan, settings, reporter, folder, engine)
        began = time.perf_counter()
        reporter.stage("writing")
        write_results(folder, results)
        manifest = _manifest(plan, settings, engine, results, timings)
        manifest = replace(manifest, timings=replace(timings, write_s=time.perf_counter() - began))
        write_manifest(folder, manifest)  # from here on the run counts as finished
    except OSError as error:
        reason = (
            str(error) if isinstance(error, StoreError) else f"{error.filename or folder}: {_reason(error)}"
        )
        raise SimlabError(f"{reason}; what is finished is kept, and the same command goes on") from error
    discard_journal(folder, settings.store)
    return results, manifest


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def check(path: Path | str, settings: Settings | None = None, reporter: Reporter | None = None) -> Check:
    """Run a scenario and every control of it; a control must refute the claims that it names."""
    settings, reporter = settings or Settings(), reporter or Reporter()
    main = run(path, settings, reporter)
    scenario = load(path, settings.overrides)
    controls, toothless = {}, {}
    for control in scenario.controls:
        reporter.stage(f"control '{control.name}'")
        broken = load(path, {**settings.overrides, **control.set}, controls=False)
        results, _ = execute(make_plan(broken, settings.memory, threads=settings.threads), settings, reporter)
        named = [claim for claim in broken.claims if claim.id in control.refutes]
        controls[control.name] = judge(results, named)
        toothless[control.name] = toothless_claims(control, controls[control.name])
    atomic_write(main.folder / VERDICTS, to_json(main.verdicts, controls))
    atomic_write(main.folder / JUNIT, to_junit(main.verdicts, scenario.name, toothless))
    challenged = {claim for control in scenario.controls for claim in control.refutes}
    unchallenged = [claim.id for claim in scenario.claims if claim.id not in challenged]
    return Check(main, controls, toothless, unchallenged)


def render(folder: Path | str, to: Path | None = None) -> list[Path]:
    """Draw the figures of a finished run again, from its stored results; nothing is run.

    Raises
    ------
    UsageError
        If ``folder`` is not the folder of a finished run, or a figure cannot be drawn from its results.
    """
    folder = Path(folder)
    results = open_results(folder)
    if results.attrs.get("unfinished"):
        raise UsageError(f"the run in {folder} did not finish: run it again, and it goes on")
    manifest = read_manifest(folder)
    source = manifest.get("source") or folder / SCENARIO  # next to which its data may lie
    text = read_text(folder / SCENARIO)
    scenario = loads(text, source, manifest["options"]["overrides"])
    pictures, faults = draw(scenario, expand(scenario), results, to or folder / FIGURES)
    if faults:
        raise UsageError("\n".join(faults))
    return [path for picture in pictures for path in picture.paths]


def _manifest(
    plan: Plan, settings: Settings, engine: Engine, results: xr.Dataset, timings: Timings
) -> Manifest:
    return Manifest(
        scenario_digest=scenario_digest(plan.scenario.text, settings.overrides),
        results_digest=results_digest(results),
        variant_digests=variant_digests(results),
        timings=timings,
        trajectory_steps=plan.trajectory_steps,
        device=engine.name,
        device_reason=engine.reason,
        threads=settings.threads,
        lane_width=max(width_of(program) for program in plan.programs),
        options={"overrides": dict(settings.overrides)},
        scenario=plan.scenario.text,
        source=str(plan.scenario.path.absolute()),
        seed=plan.scenario.run.seed,
    )
