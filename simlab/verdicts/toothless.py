"""Claims that a control should have refuted, and did not."""

from __future__ import annotations

from collections.abc import Iterable

from simlab.verdicts.verdict import REFUTED, Verdict


def toothless_claims(control, verdicts: Iterable[Verdict]) -> list[str]:
    """The ids that ``control.refutes`` names but ``verdicts``, those of the control's run, do not refute.

    A claim that comes out inconclusive, or cannot be measured once its cause is removed, was not refuted
    either. Neither was one that has no verdict.
    """
    refuted = {verdict.id for verdict in verdicts if verdict.verdict == REFUTED}
    return [claim for claim in control.refutes if claim not in refuted]
