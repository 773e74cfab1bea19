"""What must hold between the tables of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError
from typing import Any

from simlab import registry
from simlab.errors import nearest
from simlab.scenario.claim_language import complaints
from simlab.scenario.concepts import ConceptTable, is_random
from simlab.scenario.declarations import declaration
from simlab.scenario.draft import Draft, concept_tables, entries
from simlab.scenario.faults import Faults, identity
from simlab.scenario.formula import FormulaProblem
from simlab.scenario.landscape_checks import check_landscapes
from simlab.scenario.lines import Location
from simlab.scenario.network import NetworkProblem
from simlab.scenario.numbers import Number
from simlab.scenario.order import evaluation_order
from simlab.scenario.sweep_checks import check_sweeps, variant_count
from simlab.scenario.tables import MOST_STEPS_FLOAT32, MOST_TRAJECTORIES
from simlab.scenario.vocabulary import vocabulary

OF_EXAMPLES = {"batch_loss", "error", "test_loss", "test_error"}
OF_EXAMPLES |= {"layer_places", "activation_moments", "saturated_shares", "bin_shares", "unit_reach"}
OF_EXAMPLES |= {"slope_moments", "mean_gradient"}
_NO_OPTIMUM = "needs the problem's optimum, which is not given"


def check_draft(draft: Draft, raw: Mapping[str, Any], faults: Faults) -> None:
    """Add to ``faults`` whatever the tables that could be read contradict one another in."""
    if draft.run and draft.run.dtype == "float32" and draft.run.steps > MOST_STEPS_FLOAT32:
        limit = f"must be at most {MOST_STEPS_FLOAT32:,} in float32, not {draft.run.steps:,}"
        faults.add(("run", "steps"), limit)
    dimension = _dimension(draft, faults)
    for location, table in concept_tables(draft):
        _check_lengths(location, table, dimension, faults)
        _check_cycle(location, table.numbers, faults)
    if isinstance(draft.problem, FormulaProblem):
        _check_cycle(("problem", "parameters"), draft.problem.numbers, faults)
    _check_needs(draft, raw, faults)
    _check_residuals(draft, faults)
    _check_restarts(draft, faults)
    _check_stream(draft, faults)
    check_landscapes(draft, faults)
    check_sweeps(draft, raw, faults)
    _check_trajectories(draft, dimension, faults)
    words = vocabulary(draft, raw, dimension)
    for index, claim in draft.claims.items():
        for key, message in complaints(claim, words):
            faults.add(("claim", index, *key.split(".")), message)
    _check_controls(draft, raw, faults)


def _dimension(draft: Draft, faults: Faults) -> int | None:
    """Number of coordinates of the problem, if it is known."""
    problem = draft.problem
    if problem is None:
        return None
    if isinstance(problem, FormulaProblem):
        return problem.dimension
    if isinstance(problem, NetworkProblem):
        return None  # it follows from the data
    fixed, stated = problem.declared.dimension, problem.dimension
    if fixed is not None:
        if stated not in (None, fixed):
            faults.add(("problem", "dimension"), f"must be {fixed} for {problem.surface}, not {stated}")
        return fixed
    lengths = [len(value) for value in problem.numbers.values() if isinstance(value, list)]
    least = problem.declared.least_dimension
    if least is not None and stated is not None and stated < least:
        faults.add(("problem", "dimension"), f"must be at least {least} for {problem.surface}, not {stated}")
    if stated is None and not lengths and least is None:
        faults.add(("problem", "dimension"), f"is missing; {problem.surface} may have any")
    return stated or (max(lengths) if lengths else least)


def _check_lengths(location: Location, table: ConceptTable, dimension: int | None, faults: Faults) -> None:
    for key, value in table.numbers.items():
        if key == "coordinate" and dimension is not None and isinstance(value, float) and value >= dimension:
            faults.add((*location, key), coordinate_fault(dimension, value))
        entries = table.declared.parameters[key].entries
        if dimension is None or not isinstance(value, list) or entries == "numbers":
            continue
        if entries == "coordinates" and len(value) not in (1, dimension):
            message = f"needs {dimension} numbers, one a coordinate, not {len(value)}"
            faults.add((*location, key), message)
        for position, point in enumerate(value if entries == "points" else ()):
            if isinstance(point, list) and len(point) != dimension:
                message = f"needs {dimension} numbers, one a coordinate, not {len(point)}"
                faults.add((*location, key, position), message)


def coordinate_fault(dimension: int, value: float) -> str:
    """That there is no coordinate number ``value``."""
    return f"must be less than {dimension}, the number of coordinates, not {value:g}"


def _check_cycle(location: Location, numbers: Mapping[str, Number], faults: Faults) -> None:
    try:
        evaluation_order(numbers)
    except CycleError as error:
        chain = " -> ".join(error.args[1])
        faults.add((*location, error.args[1][0]), f"depends on itself: {chain}")


def _check_needs(draft: Draft, raw: Mapping[str, Any], faults: Faults) -> None:
    """Quantities that need an average, a known optimum, second derivatives, or examples."""
    network = isinstance(draft.problem, NetworkProblem)
    lacks_optimum = network or (isinstance(draft.problem, FormulaProblem) and not draft.problem.optimum)
    wanted: list[tuple[Location, str]] = [
        (("record", key), key) for key, schedule in draft.record.items() if schedule != "none"
    ]
    wanted += [(("hit", index, "quantity"), hit.quantity) for index, hit in draft.hits.items()]
    wanted += [
        (("landscape", index, "quantities"), quantity)
        for index, landscape in draft.landscapes.items()
        for quantity in landscape.quantities
    ]
    for location, observer in wanted:
        functions = declaration("observers", observer).functions
        signature = (network and functions.get("observe_network")) or functions.get("observe")
        asks = signature.names if signature else ()
        if {"average", "loss_of_average"} & set(asks) and "averaging" not in raw:
            faults.add(location, f"{observer} needs an [averaging] table")
        if OF_EXAMPLES & set(asks) and not network:
            faults.add(location, f"{observer} needs a network with [data]")
        if "hessian" in asks and network:
            faults.add(location, f"{observer} needs second derivatives, which a network does not have")
        if "optima" in asks and lacks_optimum:
            faults.add(location, f"{observer} {_NO_OPTIMUM}")
    if lacks_optimum and draft.stop and draft.stop.distance_below is not None:
        faults.add(("stop", "distance_below"), _NO_OPTIMUM)


def _check_residuals(draft: Draft, faults: Faults) -> None:
    """An optimizer for least squares takes only a problem that is given by its residuals."""
    if draft.problem is None:
        return
    if isinstance(draft.problem, FormulaProblem):
        has, what = draft.problem.residuals is not None, "an expression; state residuals = [...] instead"
    elif isinstance(draft.problem, NetworkProblem):
        loss = draft.problem.network.loss
        has, what = loss == "mse", f"a network with the loss {loss}"
    else:
        what = str(draft.problem.surface)
        has = "residuals_and_jacobian" in draft.problem.declared.functions
    for index, optimizer in draft.optimizers.items():
        if not has and any("jacobian" in one.names for one in optimizer.declared.functions.values()):
            message = f"{optimizer.kind} needs a problem that is a sum of squares, not {what}"
            faults.add(("optimizer", index, "kind"), message)


def _check_restarts(draft: Draft, faults: Faults) -> None:
    """Restarts must differ in something, and the loss must tell which of them is the best."""
    if draft.restarts is None:
        return
    if draft.record.get("loss", "none") == "none":
        faults.add(("restarts",), "compares the final losses; add loss = 'last' to [record]")
    if draft.restarts.count == 1 or draft.noise or draft.start is None:
        return
    if draft.optimizers and all(is_random(optimizer) for optimizer in draft.optimizers.values()):
        return
    function = draft.start.declared.functions.get("points")
    points = function.names if function else ("normals",)
    if not {"uniforms", "normals"} & set(points):
        message = f"would all be the same: a {draft.start.kind} start is not random, and there is no [noise]"
        faults.add(("restarts", "count"), message)


def _check_stream(draft: Draft, faults: Faults) -> None:
    """What is streamed must be recorded, and the other way round; nothing is left of single trajectories."""
    if draft.stream is None:
        return
    recorded = [name for name, schedule in draft.record.items() if schedule != "none"]
    for name in draft.stream.quantities:
        if name not in recorded:
            faults.add(("stream", name), f"is not recorded; add {name} = 'log 200' to [record]")
    for name in recorded:
        if name not in draft.stream.quantities:
            message = f"does not name {name}, which is recorded; add {name} = ['mean'], or do not record it"
            faults.add(("stream",), message)
    for index in draft.figures:
        message = "draws single trajectories, and a run with a [stream] table keeps none"
        faults.add(("figure", index, "plot"), message)


def _check_trajectories(draft: Draft, dimension: int | None, faults: Faults) -> None:
    if draft.run is None or not draft.optimizers:
        return
    replicates = draft.run.replicates
    if (points := _start_points(draft, dimension)) is not None:
        if "replicates" in draft.run.model_fields_set and replicates != points:
            message = f"is {replicates:,}, but the start has {points:,} points; leave replicates out"
            faults.add(("run", "replicates"), message)
        replicates = points
    variants, restarts = variant_count(draft), draft.restarts.count if draft.restarts else 1
    trajectories = variants * replicates * restarts
    if trajectories > MOST_TRAJECTORIES:
        times = f" x {restarts:,} restarts" if draft.restarts else ""
        message = (
            f"{variants:,} variants x {replicates:,} replicates{times} = {trajectories:,} trajectories; "
            f"at most {MOST_TRAJECTORIES:,} are allowed"
        )
        faults.add(("run", "replicates"), message)


def _start_points(draft: Draft, dimension: int | None) -> int | None:
    """How many points a start such as a grid has of its own, if its numbers are plain."""
    start = draft.start
    if start is None or dimension is None or "REPLICATES" not in start.declared.functions:
        return None
    numbers = {key: value if isinstance(value, list) else [value] for key, value in start.numbers.items()}
    if any(isinstance(item, str) for value in numbers.values() for item in value):
        return None
    spread = {key for key, one in start.declared.parameters.items() if one.entries == "coordinates"}
    whole = {k: v * dimension if len(v) == 1 and k in spread else v for k, v in numbers.items()}
    return registry.load("starts", start.kind).REPLICATES(**whole)


def _check_controls(draft: Draft, raw: Mapping[str, Any], faults: Faults) -> None:
    claims = [identity("claim", entry, index) for index, entry in enumerate(entries(raw, "claim"))]
    for index, control in draft.controls.items():
        for position, claim in enumerate(control.refutes):
            if claim not in claims:
                message = f"there is no claim '{claim}'{nearest(claim, claims)}"
                faults.add(("control", index, "refutes", position), message)
