"""The optics bench for optimization: a question as a TOML file, a verdict per claim as the answer.

The verbs: ``load`` a scenario, ``make_plan`` of it, ``run`` it, ``check`` it with its controls, ``diagnose``
it, ``render`` its figures again, ``open_results`` of a run folder. Nothing heavy is imported before a verb is
used.
"""

from __future__ import annotations

from importlib import import_module

__all__ = ["check", "diagnose", "load", "make_plan", "open_results", "render", "run"]

_HOMES = {
    "check": ("simlab.pipeline", "check"),
    "diagnose": ("simlab.diagnosing", "diagnose"),
    "load": ("simlab.scenario", "load"),
    "open_results": ("simlab.results.store", "open_results"),
    "make_plan": ("simlab.plan", "make_plan"),
    "render": ("simlab.pipeline", "render"),
    "run": ("simlab.pipeline", "run"),
}


def __getattr__(name: str):
    if name == "__version__":
        from importlib.metadata import version

        return version("simlab")
    if name not in _HOMES:
        raise AttributeError(f"module 'simlab' has no attribute '{name}'")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
