"""``figures/README.md``: the gallery as a page, written from the manifest alone."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from simlab.gallery.place import PAGE, PICTURES, SCENARIOS
from simlab.gallery.texts import LECTURE, SECTIONS
from simlab.results.files import atomic_write

_FIGURE = re.compile(r"figure (\d+(?:\([a-z]\))?)")
_HEAD = """# The gallery

Every phenomenon of the lecture and the note as an experiment with numbers, in the order of the two texts.
For each: its pictures, what is claimed, what theory (or the rule) predicts, what was measured, and the
verdict with the controls that refute the claim when its cause is taken away. The guided tour is
[docs/lecture.md](../docs/lecture.md).

`simlab figures --all` writes this page and all pictures; nothing here is written by hand.
`simlab figures --check` runs everything anew and compares it with [manifest.json](lecture/manifest.json),
which holds the numbers behind each picture; [how closely](../docs/lecture.md#making-the-gallery-anew).
"""


def write(folder: Path, entries: list[dict[str, Any]]) -> None:
    """Write the page of the gallery under ``folder``, a clone's root."""
    atomic_write(folder / PAGE, page(entries))


def page(entries: list[dict[str, Any]]) -> str:
    """The page; ``entries`` are those of the manifest, in the order of the texts."""
    claims = [claim for one in entries for claim in one["claims"]]
    supported = sum(claim["verdict"] == "supported" for claim in claims)
    parts = [_HEAD, f"{len(entries)} experiments, {len(claims)} claims, {supported} of them supported.\n"]
    parts.append(_counterparts(entries))
    about = {section.label: section for section in SECTIONS}
    for label, group in groupby(entries, key=lambda one: one["section"]):
        parts.append(f"## {about[label].heading}\n")
        parts += [_experiment(one) for one in group]
    return "\n".join(parts)


def _counterparts(entries: Iterable[dict[str, Any]]) -> str:
    """The figures of the texts and what stands for each here."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in entries:
        for citation in one["source"].split(";"):
            text = "Lecture" if citation.strip().lower().startswith(LECTURE.lower()) else "Note"
            for figure in _FIGURE.findall(citation):
                found.setdefault((text, figure), []).append(f"[{one['title']}](#{one['name']})")
    rows = [
        f"| {text}, figure {figure} | {'; '.join(links)} |" for (text, figure), links in sorted(found.items())
    ]
    return "\n".join(["| figure of the texts | here |", "|---|---|", *rows, ""])


def _experiment(one: dict[str, Any]) -> str:
    """The part on one scenario, under an anchor of the scenario's name."""
    name = one["name"]
    scenario = (SCENARIOS / f"{name}.toml").as_posix()
    pictures = [
        f"![{picture['title']}]({PICTURES.name}/{name}/{file})"
        for picture in one["pictures"]
        for file in picture["files"]
        if file.endswith((".png", ".gif"))
    ]
    table = ["| claim | predicted | measured | verdict |", "|---|---|---|---|", *map(_row, one["claims"])]
    origin = f"{one['source']} · [{scenario}](../{scenario}) · `simlab check {scenario}`"
    head = f'<a id="{name}"></a>\n\n### {one["title"]}'
    parts = [head, one["question"], *pictures, "\n".join(table), origin]
    return "\n\n".join(part for part in parts if part) + "\n"


def _row(claim: dict[str, Any]) -> str:
    verdict = claim["verdict"]
    if claim["controls"]:
        verdict += "; refuted by " + ", ".join(claim["controls"])
    cells = [f"**{claim['id']}**: {claim['text']}", predicted(claim), measured(claim), verdict]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def predicted(claim: dict[str, Any]) -> str:
    """What the claim expects: a number with its tolerance, or a bound."""
    low, high = number(claim["expected_low"]), number(claim["expected_high"])
    if low == high:
        return f"{low:.6g}"
    if math.isinf(high):
        return f"at least {low:.6g}"
    if math.isinf(low):
        return f"at most {high:.6g}"
    if claim["expectation"].startswith("equals"):
        return f"{(low + high) / 2:.6g} ± {(high - low) / 2:.2g}"
    return f"{low:.6g} to {high:.6g}"


def measured(claim: dict[str, Any]) -> str:
    """The measured number, with its interval or bracket, and the case of a sweep that it belongs to."""
    value, low, high = (number(claim[key]) for key in ("value", "low", "high"))
    text = f"{value:.6g}"
    if claim["confidence"] is not None:
        text += f" ({100 * claim['confidence']:.4g} %: {low:.6g} to {high:.6g})"
    elif low != high and not math.isnan(value):
        text += f" ({low:.6g} to {high:.6g})"
    case = ", ".join(f"{axis} = {_word(value)}" for axis, value in claim["at"].items())
    return f"{text} at {case}" if case else text


def number(value: float | str | None) -> float:
    """A number of the manifest, where infinity is text and NaN is nothing."""
    return math.nan if value is None else float(value)


def _word(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
