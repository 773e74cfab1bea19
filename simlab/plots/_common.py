"""What every plot shares: the options of a figure and the callables that a figure may be given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Protocol

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from simlab import registry
from simlab.errors import UsageError, nearest


def _quantile_pair(band: list[float]) -> list[float]:
    if band and not (len(band) == 2 and 0 <= band[0] < band[1] <= 1):
        raise ValueError("give two quantiles between 0 and 1 in rising order, or none")
    return band


Band = Annotated[list[float], AfterValidator(_quantile_pair)]
Interval = Annotated[list[float], Field(min_length=2, max_length=2)]
Window = Annotated[list[float], Field(min_length=4, max_length=4)]

# surface(points [dimension, count], variant label) -> losses [count]
Surface = Callable[[Any, str], Any]


class Evaluate(Protocol):
    """Evaluates an expression of the scenario language.

    The settings of ``variant`` (a label; of the whole run when ``None``) are known by name, and so are
    ``names`` (arrays); quantities stand for those of that variant. The answer is a number or an array.
    """

    def __call__(self, expression: str, variant: str | None = None, **names: Any) -> Any:
        """The value of ``expression``."""


class PlotOptions(BaseModel):
    """Options that every plot understands; a plot's own ``Options`` add to them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    plot: str = Field(description="which plot draws the figure")
    name: str = Field(
        default="",
        pattern=r"^([A-Za-z0-9][A-Za-z0-9_-]*)?$",
        max_length=80,
        description="name of the figure's files; the plot's name when empty",
    )
    title: str = Field(default="", description="title over the figure; the scenario's title when empty")
    caption: str = Field(default="", description="first sentence of the caption; facts of the run follow it")
    variants: list[str] = Field(
        default=[], description="optimizer names or variant labels to draw, in this order; all when empty"
    )
    at: dict[str, float] = Field(default={}, description="keep only variants at these values of sweep axes")
    width: float = Field(default=9.6, ge=2, le=30, description="width of the figure (inches)")
    height: float = Field(default=5.4, ge=2, le=30, description="height of the figure (inches)")

    @property
    def file_name(self) -> str:
        """Stem of the files that the figure is written to."""
        return self.name or self.plot


class Line(BaseModel):
    """A reference line: a number or an expression, such as a law's prediction."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    y: float | str = Field(description="height: a number, or an expression that may use what x shows")
    label: str = Field(default="", description="its name in the legend")
    variant: str | None = Field(
        default=None, description="label of the variant whose settings the expression uses by name"
    )


def parse_figure(table: Mapping[str, Any]) -> PlotOptions:
    """The validated options of one ``[[figure]]`` table.

    Raises
    ------
    UsageError
        If the plot is unknown or a key is; the message names every fault and the nearest known name.
    """
    plot = str(table.get("plot", ""))
    options = registry.load("plots", plot).Options
    try:
        return options.model_validate(dict(table))
    except ValidationError as error:
        faults = [_sentence(fault, options) for fault in error.errors()]
        raise UsageError(f"figure '{table.get('name', plot)}': " + "; ".join(faults)) from error


def _sentence(fault: Mapping[str, Any], options: type[PlotOptions]) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"unknown key '{key}'{nearest(key, options.model_fields)}"
    return f"{key}: {fault['msg'].removeprefix('Value error, ')}"
