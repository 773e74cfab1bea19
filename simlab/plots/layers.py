"""A quantity of every layer against the layer, one curve a variant, with quantile bands over replicates."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._along import along_words, draw_along
from simlab.plots._common import Band, Interval, Line, PlotOptions
from simlab.plots._curve_axes import reference_line, scale_axes
from simlab.plots._legend import top_legend
from simlab.plots._palette import COLOURS
from simlab.plots._recorded import at_step
from simlab.plots._select import axis_title, chosen, colour_places, labels_of


class Options(PlotOptions):
    """Options of a ``layers`` figure."""

    plot: Literal["layers"] = "layers"
    y: str = Field(default="slope_norm", description="recorded quantity of every layer, such as slope_norm")
    step: int | None = Field(
        default=None, ge=0, description="recorded step that is drawn; by default the last"
    )
    center: Literal["median", "mean"] = Field(default="median", description="curve over the replicates")
    band: Band = Field(
        default=[0.1, 0.9], description="quantiles over replicates that bound the band; empty for none"
    )
    log_x: bool = Field(default=False, description="logarithmic axis of the layers")
    log_y: bool = Field(default=False, description="logarithmic axis of the quantity")
    start_at_zero: bool = Field(default=False, description="let the axis of the quantity begin at zero")
    x_range: Interval | None = Field(default=None, description="first and last layer shown")
    y_range: Interval | None = Field(default=None, description="lowest and highest value shown")
    lines: list[Line] = Field(default=[], description="reference lines; expressions may use layer")


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw on ``figure`` and say what was drawn; a variant of fewer layers has a shorter curve."""
    places = chosen(dataset, options)
    if len(places) > len(COLOURS):
        raise UsageError(
            f"figure '{options.file_name}': at most {len(COLOURS)} curves; choose with variants or at"
        )
    variable, step = at_step(dataset, options.y, options.step, options, "layer")
    layers = dataset["layer"].values.astype(float)
    values = variable.transpose("variant", "replicate", "layer").values[places].astype(float)
    axes = figure.add_subplot()
    looks = [*zip(colour_places(dataset, places), labels_of(dataset, places), strict=True)]
    scale_axes(axes, options)
    draw_along(axes, layers, values, looks, options)
    for index, line in enumerate(options.lines):
        reference_line(axes, line, index, layers, "layer", evaluate, options)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel("Layer, the outputs last")
    axes.set_ylabel(axis_title(variable))
    handles, labels = axes.get_legend_handles_labels()
    if len(handles) > 1:
        top_legend(figure, handles, labels)
    return along_words(
        f"{variable.attrs['long_name']} of each layer at step {step:,}", values.shape[1], options
    )
