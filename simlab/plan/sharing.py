"""Which numbers are the same in all lanes of a program, so that one register serves them all.

Those of the optimizer, of its schedule and of its gradient chain are left per lane: they are what sweeps and
controls change, and a kernel should not depend on whether two of them happen to agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simlab.kernels.layout import layout
from simlab.kernels.program import Program
from simlab.plan.variants import Variant

PER_LANE = ("optimizer_", "schedule_", "warm_up_", "gradient_")


def share(variants: Sequence[Variant]) -> tuple[Variant, ...]:
    """The same variants, whose programs say what all variants of a program have in common."""
    groups: dict[Program, list[Variant]] = {}
    for variant in variants:
        groups.setdefault(variant.program, []).append(variant)
    programs = {
        program: replace(program, shared=_common(program, group)) for program, group in groups.items()
    }
    return tuple(replace(variant, program=programs[variant.program]) for variant in variants)


def _common(program: Program, variants: Sequence[Variant]) -> tuple[str, ...]:
    candidates = [name for name in layout(program).numbers if not name.startswith(PER_LANE)]
    return tuple(name for name in candidates if _agree(name, variants))


def _agree(name: str, variants: Sequence[Variant]) -> bool:
    if name == "optima":
        return all(variant.optima == variants[0].optima for variant in variants)
    first = np.asarray(variants[0].numbers[name])
    return all(np.array_equal(first, variant.numbers[name]) for variant in variants)
