"""Histograms of the activations, layer by layer: the darker, the more of them lie there."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._colour_bar import add_bar
from simlab.plots._common import Interval, PlotOptions
from simlab.plots._plane import close
from simlab.plots._recorded import at_step
from simlab.plots._select import chosen, labels_of

_PANELS = 6
_LEAST = 1e-4  # share per unit of the activation, of the largest, that the colours still tell from none


class Options(PlotOptions):
    """Options of an ``activations`` figure; needs ``activation_histogram`` in [record]."""

    plot: Literal["activations"] = "activations"
    step: int | None = Field(
        default=None, ge=0, description="recorded step that is drawn; by default the last"
    )
    steps: list[int] = Field(
        default=[], max_length=_PANELS, description="recorded steps, one panel each, in place of step"
    )
    x_range: Interval = Field(default=[-1.5, 1.5], description="activations that are shown, at most -5 to 5")
    log_color: bool = Field(default=True, description="colours by the logarithm of the density")


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw one panel for every variant and step, and say what was drawn."""
    places = chosen(dataset, options)
    steps: list[int | None] = [*options.steps] if options.steps else [options.step]
    wanted = [(place, step) for place in places for step in steps]
    if len(wanted) > _PANELS:
        raise UsageError(
            f"figure '{options.file_name}': at most {_PANELS} panels; choose with variants, at or steps"
        )
    low, high = (
        (dataset[f"activation_{end}"].values for end in ("low", "high")) if _bins(dataset) else ([], [])
    )
    shown = [_density(dataset, options, place, step, low, high) for place, step in wanted]
    inside = np.isfinite(low) & np.isfinite(high)
    edges = np.append(low[inside], high[inside][-1])
    top = max(float(density[np.isfinite(density)].max(initial=0.0)) for density, _ in shown)
    if top == 0.0:
        raise UsageError(f"figure '{options.file_name}': no activation is finite")
    bottom = _LEAST * top if options.log_color else 0.0
    panels = figure.subplots(1, len(wanted), squeeze=False, sharex=True, sharey=True)[0]
    names = np.repeat(labels_of(dataset, places), len(steps))
    scale = {"cmap": "Blues", "norm": "log" if options.log_color else "linear", "vmin": bottom, "vmax": top}
    for axes, (density, step), name in zip(panels, shown, names, strict=True):
        layers = np.arange(0.5, len(density) + 1.0)
        cells = np.ma.masked_invalid(np.maximum(density[:, inside], bottom))
        source = axes.pcolormesh(edges, layers, cells, rasterized=cells.size > 4000, gid="cells", **scale)
        axes.set_xlim(options.x_range)
        axes.set_ylim(layers[-1], layers[0])
        axes.yaxis.get_major_locator().set_params(integer=True)
        words = [str(name)] if len(places) > 1 else []
        words += [f"step {step:,}"] if len(steps) > 1 else []
        axes.set_title(", ".join(words), fontsize=12)
        axes.set_xlabel("Activation")
        close(axes)
    panels[0].set_ylabel("Layer, the outputs last")
    add_bar(
        figure,
        source,
        list(panels),
        "Share per unit of the activation",
        bottom or 0.0,
        top,
        options.log_color,
    )
    when = "" if len(steps) > 1 else f" at step {shown[0][1]:,}"
    return f"distribution of the activations of every layer over units, examples and replicates{when}"


def _bins(dataset) -> bool:
    return "activation_low" in dataset.coords


def _density(dataset, options: Options, place: int, step: int | None, low, high) -> tuple[np.ndarray, int]:
    """Share over width of each bin [layer, bin], the mean over replicates, and the step."""
    variable, when = at_step(dataset, "activation_histogram", step, options, "layer")
    share = variable.transpose("variant", "replicate", "layer", "activation_bin").values[place].mean(axis=0)
    known = ~np.isnan(share).all(axis=1)
    with np.errstate(invalid="ignore"):
        return share[known] / (high - low), when
