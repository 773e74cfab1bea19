"""The names that the claims of one scenario may use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simlab import registry
from simlab.scenario.claim_language import Vocabulary
from simlab.scenario.concepts import KindTable
from simlab.scenario.draft import CURVATURES, OF_NETWORKS, Draft, concept_tables, entries
from simlab.scenario.faults import identity
from simlab.scenario.formula import FormulaProblem
from simlab.scenario.network import NetworkProblem
from simlab.scenario.streaming import streamed_names

_ALWAYS = ("status", "status_step", "start", "final_theta", "step")
_OF_RESTARTS = ("best_restart", "restart_loss")


def vocabulary(draft: Draft, raw: Mapping[str, Any], dimension: int | None) -> Vocabulary:
    """Quantities, settings, optimizers, coordinates and axes; names are taken from broken tables too."""
    recorded = [key for key, schedule in draft.record.items() if schedule != "none"]
    hits = [f"hit_{name}" for name in _names(raw, "hit")]
    # Curvatures that are not recorded are settings: those at the minimum.
    missing = set(registry.names("observers")) - set(recorded) - set(CURVATURES)
    unavailable = {key: f"is not recorded; add {key} = 'every 1' to [record]" for key in missing}
    if isinstance(draft.problem, FormulaProblem) and not draft.problem.optimum:
        unavailable |= dict.fromkeys(CURVATURES, "needs the problem's optimum, which is not given")
    if isinstance(draft.problem, NetworkProblem):
        unavailable |= dict.fromkeys(set(CURVATURES) - set(recorded), "is not known of a network")
    if draft.restarts is None:
        unavailable |= dict.fromkeys(_OF_RESTARTS, "needs a [restarts] table")
    names = draft.problem.variables if draft.problem else ()
    surveyed = [name for landscape in draft.landscapes.values() for name in landscape.variables]
    quantities = [*_ALWAYS, *(_OF_RESTARTS if draft.restarts else ()), *recorded, *hits, *surveyed]
    if draft.stream:
        lost = "is not kept of single trajectories in a run with a [stream] table; there are "
        quantities, gone = ["step", *streamed_names(draft.stream, hits)], quantities
        unavailable |= dict.fromkeys(set(gone) - {"step"}, lost + ", ".join(quantities[1:]))
    return Vocabulary(
        quantities=frozenset([*quantities, *(f"step_{key}" for key in recorded)]),
        settings=_settings(draft, raw, unavailable),
        unavailable=unavailable,
        optimizers=_names(raw, "optimizer"),
        coordinates=names or tuple(f"x{i}" for i in range(dimension or 0)),
        axes=_names(raw, "sweep"),
    )


def _names(raw: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    return tuple(identity(kind, entry, index) for index, entry in enumerate(entries(raw, kind)))


def _settings(draft: Draft, raw: Mapping[str, Any], unavailable: Mapping[str, str]) -> frozenset[str] | None:
    """Settings by name; ``None`` if a broken table keeps them from being known.

    Those of the problem and of the optimizers go bare, all others after the name of their table.
    """
    tables = entries(raw, "optimizer")
    links = sum(len(entries(table, "gradient")) for table in tables)
    read = sum(len(optimizer.gradient) for optimizer in draft.optimizers.values())
    if draft.problem is None or len(draft.optimizers) < len(tables) or read < links:
        return None
    network = OF_NETWORKS if isinstance(draft.problem, NetworkProblem) else ()
    names = {"dimension", "steps", *network, *(set(CURVATURES) - set(unavailable)), *draft.problem.numbers}
    for location, table in concept_tables(draft):
        bare = location == ("problem",) or (location[0] == "optimizer" and len(location) == 2)
        section = table.kind if "gradient" in location and isinstance(table, KindTable) else location[-1]
        names |= {key if bare else f"{section}_{key}" for key in table.numbers}
    return frozenset(names)
