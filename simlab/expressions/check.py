"""The whitelist: walks a tree once and refuses whatever the language does not have, with a reason."""

from __future__ import annotations

import ast
import math

from simlab.errors import nearest
from simlab.expressions import series
from simlab.expressions.errors import ExpressionError
from simlab.expressions.grammar import CONSTANTS, SERIES, Grammar

MAX_DEPTH = 50
MAX_NODES = 500
MAX_EXPONENT = 64

NUMBER, CONDITION, TEXT, ANY = "a number", "a condition", "a text", "anything"

_FORBIDDEN = {
    ast.Lambda: "'lambda' is not allowed",
    ast.ListComp: "comprehensions are not allowed",
    ast.SetComp: "comprehensions are not allowed",
    ast.DictComp: "comprehensions are not allowed",
    ast.GeneratorExp: "comprehensions are not allowed",
    ast.JoinedStr: "f-strings are not allowed",
    ast.NamedExpr: "':=' is not allowed",
    ast.Starred: "'*' arguments are not allowed",
    ast.Await: "'await' is not allowed",
    ast.Yield: "'yield' is not allowed",
    ast.YieldFrom: "'yield' is not allowed",
    ast.List: "lists are not allowed",
    ast.Tuple: "tuples are not allowed here",
    ast.Set: "sets are not allowed",
    ast.Dict: "dictionaries are not allowed",
    ast.Slice: "slices are not allowed",
}
_OPERATORS = {
    ast.BitXor: "'^' is not a power; write **",
    ast.Mod: "'%' is not allowed",
    ast.FloorDiv: "'//' is not allowed",
    ast.MatMult: "'@' is not allowed",
    ast.BitAnd: "'&' is not allowed; write and",
    ast.BitOr: "'|' is not allowed; write or",
    ast.LShift: "'<<' is not allowed",
    ast.RShift: "'>>' is not allowed",
}
_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


def check(tree: ast.expr, grammar: Grammar, terms: bool = False) -> frozenset[str]:
    """The names that ``tree`` uses, if every node of it is allowed.

    With ``terms`` it may also be ``term for i in range(...)``.

    Raises
    ------
    ExpressionError
        At the first node that is not.
    """
    checker = Checker(grammar)
    if terms and grammar.vector and isinstance(tree, ast.GeneratorExp):
        series.check_terms(checker, tree, 2)
        return frozenset(checker.names)
    kind = checker.kind(tree, 1)
    if kind == TEXT or (kind == CONDITION and grammar.numeric):
        raise checker.error(f"is {kind}; a number is expected", tree)
    return frozenset(checker.names)


def called(node: ast.Call) -> str:
    """The plain name that ``node`` calls; empty if it calls a law."""
    return node.func.id if isinstance(node.func, ast.Name) else ""


def left_spine(node: ast.BinOp) -> tuple[ast.expr, list[ast.BinOp]]:
    """The leftmost operand of a chain such as a + b - c, and its operations in the order they are done.

    Walking a chain this way keeps a sum of many terms from counting, and recursing, as deep nesting.
    """
    operations: list[ast.BinOp] = []
    first: ast.expr = node
    while isinstance(first, ast.BinOp):
        operations.append(first)
        first = first.left
    return first, operations[::-1]


class Checker:
    """Finds the kind of every node (number, condition, text, anything) on one walk.

    ``loops`` are the names that run over a range at the node, ``counting`` says that only they, ``dimension``
    and literals may stand there: in an index and in the ends of a range.
    """

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.names: set[str] = set()
        self.nodes = 0
        self.loops: list[str] = []
        self.counting = False

    def error(self, message: str, node: ast.AST) -> ExpressionError:
        """What is wrong with ``node``, and where it stands."""
        return ExpressionError(message, getattr(node, "col_offset", 0) + 1)

    def kind(self, node: ast.expr, depth: int) -> str:
        """Number, condition, text or anything."""
        self.count(node)
        if depth > MAX_DEPTH:
            raise self.error(f"is nested more than {MAX_DEPTH} levels deep", node)
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None or type(node) in _FORBIDDEN:
            raise self.error(_FORBIDDEN.get(type(node), "this form is not allowed"), node)
        return method(node, depth + 1)

    def count(self, node: ast.AST) -> None:
        """One part more."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise self.error(f"has more than {MAX_NODES} parts", node)

    def need(self, wanted: str, node: ast.expr, depth: int) -> None:
        """Check ``node``, which must be of the kind ``wanted``."""
        kind = self.kind(node, depth)
        if kind not in (wanted, ANY):
            raise self.error(f"is {kind}; {wanted} is expected", node)

    def _constant(self, node: ast.Constant, depth: int) -> str:
        value = node.value
        if isinstance(value, str):
            if not self.grammar.allow_strings:
                raise self.error("quoted text is not allowed here", node)
            return TEXT
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.error(f"{ast.unparse(node)} is not a number", node)
        if not _fits(value):
            raise self.error("the number is too large", node)
        return NUMBER

    def _name(self, node: ast.Name, depth: int) -> str:
        grammar, name = self.grammar, node.id
        self._refuse_dunder(name, node)
        if series.is_counter(self, name):
            return NUMBER
        if self.counting or name == grammar.vector:
            raise series.misplaced(self, node)
        if grammar.names is None or name in grammar.names:
            self.names.add(name)
        elif name in CONSTANTS:
            return NUMBER
        elif name in grammar.unavailable:
            raise self.error(f"'{name}' {grammar.unavailable[name]}", node)
        elif name in grammar.functions:
            raise self.error(f"'{name}' is a function; write {name}(...)", node)
        else:
            raise self.error(f"unknown name '{name}'{nearest(name, grammar.known())}", node)
        return ANY if grammar.allow_subscripts else NUMBER

    def _unaryop(self, node: ast.UnaryOp, depth: int) -> str:
        if isinstance(node.op, ast.Invert):
            raise self.error("'~' is not allowed; write not", node)
        wanted = CONDITION if isinstance(node.op, ast.Not) else NUMBER
        self.need(wanted, node.operand, depth)
        return wanted

    def _binop(self, node: ast.BinOp, depth: int) -> str:
        first, operations = left_spine(node)
        self.need(NUMBER, first, depth)
        for operation in operations:
            self.count(operation)
            if type(operation.op) in _OPERATORS:
                raise self.error(_OPERATORS[type(operation.op)], operation)
            self.need(NUMBER, operation.right, depth)
            if isinstance(operation.op, ast.Pow):
                self._exponent(operation.right)
        return NUMBER

    def _exponent(self, node: ast.expr) -> None:
        if any(isinstance(part, ast.BinOp) and isinstance(part.op, ast.Pow) for part in ast.walk(node)):
            raise self.error("a power in an exponent is not allowed", node)
        value = _constant_value(node)
        if value is not None and abs(value) > MAX_EXPONENT:
            raise self.error(f"an exponent must lie between -{MAX_EXPONENT} and {MAX_EXPONENT}", node)

    def _compare(self, node: ast.Compare, depth: int) -> str:
        for operator in node.ops:
            if not isinstance(operator, _COMPARISONS):
                raise self.error("'in' and 'is' are not allowed; write ==", node)
        kinds = {self.kind(side, depth) for side in (node.left, *node.comparators)} - {ANY}
        if len(kinds) > 1 or CONDITION in kinds:
            raise self.error("only numbers with numbers, or texts with texts, can be compared", node)
        return CONDITION

    def _boolop(self, node: ast.BoolOp, depth: int) -> str:
        for value in node.values:
            self.need(CONDITION, value, depth)
        return CONDITION

    def _ifexp(self, node: ast.IfExp, depth: int) -> str:
        if not self.grammar.allow_conditionals:
            raise self.error("'if' is not allowed here", node)
        self.need(CONDITION, node.test, depth)
        self.need(NUMBER, node.body, depth)
        self.need(NUMBER, node.orelse, depth)
        return NUMBER

    def _attribute(self, node: ast.Attribute, depth: int) -> str:
        self._refuse_dunder(node.attr, node)
        if isinstance(node.value, ast.Name) and node.value.id == "law" and self.grammar.laws:
            raise self.error(f"write law.{node.attr}(...)", node)
        raise self.error(f"'.{node.attr}' is not allowed", node)

    def _subscript(self, node: ast.Subscript, depth: int) -> str:
        if self.grammar.vector:
            return series.check_coordinate(self, node, depth)
        if not self.grammar.allow_subscripts:
            raise self.error("'[...]' is not allowed here", node)
        if not isinstance(node.value, ast.Name):
            raise self.error("'[...]' may only follow a name", node)
        keys = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        for key in keys:
            if type(key) in _FORBIDDEN:
                raise self.error(_FORBIDDEN[type(key)], key)
            if not isinstance(key, ast.Constant) or type(key.value) not in (str, int):
                raise self.error("a key must be a quoted name or a whole number", key)
        return self.kind(node.value, depth)

    def _call(self, node: ast.Call, depth: int) -> str:
        name, (least, most) = self._callee(node)
        if self.grammar.vector and name in SERIES:
            return series.check_series(self, node, depth)
        for argument in node.args:
            if name in self.grammar.loose:
                self.kind(argument, depth)
            else:
                self.need(NUMBER, argument, depth)
        for keyword in node.keywords:
            if keyword.arg is None:
                raise self.error("'**' arguments are not allowed", keyword)
            if name not in self.grammar.keyword:
                raise self.error(f"{name}() takes no arguments by name", keyword)
            self.kind(keyword.value, depth)
        given = len(node.args) + len(node.keywords)
        if not least <= given <= most:
            raise self.error(f"{name}() takes {_count(least, most)}, not {given}", node)
        return ANY if name in self.grammar.loose else NUMBER

    def _callee(self, node: ast.Call) -> tuple[str, tuple[int, int]]:
        grammar, function = self.grammar, node.func
        if isinstance(function, ast.Attribute):
            if not (isinstance(function.value, ast.Name) and function.value.id == "law" and grammar.laws):
                self._attribute(function, 0)
            self._refuse_dunder(function.attr, node)
            if function.attr not in grammar.laws:
                raise self.error(f"unknown law '{function.attr}'{nearest(function.attr, grammar.laws)}", node)
            return f"law.{function.attr}", grammar.laws[function.attr]
        if not isinstance(function, ast.Name):
            raise self.error("only a function's name can be called; write * to multiply", node)
        name = function.id
        self._refuse_dunder(name, node)
        if name in grammar.functions:
            return name, grammar.functions[name]
        if name in CONSTANTS or name in (grammar.names or ()):
            raise self.error(f"'{name}' is not a function; write {name}*(...) to multiply", node)
        raise self.error(f"unknown function '{name}'{nearest(name, grammar.functions)}", node)

    def _refuse_dunder(self, name: str, node: ast.AST) -> None:
        if name.startswith("__"):
            raise self.error(f"'{name}': names that begin with '__' are not allowed", node)


def _fits(value: float) -> bool:
    try:
        return math.isfinite(float(value)) and abs(value) <= 1e308
    except OverflowError:
        return False


def _constant_value(node: ast.expr) -> float | None:
    """The value of a literal with its signs, or ``None``."""
    if isinstance(node, ast.UnaryOp):
        return _constant_value(node.operand)
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return float(node.value)
    return None


def _count(least: int, most: int) -> str:
    if least == most:
        return f"{least} argument" + ("s" if least != 1 else "")
    return f"{least} to {most} arguments"
