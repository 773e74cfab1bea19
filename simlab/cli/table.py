"""The tables of a scenario file: what each is for and which keys it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from simlab.parameters import Parameter

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

SUMMARIES = {
    "problem": "What is minimised: a surface by name, a formula, or a network on data.",
    "data": "The examples that a network learns: generated, a real table, or a file.",
    "batch": "Which of the examples each step sees.",
    "start": "Where the trajectories start.",
    "run": "How long, how often, in which arithmetic, from which seed.",
    "restarts": "Several starts of every replicate, of which the best is kept.",
    "optimizer": "A rule that is compared with the others; at least one.",
    "noise": "What disturbs the gradient.",
    "averaging": "An average of the iterates, kept beside the training.",
    "stop": "Where a trajectory ends before its last step.",
    "hit": "The first step at which a quantity lies below a threshold.",
    "landscape": "The loss, or a curvature, over a line or a plane through what was trained.",
    "record": "What is recorded: each with 'every K', 'log N', 'last' or 'none'.",
    "stream": "Statistics of what is recorded, of so many replicates that nothing else is kept.",
    "sweep": "An axis of the results: a number that varies, or several together.",
    "claim": "A statistic of the results and what it should be.",
    "control": "The scenario with a cause removed, under which claims must be refuted.",
    "figure": "A picture of the results.",
}
_SEVERAL = ("optimizer", "hit", "landscape", "sweep", "claim", "control", "figure")
# table -> kind of concept that it names and the key that names it
_CONCEPTS = {
    "problem": ("surfaces", "surface"),
    "data": ("data", "kind"),
    "start": ("starts", "kind"),
    "optimizer": ("optimizers", "kind"),
    "noise": ("noise", "kind"),
    "averaging": ("averaging", "kind"),
    "landscape": ("landscapes", "kind"),
    "record": ("observers", "NAME"),
    "figure": ("plots", "plot"),
}


def table_details(name: str) -> dict[str, Any]:
    """One table as plain data: its words, how it is written, what it takes."""
    rows = []
    if name in _CONCEPTS:
        kind, key = _CONCEPTS[name]
        words = f"a name of `simlab list {kind}`; `simlab show` tells its keys"
        otherwise = {"problem": "or else an expression or a network", "data": "or else a file"}
        rows.append(_row(key, words, otherwise.get(name, "required")))
    if name == "optimizer":
        rows.append(_row("name", "its name in claims and paths", "the kind if not given"))
        rows.append(_row("preset", "library whose defaults fill in what is not given", "optional"))
        rows.append(_row("schedule", "table with a kind of `simlab list schedules` and its keys", "optional"))
        rows.append(_row("gradient", "list of tables with a kind of `simlab list gradients`", "optional"))
    if name == "stop":
        rows += [_row(key, parameter.description, "optional") for key, parameter in _stops().items()]
    return {
        "kind": "table",
        "name": name,
        "text": SUMMARIES[name],
        "usage": f"[[{name}]]" if name in _SEVERAL else f"[{name}]",
        "parameters": [*rows, *(fields(model) if (model := _models().get(name)) else [])],
    }


def fields(model: type[BaseModel], leave_out: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The keys of a table or of a figure."""
    return [
        _row(field.alias or key, field.description or "", _values(field), field.default)
        for key, field in model.model_fields.items()
        if key not in leave_out
    ]


def _values(field: FieldInfo) -> str:
    """What may be given, in words."""
    inner = [part for part in get_args(field.annotation) if hasattr(part, "model_fields")]
    keys = [one.alias or key for part in inner for key, one in part.model_fields.items()]
    words = [f"table of {', '.join(keys)}"] if keys else []
    by_itself = "default" in (field.description or "")
    if field.is_required() and not by_itself:
        words.append("required")
    elif isinstance(field.default, bool | int | float | str) and field.default != "":
        words.append(f"default {field.default}")
    else:
        words.append("optional")
    return "; ".join(words)


def _row(name: str, description: str, values: str, default: Any = None) -> dict[str, Any]:
    plain = default if isinstance(default, bool | int | float | str | list) else None
    return {"name": name, "description": description, "default": plain, "values": values}


def _models() -> dict[str, type[BaseModel]]:
    from simlab.data.table import BatchTable, FileData
    from simlab.scenario.claims import Claim, Control, Hit
    from simlab.scenario.formula import FormulaProblem
    from simlab.scenario.landscape import Landscape
    from simlab.scenario.streaming import stream_model
    from simlab.scenario.sweeps import Sweep
    from simlab.scenario.tables import Restarts, Run

    few: dict[str, type[BaseModel]] = {"hit": Hit, "sweep": Sweep, "claim": Claim, "control": Control}
    few |= {"problem": FormulaProblem, "data": FileData, "batch": BatchTable, "run": Run}
    return few | {"restarts": Restarts, "stream": stream_model(), "landscape": Landscape}


def _stops() -> dict[str, Parameter]:
    from simlab.scenario.tables import STOPS

    return STOPS
