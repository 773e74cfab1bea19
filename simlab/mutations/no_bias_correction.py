"""The moving averages of the moments are not corrected for their start at zero."""

from __future__ import annotations

import re
from inspect import getsource

RULE = "The moments are corrected for the bias of their start"
BREAKS = "optimizers"
_CORRECTION = re.compile(r"(c[12]) = 1\.0 - (beta[12]_power\[0\])")


def subject(program) -> str | None:
    """The optimizer, if it corrects a bias."""
    return program.optimizer if _CORRECTION.search(getsource(program.step_function())) else None


def mutate(text: str) -> str:
    """Both divisors are one."""
    return _CORRECTION.sub(r"\1 = 0.0 * \2 + 1.0", text)
