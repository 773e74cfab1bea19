"""What is wrong with claims before anything runs."""

from __future__ import annotations

from collections.abc import Iterable

from simlab.expressions.errors import ExpressionError
from simlab.statistics._errors import ClaimError
from simlab.verdicts.language import Formula

_KEYS = ("statistic", "equals", "at_least", "at_most")


def claim_complaints(claims: Iterable) -> list[tuple[str, str, str]]:
    """``(claim id, key, message)`` for every formula that the language of claims does not have.

    Statistics, laws and the number of their arguments are checked; whether a quantity is recorded and a
    setting exists is known only with the results.
    """
    found = []
    for claim in claims:
        formulas = [(key, getattr(claim, key)) for key in _KEYS]
        formulas += [("between", end) for end in claim.between or ()]
        for key, text in formulas:
            if isinstance(text, str):
                try:
                    Formula.read(text)
                except (ClaimError, ExpressionError) as trouble:
                    found.append((claim.id, key, str(trouble)))
    return found
