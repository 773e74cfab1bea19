"""What an optimizer asks of a network beside its gradient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simlab.plan.networks import NOTHING, Asked
from simlab.scenario.concepts import OptimizerTable

ERROR = "backprop_error"  # the link of the chain that stands for an error of the backward pass


def asked(table: OptimizerTable, overrides: Mapping[str, Any], network: bool) -> Asked:
    """What the optimizer of ``table`` asks of the problem.

    Raises
    ------
    ValueError
        If it asks for an error that only a ``network`` can have; or by an expression where a number must be.
    """
    if not network:
        if any(link.kind == ERROR for link in table.gradient):
            raise ValueError("means nothing without a network in [problem]")
        return NOTHING
    place = f"optimizer.{table.name}"
    if any("jacobian" in function.names for function in table.declared.functions.values()):
        return Asked(place, residuals=True)
    for link in table.gradient:
        if link.kind == ERROR:
            layer = overrides.get(f"{place}.{ERROR}.layer", link.numbers["layer"])
            if isinstance(layer, str):
                raise ValueError("layer: must be a number here, not an expression")
            return Asked(f"{place}.{ERROR}", error=link.options["error"], layer=int(layer))
    return NOTHING
