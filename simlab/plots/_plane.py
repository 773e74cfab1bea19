"""The plane of two coordinates in which paths are drawn, and what lies in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._common import PlotOptions, Window
from simlab.plots._landscape import view
from simlab.plots._palette import COLOURS, INK
from simlab.plots._select import chosen, quantity, symbol
from simlab.results.attributes import optima
from simlab.status import Status


class PlaneOptions(PlotOptions):
    """Options of every figure with paths in a plane."""

    y: str = Field(default="theta", description="recorded vector to draw: theta or average")
    coordinates: list[str] = Field(
        default=[], max_length=2, description="names of the two coordinates to draw; the first two when empty"
    )
    replicates: list[int] = Field(default=[0], min_length=1, max_length=20, description="replicates to draw")
    window: Window | None = Field(default=None, description="x from, x to, y from, y to; fitted if not given")
    levels: int = Field(default=14, ge=3, le=60, description="about how many contours")
    arrows: int = Field(default=4, ge=0, le=20, description="arrows along each path")
    last_step: int | None = Field(default=None, ge=1, description="draw the path up to this step only")


def few(dataset, options: PlotOptions) -> list[int]:
    """Positions of the variants to draw, no more than there are colours."""
    places = chosen(dataset, options)
    if len(places) > len(COLOURS):
        raise UsageError(
            f"figure '{options.file_name}': at most {len(COLOURS)} paths; choose with variants or at"
        )
    return places


def plane_of(dataset, options: PlaneOptions) -> list[int]:
    """Positions of the two coordinates to draw.

    Raises
    ------
    UsageError
        If the problem has one coordinate only, or the names are not two of its coordinates.
    """
    known = [str(name) for name in dataset["coordinate"].values]
    if len(known) < 2:
        raise UsageError(f"figure '{options.file_name}': a plane needs two coordinates; see 'profile'")
    wanted = options.coordinates or known[:2]
    if len(set(wanted)) != 2 or not set(wanted) <= set(known):
        raise UsageError(f"figure '{options.file_name}': coordinates must be two of {', '.join(known)}")
    return [known.index(name) for name in wanted]


def paths_in(dataset, places: Sequence[int], plane, options: PlaneOptions) -> list[list[np.ndarray]]:
    """Points [records, 2] of every replicate of every variant.

    Raises
    ------
    UsageError
        If the vector was not recorded over steps, or a replicate does not exist.
    """
    variable = quantity(dataset, options.y, options)
    if "coordinate" not in variable.dims or variable.ndim != 4:
        raise UsageError(f"figure '{options.file_name}': '{options.y}' is not a recorded vector")
    steps = dataset[str(variable.dims[2])].values
    upto = None if options.last_step is None else int(np.searchsorted(steps, options.last_step, "right"))
    check_replicates(dataset, options.replicates, options)
    values = variable.values[:, :, :upto]
    return [
        [values[place, replicate][:, plane].astype(float) for replicate in options.replicates]
        for place in places
    ]


def check_replicates(dataset, wanted: Sequence[int], options: PlotOptions) -> None:
    """Refuse a replicate that does not exist."""
    count = dataset.sizes["replicate"]
    wrong = [replicate for replicate in wanted if not 0 <= replicate < count]
    if wrong:
        raise UsageError(f"figure '{options.file_name}': there is no replicate {wrong[0]} of {count}")


def minima_in(dataset, place: int, plane) -> np.ndarray:
    """The known minima [count, 2] of a variant's problem."""
    points = optima(dataset)[str(dataset["variant"].values[place])]
    return np.array([[point[i] for i in plane] for point in points], dtype=float).reshape(-1, 2)


def window_of(dataset, places, plane, paths, options: PlaneOptions, equal: bool) -> tuple[float, ...]:
    """The window asked for, else one around ``paths``, or around the starts without any, and the minima."""
    if options.window:
        return tuple(options.window)
    every = [path for one in paths for path in one]
    if not every:
        starts = dataset["start"].values[places][..., plane].astype(float)
        every = list(starts.reshape(-1, 1, 2))
    return view(every, np.concatenate([minima_in(dataset, place, plane) for place in places]), equal)


def is_lost(dataset, place: int, replicates: Sequence[int]) -> bool:
    """Whether a variant diverged or became non-finite in any of ``replicates``."""
    status = dataset["status"].values[place, list(replicates)]
    return bool(np.isin(status, (Status.DIVERGED, Status.NON_FINITE)).any())


def mark_starts(axes, paths: Sequence[np.ndarray]) -> None:
    """A white circle at the first point of every one of ``paths`` [records, 2]."""
    starts = np.unique([path[0] for path in paths], axis=0)
    look = {"marker": "o", "markersize": 10, "markerfacecolor": "white", "markeredgecolor": INK}
    axes.plot(*starts.T, linestyle="", markeredgewidth=1.8, zorder=6, label="start", **look)


def frame(axes, dataset, plane, window, equal: bool) -> None:
    """Limits, names and a closed frame of axes that show the plane."""
    known = [symbol(str(name)) for name in dataset["coordinate"].values]
    axes.set_xlim(window[0], window[1])
    axes.set_ylim(window[2], window[3])
    axes.set_xlabel(known[plane[0]])
    axes.set_ylabel(known[plane[1]])
    close(axes)
    if equal:
        axes.set_aspect("equal", adjustable="box")


def close(axes) -> None:
    """A frame on all four sides and no grid."""
    axes.grid(False)
    for side in ("top", "right"):
        axes.spines[side].set_visible(True)


def slice_words(dataset, plane) -> str:
    """What a caption says of the plane where the problem has further coordinates."""
    known = [str(name) for name in dataset["coordinate"].values]
    if len(known) == 2:
        return ""
    return f", in the plane of {known[plane[0]]} and {known[plane[1]]} through the minimum"
