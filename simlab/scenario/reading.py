"""From the plain tables of a file to checked ones, table by table, so that one fault hides no other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from simlab import registry
from simlab.data.table import BatchTable, DataTable, FileData, kind_model
from simlab.errors import nearest
from simlab.scenario.claims import Claim, Control, Hit
from simlab.scenario.concepts import KindTable, OptimizerTable, concept_key, concept_model
from simlab.scenario.declarations import declaration
from simlab.scenario.draft import ARRAYS, CURVATURES, OF_NETWORKS, TABLES, Draft, entries, is_array
from simlab.scenario.faults import IDENTITIES, Faults, identity
from simlab.scenario.formula import FormulaProblem
from simlab.scenario.landscape import landscape_model
from simlab.scenario.lines import Location
from simlab.scenario.messages import described, suggestion
from simlab.scenario.model import Problem
from simlab.scenario.network import NetworkProblem, network_model
from simlab.scenario.presets import preset_complaints, preset_of
from simlab.scenario.recording import DEFAULT, schedule_complaint
from simlab.scenario.streaming import stream_model
from simlab.scenario.sweeps import Sweep
from simlab.scenario.tables import Restarts, Run, Stop, Titles
from simlab.scenario.values import Context

_WORDS = {
    "starts": "start",
    "optimizers": "optimizer",
    "schedules": "schedule",
    "surfaces": "surface",
    "gradients": "modification of the gradient",
}
NO_CURVATURES = "is not known of a network"
_Model = TypeVar("_Model", bound=BaseModel)


def read_tables(raw: Mapping[str, Any], faults: Faults) -> Draft:
    """Every table of ``raw`` by itself; what is wrong is added to ``faults``."""
    return _Reader(raw, faults).read()


class _Reader:
    def __init__(self, raw: Mapping[str, Any], faults: Faults) -> None:
        self.raw, self.faults = raw, faults
        self.context = Context()
        self.unknown = [key for key in raw if _is_table(key, raw[key]) and key not in (*TABLES, *ARRAYS)]

    def read(self) -> Draft:
        self.forms()
        draft = Draft()
        texts = {key: value for key, value in self.raw.items() if not _is_table(key, value)}
        draft.titles = self.model(Titles, texts, ())
        draft.run = self.model(Run, self.table("run", required=True), ("run",))
        draft.problem = self.problem()
        draft.data, draft.batch = self.data(), self.model(BatchTable, self.table("batch"), ("batch",))
        self.context = self.names(draft.problem)
        draft.start = self.start(draft.problem)
        draft.noise = self.concept(("noise",), "noise", self.table("noise"))
        draft.averaging = self.concept(("averaging",), "averaging", self.table("averaging"))
        draft.restarts = self.model(Restarts, self.table("restarts"), ("restarts",))
        draft.stop = self.model(Stop, self.table("stop") or {}, ("stop",))
        draft.record = self.record(draft.run)
        draft.stream = self.model(stream_model(), self.table("stream"), ("stream",))
        draft.optimizers = self.optimizers()
        draft.hits = self.each("hit", lambda _: Hit)
        draft.landscapes = self.each("landscape", landscape_model)
        draft.sweeps = self.each("sweep", lambda _: Sweep)
        draft.claims = self.each("claim", lambda _: Claim)
        draft.controls = self.each("control", lambda _: Control)
        draft.figures = self.figures()
        return draft

    def forms(self) -> None:
        """Unknown tables, tables that should be arrays and the reverse."""
        for key, value in self.raw.items():
            if key in self.unknown:
                self.faults.add((key,), f"there is no such table{nearest(key, (*TABLES, *ARRAYS))}")
            elif key in TABLES and not isinstance(value, dict):
                found = f"an array of tables [[{key}]]" if is_array(value) else described(value)
                self.faults.add((key,), f"must be one table, written [{key}], not {found}")
            elif key in ARRAYS and not is_array(value):
                found = f"a single table [{key}]" if isinstance(value, dict) else described(value)
                self.faults.add((key,), f"must be an array of tables, written [[{key}]], not {found}")

    def table(self, key: str, required: bool = False) -> dict[str, Any] | None:
        value = self.raw.get(key)
        if value is None and required and not any(nearest(other, [key]) for other in self.unknown):
            self.faults.add((key,), "the table is missing")
        return value if isinstance(value, dict) else None

    def model(self, model: type[_Model], table: Mapping | None, location: Location) -> _Model | None:
        if table is None:
            return None
        try:
            return model.model_validate(table, context=self.context)
        except ValidationError as error:
            self.faults.add_invalid(location, error, model)
            return None

    def each(self, key: str, model_of: Callable[[Mapping], type[_Model]]) -> dict[int, _Model]:
        """Every valid entry of an array of tables, by its position; names must differ."""
        self.distinct(key)
        tables = enumerate(entries(self.raw, key))
        read = {index: self.model(model_of(table), table, (key, index)) for index, table in tables}
        return {index: entry for index, entry in read.items() if entry is not None}

    def distinct(self, key: str) -> None:
        names = [identity(key, entry, index) for index, entry in enumerate(entries(self.raw, key))]
        for index, name in enumerate(names):
            if name in names[:index]:
                message = f"'{name}' is taken by another {key}; give each its own {IDENTITIES[key]}"
                self.faults.add((key, index, IDENTITIES[key]), message)

    def problem(self) -> Problem | None:
        table = self.table("problem", required=True)
        if table is None:
            return None
        given = [key for key in ("surface", "expression", "residuals", "network") if key in table]
        if len(given) != 1:
            several = f"gives both {' and '.join(given)}; choose one" if given else ""
            self.faults.add(("problem",), several or "needs a surface, an expression, residuals or a network")
            return None
        unknown = dict.fromkeys(CURVATURES, "follows from the problem's numbers and cannot be used in them")
        base = frozenset(["dimension", "steps"])
        if "surface" in table:
            self.context = Context(base, unknown)
            return self.concept(("problem",), "surfaces", table)
        if "network" in table:
            self.context = Context(base | OF_NETWORKS, dict.fromkeys(CURVATURES, NO_CURVATURES))
            return self.model(network_model(table), table, ("problem",))
        parameters = table.get("parameters")
        self.context = Context(base | frozenset(parameters if isinstance(parameters, dict) else ()), unknown)
        problem = self.model(FormulaProblem, table, ("problem",))
        found = problem.complaints() if problem else []
        for key, message in found:
            self.faults.add(("problem", *key.split(".")), message)
        return None if found else problem

    def data(self) -> DataTable | None:
        """The examples of a network."""
        table, network = self.table("data"), "network" in (self.table("problem") or {})
        for key in ("data", "batch"):
            if key in self.raw and not network:
                self.faults.add((key,), "means nothing without a network in [problem]")
        if table is None:
            if network and "data" not in self.raw:
                self.faults.add(("data",), "the table is missing; a network needs examples")
            return None
        if ("kind" in table) == ("file" in table):
            kinds = ", ".join(registry.names("data"))
            self.faults.add(("data",), f"needs exactly one of kind ({kinds}) and file")
            return None
        if "file" in table:
            return self.model(FileData, table, ("data",))
        chosen, known = str(table["kind"]), registry.names("data")
        if chosen not in known:
            near = nearest(chosen, known) or f"; there are {', '.join(known)}"
            self.faults.add(("data", "kind"), f"unknown data '{chosen}'{near}")
            return None
        return self.model(kind_model(chosen, declaration("data", chosen).parameters), table, ("data",))

    def names(self, problem: Problem | None) -> Context:
        """What expressions outside the problem may use."""
        if problem is None:
            return Context()
        scalars = {name for name, value in problem.numbers.items() if not isinstance(value, list)}
        base = frozenset(["dimension", "steps", *scalars])
        if isinstance(problem, NetworkProblem):
            return Context(base | OF_NETWORKS, dict.fromkeys(CURVATURES, NO_CURVATURES))
        if isinstance(problem, FormulaProblem) and not problem.optimum:
            return Context(base, dict.fromkeys(CURVATURES, "needs the problem's optimum, which is not given"))
        return Context(base | frozenset(CURVATURES))

    def concept(
        self, location: Location, kind: str, table: Mapping[str, Any] | None, context: Context | None = None
    ) -> Any:
        """The table at ``location`` by the model of the concept that it chooses."""
        if table is None:
            return None
        key, known, word = concept_key(kind), registry.names(kind), _WORDS.get(kind, kind)
        chosen = table.get(key)
        if key not in table:
            self.faults.add((*location, key), f"is missing; choose one of {', '.join(known)}")
        elif not isinstance(chosen, str):
            self.faults.add((*location, key), f"must be a text, not {described(chosen)}")
        elif chosen not in known:
            near = nearest(chosen, known) or f"; there are {', '.join(known)}"
            self.faults.add((*location, key), f"unknown {word} '{chosen}'{near}")
        else:
            return self.model(concept_model(kind, chosen), table, location)
        return None

    def start(self, problem: Problem | None) -> KindTable | None:
        """As given, else the surface's usual start."""
        if "network" in (self.table("problem") or {}):  # of a table that cannot be read too
            if "start" not in self.raw:
                kinds = ", ".join(registry.names("initialisers"))
                self.faults.add(("start",), f"the table is missing; a network's kinds are {kinds}")
            return self.concept(("start",), "initialisers", self.table("start"))
        if "start" in self.raw or problem is None:
            return self.concept(("start",), "starts", self.table("start"))
        if problem.surface is None:
            self.faults.add(("start",), "the table is missing; a formula has no usual start")
            return None
        declared = declaration("surfaces", problem.surface)
        usual = declared.start
        if isinstance(usual, list) and declared.dimension is None and problem.dimension:
            usual = [usual[i % len(usual)] for i in range(problem.dimension)]  # over and over
        return self.concept(("start",), "starts", {"kind": "point", "at": usual})

    def optimizers(self) -> dict[int, OptimizerTable]:
        if self.raw.get("optimizer", []) == []:
            self.faults.add(("optimizer",), "there must be at least one [[optimizer]]")
        self.distinct("optimizer")
        read = {}
        for index, entry in enumerate(entries(self.raw, "optimizer")):
            schedule = entry.get("schedule")
            if schedule is not None and not isinstance(schedule, dict):
                message = f"must be a table such as {{kind = 'cosine'}}, not {described(schedule)}"
                self.faults.add(("optimizer", index, "schedule"), message)
                schedule = None
            location: Location = ("optimizer", index)
            for key, message in preset_complaints(entry):
                self.faults.add((*location, key), message)
            filled = {key: value for key, value in preset_of(entry).items() if value is not None}
            rest = {"name": entry.get("kind"), **filled, **entry, "schedule": None, "gradient": ()}
            optimizer = self.concept(location, "optimizers", rest)
            chosen = self.concept((*location, "schedule"), "schedules", schedule)
            chain = self.chain((*location, "gradient"), entry.get("gradient", []))
            if isinstance(optimizer, OptimizerTable):
                read[index] = optimizer.model_copy(update={"schedule": chosen, "gradient": chain})
        return read

    def chain(self, location: Location, given: Any) -> tuple[KindTable, ...]:
        """What the gradient passes through, in order; each kind at most once: its numbers go by its name."""
        if not is_array(given):
            found = "a list of other things" if isinstance(given, list) else described(given)
            message = f"must be a list of tables such as [{{kind = 'clip_norm', threshold = 1}}], not {found}"
            self.faults.add(location, message)
            return ()
        kinds = [link.get("kind") for link in given]
        for position, kind in enumerate(kinds):
            if kind is not None and kind in kinds[:position]:
                message = f"'{kind}' is in the chain already; each kind may be there once"
                self.faults.add((*location, position, "kind"), message)
        links = (self.concept((*location, k), "gradients", link) for k, link in enumerate(given))
        return tuple(link for link in links if link is not None)

    def record(self, run: Run | None) -> dict[str, str]:
        """What the table says; without a table, the default."""
        known, record = registry.names("observers"), {} if "record" in self.raw else dict(DEFAULT)
        for key, schedule in (self.table("record") or {}).items():
            if key not in known:
                self.faults.add(("record", key), f"there is no such quantity{suggestion(key, known)}")
            else:
                record[key] = schedule
                if complaint := schedule_complaint(schedule, run.steps if run else None):
                    self.faults.add(("record", key), complaint)
        return record

    def figures(self) -> dict[int, BaseModel]:
        self.distinct("figure")
        read: dict[int, BaseModel] = {}
        for index, table in enumerate(entries(self.raw, "figure")):
            plot, known = table.get("plot"), registry.names("plots")
            if "plot" not in table:
                self.faults.add(("figure", index, "plot"), f"is missing; choose one of {', '.join(known)}")
            elif plot not in known:
                near = nearest(str(plot), known) or f"; there are {', '.join(known)}"
                self.faults.add(("figure", index, "plot"), f"unknown plot '{plot}'{near}")
            else:
                options = registry.load("plots", plot).Options
                figure = self.model(options, table, ("figure", index))
                read |= {index: figure} if figure is not None else {}
        return read


def _is_table(key: str, value: Any) -> bool:
    """Whether a key at the top is, or ought to be, a table or an array of tables."""
    return key in (*TABLES, *ARRAYS) or isinstance(value, dict) or bool(value and is_array(value))
