"""A formula as a surface: gradient and Hessian by SymPy, written out as a concept module.

The module has the names that every file of ``simlab/problems/surfaces`` has, in readable Python over
``simlab.lanes``. It does not hold the values of the parameters: they are numbers of a lane and can be swept.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Sequence

import sympy
from sympy.core.parameters import distribute

from simlab.expressions.emit import Body
from simlab.expressions.errors import ExpressionError
from simlab.expressions.grammar import CONSTANTS, MATHS, number_grammar, surface_grammar
from simlab.expressions.parse import parse
from simlab.expressions.symbolic import derivative, to_sympy

MAX_OPERATIONS = 20_000  # of all derivatives together

_WIDTH = 110  # columns of the generated text
_HEAD = """\
{title}

from __future__ import annotations

{imports}from simlab.parameters import Parameter

DIMENSION = {dimension}
COORDINATES = [{coordinates}]
PARAMETERS: dict[str, Parameter] = {{{parameters}}}
"""
_VALUE = '"""f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""'
_HESSIAN = '"""Second derivatives at ``x`` [d rows], written to ``hessian`` [d * d rows, row-major]."""'
_OPTIMA = '"""The global minimisers that the scenario states."""'


def surface_source(
    formula: str,
    variables: Sequence[str],
    parameters: Sequence[str] = (),
    optimum: Sequence[Sequence[float | str]] = (),
) -> str:
    """Source of a module with ``value_and_gradient``, ``hessian`` and ``optima`` of a formula.

    Parameters
    ----------
    formula : str
        The loss, over the variables and the parameters.
    variables : sequence of str, [d]
        Names of the coordinates, in order.
    parameters : sequence of str
        Names of the parameters.
    optimum : sequence of points [d]
        Global minimisers, if known: numbers, or expressions over the parameters.

    Raises
    ------
    ExpressionError
        If the formula or the optimum breaks the grammar, has no real value, does not depend on a variable,
        or has derivatives too long to write down.
    """
    function = to_sympy(parse(formula, surface_grammar(variables, parameters)), variables)
    symbols = [sympy.Symbol(name) for name in variables]
    d = len(symbols)
    gradient, second = _derivatives(function, symbols)
    names = {name: f"x[{i}]" for i, name in enumerate(variables)} | {name: name for name in parameters}
    value_body, hessian_body = Body(names, "x[0]"), Body(names, "x[0]")
    with distribute(False):
        value_body.compute([*(f"gradient[{i}]" for i in range(d)), "return"], [*gradient, function])
        hessian_body.compute([f"hessian[{i * d + j}]" for i, j in second], second.values())
    hessian_body.lines += [f"hessian[{j * d + i}] = hessian[{i * d + j}]" for i, j in second if i != j]

    points = _points(optimum, parameters)
    needed = _used(parameters, [function]), _used(parameters, second.values())
    functions = value_body.functions | hessian_body.functions
    parts = [
        _head(formula, variables, parameters, functions, "math." in points),
        _function("value_and_gradient", ["x", "gradient", *needed[0]], _VALUE, value_body.lines),
        _function("hessian", ["x", "hessian", *needed[1]], _HESSIAN, hessian_body.lines),
        _function("optima", ["dimension", *parameters], _OPTIMA, [f"return {points}"]),
    ]
    return "\n\n".join(parts)


def _derivatives(function: sympy.Expr, symbols: Sequence[sympy.Symbol]):
    """Gradient [d] and lower triangle of the Hessian {(row, column): entry}, while they stay small."""
    operations = 0

    def bounded(formula: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
        nonlocal operations
        result = derivative(formula, symbol)
        operations += result.count_ops()
        if operations > MAX_OPERATIONS:
            raise ExpressionError(f"its derivatives take more than {MAX_OPERATIONS} operations")
        return result

    gradient = [bounded(function, symbol) for symbol in symbols]
    pairs = [(i, j) for i in range(len(symbols)) for j in range(i + 1)]
    return gradient, {(i, j): bounded(gradient[i], symbols[j]) for i, j in pairs}


def _used(parameters: Sequence[str], expressions: Iterable[sympy.Expr]) -> list[str]:
    symbols = set().union(*(expression.free_symbols for expression in expressions))
    return [name for name in parameters if sympy.Symbol(name) in symbols]


def _head(formula, variables, parameters, functions, with_math) -> str:
    imports = "import math\n\n" if with_math else ""
    if functions:
        imports += f"from simlab.lanes import {', '.join(sorted(functions))}\n"
    entries = "".join(f'\n    "{name}": Parameter("parameter of the formula"),' for name in parameters)
    return _HEAD.format(
        title=_title(formula, variables),
        imports=imports,
        dimension=len(variables),
        coordinates=", ".join(f'"{name}"' for name in variables),
        parameters=entries + "\n" if entries else "",
    )


def _title(formula: str, variables: Sequence[str]) -> str:
    """The module's docstring: the formula itself; it has neither quotes nor backslashes."""
    text = f'"""f({", ".join(variables)}) = {" ".join(formula.split())}.'
    lines = textwrap.wrap(text, _WIDTH - 3, break_on_hyphens=False)
    return "\n".join(lines) + ('"""' if len(lines) == 1 else '\n"""')


def _function(name: str, arguments: Iterable[str], docstring: str, body: Iterable[str]) -> str:
    head = f"def {name}({', '.join(arguments)}):"
    if len(head) > _WIDTH:
        head = "\n".join([f"def {name}(", *(f"    {argument}," for argument in arguments), "):"])
    lines = [docstring, *(part for line in body for part in _terms(line))]
    return "\n".join([head, *(f"    {line}" for line in lines)]) + "\n"


def _terms(line: str) -> list[str]:
    """A statement that is too wide, over several lines: one term of its sum a line."""
    head, mark, text = line.partition("return " if line.startswith("return ") else " = ")
    cuts, depth = [], 0
    for position, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0 and text[position : position + 3] in (" + ", " - "):
            cuts.append(position)
    if len(line) + 4 <= _WIDTH or not cuts:
        return [line]
    terms = [text[a:b].strip() for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return [f"{head}{mark}(", *(f"    {term}" for term in terms), ")"]


def _points(optimum: Sequence[Sequence[float | str]], parameters: Sequence[str]) -> str:
    """A list of points as Python text: expressions are checked, then written out."""
    grammar = number_grammar(parameters)
    points = []
    for point in optimum:
        texts = [_scalar(parse(n, grammar).tree) if isinstance(n, str) else repr(float(n)) for n in point]
        points.append(f"[{', '.join(texts)}]")
    return f"[{', '.join(points)}]"


def _scalar(tree: ast.expr) -> str:
    try:
        return ast.unparse(_MathNames().visit(tree))
    except RecursionError:
        raise ExpressionError("is too long for a coordinate of an optimum") from None


class _MathNames(ast.NodeTransformer):
    """Elementary functions and constants by their names in the standard library."""

    def visit_Name(self, node: ast.Name) -> ast.Name:
        plain = node.id in ("abs", "min", "max")
        if not plain and (node.id in CONSTANTS or node.id in MATHS):
            return ast.Name(f"math.{node.id}")
        return node
