"""A problem given by a formula instead of a surface's name."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import Field
from pydantic_core import PydanticCustomError

from simlab.expressions.errors import ExpressionError
from simlab.expressions.grammar import RESERVED, surface_grammar
from simlab.expressions.parse import parse
from simlab.parameters import Parameter
from simlab.scenario.numbers import Number, Numeric, checked_number, number_schema
from simlab.scenario.values import Check, Context, Name, Table, Text, Whole, wrong

USUAL = ("x", "y", "z")  # the variables of a formula that does not list its own
PARAMETER = Parameter("parameter of the formula")
_MAX_VARIABLES = 16

Point = tuple[float | str, ...]


class _Points(Check):
    """A point, or a list of points."""

    def check(self, value: Any, context: Context) -> tuple[Point, ...]:
        """A tuple of points."""
        if not isinstance(value, list) or not value:
            raise wrong("must be a point such as [1.0, 1.0], or a list of points")
        points = value if all(isinstance(point, list) for point in value) else [value]
        grammar = context.grammar()
        try:
            return tuple(tuple(checked_number(x, PARAMETER, grammar) for x in point) for point in points)
        except PydanticCustomError as error:
            raise wrong(f"a coordinate: {error.message()}") from None

    def schema(self) -> dict[str, Any]:
        """An array of numbers or expressions, or of such arrays."""
        point = {"type": "array", "items": number_schema(PARAMETER, expression=True)}
        return {"anyOf": [point, {"type": "array", "items": point}]}


class FormulaProblem(Table):
    """A problem whose loss is ``expression`` over ``variables`` and ``parameters``."""

    expression: Annotated[str, Text()] = Field(
        description="the loss, an expression over the variables and parameters"
    )
    given_variables: list[Annotated[str, Name(identifier=True)]] | None = Field(
        default=None,
        alias="variables",
        min_length=1,
        max_length=_MAX_VARIABLES,
        description="names of the coordinates; by default those of x, y, z that the expression uses",
    )
    parameters: dict[Annotated[str, Name(identifier=True)], Annotated[Any, Numeric(PARAMETER)]] = Field(
        default={}, description="values of the other names in the expression; they may be swept"
    )
    optimum: Annotated[tuple[Point, ...], _Points()] = Field(
        default=(), description="the global minimiser, or a list of them"
    )
    given_dimension: Annotated[int, Whole(1, _MAX_VARIABLES)] | None = Field(
        default=None, alias="dimension", description="number of variables, if it is to be stated"
    )

    surface: ClassVar[None] = None
    options: ClassVar[dict[str, str]] = {}

    @property
    def numbers(self) -> dict[str, Number]:
        """The parameters of the formula."""
        return dict(self.parameters)

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the coordinates, in order."""
        if self.given_variables is not None:
            return tuple(self.given_variables)
        known = parse(self.expression, surface_grammar(USUAL, self.parameters))
        return tuple(variable for variable in USUAL if variable in known.names)

    @property
    def dimension(self) -> int:
        """Number of coordinates."""
        return len(self.variables)

    def source(self) -> str:
        """Source of the surface's module, with gradient and Hessian; ``ExpressionError`` if it has none."""
        return _source(self.expression, self.variables, tuple(self.parameters), self.optimum)

    def complaints(self) -> list[tuple[str, str]]:
        """What is wrong with the names and the formula: ``(key, message)``."""
        variables = self.given_variables if self.given_variables is not None else list(USUAL)
        found = [("variables", f"'{v}' is listed twice") for v in variables if variables.count(v) > 1]
        found += [
            ("variables", f"'{v}' has a meaning of its own; choose another name")
            for v in variables
            if v in RESERVED - {"x"}
        ]
        for parameter in self.parameters:
            if parameter in variables:
                found.append((f"parameters.{parameter}", "is a variable already"))
            elif parameter in RESERVED:
                found.append((f"parameters.{parameter}", "has a meaning of its own; choose another name"))
        return list(dict.fromkeys(found)) or self._formula_complaints()

    def _formula_complaints(self) -> list[tuple[str, str]]:
        try:
            variables = self.variables
            if not variables:
                return [("expression", f"uses none of {', '.join(USUAL)}; list its variables")]
            if self.given_dimension not in (None, len(variables)):
                return [("dimension", f"is {self.given_dimension}, but there are {len(variables)} variables")]
            if any(len(point) != len(variables) for point in self.optimum):
                return [
                    ("optimum", f"needs {len(variables)} coordinates, one for each of {', '.join(variables)}")
                ]
            self.source()
        except ExpressionError as error:
            return [("expression", str(error))]
        return []


@cache
def _source(expression: str, variables: tuple, parameters: tuple, optimum: tuple) -> str:
    from simlab.expressions.surface import surface_source  # brings SymPy, which only formulas need

    return surface_source(expression, variables, parameters, optimum)
