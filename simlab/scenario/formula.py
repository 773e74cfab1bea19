"""A problem given by a formula instead of a surface's name."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field
from pydantic_core import PydanticCustomError

from simlab.expressions.errors import ExpressionError
from simlab.expressions.grammar import RESERVED, surface_grammar
from simlab.expressions.parse import parse
from simlab.kernels.store import digests, remembered
from simlab.parameters import Parameter
from simlab.scenario.numbers import Number, Numeric, checked_number, number_schema
from simlab.scenario.values import Check, Context, Name, Table, Text, Whole, wrong

USUAL = ("x", "y", "z")  # the variables of a formula that does not list its own
PARAMETER = Parameter("parameter of the formula")
_MAX_VARIABLES = 16
_MAX_DIMENSION = 50
_MAX_TEXTS = 100
_VECTOR = re.compile(r"\bx\s*\[|\b(sum|prod)\s*\(")  # what only a formula over x[i] has

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
    """A problem whose loss is ``expression``, or half the sum of squares of ``residuals``."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["expression"]}, {"required": ["residuals"]}]}
    )

    expression: Annotated[str, Text()] | None = Field(
        default=None, description="the loss, an expression over the variables and parameters"
    )
    residuals: list[Annotated[str, Text()]] | None = Field(
        default=None,
        min_length=1,
        max_length=_MAX_TEXTS,
        description="in place of an expression: the loss is half the sum of their squares",
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
    given_dimension: Annotated[int, Whole(1, _MAX_DIMENSION)] | None = Field(
        default=None,
        alias="dimension",
        description="number of coordinates x[0], x[1], ...; needed by formulas that name them so",
    )

    surface: ClassVar[None] = None
    options: ClassVar[dict[str, str]] = {}

    @property
    def numbers(self) -> dict[str, Number]:
        """The parameters of the formula."""
        return dict(self.parameters)

    @property
    def formula_key(self) -> str:
        """The key that holds the formula."""
        return "residuals" if self.residuals is not None else "expression"

    @property
    def formula(self) -> str | tuple[str, ...]:
        """The loss, or its residuals."""
        return tuple(self.residuals) if self.residuals is not None else self.expression or ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Every expression of the formula."""
        return (self.formula,) if isinstance(self.formula, str) else self.formula

    @property
    def is_vector(self) -> bool:
        """Whether the coordinates are written x[0], x[1], ..."""
        return self.given_variables is None and any(map(_VECTOR.search, self.texts))

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the coordinates, in order."""
        if self.given_variables is not None:
            return tuple(self.given_variables)
        if self.is_vector:
            return tuple(f"x{i}" for i in range(self.given_dimension or 0))
        grammar = surface_grammar(USUAL, self.parameters)
        known = frozenset[str]().union(*(parse(text, grammar).names for text in self.texts))
        return tuple(variable for variable in USUAL if variable in known)

    @property
    def dimension(self) -> int:
        """Number of coordinates."""
        return len(self.variables)

    def source(self) -> str:
        """Source of the surface's module, with gradient and Hessian; ``ExpressionError`` if it has none."""
        optimum = self.optimum
        if self.is_vector:  # one number stands for every coordinate
            optimum = tuple(point * self.dimension if len(point) == 1 else point for point in optimum)
        return _source(self.formula, self.variables, tuple(self.parameters), optimum, self.is_vector)

    def complaints(self) -> list[tuple[str, str]]:
        """What is wrong with the names and the formula: ``(key, message)``."""
        if found := self._vector_complaints():
            return found
        variables = self.given_variables if self.given_variables is not None else list(USUAL)
        if self.is_vector:
            variables = ["x", *self.variables]
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

    def _vector_complaints(self) -> list[tuple[str, str]]:
        if self.is_vector and self.given_dimension is None:
            return [("dimension", "is missing; x[i], sum and prod need the number of coordinates")]
        if self.given_variables is not None and any(map(_VECTOR.search, self.texts)):
            return [("variables", "cannot be listed beside x[i], sum or prod; give dimension instead")]
        return []

    def _formula_complaints(self) -> list[tuple[str, str]]:
        try:
            variables = self.variables
            if not variables:
                return [("expression", f"uses none of {', '.join(USUAL)}; list its variables")]
            if self.given_dimension not in (None, len(variables)):
                return [("dimension", f"is {self.given_dimension}, but there are {len(variables)} variables")]
            lengths = {len(point) for point in self.optimum} - {len(variables)}
            if lengths - ({1} if self.is_vector else set()):
                named = f"one for each of {', '.join(variables)}"
                each = "or one for all" if self.is_vector else named
                return [("optimum", f"needs {len(variables)} coordinates, {each}")]
            self.source()
        except ExpressionError as error:
            return [(self.formula_key, str(error))]
        return []


@cache
def _source(
    formula: str | tuple[str, ...], variables: tuple, parameters: tuple, optimum: tuple, vector: bool
) -> str:
    asked = (formula, variables, parameters, optimum, vector)

    def derived() -> str:
        from simlab.expressions.surface import surface_source  # brings SymPy, which only formulas need

        return surface_source(*asked)

    return remembered("formula", f"{asked!r}\n{_deriving()}", derived)


@cache
def _deriving() -> str:
    """What the derivatives of a formula depend on beside it."""
    return "\n".join([version("sympy"), *digests("expressions/*.py")])
