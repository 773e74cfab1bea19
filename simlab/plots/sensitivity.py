"""How much tuning matters: the result against the learning rate, with every optimizer's good region."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from simlab.errors import UsageError
from simlab.plots._common import Band, Interval
from simlab.plots._measure import MeasureOptions
from simlab.plots._palette import COLOURS
from simlab.plots._select import axis_names, axis_title, chosen, number, plain
from simlab.plots._tuning import Tuned, tuned
from simlab.plots._tuning_curves import draw_overlay, draw_panels
from simlab.plots._tuning_table import as_csv, draw_rows

_MOST = 24  # optimizers


class Options(MeasureOptions):
    """Options of a ``sensitivity`` figure; without a measure it shows the final loss."""

    plot: Literal["sensitivity"] = "sensitivity"
    width: float = Field(default=12.8, ge=2, le=30, description="width of the figure (inches)")
    height: float = Field(default=6.2, ge=2, le=30, description="height of the figure (inches)")
    x: str = Field(default="", description="swept parameter along x; learning_rate, or else the first axis")
    best: bool = Field(default=False, description="the smallest record of the quantity, not the last")
    hit: str = Field(default="", description="name of a hit whose steps the table gives")
    good: Literal["factor", "hit"] = Field(
        default="factor",
        description="good settings: within a factor of the optimizer's best, or those that reach the hit",
    )
    within: float = Field(default=10.0, ge=1, description="that factor")
    floor: float = Field(default=0.0, ge=0, description="smaller values are as good as this one")
    band: Band = Field(default=[0.1, 0.9], description="quantiles that bound the bands; empty for none")
    sort: Literal["best", "width", "file"] = Field(default="best", description="order of the rows")
    panels: bool | None = Field(
        default=None, description="one panel an optimizer; where there are more than colours, if not given"
    )
    y_range: Interval | None = Field(default=None, description="lowest and highest value shown")

    @model_validator(mode="after")
    def _hit_to_reach(self):
        if self.good == "hit" and not self.hit:
            raise ValueError('good = "hit" needs hit, the name of one')
        if self.best and (self.statistic or self.quantity.startswith("hit_")):
            raise ValueError("best is for a recorded quantity")
        return self


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw curves and, beside them, a row per optimizer on ``figure``, and say what was drawn.

    A trajectory that diverged counts as infinite. A row shows the good region as a bar and the best setting
    as a mark, over the same sweep, and gives both in numbers.
    """
    options = _measured(options)
    axis, found, label = _found(dataset, options, evaluate)
    if len(found) > _MOST:
        raise UsageError(f"figure '{options.file_name}': at most {_MOST} optimizers; choose with variants")
    panels = len(found) > len(COLOURS) if options.panels is None else options.panels
    grid = figure.add_gridspec(1, 2, width_ratios=(2.8, 1) if panels else (1.5, 1))
    order = [int(name) for name in _order(dataset, found)]
    colours = [0 if panels else place for place in order]
    title = axis_title(dataset[axis])
    size = _start(dataset, options)
    if panels:
        draw_panels(figure, grid[0], found, (title, label), size, options)
    else:
        draw_overlay(figure, grid[0], found, colours, (title, label), size, options)
    draw_rows(figure, grid[1], found, colours, title, options)
    return _sentence(found, label, dataset.sizes["replicate"], options)


def table(dataset, options: Options, evaluate=None) -> str:
    """The rows of the figure as comma-separated values, one line an optimizer, numbers in full."""
    options = _measured(options)
    axis, found, _ = _found(dataset, options, evaluate)
    return as_csv(found, axis, options)


def _measured(options: Options) -> Options:
    """The options with the measure that stands for none, or for the best record, written out."""
    if options.status:
        raise UsageError(f"figure '{options.file_name}': a status has no best value; see 'sweep_curve'")
    quantity = options.quantity or ("" if options.statistic else "loss")
    if not options.best:
        return options.model_copy(update={"quantity": quantity})
    label = options.label or f"Best {plain(quantity)}"
    return options.model_copy(update={"quantity": "", "statistic": f"minimum({quantity})", "label": label})


def _found(dataset, options: Options, evaluate) -> tuple[str, list[Tuned], str]:
    names = [name for name in axis_names(dataset) if name not in options.at]
    if not options.x and not names:
        raise UsageError(f"figure '{options.file_name}': the run has no sweep axis")
    axis = options.x or ("learning_rate" if "learning_rate" in names else names[0])
    found, measured = tuned(dataset, options, axis, chosen(dataset, options), evaluate)
    keys = {
        "best": lambda one: float("inf") if one.best is None else one.center[one.best],
        "width": lambda one: -one.width,
        "file": lambda one: 0.0,
    }
    return axis, sorted(found, key=keys[options.sort]), measured.label


def _order(dataset, found: list[Tuned]) -> list[int]:
    """Place of each optimizer in the file, which decides its colour."""
    names = list(dict.fromkeys(dataset["optimizer"].values.tolist()))
    places = [names.index(one.optimizer) for one in found]
    if max(places) < len(COLOURS):
        return places
    return [sorted(places).index(place) for place in places]


def _start(dataset, options: Options) -> float:
    """The largest value of the quantity at the start; 0 if it was not recorded there."""
    name = options.quantity or "loss"
    if name not in dataset.data_vars or "step" not in dataset[name].dims or int(dataset["step"][0]) != 0:
        return 0.0
    return float(dataset[name].isel(step=0).max())


def _sentence(found: list[Tuned], label: str, replicates: int, options: Options) -> str:
    what = label[:1].lower() + label[1:]
    text = what if replicates == 1 else f"{options.center} over replicates of the {what}"
    if replicates > 1 and options.band:
        low, high = (100 * level for level in options.band)
        text += f", band from the {low:g} % to the {high:g} % quantile"
    if any((one.lost > 0).any() for one in found):
        text += "; crosses: settings at which replicates diverge, small ones where fewer than half do"
    if any((np.isinf(one.center) & (one.lost == 0)).any() for one in found):
        text += "; triangles: settings that do not arrive"
    text += "; large marks: the best setting of each optimizer; bars: its settings "
    if options.good == "hit":
        text += f"at which half of the replicates or more reach '{plain(options.hit)}'"
    else:
        text += f"within a factor of {options.within:g} of its best"
        text += f" or below {number(options.floor)}" if options.floor else ""
    text += ", up to half-way to the next setting"
    if any(one.open_ended or one.best_at_end for one in found):
        text += " (≤, ≥: at an end of the sweep, which does not show what lies beyond)"
    return text
