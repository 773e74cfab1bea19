"""Tables that choose a concept: each file of the registry becomes a model with that concept's own keys."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, create_model

from simlab import registry
from simlab.scenario.declarations import Declaration, declaration
from simlab.scenario.numbers import Number, Numeric
from simlab.scenario.values import Choice, Name, Table, Whole


class ConceptTable(Table):
    """A table whose other keys are the parameters and options of the concept it names."""

    declared: ClassVar[Declaration]

    @property
    def numbers(self) -> dict[str, Number]:
        """Every parameter: as given, else its default."""
        return {key: getattr(self, key) for key in self.declared.parameters}

    @property
    def options(self) -> dict[str, str]:
        """Every compile-time choice."""
        return {key: getattr(self, key) for key in self.declared.options}


class KindTable(ConceptTable):
    """Start, noise, averaging, schedule or link of a gradient chain: ``kind`` names the concept."""

    kind: str


class OptimizerTable(ConceptTable):
    """One ``[[optimizer]]``: ``name`` is its label in results and paths."""

    name: Annotated[str, Name()] = Field(description="unique name; by default the kind")
    kind: str
    preset: Annotated[str | None, Choice(registry.names("presets"))] = Field(
        default=None, description="library whose defaults and form fill in what is not given"
    )
    schedule: KindTable | None = Field(default=None, description="how the learning rate changes")
    gradient: tuple[KindTable, ...] = Field(
        default=(), description="what the gradient passes through before the step, in this order"
    )


def is_random(optimizer: OptimizerTable) -> bool:
    """Whether anything that the optimizer's gradient passes through draws random numbers."""
    asked = (link.declared.functions["modify"].names for link in optimizer.gradient)
    return any({"normals", "uniforms"} & set(names) for names in asked)


class SurfaceProblem(ConceptTable):
    """A problem that is a surface of the registry; ``FormulaProblem`` has the same properties."""

    surface: str
    dimension: Annotated[int, Whole(1, 1000)] | None = Field(
        default=None, description="number of coordinates, for a surface of any dimension"
    )

    expression: ClassVar[None] = None
    variables: ClassVar[tuple[str, ...]] = ()
    optimum: ClassVar[tuple[tuple[float | str, ...], ...]] = ()

    def source(self) -> None:
        """No generated source: the surface has a file of its own."""


_BASES: dict[str, type[ConceptTable]] = {
    "surfaces": SurfaceProblem,
    "optimizers": OptimizerTable,
    "schedules": KindTable,
    "starts": KindTable,
    "initialisers": KindTable,
    "averaging": KindTable,
    "noise": KindTable,
    "gradients": KindTable,
}


def concept_key(kind: str) -> str:
    """The key that names the concept: ``surface`` in a problem, else ``kind``."""
    return "surface" if kind == "surfaces" else "kind"


@cache
def concept_model(kind: str, concept: str) -> type[ConceptTable]:
    """The model of a table that chooses ``concept`` of ``kind``."""
    declared = declaration(kind, concept)
    fields: dict[str, Any] = {concept_key(kind): (Literal[concept], Field(description=declared.summary))}
    for key, parameter in declared.parameters.items():
        default = ... if parameter.default is None else parameter.default
        number = Numeric(parameter, declared.scalars - {key})
        fields[key] = (Annotated[Any, number], Field(default=default, description=parameter.description))
    for key, option in declared.options.items():
        chosen = Choice(option.choices)
        fields[key] = (Annotated[str, chosen], Field(default=option.default, description=option.description))
    model = create_model(f"{concept}_{kind}", __base__=_BASES[kind], __doc__=declared.summary, **fields)
    model.declared = declared
    return model
