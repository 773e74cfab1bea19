"""A fresh run against the manifest: bits where they are promised, else numbers within a tolerance."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from simlab.gallery.entry import machine
from simlab.gallery.page import number

SAME_BITS, OTHER_BITS = (
    1e-9,
    1e-3,
)  # relative tolerance of the numbers where the results' bits agree, and where not


def differences(kept: dict[str, Any] | None, fresh: dict[str, Any]) -> Iterator[str]:
    """What differs between a manifest's entry and that of a fresh run, in words; nothing if they agree.

    The digest of the results must be the same where simlab promises so: the same versions of simlab, NumPy
    and SymPy on the same processor. Elsewhere every verdict must be the same, every random number's interval
    must overlap the one kept, and all other numbers must agree within a thousandth.
    """
    if kept is None:
        yield "is not in the manifest"
        return
    if kept["scenario_digest"] != fresh["scenario_digest"]:
        yield "the scenario has changed"
        return
    same = kept["results_digest"] == fresh["results_digest"]
    if not same and kept["machine"] == machine():
        yield f"other bits: {fresh['results_digest'][:12]} instead of {kept['results_digest'][:12]}"
    tolerance = SAME_BITS if same else OTHER_BITS
    yield from _claims(kept, fresh, tolerance)
    yield from _pictures(kept, fresh, tolerance)


def _claims(kept: dict[str, Any], fresh: dict[str, Any], tolerance: float) -> Iterator[str]:
    for old, new in zip(kept["claims"], fresh["claims"], strict=True):  # of the same scenario
        if old["verdict"] != new["verdict"]:
            yield f"claim {new['id']}: {new['verdict']} instead of {old['verdict']}"
        elif old["confidence"] is not None and tolerance == OTHER_BITS:
            if number(old["high"]) < number(new["low"]) or number(new["high"]) < number(old["low"]):
                before, now = (f"{one['low']} to {one['high']}" for one in (old, new))
                yield f"claim {new['id']}: {now} instead of {before}"
        elif not _close([number(old["value"])], [number(new["value"])], tolerance):
            yield f"claim {new['id']}: {new['value']} instead of {old['value']}"


def _pictures(kept: dict[str, Any], fresh: dict[str, Any], tolerance: float) -> Iterator[str]:
    for old, new in zip(kept["pictures"], fresh["pictures"], strict=True):
        name = new["files"][0] if new["files"] else new["title"]
        if [_shape(row) for row in old["numbers"]] != [_shape(row) for row in new["numbers"]]:
            yield f"picture {name}: shows other series"
            continue
        for before, now in zip(old["numbers"], new["numbers"], strict=True):
            for axis in "xyz":
                if not _close(_values(before, axis), _values(now, axis), tolerance):
                    label = now.get("label", now["mark"])
                    yield f"picture {name}: {label}: {axis} = {now[axis]} instead of {before[axis]}"


def _shape(row: dict[str, Any]) -> list[Any]:
    return [row["axes"], row["mark"], row.get("label"), row["count"]]


def _values(row: dict[str, Any], axis: str) -> list[float]:
    return [number(value) for value in row.get(axis, [])]


def _close(old: list[float], new: list[float], tolerance: float) -> bool:
    """Whether the numbers agree within ``tolerance`` of the largest; NaN and infinity must be the same."""
    finite = [abs(value) for value in [*old, *new] if math.isfinite(value)]
    margin = tolerance * max(finite, default=0.0)
    return len(old) == len(new) and all(
        a == b or (math.isnan(a) and math.isnan(b)) or abs(a - b) <= margin
        for a, b in zip(old, new, strict=True)
    )
