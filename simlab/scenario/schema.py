"""The scenario language as JSON Schema, so that editors complete and check it as one types."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from simlab import registry
from simlab.data.table import BatchTable, FileData, kind_model
from simlab.scenario.claims import Claim, Control, Hit
from simlab.scenario.concepts import concept_model
from simlab.scenario.declarations import declaration
from simlab.scenario.formula import FormulaProblem
from simlab.scenario.landscape import landscape_model
from simlab.scenario.network import network_model
from simlab.scenario.numbers import number_schema
from simlab.scenario.streaming import stream_model
from simlab.scenario.sweeps import Sweep
from simlab.scenario.tables import Restarts, Run, Stop, Titles

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCHEDULE = {
    "type": "string",
    "pattern": "^((every|log) +[1-9][0-9]*|last|none)$",
    "description": "'every K', 'log N', 'last' or 'none'",
}


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a scenario file; every concept of the registry is in it by name."""
    return _Builder().build()


class _Builder:
    def __init__(self) -> None:
        self.definitions: dict[str, Any] = {}

    def build(self) -> dict[str, Any]:
        properties = {
            **self.table(Titles)["properties"],
            "problem": self.one_of("surfaces", self.table(FormulaProblem), self.network()),
            "data": {"oneOf": [*map(self.data, registry.names("data")), self.table(FileData)]},
            "batch": self.table(BatchTable),
            "start": {"anyOf": [self.one_of("starts"), self.one_of("initialisers")]},
            "noise": self.one_of("noise"),
            "averaging": self.one_of("averaging"),
            "run": self.table(Run),
            "restarts": self.table(Restarts),
            "stop": self.table(Stop),
            "record": self.record(),
            "stream": self.table(stream_model()),
            "optimizer": self.array(self.one_of("optimizers"), least=1),
            "hit": self.array(self.table(Hit)),
            "landscape": self.array({"oneOf": [*map(self.landscape, registry.names("landscapes"))]}),
            "sweep": self.array(self.optional(self.table(Sweep), "name")),
            "claim": self.array(self.table(Claim)),
            "control": self.array(self.table(Control)),
            "figure": self.array({"oneOf": [self.figure(plot) for plot in registry.names("plots")]}),
        }
        return {
            "$schema": _DIALECT,
            "title": "simlab scenario",
            "type": "object",
            "properties": properties,
            "required": ["title", "problem", "run", "optimizer"],
            "additionalProperties": False,
            "$defs": self.definitions,
        }

    def table(self, model: type[BaseModel]) -> dict[str, Any]:
        """Schema of one model; what it refers to moves to the common definitions."""
        content = model.model_json_schema(ref_template="#/$defs/{model}")
        self.definitions |= content.pop("$defs", {})
        return content

    def one_of(self, kind: str, *others: dict[str, Any]) -> dict[str, Any]:
        """The tables of every concept of ``kind``."""
        return {"oneOf": [*(self.concept(kind, name) for name in registry.names(kind)), *others]}

    def network(self) -> dict[str, Any]:
        """A network with the numbers of any activation and loss."""
        shape = {"loss": "", "layers": [], "residual": "scaled", "normalise": "batch"}
        everything = {"network": shape | {"weight_standardisation": True, "dropout": True}, "l2": 0.0}
        content = self.table(network_model(everything))
        for kind in ("activations", "losses"):
            for name in registry.names(kind):
                for key, parameter in declaration(kind, name).parameters.items():
                    content["properties"][key] = number_schema(parameter, expression=True)
        return content

    def data(self, kind: str) -> dict[str, Any]:
        """The table of one kind of data."""
        return self.table(kind_model(kind, declaration("data", kind).parameters))

    def landscape(self, kind: str) -> dict[str, Any]:
        """The table of one kind of landscape."""
        return self.table(landscape_model({"kind": kind}))

    def concept(self, kind: str, name: str) -> dict[str, Any]:
        content = self.table(concept_model(kind, name))
        properties = content["properties"]
        if kind == "optimizers":
            properties["schedule"] = self.one_of("schedules")
            properties["gradient"] = self.array(self.one_of("gradients"))
            content = self.optional(content, "name")
        for key, parameter in declaration(kind, name).parameters.items():
            for alias in parameter.aliases:
                properties[alias] = {**properties[key], "description": f"another name of {key}"}
            if parameter.aliases and key in content["required"]:
                content = self.optional(content, key)
                filled = ("preset",) if kind == "optimizers" else ()
                content["anyOf"] = [{"required": [given]} for given in (key, *parameter.aliases, *filled)]
        return content

    def optional(self, content: dict[str, Any], key: str) -> dict[str, Any]:
        return content | {"required": [name for name in content["required"] if name != key]}

    def array(self, items: dict[str, Any], least: int = 0) -> dict[str, Any]:
        return {"type": "array", "items": items} | ({"minItems": least} if least else {})

    def record(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                name: {**_SCHEDULE, "description": registry.summary("observers", name)}
                for name in registry.names("observers")
            },
            "additionalProperties": False,
        }

    def figure(self, plot: str) -> dict[str, Any]:
        content = self.table(registry.load("plots", plot).Options)
        return content | {"required": sorted({*content.get("required", ()), "plot"})}
