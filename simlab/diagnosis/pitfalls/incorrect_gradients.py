"""Incorrect gradients: what the optimizer is given is not the slope of the loss.

Statistic
    That of the observer gradient_error, of the gradient that the optimizer is given: the largest difference
    from central differences of the loss, relative to the largest slope. Below 1e-7 where the gradient of a
    smooth loss is right, above 1e-2 where it is wrong. A single random direction can miss an error that the
    whole vector shows.
Reference
    Lecture 4, section 4.1.
"""

from __future__ import annotations

from simlab import registry

PROBLEM = "incorrect gradients"
WORKAROUND = "compare with finite differences and mend the gradient, or use automatic differentiation"
NEEDS = ("gradient_error",)
EXPLAINED_BY = ("bad_batch_values",)
WRONG = 1e-2


def evidence(symptoms) -> str | None:
    """The relative error, if it is beyond anything that rounding does."""
    error = symptoms.gradient_error
    if not error > WRONG:
        return None
    return f"the gradient differs from central differences of the loss by {error:.2g}, relative (right: 1e-7)"


def cure(symptoms) -> dict:
    """The gradient without its deliberate errors, which are what a scenario can take back."""
    links = symptoms.table.get("gradient", ())
    right = [link for link in links if not is_deliberate_error(link["kind"])]
    return {f"optimizer.{symptoms.optimizer}.gradient": right} if len(right) < len(links) else {}


def is_deliberate_error(kind: str) -> bool:
    """Whether a modification of the gradient is there to be found."""
    return getattr(registry.load("gradients", kind), "DELIBERATE_ERROR", False)
