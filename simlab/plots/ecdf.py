"""Share of the replicates that have arrived by step t: the distribution of hitting times."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError, nearest
from simlab.plots._common import Interval, Line
from simlab.plots._curve_axes import reference_line
from simlab.plots._legend import top_legend
from simlab.plots._measure import MeasureOptions, measure
from simlab.plots._palette import COLOURS, line_look
from simlab.plots._select import chosen, colour_places, labels_of, number, plain

_CORNERS = 2000  # of one staircase in a file
_WIDE = 100.0  # ratio of times from which on a logarithmic axis is better
_APART = 0.055  # texts beside the axes, in heights of them


class Options(MeasureOptions):
    """Options of an ``ecdf`` figure; without a measure it shows the one hit of the run."""

    plot: Literal["ecdf"] = "ecdf"
    hit: str = Field(default="", description="name of the hit whose steps are shown")
    confidence: float = Field(
        default=0.95, ge=0, lt=1, description="of the band around each staircase; 0 for none"
    )
    log_x: bool | None = Field(default=None, description="logarithmic axis of time; found if not given")
    x_range: Interval | None = Field(default=None, description="first and last time shown")
    lines: list[Line] = Field(default=[], description="distribution functions; expressions may use t")


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw one staircase per variant on ``figure`` and say what was drawn.

    F(t) = (number of replicates with T <= t) / n. An infinite T never arrives: the staircase ends on a
    plateau below 1, beside which the share that is missing is written. With n independent replicates the
    whole of the true distribution lies within e = sqrt(ln(2 / (1 - confidence)) / (2 n)) of F with that
    confidence (Dvoretzky, Kiefer and Wolfowitz 1956; the constant is Massart's, 1990, Ann. Probab. 18, 1269).
    """
    places = chosen(dataset, options)
    if len(places) > len(COLOURS):
        raise UsageError(f"figure '{options.file_name}': at most {len(COLOURS)} curves; choose with variants")
    options = _measured(dataset, options)
    measured = measure(dataset, options, places, evaluate)
    if measured.values.shape[1] != dataset.sizes["replicate"]:
        raise UsageError(f"figure '{options.file_name}': the statistic must leave the replicates")
    values = np.where(np.isnan(measured.values), np.inf, measured.values)
    log, (low, high) = _range(values, float(dataset.attrs["steps"]), options)
    axes = figure.add_subplot()
    band = half_width(values.shape[1], options.confidence) if dataset.attrs["random"] else 0.0
    missing: list[tuple[float, float, str]] = []
    looks = zip(colour_places(dataset, places), labels_of(dataset, places), strict=True)
    for row, (colour, label) in zip(values, looks, strict=True):
        look = line_look(colour)
        x, share = staircase(row, low, high)
        if band:
            edges = np.clip([share - band, share + band], 0.0, 1.0)
            axes.fill_between(
                x, *edges, step="post", color=look["color"], alpha=0.13, linewidth=0, gid="band"
            )
        axes.plot(x, share, drawstyle="steps-post", label=label, gid="staircase", **look)
        missing.append((float(share[-1]), float(np.isinf(row).mean()), COLOURS[colour]))
    if log:
        axes.set_xscale("log")
    t = np.geomspace(low, high, 600) if log else np.linspace(low, high, 600)
    for index, line in enumerate(options.lines):
        reference_line(axes, line, index, t, "t", evaluate, options)
    axes.set(xlim=(low, high), ylim=(-0.02, 1.03), xlabel=measured.label, ylabel="Share of the replicates")
    _write_missing(axes, missing)
    handles, labels = axes.get_legend_handles_labels()
    if len(handles) > 1:
        top_legend(figure, handles, labels)
    return _sentence(measured.label, band, options)


def staircase(times: np.ndarray, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Corners of the share of ``times`` that is at most t, for t from ``low`` to ``high``.

    Of more than 2000 corners every so many are kept, which is exact there.
    """
    corners, counts = np.unique(times[np.isfinite(times)], return_counts=True)
    shares = np.cumsum(counts) / len(times)
    keep = np.unique(np.linspace(0, len(corners) - 1, min(len(corners), _CORNERS)).astype(int))
    inside = keep[(corners[keep] > low) & (corners[keep] < high)]
    ends = [float((times <= end).mean()) for end in (low, high)]
    return np.array([low, *corners[inside], high]), np.array([ends[0], *shares[inside], ends[1]])


def half_width(count: int, confidence: float) -> float:
    """Half the height of the Dvoretzky-Kiefer-Wolfowitz band of ``count`` replicates; 0 without one."""
    return math.sqrt(math.log(2.0 / (1.0 - confidence)) / (2.0 * count)) if confidence > 0 else 0.0


def _measured(dataset, options: Options) -> Options:
    """The options with the hit as the measured quantity."""
    name = f"figure '{options.file_name}'"
    if options.status:
        raise UsageError(f"{name}: a status has no distribution; see 'sweep_curve'")
    if options.quantity or options.statistic:
        if options.hit:
            raise UsageError(f"{name}: give one of hit, quantity and statistic")
        return options
    hits = [str(key).removeprefix("hit_") for key in dataset.data_vars if str(key).startswith("hit_")]
    if not hits:
        raise UsageError(
            f'{name}: the run has no [[hit]]; add one, or give statistic = "steps_to(loss, ...)" and '
            'record the loss "every 1"'
        )
    if options.hit not in hits and (options.hit or len(hits) > 1):
        hint = nearest(options.hit, hits) if options.hit else ""
        raise UsageError(f"{name}: hit must be one of {', '.join(hits)}, not '{options.hit}'{hint}")
    wanted = options.hit or hits[0]
    label = options.label or f"Steps to '{plain(wanted)}'"
    return options.model_copy(update={"quantity": f"hit_{wanted}", "label": label})


def _range(values: np.ndarray, steps: float, options: Options) -> tuple[bool, tuple[float, float]]:
    """Whether time is logarithmic, and the ends of its axis: that of the run where some never arrive."""
    finite = values[np.isfinite(values)]
    positive = finite[finite > 0]
    first = float(positive.min()) if len(positive) else 1.0
    last = steps if np.isinf(values).any() or not len(finite) else float(finite.max())
    log = options.log_x
    if log is None:
        log = bool(len(positive)) and last > _WIDE * first
    if options.x_range:
        low, high = options.x_range
        if not (low < high and (low > 0 or not log)):
            raise UsageError(
                f"figure '{options.file_name}': x_range must rise, above zero on a logarithmic axis"
            )
        return log, (low, high)
    high = max(last, first) * (1.08 if log else 1.03)
    return log, (first / 1.3 if log else min(0.0, float(finite.min(initial=0.0))), high)


def _write_missing(axes, missing: list[tuple[float, float, str]]) -> None:
    """Beside each plateau the share that never arrives; texts that would meet are moved apart."""
    floor = -math.inf
    for height, share, colour in sorted(missing):
        if share == 0:
            continue
        place = max(height, floor + _APART)
        floor = place
        words = f"{number(float(f'{100 * share:.3g}'))} % never"
        look = {"xytext": (6, 0), "textcoords": "offset points", "ha": "left", "va": "center_baseline"}
        spot = {
            "xycoords": ("axes fraction", "data"),
            "color": colour,
            "fontsize": 12,
            "gid": "never",
        }
        axes.annotate(words, (1.0, place), **look, **spot)


def _sentence(label: str, band: float, options: Options) -> str:
    text = f"distribution over replicates of the {label[:1].lower()}{label[1:]}"
    if band:
        text += f"; band: {100 * options.confidence:g} % for the whole curve (Dvoretzky, Kiefer, Wolfowitz)"
    return text + ("; lines without bands: predictions" if options.lines else "")
