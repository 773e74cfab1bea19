"""The weights into the first layer of a network: a map of all units, or a picture of each."""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from simlab.errors import UsageError
from simlab.plots._common import PlotOptions
from simlab.plots._plane import check_replicates, close
from simlab.plots._recorded import at_step
from simlab.plots._select import chosen, labels_of
from simlab.results.attributes import settings

_MOST = 64  # pictures


class Options(PlotOptions):
    """Options of a ``weights`` figure, of a network of one variant."""

    plot: Literal["weights"] = "weights"
    image: list[int] = Field(
        default=[],
        max_length=2,
        description="rows and columns of the inputs if they are pixels: a picture for each unit",
    )
    units: int = Field(
        default=32, ge=1, le=256, description="how many units are shown, at most 64 as pictures"
    )
    replicate: int = Field(default=0, ge=0, description="replicate that is drawn")
    step: int | None = Field(
        default=None, ge=0, description="recorded step of theta that is drawn; by default the end of the run"
    )


def draw(figure, dataset, options: Options, surface=None, evaluate=None) -> str:
    """Draw on ``figure`` and say what was drawn; red is positive, blue negative, one scale for all."""
    name, places = options.file_name, chosen(dataset, options)
    if len(places) > 1:
        raise UsageError(f"figure '{name}': one variant at a time; choose with variants or at")
    check_replicates(dataset, [options.replicate], options)
    weights, when = _weights(dataset, places[0], options)
    reach = float(np.nanmax(np.abs(weights), initial=0.0)) or 1.0
    look = {"cmap": "RdBu_r", "vmin": -reach, "vmax": reach, "interpolation": "nearest"}
    if options.image:
        axes, source = _pictures(figure, weights, options, look)
    else:
        axes = [figure.add_subplot()]
        source = axes[0].imshow(weights, aspect="auto", gid="weights", **look)
        axes[0].locator_params("both", integer=True)
        axes[0].set_xlabel("Input")
        axes[0].set_ylabel("Unit")
        close(axes[0])
    figure.colorbar(source, ax=axes, label="Weight", pad=0.02, aspect=30)
    of = f" of {labels_of(dataset, places)[0]}" if dataset.sizes["variant"] > 1 else ""
    shown = "as pictures of the inputs, " if options.image else ""
    which = f"{len(weights)} units of replicate {options.replicate}"
    return f"weights of the first layer{of}, {shown}{which}, {when}"


def _weights(dataset, place: int, options: Options) -> tuple[np.ndarray, str]:
    """The weights [unit, input] and when they were so."""
    known = settings(dataset)[str(dataset["variant"].values[place])]
    if "first_units" not in known:
        raise UsageError(f"figure '{options.file_name}': the problem is no network, and has no weights")
    inputs, count = int(known["inputs"]), int(known["first_units"])
    if options.step is None:
        theta, when = dataset["final_theta"].values[place, options.replicate], "at the end"
    else:
        variable, step = at_step(dataset, "theta", options.step, options)
        theta, when = variable.values[place, options.replicate], f"at step {step:,}"
    units = min(options.units, count, _MOST if options.image else count)
    if options.image and (len(options.image) != 2 or np.prod(options.image) != inputs):
        given = " x ".join(map(str, options.image))
        raise UsageError(f"figure '{options.file_name}': image is {given}, and a unit has {inputs} inputs")
    return theta[: inputs * count].reshape(count, inputs)[:units].astype(float), when


def _pictures(figure, weights: np.ndarray, options: Options, look: dict):
    """One picture a unit, in rows."""
    width, height = figure.get_size_inches()
    columns = int(np.clip(round(np.sqrt(len(weights) * width / height)), 1, len(weights)))
    rows = -(-len(weights) // columns)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for index, axes in enumerate(panels):
        axes.set_axis_off()
        if index < len(weights):
            source = axes.imshow(weights[index].reshape(options.image), gid="weights", **look)
    return list(panels), source
