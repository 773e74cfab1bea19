"""From symptoms to findings: every pitfall is asked, and what another finding explains is left out."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simlab import registry
from simlab.diagnosis.symptoms import Symptoms

HEALTHY = "healthy"


@dataclass(frozen=True)
class Finding:
    """A pitfall, the evidence for it, and what to do.

    ``cure`` are the keys of the scenario that apply the workaround, by path; empty where only a person can.
    """

    pitfall: str
    problem: str
    evidence: str
    workaround: str
    cure: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Diagnosis:
    """What was found in one variant.

    ``findings`` are in the order of causes: none is explained by a later one. ``unexamined`` maps a pitfall
    that could not be judged to the symptoms that were missing. ``fallen`` is the first step at which the loss
    is a thousandth of the first one, if there is one.
    """

    label: str
    findings: tuple[Finding, ...]
    unexamined: Mapping[str, tuple[str, ...]]
    first_loss: float
    last_loss: float
    fallen: int | None = None

    @property
    def name(self) -> str:
        """The first finding, or "healthy"."""
        return self.findings[0].pitfall if self.findings else HEALTHY


def examine(symptoms: Symptoms) -> Diagnosis:
    """Ask every pitfall about one variant."""
    found: dict[str, Finding] = {}
    unexamined: dict[str, tuple[str, ...]] = {}
    for name in registry.names("pitfalls"):
        module = registry.load("pitfalls", name)
        if getattr(module, "OF_NETWORKS", False) and not symptoms.network:
            continue
        missing = tuple(need for need in module.NEEDS if not symptoms.has(need))
        if missing:
            unexamined[name] = missing
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # NaN is what a run may have come to
            evidence = module.evidence(symptoms)
        if evidence is not None:
            cure = dict(module.cure(symptoms))
            found[name] = Finding(name, module.PROBLEM, evidence, module.WORKAROUND, cure)
    first, last = float(symptoms.curve[0]), float(symptoms.curve[-1])
    return Diagnosis(symptoms.label, _causes(found), unexamined, first, last, symptoms.fallen)


def _causes(found: Mapping[str, Finding]) -> tuple[Finding, ...]:
    """The findings that no other one explains."""
    explained = {name: {*registry.load("pitfalls", name).EXPLAINED_BY} & {*found} for name in found}
    return tuple(found[name] for name in found if not explained[name])
