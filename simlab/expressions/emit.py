"""SymPy expressions as lines of Python over ``simlab.lanes``, with shared parts computed once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

import sympy
from sympy.core.sorting import default_sort_key

from simlab.expressions import functions
from simlab.expressions.errors import ExpressionError
from simlab.expressions.symbolic import exact

MAX_OPERATIONS = 20_000  # of all derivatives together
_LONG = 70  # characters after which a part gets a line of its own

_COMPARE, _ADD, _MULTIPLY, _UNARY, _ATOM = range(5)  # how tightly a text holds together
_FUNCTIONS = {
    functions.Root: "sqrt",
    sympy.exp: "exp",
    sympy.log: "log",
    sympy.sin: "sin",
    sympy.cos: "cos",
    sympy.erf: "erf",
    functions.Tanh: "tanh",
    functions.Sigmoid: "sigmoid",
    functions.Softplus: "softplus",
    functions.Absolute: "absolute",
    functions.Minimum: "minimum",
    functions.Maximum: "maximum",
}
_INFIX = {
    functions.Less: " < ",
    functions.LessOrEqual: " <= ",
    functions.Equal: " == ",
    functions.Both: " & ",
    functions.Either: " | ",
}


class Body:
    """The statements that compute some expressions, and the functions of ``simlab.lanes`` they use.

    ``names`` says how each symbol is written, ``sample`` is any text that stands for a whole lane.
    """

    def __init__(self, names: Mapping[str, str], sample: str) -> None:
        self.lines: list[str] = []
        self.functions: set[str] = set()
        self._names, self._sample = dict(names), sample
        self._fresh = (f"t{n}" for n in range(1, 10**9) if f"t{n}" not in names)
        self._held: dict[sympy.Expr, str] = {}

    def compute(self, targets: Iterable[str], expressions: Iterable[sympy.Expr]) -> None:
        """Append ``target = expression`` for each, after the parts they share; ``return`` is a target too."""
        expressions = [_prepared(expression) for expression in expressions]
        parts, rest = sympy.cse(expressions, symbols=self._symbols(), order="canonical")
        for symbol, part in parts:
            self._assign(symbol.name, part)
        for target, expression in zip(targets, rest, strict=True):
            self._assign(target, expression)

    def _symbols(self) -> Iterator[sympy.Symbol]:
        for name in self._fresh:
            self._names[name] = name
            yield sympy.Symbol(name)

    def _assign(self, target: str, expression: sympy.Expr) -> None:
        text, _ = self._text(expression)
        self.lines.append(f"return {text}" if target == "return" else f"{target} = {text}")

    def _hold(self, expression: sympy.Expr) -> str:
        """A name, or anything as short, that stands for ``expression``; assigned first if need be."""
        if expression.is_Atom:
            return self._text(expression)[0]
        if expression not in self._held:
            name = next(self._fresh)
            self._names[name] = name
            self._assign(name, expression)
            self._held[expression] = name
        return self._held[expression]

    def _text(self, expression: sympy.Expr) -> tuple[str, int]:
        """The text of ``expression`` and how tightly it holds together."""
        if expression.is_Symbol:
            return self._names[expression.name], _ATOM
        if expression.is_Number:
            return _number(expression), (_ATOM if expression >= 0 else _UNARY)
        if expression.is_Add:
            return self._sum(expression), _ADD
        if expression.is_Mul:
            return self._product(expression)
        if expression.is_Pow:
            return self._power(expression.base, expression.exp)
        return self._function(expression)

    def _wrapped(self, expression: sympy.Expr, level: int) -> str:
        text, tightness = self._text(expression)
        if len(text) > _LONG:
            return self._hold(expression)
        return text if tightness >= level else f"({text})"

    def _sum(self, expression: sympy.Add) -> str:
        terms = expression.as_ordered_terms()
        terms.sort(key=lambda term: bool(term.as_coeff_Mul()[0].is_negative))  # x - y, rather than -y + x
        text = self._wrapped(terms[0], _MULTIPLY)
        for term in terms[1:]:
            negative = term.as_coeff_Mul()[0].is_negative
            part = self._wrapped(-term if negative else term, _MULTIPLY)
            text += (" - " if negative else " + ") + part
        return text

    def _product(self, expression: sympy.Mul) -> tuple[str, int]:
        coefficient, factors = expression.as_coeff_mul()
        above, below = [], []
        for factor in sorted(factors, key=default_sort_key):
            base, exponent = factor.as_base_exp() if factor.is_Pow else (factor, sympy.S.One)
            if exponent.is_Number and exponent.is_negative:
                below.append(base**-exponent)
            else:
                above.append(factor)
        sign = "-" if coefficient == -1 and above else ""
        texts = [self._wrapped(factor, _MULTIPLY) for factor in above]
        if abs(coefficient) != 1 or not texts:
            texts.insert(0, _number(coefficient))
        text = sign + " * ".join(texts)
        if below:
            texts = [self._wrapped(factor, _ATOM if len(below) == 1 else _MULTIPLY) for factor in below]
            text += f" / {texts[0]}" if len(below) == 1 else f" / ({' * '.join(texts)})"
        return text, _MULTIPLY

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> tuple[str, int]:
        if exponent.is_Number and exponent.is_negative:
            return f"1.0 / {self._wrapped(base**-exponent, _ATOM)}", _MULTIPLY
        if exponent.is_Integer:
            return f"{self._named('integer_power')}({self._text(base)[0]}, {exponent})", _ATOM
        return f"{self._named('power')}({self._text(base)[0]}, {self._text(exponent)[0]})", _ATOM

    def _function(self, expression: sympy.Function) -> tuple[str, int]:
        kind, arguments = expression.func, expression.args
        if kind is functions.Square:
            factor = self._hold(arguments[0])
            return f"{factor} * {factor}", _MULTIPLY
        if kind in _INFIX:
            joins = kind in (functions.Both, functions.Either)
            sides = [self._wrapped(side, _ATOM if joins else _ADD) for side in arguments]
            return _INFIX[kind].join(sides), _COMPARE
        if kind is functions.Opposite:
            return f"~{self._wrapped(arguments[0], _ATOM)}", _UNARY
        if kind is functions.Sign:  # at zero, and for NaN, the argument itself
            u, where = self._hold(arguments[0]), self._named("where")
            return f"{where}({u} > 0.0, 1.0, {where}({u} < 0.0, -1.0, {u}))", _ATOM
        if kind is functions.Where:
            return self._where(*arguments), _ATOM
        return self._call(_FUNCTIONS[kind], *arguments), _ATOM

    def _where(self, mask: sympy.Expr, a: sympy.Expr, b: sympy.Expr) -> str:
        texts = [self._wrapped(part, _COMPARE) for part in (mask, a, b)]
        if a.is_Number and b.is_Number:  # a choice between two literals has no lanes of its own
            zero = f"0.0 * {self._sample}"
            texts[2] = f"{texts[2]} + {zero}" if b else zero
        return f"{self._named('where')}({', '.join(texts)})"

    def _call(self, name: str, *arguments: sympy.Expr) -> str:
        return f"{self._named(name)}({', '.join(self._text(argument)[0] for argument in arguments)})"

    def _named(self, function: str) -> str:
        self.functions.add(function)
        return function


def _prepared(expression: sympy.Expr) -> sympy.Expr:
    """Every constant part, such as 2/sqrt(pi), as one number, and small powers as products."""
    if expression.is_number:
        return exact(_value(expression))
    if expression.is_Symbol:
        return expression
    arguments = [_prepared(argument) for argument in expression.args]
    if expression.is_Pow:
        return _small_power(*arguments)
    return expression.func(*arguments)


def _small_power(base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
    """``base**exponent``, by squares and a square root if the exponent is a small multiple of a half."""
    if not exponent.is_Rational or exponent.q > 2 or not 0 < abs(exponent) < 5:
        return base**exponent
    square = functions.Square
    whole, half = divmod(abs(exponent), 1)
    power = [sympy.S.One, base, square(base), square(base) * base, square(square(base))][int(whole)]
    power = power * functions.Root(base) if half else power
    return power if exponent > 0 else 1 / power


def _value(expression: sympy.Expr) -> float:
    try:
        value = float(expression)
    except (TypeError, OverflowError):  # not a real number, or a whole one beyond every float
        value = math.inf
    if not math.isfinite(value):
        raise ExpressionError("a constant of it or of its derivatives is too large")
    return value


def _number(expression: sympy.Expr) -> str:
    return repr(_value(expression))
