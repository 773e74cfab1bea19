"""The tables ``[[landscape]]``: what is evaluated over a line or a plane through the points of a run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import Field, create_model, model_validator

from simlab import registry
from simlab.parameters import Parameter
from simlab.scenario.declarations import Declaration, declaration
from simlab.scenario.numbers import Real
from simlab.scenario.tables import MOST_TRAJECTORIES
from simlab.scenario.values import Choice, Name, Table, Whole, wrong

MOST_POINTS = 1001  # a side
OF_THE_POINT = frozenset(["loss", "error", "test_loss", "test_error", "theta", "hessian"])
OF_THE_POINT |= {"evaluate_all", "problem_of_all", "work"}  # of observers that know all by the point alone
DIMS = ("landscape_x", "landscape_y", "landscape_axis", "landscape_replicate")
EXPLAINED, PATH_LOSS, PLANE_LOSS = "explained", "path_loss", "plane_loss"


@cache
def of_points() -> tuple[str, ...]:
    """The observers that one number of a point tells, whatever led there."""
    return tuple(name for name in registry.names("observers") if _of_the_point(name))


def _of_the_point(name: str) -> bool:
    functions = declaration("observers", name).functions
    seen = [functions[key] for key in ("observe", "observe_network") if key in functions]
    asked = {key for function in seen for key in function.names}
    return "follow" not in functions and asked <= OF_THE_POINT and name != "theta"


class Landscape(Table):
    """One ``[[landscape]]``: the results call it ``<name>_<quantity>``."""

    name: Annotated[str, Name(identifier=True)] = Field(
        description="the results call its quantities <name>_loss, ..."
    )
    kind: Annotated[str, Choice(registry.names("landscapes"))] = Field(description="which line or plane")
    points: Annotated[int, Whole(2, MOST_POINTS)] | None = Field(
        default=None, description="points a side; by default 51 of a line, 25 of a plane"
    )
    range: list[Annotated[float, Real(Parameter("end"))]] | None = Field(
        default=None, min_length=2, max_length=2, description="where each side begins and ends; see its kind"
    )
    replicates: Annotated[int, Whole(1, MOST_TRAJECTORIES)] | None = Field(
        default=None, description="only of so many replicates, the first ones; by default of all"
    )
    quantities: list[Annotated[str, Choice(of_points())]] = Field(
        default=["loss"], min_length=1, description="what is evaluated at every point"
    )

    declared: ClassVar[Declaration | None] = None

    @property
    def options(self) -> dict[str, str]:
        """Every choice of its kind."""
        return {key: getattr(self, key) for key in (self.declared.options if self.declared else ())}

    @property
    def has_path(self) -> bool:
        """Whether it lies along what was recorded of the trajectory."""
        return self.kind == "trajectory"

    @property
    def variables(self) -> list[str]:
        """What the results hold of it."""
        of_path = (EXPLAINED, PATH_LOSS, PLANE_LOSS) if self.has_path else ()
        return [f"{self.name}_{quantity}" for quantity in (*self.quantities, *of_path)]

    @model_validator(mode="after")
    def _rising(self) -> Landscape:
        if self.range is not None and self.range[0] >= self.range[1]:
            raise wrong(f"range needs two rising numbers, not [{self.range[0]:g}, {self.range[1]:g}]")
        if len(set(self.quantities)) < len(self.quantities):
            raise wrong("names a quantity twice")
        return self


def landscape_model(table: Mapping[str, Any]) -> type[Landscape]:
    """The model of a ``[[landscape]]``, with the choices of the kind that it names."""
    kind = table.get("kind")
    return _model(str(kind)) if kind in registry.names("landscapes") else Landscape


@cache
def _model(kind: str) -> type[Landscape]:
    declared = declaration("landscapes", kind)
    fields: dict[str, Any] = {
        key: (
            Annotated[str, Choice(option.choices)],
            Field(default=option.default, description=option.description),
        )
        for key, option in declared.options.items()
    }
    fields["kind"] = (Annotated[str, Choice((kind,))], Field(description=declared.summary))
    model = create_model(f"{kind}_landscape", __base__=Landscape, __doc__=declared.summary, **fields)
    model.declared = declared
    return model
