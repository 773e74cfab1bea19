"""A checked formula as a SymPy expression.

Symbols carry no assumptions and conditions are plain functions, so that SymPy can neither drop a sign nor
decide a comparison. Constants are folded as floats first: no power of a large integer is ever formed.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterable

import sympy
from sympy.core.parameters import distribute

from simlab.expressions.check import called, left_spine
from simlab.expressions.errors import ExpressionError
from simlab.expressions.evaluate import evaluate
from simlab.expressions.functions import (
    Absolute,
    Both,
    Either,
    Equal,
    Less,
    LessOrEqual,
    Maximum,
    Minimum,
    Opposite,
    Sigmoid,
    Softplus,
    Tanh,
    Where,
)
from simlab.expressions.parse import Expression

MAX_DEGREE = 256  # of the formula as a polynomial: powers of powers multiply


_FUNCTIONS: dict[str, Callable] = {
    "sqrt": sympy.sqrt,
    "exp": sympy.exp,
    "log": sympy.log,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": lambda x: sympy.sin(x) / sympy.cos(x),
    "tanh": Tanh,
    "sigmoid": Sigmoid,
    "softplus": Softplus,
    "erf": sympy.erf,
    "abs": Absolute,
    "min": Minimum,
    "max": Maximum,
}
_MASKS: dict[type, Callable] = {
    ast.Lt: Less,
    ast.LtE: LessOrEqual,
    ast.Gt: lambda a, b: Less(b, a),
    ast.GtE: lambda a, b: LessOrEqual(b, a),
    ast.Eq: Equal,
    ast.NotEq: lambda a, b: Opposite(Equal(a, b)),
}


def to_sympy(expression: Expression, variables: Iterable[str]) -> sympy.Expr:
    """The formula over symbols named as in the text.

    Raises
    ------
    ExpressionError
        If a constant part has no value, the powers multiply beyond ``MAX_DEGREE``, or no variable is left.
    """
    with distribute(False):
        formula = sympy.sympify(_Converter(expression).value(expression.tree))
    if formula.has(sympy.I, sympy.zoo, sympy.nan, sympy.oo, -sympy.oo):
        raise ExpressionError("has no real value")
    variables = list(variables)
    if not {symbol.name for symbol in formula.free_symbols} & set(variables):
        raise ExpressionError(f"does not depend on {' or '.join(variables)}")
    return formula


def derivative(formula: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    """The derivative, with factors left in front of sums: 2 (a - x) is exact near a, 2 a - 2 x is not."""
    with distribute(False):
        return formula.diff(symbol)


def exact(value: float) -> sympy.Expr:
    """``value`` as a SymPy number; whole numbers and simple fractions as such, so that they combine."""
    scaled = value * 64.0
    if abs(scaled) < 2.0**53 and scaled == math.floor(scaled):
        return sympy.Rational(int(scaled), 64)
    return sympy.Float(value)


class _Converter:
    def __init__(self, expression: Expression) -> None:
        self.expression = expression

    def value(self, node: ast.expr):
        if not self.expression.names & {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}:
            constant = evaluate(Expression("", node, frozenset()), {})
            return constant if isinstance(constant, bool) else self._number(constant, node)
        return getattr(self, f"_{type(node).__name__.lower()}")(node)

    def _number(self, value: float, node: ast.expr) -> sympy.Expr:
        if not math.isfinite(value):
            raise ExpressionError("the value is too large", node.col_offset + 1)
        return exact(value)

    def _name(self, node: ast.Name):
        return sympy.Symbol(node.id)

    def _unaryop(self, node: ast.UnaryOp):
        value = self.value(node.operand)
        if isinstance(node.op, ast.Not):
            return Opposite(value)
        return -value if isinstance(node.op, ast.USub) else value

    def _binop(self, node: ast.BinOp):
        first, operations = left_spine(node)
        value = self.value(first)
        for operation in operations:
            value = self._operation(operation, value, self.value(operation.right))
        return value

    def _operation(self, node: ast.BinOp, left, right):
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.Mult):
            return left * right
        if isinstance(node.op, ast.Div):
            if right.is_zero:
                raise ExpressionError("division by zero", node.col_offset + 1)
            return left / right
        if right.is_number and _degree(left) * abs(float(right)) > MAX_DEGREE:
            raise ExpressionError(f"the powers multiply to more than {MAX_DEGREE}", node.col_offset + 1)
        return left**right

    def _compare(self, node: ast.Compare):
        sides = [self.value(side) for side in (node.left, *node.comparators)]
        masks = [_MASKS[type(op)](a, b) for op, a, b in zip(node.ops, sides, sides[1:], strict=False)]
        return _joined(Both, masks)

    def _boolop(self, node: ast.BoolOp):
        values = [self.value(value) for value in node.values]
        deciding = isinstance(node.op, ast.Or)  # the constant that decides the whole
        if deciding in [value for value in values if isinstance(value, bool)]:
            return deciding
        masks = [value for value in values if not isinstance(value, bool)]
        return _joined(Either if deciding else Both, masks)

    def _ifexp(self, node: ast.IfExp):
        mask = self.value(node.test)
        if isinstance(mask, bool):
            return self.value(node.body if mask else node.orelse)
        return Where(mask, self.value(node.body), self.value(node.orelse))

    def _call(self, node: ast.Call):
        function = _FUNCTIONS[called(node)]
        arguments = [self.value(argument) for argument in node.args]
        return _joined(function, arguments) if len(arguments) > 1 else function(*arguments)


def _joined(function, values):
    """function(function(a, b), c) for a, b, c."""
    joined = values[0]
    for value in values[1:]:
        joined = function(joined, value)
    return joined


def _degree(formula: sympy.Expr) -> float:
    """Degree as a polynomial in the symbols and functions; a bound on what powers of powers can become."""
    if isinstance(formula, sympy.Add):
        return max(_degree(term) for term in formula.args)
    if isinstance(formula, sympy.Mul):
        return sum(_degree(factor) for factor in formula.args)
    if isinstance(formula, sympy.Pow) and formula.exp.is_number:
        return abs(float(formula.exp)) * _degree(formula.base)
    return 0.0 if formula.is_number else 1.0
