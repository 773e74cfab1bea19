"""Text to a checked tree: Python's own parser reads it, a whitelist decides; nothing is ever executed."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from simlab.expressions.check import MAX_DEPTH, check
from simlab.expressions.errors import ExpressionError
from simlab.expressions.grammar import Grammar

MAX_LENGTH = 2000  # characters

_CLOSING = {")": "(", "]": "[", "}": "{"}
_STATEMENT = re.compile(
    r"\s*(import|from|def|class|for|while|with|del|return|raise|assert|try|global|pass|async|exec)\b"
)
_MISSING_PRODUCT = re.compile(r"(?<![\w.])(\d+\.?\d*)([A-Za-z_]\w*)")
_LONE_EQUALS = re.compile(r"(?<![=<>!:])=(?!=)")


@dataclass(frozen=True)
class Expression:
    """A text that obeys a grammar: its whitelisted tree and the names it uses (functions not counted)."""

    text: str
    tree: ast.expr
    names: frozenset[str]


def parse(text: str, grammar: Grammar, terms: bool = False) -> Expression:
    """The checked tree of ``text``; with ``terms`` it may be ``term for i in range(...)``.

    Raises
    ------
    ExpressionError
        If the text is not one expression of ``grammar`` or exceeds the limits on length, depth and size;
        the message names the column and, for an unknown name, the nearest known one.
    """
    flat = _flat(text)
    _check_brackets(flat)
    bracket = "(" if terms else ""  # a series of terms needs them
    margin = len(flat) - len(flat.lstrip()) - len(bracket)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's remarks on style are not for this language
            tree = ast.parse(bracket + flat.strip() + bracket.replace("(", ")"), mode="eval").body
    except SyntaxError as error:
        raise _syntax_error(flat, margin + (error.offset or 1)) from None
    except (ValueError, MemoryError, RecursionError):
        raise ExpressionError("cannot be read as a formula", 1) from None
    for node in ast.walk(tree):
        if hasattr(node, "col_offset"):
            node.col_offset = max(0, node.col_offset + margin)
    return Expression(text, tree, check(tree, grammar, terms))


def _flat(text: str) -> str:
    """``text`` on one line, in the alphabet of the language, so that columns are positions."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"has {len(text)} characters, at most {MAX_LENGTH} are allowed")
    flat = re.sub(r"[\t\r\n]", " ", text)
    if not flat.strip():
        raise ExpressionError("is empty")
    for position, character in enumerate(flat):
        if not " " <= character <= "~" or character in "\\#":
            raise ExpressionError(f"character {character!a} is not allowed", position + 1)
    return flat


def _check_brackets(text: str) -> None:
    opened: list[tuple[str, int]] = []
    quote = ""
    for position, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in _CLOSING.values():
            opened.append((character, position + 1))
            if len(opened) > MAX_DEPTH:
                raise ExpressionError(f"is nested more than {MAX_DEPTH} levels deep", position + 1)
        elif character in _CLOSING and (not opened or opened.pop()[0] != _CLOSING[character]):
            raise ExpressionError(f"'{character}' closes nothing", position + 1)
    if quote:
        raise ExpressionError("a quoted text is never closed")
    if opened:
        raise ExpressionError(f"'{opened[-1][0]}' is never closed", opened[-1][1])


def _syntax_error(text: str, column: int) -> ExpressionError:
    """The likely slip, in words that do not depend on Python's version."""
    if statement := _STATEMENT.match(text):
        word = statement[1]
        return ExpressionError(f"'{word}' is a statement; one formula is expected", statement.start(1) + 1)
    if product := _MISSING_PRODUCT.search(text):
        number, name = product.groups()
        return ExpressionError(f"write {number}*{name}, not {number}{name}", product.start() + 1)
    if equals := _LONE_EQUALS.search(text):
        return ExpressionError("'=' assigns; write == to compare", equals.start() + 1)
    if text.rstrip()[-1] in "+-*/<>=,.":
        return ExpressionError("ends too early", len(text.rstrip()))
    return ExpressionError("cannot be read as a formula", min(column, len(text)))
