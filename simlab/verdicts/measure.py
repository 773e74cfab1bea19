"""The value of a formula on a results data set, and its values on bootstrap resamples."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any

import xarray as xr

from simlab import registry
from simlab.expressions.evaluate import evaluate
from simlab.expressions.grammar import CONSTANTS
from simlab.expressions.parse import Expression
from simlab.statistics._errors import ClaimError
from simlab.statistics._resampling import Resample
from simlab.verdicts.language import Formula, replicate_reducers, statistic
from simlab.verdicts.quantities import Quantities


def measure(
    formula: Formula, names: Quantities, resample: Resample | None = None, side: str = "middle"
) -> xr.DataArray:
    """The value of ``formula`` over the dimensions that it leaves: sweep axes, ``replicate``, ``step``, ...

    With ``resample`` every statistic over replicates gives one value a resample, and the result has the
    dimension ``resample``. ``side`` chooses an end of the bracket of a threshold.

    Raises
    ------
    ClaimError
        If a name is unknown, axes do not fit, or a law is used outside its domain.
    Undefined
        If a statistic does not exist on these data.
    """
    for name in formula.expression.names - names.keys() - CONSTANTS.keys():
        names.select(name, ())  # raises, with the nearest known name
    return _value(formula.expression, names, names.select, resample, side)


def freeze(formula: Formula, names: Quantities) -> tuple[Expression, dict]:
    """The formula with every part that no resampling changes replaced by its value, computed once.

    These parts hold the long reductions over steps, so that resampling only touches replicates.
    """
    values: dict[str, object] = {}

    def frozen(node: Any) -> Any:
        if isinstance(node, ast.expr) and not isinstance(node, ast.Constant) and not replicate_reducers(node):
            name = f"part {len(values)}"  # no claim can spell this name
            values[name] = _value(Expression("", node, frozenset()), names, names.select, None, "middle")
            return ast.copy_location(ast.Name(name, ast.Load()), node)
        return _Children(frozen).visit(node)

    tree = frozen(deepcopy(formula.expression.tree))
    return Expression(formula.expression.text, tree, frozenset(values)), values


def draw(frozen: tuple[Expression, dict], resample: Resample) -> xr.DataArray:
    """Values of a frozen formula on ``resample``, dimension ``resample`` last."""
    expression, values = frozen
    return _value(expression, values, None, resample, "middle").transpose(..., "resample")


class _Children(ast.NodeTransformer):
    """Applies a function to the operands of a node, and leaves names of functions and keys alone."""

    def __init__(self, function: Callable) -> None:
        self.function = function

    def visit(self, node):
        for field, old in ast.iter_fields(node):
            if field in ("func", "slice", "ctx", "op", "ops"):
                continue
            if isinstance(old, list):
                setattr(node, field, [self.function(part) for part in old])
            elif isinstance(old, ast.AST):
                setattr(node, field, self.function(old))
        return node


def _value(expression, names, subscript, resample, side) -> xr.DataArray:
    try:
        # Without attributes, so that a hit declared for a quantity does not outlive the quantity.
        with xr.set_options(arithmetic_join="exact", keep_attrs=False):
            value = evaluate(expression, names, functions(resample, side), law, subscript)
    except ValueError as error:  # xarray found labels that differ
        raise ClaimError(
            "its parts lie on different steps or sweep values; record them on the same steps, or choose with "
            f"at(...): {error}"
        ) from None
    return xr.DataArray(value)


def functions(resample: Resample | None, side: str) -> dict[str, Callable]:
    """Every statistic as the evaluator calls it; see ``measure`` for the arguments."""
    found: dict[str, Callable] = {}
    for name in registry.names("statistics"):
        function = statistic(name)
        given = {"resample": resample, "side": side}
        accepted = {key: given[key] for key in inspect.signature(function).parameters if key in given}
        found[name] = partial(_statistic, function, accepted)
    return found


def _statistic(function: Callable, internal: dict, *arguments, **named):
    values = [_unwrapped(argument) for argument in arguments]
    try:
        inspect.signature(function).bind(*values, **named, **internal)
    except TypeError as error:
        raise ClaimError(f"{function.__name__}(...): {error}") from None
    return function(*values, **named, **internal)


def _unwrapped(argument):
    """A number given as a zero-dimensional array, as a number."""
    if isinstance(argument, xr.DataArray) and argument.ndim == 0:
        return float(argument)
    return argument


def law(name: str) -> Callable:
    """The law ``name`` over labelled arrays; outside its domain it raises ``ClaimError``."""
    closed_form = getattr(registry.load("laws", name), name)

    def within_domain(*arguments):
        try:
            return closed_form(*arguments)
        except ValueError as error:
            raise ClaimError(f"law.{name}(...): {error}") from None

    def call(*arguments, **named):
        try:
            given = inspect.signature(closed_form).bind(*arguments, **named)
        except TypeError as error:
            raise ClaimError(f"law.{name}(...): {error}") from None
        given.apply_defaults()  # xarray lines up the axes of what is given by position only
        return xr.apply_ufunc(within_domain, *given.args, join="exact")

    return call
