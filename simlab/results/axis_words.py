"""What figures and tables call a sweep axis: words for readers in place of a key of the file."""

from __future__ import annotations

import re

from simlab.results.attributes import Axis

# By the end of the path that is swept: what it is, and its unit.
_WORDS = {
    "averaging.time_constant": ("time constant of the average", "steps"),
    "batch.size": ("batch size", "examples"),
    "beta1": ("memory of the gradient, beta1", "1"),
    "beta2": ("memory of the squared gradient, beta2", "1"),
    "network.depth": ("hidden layers", "1"),
    "network.width": ("units in each hidden layer", "1"),
    "noise.batch": ("batch size", "examples"),
    "noise.sigma": ("standard deviation of the noise", "1"),
    "problem.condition": ("condition number", "1"),
    "problem.residual_scale": ("scale of the residual branches", "1"),
    "problem.rotation": ("rotation", "degrees"),
    "schedule.time_constant": ("time constant of the schedule", "steps"),
    "start.bias": ("initial bias", "1"),
    "start.gain": ("gain of the initial weights", "1"),
    "start.radius": ("radius of the starts", "1"),
    "start.std": ("standard deviation at the start", "1"),
    "start.value": ("initial value", "1"),
}
_OPTIMIZER = re.compile(r"optimizer\.[^.]+\.")


def axis_words(axis: Axis) -> tuple[str, str]:
    """``(long name, units)``: the axis's own label, else words for what it sweeps, else its name.

    A name that the file gives in place of the path's last word stays, unless it is part of the words.
    """
    if axis.label:
        return axis.label, "1"
    for path in axis.paths:
        inside = _OPTIMIZER.sub("", path)
        for end, (words, units) in _WORDS.items():
            same = axis.name == end.rpartition(".")[2] or axis.name in words
            if same and (inside == end or inside.endswith(f".{end}")):
                return words, units
    return axis.name.replace("_", " "), "1"
