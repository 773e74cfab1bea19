"""The one small, safe expression language: surfaces, hyper-parameters, statistics, expectations.

``parse.parse`` turns text into a checked tree, ``evaluate.evaluate`` gives its value, ``surface_source``
derives a surface. What is named here is imported when it is first asked for, so that checking a text needs
neither NumPy nor SymPy.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "Expression": "parse",
    "ExpressionError": "errors",
    "Grammar": "grammar",
    "check_gradient": "gradient_check",
    "evaluate_number": "evaluate",
    "number_grammar": "grammar",
    "points_around": "gradient_check",
    "surface_source": "surface",
}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
