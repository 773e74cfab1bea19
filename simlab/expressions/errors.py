"""What is wrong with an expression, and where in its text."""

from __future__ import annotations

from simlab.errors import SimlabError


class ExpressionError(SimlabError):
    """An expression breaks the language, or has no value; ``column`` counts from 1."""

    exit_code = 2

    def __init__(self, message: str, column: int | None = None) -> None:
        self.message, self.column = message, column
        super().__init__(message if column is None else f"column {column}: {message}")
