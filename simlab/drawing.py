"""The figures of a scenario from its results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import xarray as xr

from simlab.errors import SimlabError
from simlab.plan.curvature import loss_at
from simlab.plan.variants import Variant
from simlab.scenario import Scenario

if TYPE_CHECKING:  # at run time on demand: it imports Matplotlib
    from simlab.plots._render import Rendered


def draw(
    scenario: Scenario, variants: Sequence[Variant], results: xr.Dataset, folder: Path
) -> tuple[list[Rendered], list[str]]:
    """Every figure of ``scenario`` into ``folder``, from the results alone: ``(pictures, faults)``.

    A figure that asks for what the results do not have is a fault in words; it costs neither the other
    figures nor the verdicts.
    """
    if not scenario.figures:
        return [], []
    from simlab import plots
    from simlab.plots import PlotOptions
    from simlab.plots._evaluate import evaluator

    known = {variant.label: variant for variant in variants}

    def surface(points: np.ndarray, label: str) -> np.ndarray:
        """The losses [n] of a variant's problem at ``points`` [dimension, n], for contours."""
        variant = known[label]
        value, _ = variant.program.surface_functions()
        return loss_at(value, points, variant.section("problem"))

    evaluate = evaluator(results)
    pictures, faults = [], []
    for figure in cast(tuple[PlotOptions, ...], scenario.figures):
        try:
            drawn = plots.render(results, [figure], folder, surface=surface, evaluate=evaluate)
        except (SimlabError, KeyError, ValueError) as error:
            text = str(error).partition("\n")[0]
            named = text.startswith(f"figure '{figure.file_name}'")
            faults.append(text if named else f"figure '{figure.file_name}': {text}")
        else:
            pictures += drawn
    return pictures, faults
