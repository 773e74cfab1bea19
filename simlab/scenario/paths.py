"""The paths of a scenario: ``optimizer.gd.learning_rate``, ``run.steps``, ``claim.speed-up.tolerance``.

Overrides, controls and sweeps name what they set by such a path. An entry of an array of tables is named by
its name (a claim by its id), ``optimizer.*`` stands for every optimizer that has the key, and a number of a
list by its position, as in ``problem.curvatures.0``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from simlab import registry
from simlab.data.table import MOST_EXAMPLES, BatchTable, DataTable
from simlab.parameters import Parameter
from simlab.scenario.claims import BELOW, Claim, Control, Hit
from simlab.scenario.concepts import concept_key
from simlab.scenario.declarations import Declaration, declaration
from simlab.scenario.faults import identity
from simlab.scenario.formula import PARAMETER, FormulaProblem
from simlab.scenario.landscape import landscape_model
from simlab.scenario.layer_choices import CHOICES
from simlab.scenario.lines import Location
from simlab.scenario.messages import keys_of
from simlab.scenario.network import DEPTH, WIDTH, NetworkTable, network_declaration
from simlab.scenario.streaming import stream_model
from simlab.scenario.sweeps import Factor, Linear, Log, Sweep, Uniform
from simlab.scenario.tables import STOPS, Restarts, Run, Titles
from simlab.scenario.values import Check, Choice

_FORMS: dict[str, type[BaseModel]] = {"linear": Linear, "log": Log, "factor": Factor, "random": Uniform}
_ENTRIES: dict[str, type[BaseModel]] = {"hit": Hit, "claim": Claim, "control": Control, "sweep": Sweep}
BATCH_SIZE = Parameter("examples of a batch", minimum=1, integer=True)
ORDERS = Choice(("shuffled", "with_replacement", "class_sorted", "class_homogeneous"))
COUNT = Parameter("number of examples", minimum=1, maximum=MOST_EXAMPLES, integer=True)
DATA_NUMBERS = {
    "test_fraction": Parameter("share kept for testing", minimum=0.0, below=1.0),
    "deviations": Parameter("how far an outlier is from the median", above=0.0),
}
FAULT_NUMBERS = {
    "rate": Parameter("probability that an example is struck", minimum=0.0, maximum=1.0),
    "magnitude": Parameter("value of an outlier"),
    "step": Parameter("first step at which it strikes", minimum=0.0, integer=True),
    "duration": Parameter("steps for which it strikes", minimum=1.0, integer=True),
}
_FIGURE_KEYS = ("plot", "name", "title", "caption")


@dataclass(frozen=True)
class Target:
    """What a path leads to: places in the file's tables, and the parameter if it is a number that may vary.

    ``paths`` are the explicit paths, one a place; ``default`` is the list that a position belongs to;
    ``choice`` checks what may be chosen where a choice may vary.
    """

    locations: tuple[Location, ...]
    paths: tuple[str, ...]
    parameter: Parameter | None = None
    default: tuple[float, ...] = ()
    choice: Check | None = None


@dataclass(frozen=True)
class ConceptPlace:
    """A table that chooses a concept, whether it is in the file or not."""

    path: str
    location: Location
    kind: str
    table: dict[str, Any]

    @property
    def declared(self) -> Declaration | None:
        """The declaration of the chosen concept, if there is such a concept."""
        if self.kind == "surfaces" and "network" in self.table:
            return network_declaration(self.table)
        name = self.table.get(concept_key(self.kind))
        return declaration(self.kind, name) if name in registry.names(self.kind) else None


def concept_places(raw: Mapping[str, Any]) -> Iterator[ConceptPlace]:
    """Every table of ``raw`` that chooses a concept."""
    starts = "initialisers" if "network" in _table(raw.get("problem")) else "starts"
    singles = (("problem", "surfaces"), ("start", starts), ("noise", "noise"), ("averaging", "averaging"))
    for key, kind in singles:
        yield ConceptPlace(key, (key,), kind, _table(raw.get(key)))
    for index, entry in enumerate(_list(raw.get("optimizer"))):
        path = f"optimizer.{identity('optimizer', entry, index)}"
        location: Location = ("optimizer", index)
        yield ConceptPlace(path, location, "optimizers", _table(entry))
        schedule = _table(_table(entry).get("schedule"))
        yield ConceptPlace(f"{path}.schedule", (*location, "schedule"), "schedules", schedule)
        for position, link in enumerate(_list(_table(entry).get("gradient"))):
            name = identity("gradient", link, position)
            yield ConceptPlace(f"{path}.{name}", (*location, "gradient", position), "gradients", _table(link))


def targets(raw: Mapping[str, Any]) -> dict[str, Target]:
    """Every path that may be set in ``raw``, whose aliases have been replaced."""
    found: dict[str, Target] = {}

    def add(
        path: str, location: Location, parameter: Parameter | None = None, default: tuple = (), choice=None
    ) -> None:
        found.setdefault(path, Target((location,), (path,), parameter, default, choice))

    for key in keys_of(Titles):
        add(key, (key,))
    for table, model in (("run", Run), ("restarts", Restarts), ("stream", stream_model())):
        for key in keys_of(model):
            add(f"{table}.{key}", (table, key))
    for key, parameter in STOPS.items():
        add(f"stop.{key}", ("stop", key), parameter)
    for key in registry.names("observers"):
        add(f"record.{key}", ("record", key))
    for place in concept_places(raw):
        _add_concept(add, found, place)
    _add_formula(add, found, _table(raw.get("problem")))
    _add_network(add, raw)
    for kind in (*_ENTRIES, "landscape", "figure"):
        for index, entry in enumerate(_list(raw.get(kind))):
            _add_entry(add, kind, index, _table(entry))
    return found | _for_every_optimizer(found)


def _add_concept(add, found: dict[str, Target], place: ConceptPlace) -> None:
    add(place.path, place.location)
    add(f"{place.path}.{concept_key(place.kind)}", (*place.location, concept_key(place.kind)))
    if place.kind == "optimizers":
        add(f"{place.path}.name", (*place.location, "name"))
        add(f"{place.path}.preset", (*place.location, "preset"))
        add(f"{place.path}.gradient", (*place.location, "gradient"))
    declared = place.declared
    if declared is None:
        return
    if place.kind == "surfaces":
        add("problem.dimension", ("problem", "dimension"))
    for key in declared.options:
        add(f"{place.path}.{key}", (*place.location, key))
    for key, parameter in declared.parameters.items():
        path, location = f"{place.path}.{key}", (*place.location, key)
        add(path, location, parameter)
        numbers = place.table.get(key, parameter.default)
        if parameter.vector and isinstance(numbers, list):
            for position in range(len(numbers)):
                add(f"{path}.{position}", (*location, position), parameter, tuple(numbers))
        for alias in parameter.aliases:
            found[f"{place.path}.{alias}"] = found[path]


def _add_formula(add, found: dict[str, Target], problem: Mapping[str, Any]) -> None:
    if "expression" not in problem and "residuals" not in problem:
        return
    for key in _table(problem.get("parameters")):
        add(f"problem.{key}", ("problem", "parameters", key), PARAMETER)
        found[f"problem.parameters.{key}"] = found[f"problem.{key}"]
    for key in keys_of(FormulaProblem):
        add(f"problem.{key}", ("problem", key))


def _add_network(add, raw: Mapping[str, Any]) -> None:
    """What a network has beside its numbers; its shape and the size of a batch may be swept."""
    if "network" not in _table(raw.get("problem")):
        return
    sizes = {"depth": DEPTH, "width": WIDTH}
    for key in keys_of(NetworkTable):
        place = ("problem", "network", key)
        add(f"problem.network.{key}", place, sizes.get(key), choice=CHOICES.get(key))
    for key in keys_of(BatchTable):
        known = (BATCH_SIZE, None) if key == "size" else (None, ORDERS if key == "order" else None)
        add(f"batch.{key}", ("batch", key), known[0], choice=known[1])
    _add_data(add, _table(raw.get("data")))
    for key in [*keys_of(DataTable), *_table(raw.get("data"))]:
        add(f"data.{key}", ("data", key))


def _add_data(add, data: Mapping[str, Any]) -> None:
    """The numbers of a table of examples, which may be swept."""
    numbers = dict(DATA_NUMBERS)
    if data.get("kind") in registry.names("data"):
        declared = declaration("data", data["kind"]).parameters
        numbers |= {"count": COUNT} | {key: one for key, one in declared.items() if not one.vector}
    for key, parameter in numbers.items():
        add(f"data.{key}", ("data", key), parameter)
    for position, fault in enumerate(_list(data.get("faults"))):
        for key, parameter in FAULT_NUMBERS.items():
            if key in _table(fault):
                add(f"data.faults.{position}.{key}", ("data", "faults", position, key), parameter)


def _add_entry(add, kind: str, index: int, entry: Mapping[str, Any]) -> None:
    path = f"{kind}.{identity(kind, entry, index)}"
    known = keys_of(_ENTRIES[kind]) if kind in _ENTRIES else _FIGURE_KEYS
    known = keys_of(landscape_model(entry)) if kind == "landscape" else known
    for key in dict.fromkeys([*known, *entry]):
        add(f"{path}.{key}", (kind, index, key), BELOW if (kind, key) == ("hit", "below") else None)
    for form, model in _FORMS.items() if kind == "sweep" else ():
        for key in keys_of(model) if form in entry else ():
            add(f"{path}.{form}.{key}", (kind, index, form, key))


def _for_every_optimizer(found: Mapping[str, Target]) -> dict[str, Target]:
    """``optimizer.*.key`` for every key that some optimizer has."""
    groups: dict[str, list[Target]] = {}
    for path, target in found.items():
        kind, _, rest = path.partition(".")
        _, _, key = rest.partition(".")
        if kind == "optimizer" and key and key != "name":
            groups.setdefault(f"optimizer.*.{key}", []).append(target)
    return {
        path: Target(
            tuple(location for target in group for location in target.locations),
            tuple(explicit for target in group for explicit in target.paths),
            group[0].parameter,
            group[0].default,
        )
        for path, group in groups.items()
    }


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
