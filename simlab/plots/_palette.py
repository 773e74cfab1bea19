"""One look for every figure: colours that colour-blind readers tell apart, dashes and markers for grey."""

from __future__ import annotations

# Okabe & Ito (2008), "Color Universal Design", without its yellow (unreadable on white), with a grey.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C8C8C")
AREA_COLOURS = ("#56B4E9", "#D55E00", "#F0E442", "#009E73", "#CC79A7", "#0072B2", "#E69F00")
DASHES = ("-", (0, (6, 2)), (0, (2, 1.4)), (0, (7, 2, 1.4, 2)), (0, (4, 1.4)), (0, (1, 1)), "-", (0, (9, 3)))
# Short, long and short, dots, long, long and two short: black reference lines differ in these alone.
REFERENCE_DASHES = (
    (0, (3, 1.5)),
    (0, (8, 2, 1.5, 2)),
    (0, (1, 1.3)),
    (0, (9, 3)),
    (0, (8, 2, 1.5, 2, 1.5, 2)),
)
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")

INK = "#222222"  # text, axes, reference lines
MUTED = "#5F5F5F"  # captions and secondary lines
LEVEL_LINE = "#5B6B7A"  # level lines on a surface in three dimensions
RELIEF = ("#7F9DB6", "#AFC1D0", "#D5DEE5", "#E8ECEF")  # such a surface from its floor to its top
FLOW = "#6A7884"  # lines of gradient flow
AXES_LINE = "#CFCFCF"  # lines through zero
EMPTY = "#E4E4E4"  # cells without a value
OTHER_COLOUR, UNDECIDED_COLOUR, LOST_COLOUR = "#B59A7A", "#E4E4E4", "#161616"  # areas of a basin map
SHADE_MAP = "simlab_shade"  # white to the share of black that SHADE_DEPTH says
SHADE_DEPTH = 0.58
LAND_MAP = "simlab_land"  # pale colour map for contours under paths
LINES_MAP = "simlab_lines"  # sequential colour map for many lines: viridis without its pale end

STATUS_WORDS = {
    "running": "still running",
    "converged": "converged",
    "target": "target reached",
    "diverged": "diverged",
    "non_finite": "non-finite",
}
STATUS_COLOURS = {
    "running": "#D5D5D5",
    "converged": "#0072B2",
    "target": "#009E73",
    "diverged": "#E69F00",
    "non_finite": "#000000",
}


def line_look(index: int) -> dict[str, object]:
    """Keyword arguments for ``Axes.plot`` of the ``index``-th curve."""
    place = index % len(COLOURS)
    return {"color": COLOURS[place], "linestyle": DASHES[place]}


def marker_look(index: int) -> dict[str, object]:
    """Keyword arguments for the markers of the ``index``-th curve."""
    return {"marker": MARKERS[index % len(MARKERS)], "markersize": 6.5, "markeredgecolor": "white"}


def rgb(colour: str) -> tuple[float, float, float]:
    """Red, green and blue (0..1) of a ``#RRGGBB`` colour."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue
