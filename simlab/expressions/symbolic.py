"""A checked formula as a SymPy expression.

Symbols carry no assumptions and conditions are plain functions, so that SymPy can neither drop a sign nor
decide a comparison. Constants are folded as floats first: no power of a large integer is ever formed.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable

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
from simlab.expressions.series import range_ends

MAX_DEGREE = 256  # of the formula as a polynomial: powers of powers multiply
MAX_PARTS = 5000  # of the formula with every sum and product written out


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


def to_sympy(expression: Expression, dimension: int = 0) -> list[sympy.Expr]:
    """The formula over symbols named as in the text, the coordinate x[2] as x2.

    A series of terms has several formulas, everything else has one. ``dimension`` is that of the vector.

    Raises
    ------
    ExpressionError
        If a constant part has no value, an index lies beyond the vector or is no whole number, the powers
        multiply beyond ``MAX_DEGREE``, or the text has more than ``MAX_PARTS`` parts when written out.
    """
    with distribute(False):
        converter = _Converter(expression, dimension)
        tree = expression.tree
        values = converter.terms(tree) if isinstance(tree, ast.GeneratorExp) else [converter.value(tree)]
        formulas = [sympy.sympify(value) for value in values]
    for formula in formulas:
        if formula.has(sympy.I, sympy.zoo, sympy.nan, sympy.oo, -sympy.oo):
            raise ExpressionError("has no real value")
    return formulas


def derivative(formula: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    """The derivative, with factors left in front of sums: 2 (a - x) is exact near a, 2 a - 2 x is not."""
    with distribute(False):
        return formula.diff(symbol)


def coordinate(index: int) -> str:
    """Name of the symbol of x[index]."""
    return f"x{index}"


def exact(value: float) -> sympy.Expr:
    """``value`` as a SymPy number; whole numbers and simple fractions as such, so that they combine."""
    scaled = value * 64.0
    if abs(scaled) < 2.0**53 and scaled == math.floor(scaled):
        return sympy.Rational(int(scaled), 64)
    return sympy.Float(value)


class _Converter:
    """``counters`` are the whole numbers that a text may use: the dimension, and each loop's at its turn."""

    def __init__(self, expression: Expression, dimension: int) -> None:
        self.names, self.dimension = expression.names, dimension
        self.counters = {"dimension": float(dimension)}
        self.parts = 0
        self.constant: dict[ast.expr, bool] = {}  # a node of a loop is met many times

    def value(self, node: ast.expr):
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise ExpressionError(f"has more than {MAX_PARTS} parts with its sums and products written out")
        if node not in self.constant:
            self.constant[node] = not any(map(self._varies, ast.walk(node)))
        if self.constant[node]:
            constant = evaluate(Expression("", node, frozenset()), self.counters)
            return constant if isinstance(constant, bool) else self._number(constant, node)
        return getattr(self, f"_{type(node).__name__.lower()}")(node)

    def terms(self, node: ast.GeneratorExp) -> list:
        """The term at every turn of its loop."""
        loop = node.generators[0]
        counter, values = ast.unparse(loop.target), []
        for turn in range(*map(self._whole, range_ends(loop.iter) or ())):
            self.counters[counter] = float(turn)
            values.append(self.value(node.elt))
        self.counters.pop(counter, None)
        return values

    def _varies(self, node: ast.AST) -> bool:
        return isinstance(node, ast.GeneratorExp) or (isinstance(node, ast.Name) and node.id in self.names)

    def _whole(self, node: ast.expr) -> int:
        value = evaluate(Expression("", node, frozenset()), self.counters)
        if value != math.floor(value):
            raise ExpressionError(f"a whole number is expected, not {value:g}", node.col_offset + 1)
        return int(value)

    def _subscript(self, node: ast.Subscript):
        index = self._whole(node.slice)
        if not 0 <= index < self.dimension:
            most = self.dimension - 1
            message = f"there is no x[{index}]; the coordinates are x[0] to x[{most}]"
            raise ExpressionError(message, node.col_offset + 1)
        return sympy.Symbol(coordinate(index))

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
        if node.args and isinstance(node.args[0], ast.GeneratorExp):
            return (sympy.Add if called(node) == "sum" else sympy.Mul)(*self.terms(node.args[0]))
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
