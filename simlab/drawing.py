"""The figures of a scenario from its results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from simlab.plan.curvature import loss_at
from simlab.plan.variants import Variant
from simlab.scenario import Scenario


def draw(scenario: Scenario, variants: Sequence[Variant], results: xr.Dataset, folder: Path) -> list[Path]:
    """Every figure of ``scenario`` into ``folder``, from the results alone."""
    if not scenario.figures:
        return []
    from simlab import plots
    from simlab.plots._evaluate import evaluator

    known = {variant.label: variant for variant in variants}

    def surface(points: np.ndarray, label: str) -> np.ndarray:
        """The losses [n] of a variant's problem at ``points`` [dimension, n], for contours."""
        variant = known[label]
        value, _ = variant.program.surface_functions()
        return loss_at(value, points, variant.section("problem"))

    drawn = plots.render(results, scenario.figures, folder, surface=surface, evaluate=evaluator(results))
    return [path for figure in drawn for path in figure.paths]
