"""The value of a checked tree, over floats or over arrays (NumPy, xarray): floats in, floats out."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from simlab.expressions.check import called, left_spine
from simlab.expressions.errors import ExpressionError
from simlab.expressions.grammar import CONSTANTS, number_grammar
from simlab.expressions.parse import Expression, parse

_ARITHMETIC = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_COMPARE = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x)), without overflow."""
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0.0 else math.exp(x) / (1.0 + math.exp(x))


def softplus(x: float) -> float:
    """log(1 + exp(x)), without overflow."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _each(function: Callable[[float], float]) -> Callable:
    return np.vectorize(function, otypes=[float])


_FUNCTIONS: dict[str, tuple[Callable, Callable]] = {
    "sqrt": (math.sqrt, np.sqrt),
    "exp": (math.exp, np.exp),
    "log": (math.log, np.log),
    "sin": (math.sin, np.sin),
    "cos": (math.cos, np.cos),
    "tan": (math.tan, np.tan),
    "tanh": (math.tanh, np.tanh),
    "abs": (abs, np.abs),
    "min": (min, lambda *values: reduce(np.minimum, values)),
    "max": (max, lambda *values: reduce(np.maximum, values)),
    "sigmoid": (sigmoid, _each(sigmoid)),
    "softplus": (softplus, _each(softplus)),
    "erf": (math.erf, _each(math.erf)),
}


def evaluate(
    expression: Expression,
    names: Mapping[str, Any],
    functions: Mapping[str, Callable] | None = None,
    law: Callable[[str], Callable] | None = None,
    subscript: Callable[[str, tuple[str | int, ...]], Any] | None = None,
) -> Any:
    """The value of ``expression``.

    Parameters
    ----------
    expression : Expression
        A checked tree.
    names : mapping
        The value of every name: a float, or an array.
    functions : mapping, optional
        Functions beside the elementary ones, such as statistics.
    law : callable, optional
        ``law(name)`` gives the function behind ``law.<name>(...)``.
    subscript : callable, optional
        ``subscript(name, keys)`` gives the value of ``name[keys]``; else ``names[name][keys]`` is taken.

    Raises
    ------
    ExpressionError
        If a name has no value, or a float operation has none (a division by zero, a root of -1, an
        overflow). Operations on arrays give NaN or infinity instead.
    """
    with np.errstate(all="ignore"):
        return _Evaluator(names, functions or {}, law, subscript).value(expression.tree)


def evaluate_number(text: str, names: Mapping[str, float]) -> float:
    """The value of a number's expression over ``names``.

    Raises
    ------
    ExpressionError
        If the text breaks the grammar of numbers, uses another name, or has no real value.
    """
    return float(evaluate(parse(text, number_grammar(names)), names))


def _is_scalar(value: Any) -> bool:
    return isinstance(value, (int, float))


class _Evaluator:
    def __init__(self, names, functions, law, subscript) -> None:
        self.names, self.functions, self.law, self.subscript = names, functions, law, subscript

    def value(self, node: ast.expr) -> Any:
        return getattr(self, f"_{type(node).__name__.lower()}")(node)

    def _apply(self, node: ast.expr, function: Callable, *values: Any) -> Any:
        if not all(map(_is_scalar, values)):
            return function(*values)
        try:
            return function(*values)
        except ZeroDivisionError:
            raise ExpressionError("division by zero", node.col_offset + 1) from None
        except OverflowError:
            raise ExpressionError("the value is too large", node.col_offset + 1) from None
        except ValueError:
            raise ExpressionError("has no real value", node.col_offset + 1) from None

    def _constant(self, node: ast.Constant) -> Any:
        return float(node.value) if isinstance(node.value, (int, float)) else node.value

    def _name(self, node: ast.Name) -> Any:
        if node.id in self.names:
            value = self.names[node.id]
            return float(value) if _is_scalar(value) else value  # NumPy's floats would not raise
        if node.id in CONSTANTS:
            return CONSTANTS[node.id]
        raise ExpressionError(f"'{node.id}' has no value here", node.col_offset + 1)

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        value = self.value(node.operand)
        if isinstance(node.op, ast.Not):
            return (not value) if isinstance(value, bool) else ~value
        return -value if isinstance(node.op, ast.USub) else value

    def _binop(self, node: ast.BinOp) -> Any:
        first, operations = left_spine(node)
        value = self.value(first)
        for operation in operations:
            right = self.value(operation.right)
            function = _ARITHMETIC[type(operation.op)]
            if function is operator.pow and _is_scalar(value) and _is_scalar(right):
                function = math.pow  # Python's own power of a negative number would be complex
            value = self._apply(operation, function, value, right)
        return value

    def _compare(self, node: ast.Compare) -> Any:
        sides = [self.value(side) for side in (node.left, *node.comparators)]
        pairs = zip(node.ops, sides, sides[1:], strict=False)
        return reduce(operator.and_, (_COMPARE[type(op)](left, right) for op, left, right in pairs))

    def _boolop(self, node: ast.BoolOp) -> Any:
        join = operator.and_ if isinstance(node.op, ast.And) else operator.or_
        return reduce(join, (self.value(value) for value in node.values))

    def _ifexp(self, node: ast.IfExp) -> Any:
        test = self.value(node.test)
        if isinstance(test, bool):
            return self.value(node.body if test else node.orelse)
        return np.where(test, self.value(node.body), self.value(node.orelse))

    def _subscript(self, node: ast.Subscript) -> Any:
        keys = ast.literal_eval(node.slice)  # the grammar leaves only constants
        if self.subscript and isinstance(node.value, ast.Name):
            return self.subscript(node.value.id, keys if isinstance(keys, tuple) else (keys,))
        return self.value(node.value)[keys]

    def _call(self, node: ast.Call) -> Any:
        arguments = [self.value(argument) for argument in node.args]
        named = {keyword.arg: self.value(keyword.value) for keyword in node.keywords if keyword.arg}
        if isinstance(node.func, ast.Attribute):
            return self.law(node.func.attr)(*arguments, **named)
        name = called(node)
        if name in self.functions:
            return self.functions[name](*arguments, **named)
        on_floats, on_arrays = _FUNCTIONS[name]
        return self._apply(node, on_floats if all(map(_is_scalar, arguments)) else on_arrays, *arguments)
