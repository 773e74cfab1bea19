"""A formula as a surface: gradient and Hessian by SymPy, written out as a concept module.

The module has the names that every file of ``simlab/problems/surfaces`` has, in readable Python over
``simlab.lanes``. It does not hold the values of the parameters: they are numbers of a lane and can be swept.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sympy
from sympy.core.parameters import distribute

from simlab.expressions.emit import Body
from simlab.expressions.errors import ExpressionError
from simlab.expressions.grammar import CONSTANTS, MATHS, number_grammar, surface_grammar, vector_grammar
from simlab.expressions.parse import parse
from simlab.expressions.symbolic import derivative, to_sympy

MAX_OPERATIONS = 20_000  # of all derivatives together
MAX_RESIDUALS = 500

_MANY_ZEROS = 8  # in an array: beyond, a loop clears it

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
_COUNT = '"""How many residuals the scenario states."""'
_RESIDUALS = '"""Residuals at ``x`` [d rows]; derivatives in ``jacobian`` [count * d rows, row-major]."""'
_OPTIMA = '"""The global minimisers that the scenario states."""'


def surface_source(
    formula: str | Sequence[str],
    variables: Sequence[str],
    parameters: Sequence[str] = (),
    optimum: Sequence[Sequence[float | str]] = (),
    vector: bool = False,
) -> str:
    """Source of a module with ``value_and_gradient``, ``hessian`` and ``optima`` of a formula.

    Parameters
    ----------
    formula : str or sequence of str
        The loss, over the variables and the parameters; or its residuals r_k, for the loss 1/2 sum_k r_k^2.
        Of residuals the module also has ``residual_count`` and ``residuals_and_jacobian``.
    variables : sequence of str, [d]
        Names of the coordinates, in order.
    parameters : sequence of str
        Names of the parameters.
    optimum : sequence of points [d]
        Global minimisers, if known: numbers, or expressions over the parameters.
    vector : bool
        Whether the formula names the coordinates x[0], x[1], ...; then ``variables`` are x0, x1, ...

    Raises
    ------
    ExpressionError
        If the formula or the optimum breaks the grammar, has no real value, does not depend on a variable,
        or has derivatives too long to write down.
    """
    symbols = [sympy.Symbol(name) for name in variables]
    if isinstance(formula, str):
        loss = _read(formula, variables, parameters, vector)[0]
        residuals = None
    else:
        residuals = _residuals(formula, variables, parameters, vector)
        with distribute(False):
            loss = sympy.Add(*(residual**2 for residual in residuals)) / 2
    if loss.free_symbols.isdisjoint(symbols):
        names = ("x[0]", f"x[{len(symbols) - 1}]") if vector else variables
        raise ExpressionError(f"does not depend on {' or '.join(dict.fromkeys(names))}")
    derive = _Derivatives()
    jacobian = [[derive(r, symbol) for symbol in symbols] for r in residuals or ()]
    gradient = _gradient(loss, symbols, residuals, jacobian, derive)
    value = _written(parameters, variables, {"gradient": gradient}, loss)
    second = _written(parameters, variables, {"hessian": _hessian(gradient, symbols, derive)})

    points = _points(optimum, parameters)
    parts = [
        _function("value_and_gradient", ["x", "gradient", *value.parameters], _VALUE, value.lines),
        _function("hessian", ["x", "hessian", *second.parameters], _HESSIAN, second.lines),
    ]
    functions = value.functions | second.functions
    if residuals is not None:
        entries = [entry for row in jacobian for entry in row]
        both = _written(parameters, variables, {"residuals": residuals, "jacobian": entries})
        head = ["x", "residuals", "jacobian", *both.parameters]
        parts.append(_function("residual_count", ["dimension"], _COUNT, [f"return {len(residuals)}"]))
        parts.append(_function("residuals_and_jacobian", head, _RESIDUALS, both.lines))
        functions |= both.functions
    parts.append(_function("optima", ["dimension", *parameters], _OPTIMA, [f"return {points}"]))
    title = _title(formula, ["x"] if vector else variables)
    return "\n\n".join([_head(title, variables, vector, parameters, functions, "math." in points), *parts])


def _read(
    text: str, variables: Sequence[str], parameters: Sequence[str], vector: bool, terms: bool = False
) -> list[sympy.Expr]:
    grammar = vector_grammar(parameters) if vector else surface_grammar(variables, parameters)
    return to_sympy(parse(text, grammar, terms), len(variables) if vector else 0)


def _residuals(
    texts: Sequence[str], variables: Sequence[str], parameters: Sequence[str], vector: bool
) -> list[sympy.Expr]:
    """Every residual; a text may stand for a series of them."""
    residuals: list[sympy.Expr] = []
    for position, text in enumerate(texts):
        try:
            residuals += _read(text, variables, parameters, vector, terms=True)
        except ExpressionError as error:
            raise ExpressionError(f"number {position + 1}: {error}") from None
        if len(residuals) > MAX_RESIDUALS:
            raise ExpressionError(f"are more than {MAX_RESIDUALS}")
    return residuals


class _Derivatives:
    """Derivatives, while all of them together stay small."""

    def __init__(self) -> None:
        self.operations = 0

    def __call__(self, formula: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
        result = derivative(formula, symbol) if symbol in formula.free_symbols else sympy.S.Zero
        self.operations += result.count_ops()
        if self.operations > MAX_OPERATIONS:
            raise ExpressionError(f"its derivatives take more than {MAX_OPERATIONS} operations")
        return result


def _gradient(loss, symbols, residuals, jacobian, derive) -> list[sympy.Expr]:
    """Of a sum of squares J^T r, without the two and the half that would cancel."""
    if residuals is None:
        return [derive(loss, symbol) for symbol in symbols]
    with distribute(False):
        return [
            sympy.Add(*(r * row[i] for r, row in zip(residuals, jacobian, strict=True)))
            for i in range(len(symbols))
        ]


def _hessian(gradient, symbols, derive) -> list[sympy.Expr]:
    """Row-major; the entries above the diagonal are those below it."""
    lower = [[derive(slope, symbol) for symbol in symbols[: i + 1]] for i, slope in enumerate(gradient)]
    places = range(len(symbols))
    return [lower[max(i, j)][min(i, j)] for i in places for j in places]


@dataclass(frozen=True)
class _Written:
    """Statements, and the parameters and the functions of ``simlab.lanes`` that they use."""

    lines: list[str]
    parameters: list[str]
    functions: set[str]


def _written(
    parameters: Sequence[str],
    variables: Sequence[str],
    rows: Mapping[str, Sequence[sympy.Expr]],
    result: sympy.Expr | None = None,
) -> _Written:
    """Statements that write every array of ``rows`` and return ``result``.

    An array of mostly zeros is cleared by a loop first; of a symmetric matrix half the entries are copied.
    """
    names = {name: f"x[{i}]" for i, name in enumerate(variables)} | {name: name for name in parameters}
    body, d = Body(names, "x[0]"), len(variables)
    wanted: dict[str, sympy.Expr] = {}
    copies: list[str] = []
    for array, entries in rows.items():
        cleared = sum(entry == 0 for entry in entries) > _MANY_ZEROS
        if cleared:
            body.lines += [f"for entry in range({len(entries)}):", f"    {array}[entry] = 0.0"]
        for place, entry in enumerate(entries):
            row, column = divmod(place, d)
            if cleared and entry == 0:
                continue
            if array == "hessian" and column > row:
                copies.append(f"hessian[{place}] = hessian[{column * d + row}]")
            else:
                wanted[f"{array}[{place}]"] = entry
    if result is not None:
        wanted["return"] = result
    with distribute(False):
        body.compute(wanted, wanted.values())
    used = _used(parameters, wanted.values())
    return _Written(body.lines + copies, used, body.functions)


def _used(parameters: Sequence[str], expressions: Iterable[sympy.Expr]) -> list[str]:
    symbols = set().union(*(expression.free_symbols for expression in expressions))
    return [name for name in parameters if sympy.Symbol(name) in symbols]


def _head(title, variables, vector, parameters, functions, with_math) -> str:
    imports = "import math\n\n" if with_math else ""
    if functions:
        imports += f"from simlab.lanes import {', '.join(sorted(functions))}\n"
    listed = ", ".join(f'"{name}"' for name in variables)
    coordinates = f'f"x{{i}}" for i in range({len(variables)})' if vector else listed
    entries = "".join(f'\n    "{name}": Parameter("parameter of the formula"),' for name in parameters)
    return _HEAD.format(
        title=title,
        imports=imports,
        dimension=len(variables),
        coordinates=coordinates,
        parameters=entries + "\n" if entries else "",
    )


def _title(formula: str | Sequence[str], variables: Sequence[str]) -> str:
    """The module's docstring: the formula itself; it has neither quotes nor backslashes."""
    flat = [" ".join(part.split()) for part in ([formula] if isinstance(formula, str) else formula)]
    right = flat[0] if isinstance(formula, str) else f"1/2 sum of squares of: {'; '.join(flat)}"
    text = f'"""f({", ".join(variables)}) = {right}.'
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
