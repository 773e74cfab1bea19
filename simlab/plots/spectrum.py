"""The eigenvalues of the Hessian in their order, one curve a variant and step, with bands over replicates."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._along import along_words, draw_along
from simlab.plots._common import Band, Interval, PlotOptions
from simlab.plots._curve_axes import scale_axes
from simlab.plots._legend import top_legend
from simlab.plots._palette import COLOURS
from simlab.plots._recorded import at_step
from simlab.plots._select import chosen, labels_of
from simlab.plots._ticks import signed_log_ticks

_DECADES = 6  # of the logarithmic parts of the axis, above and below zero


class Options(PlotOptions):
    """Options of a ``spectrum`` figure; needs ``hessian_spectrum`` in [record]."""

    plot: Literal["spectrum"] = "spectrum"
    steps: list[int] = Field(
        default=[], max_length=8, description="recorded steps, one curve each; by default the last"
    )
    center: Literal["median", "mean"] = Field(default="median", description="curve over the replicates")
    band: Band = Field(
        default=[0.1, 0.9], description="quantiles over replicates that bound the band; empty for none"
    )
    log: bool = Field(
        default=True, description="logarithmic above and below zero, with a linear part six decades down"
    )
    log_x: bool = Field(default=False, description="logarithmic axis of the numbers")
    log_y: Literal[False] = Field(
        default=False, description="no effect: eigenvalues may be negative; see log"
    )
    start_at_zero: bool = Field(default=False, description="let the axis of the eigenvalues begin at zero")
    x_range: Interval | None = Field(default=None, description="first and last eigenvalue shown")
    y_range: Interval | None = Field(default=None, description="lowest and highest value shown")


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw on ``figure`` and say what was drawn."""
    places = chosen(dataset, options)
    steps: list[int | None] = [*options.steps] if options.steps else [None]
    if len(places) * len(steps) > len(COLOURS):
        raise UsageError(
            f"figure '{options.file_name}': at most {len(COLOURS)} curves; choose with variants, at or steps"
        )
    values, labels = [], []
    for place, name in zip(places, labels_of(dataset, places), strict=True):
        for step in steps:
            variable, when = at_step(dataset, "hessian_spectrum", step, options, "eigenvalue")
            values.append(
                variable.transpose("variant", "replicate", "eigenvalue").values[place].astype(float)
            )
            parts = [name] if len(places) > 1 else []
            labels.append(", ".join([*parts, f"step {when:,}"]))
    axes = figure.add_subplot()
    scale_axes(axes, options)
    draw_along(axes, dataset["eigenvalue"].values.astype(float), values, [*enumerate(labels)], options)
    if options.log:
        reach = max(float(np.nanmax(np.abs(one), initial=0.0)) for one in values) or 1.0
        axes.set_yscale("symlog", linthresh=reach * 10.0**-_DECADES)
        low, high = axes.get_ylim()
        ticks = {at: text for at, text in signed_log_ticks(reach, _DECADES).items() if low <= at <= high}
        axes.set_yticks(list(ticks), labels=list(ticks.values()))
    axes.axhline(0.0, color="#CFCFCF", linewidth=1.0, zorder=1)
    axes.set_xlabel("Number of the eigenvalue, the smallest first")
    axes.set_ylabel("Eigenvalue of the Hessian")
    handles, names = axes.get_legend_handles_labels()
    if len(handles) > 1:
        top_legend(figure, handles, names)
    return along_words("eigenvalues of the Hessian in their order", values[0].shape[0], options)
