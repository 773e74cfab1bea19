"""Captions: what is drawn, over how many replicates, under which settings; nothing that acts is left out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from simlab.plots._common import PlotOptions
from simlab.plots._select import number, plain
from simlab.results.attributes import settings
from simlab.status import Status

_DERIVED = {
    "dimension",
    "steps",
    "lambda_max",
    "lambda_min",
    "kappa",
    "cosine",
    "sine",
    "inputs",
    "first_units",
    "pass_memory",
    "pass_operations",
    "pass_accesses",
    "solution",
    "least_loss",
}
_IDLE_AT_ZERO = ("decay", "penalty", "damp", "rotation", "warm_up")  # in names of what is idle at zero
_SWEPT = "swept"
_MOST = 4  # numbers of one setting listed one by one


def caption(dataset, options: PlotOptions, drawn: str, places: Sequence[int]) -> str:
    """The caption of a figure of the variants at ``places``; ``drawn`` says what its marks are."""
    attributes = dataset.attrs
    count = int(attributes["replicates"])
    replicates = "one trajectory" if count == 1 else f"{count:,} replicates"
    seed = f", seed {attributes['seed']}" if attributes["random"] else ""
    steps = int(attributes["steps"])
    facts = (
        f"{replicates} per setting, {steps:,} step{'s' if steps != 1 else ''}, {attributes['dtype']}{seed}"
    )
    notices = attributes.get("notices", [])
    sentences = [options.caption, drawn, facts, _lost(dataset, places), _settings(dataset, places), *notices]
    return " ".join(_sentence(text) for text in sentences if text)


def _sentence(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _lost(dataset, places: Sequence[int]) -> str:
    """How many trajectories blew up, so that no figure looks better than its run."""
    status = dataset["status"].values[list(places)]
    count = int(np.isin(status, (Status.DIVERGED, Status.NON_FINITE)).sum())
    return f"{count:,} of {status.size:,} trajectories diverged or became non-finite" if count else ""


def _settings(dataset, places: Sequence[int]) -> str:
    """``gd: learning rate 0.1; adam: ...``, with what all share said once, first."""
    every = settings(dataset)
    groups: dict[str, list[dict]] = {}
    labels, optimizers = dataset["variant"].values.tolist(), dataset["optimizer"].values.tolist()
    for place in places:
        groups.setdefault(optimizers[place], []).append(every[labels[place]])
    listed = {name: _listed(group) for name, group in groups.items()}
    first = next(iter(listed.values()))
    if len(listed) == 1:
        shared = first
    else:
        rest = list(listed.values())[1:]
        shared = {key: text for key, text in first.items() if all(one.get(key) == text for one in rest)}
    parts = [", ".join(_equation(key, text) for key, text in shared.items())]
    for name, texts in listed.items():
        own = [_equation(key, text) for key, text in texts.items() if key not in shared]
        if own:
            parts.append(f"{plain(name)}: " + ", ".join(own))
    text = "; ".join(part for part in parts if part)
    return f"Settings: {text}" if text else ""


def _equation(key: str, text: str) -> str:
    """``name = text`` that no line break takes apart."""
    sign = " " if text == _SWEPT else " = "
    return f"{plain(key)}{sign}{text}".replace(" ", "\N{NO-BREAK SPACE}")


def _listed(group: Sequence[dict]) -> dict[str, str]:
    """Text of every setting that acts (a clip at infinity or a penalty of zero does not) over ``group``."""
    texts = {}
    for key in group[0]:
        if key in _DERIVED:
            continue
        values = [one[key] for one in group if key in one]
        text = _text(values)
        if text and not _idle(key, values):
            texts[key] = text
    return texts


def _text(values: Sequence) -> str:
    if isinstance(values[0], list):
        inside = [_text([value]) for value in values[0][:_MOST]]
        tail = ", …" if len(values[0]) > _MOST else ""
        return f"({', '.join(inside)}{tail})" if all(value == values[0] for value in values) else _SWEPT
    if isinstance(values[0], str | bool):
        return " or ".join(sorted({str(value) for value in values}))
    different = np.unique(np.array(values, dtype=float))
    if len(different) > _MOST:
        return f"{number(different[0])} … {number(different[-1])}"
    return ", ".join(dict.fromkeys(number(value) for value in different))


def _idle(key: str, values: Sequence) -> bool:
    if "clip" in key:
        return all(value == math.inf for value in values)
    return any(part in key for part in _IDLE_AT_ZERO) and all(value == 0 for value in values)
