"""The head of a kernel's text: what it imports, and each concept function under the role it plays."""

from __future__ import annotations

import sys
from collections.abc import Callable

from simlab.kernels.layout import needs_residuals
from simlab.kernels.program import Program
from simlab.kernels.text import names_of

_LANES = """\
from simlab.lanes import any_lane, is_finite, maximum, where
from simlab.lanes.copies import copy, read, replace, write
from simlab.lanes.flags import inline, kernel
from simlab.lanes.memory import align_stack, broadcast, load, new_rows, part, store
from simlab.lanes.vectors import all_finite, nearest, norm, separation"""
_OF_DEVICE = "from simlab.lanes.device import cuda\n"


def import_lines(program: Program, on_device: bool, team: bool = False) -> list[str]:
    """The import block, and one line for each role."""
    roles = _roles(program)
    modules = sorted({function.__module__ for function in roles.values()})
    text = _OF_DEVICE + _LANES.replace(" kernel", " device_kernel as kernel") if on_device else _LANES
    lines = text.split("\n")
    if program.is_network:
        lines.append("from simlab.lanes.heap import heap_rows, open_rows" + ", shared_rows" * team)
    if team:
        lines.append("from simlab.lanes.copies import share_copy, share_read, share_replace, share_write")
        lines.append("from simlab.lanes.team import each, leads, together")
    for kind in ("normals", "uniforms"):
        if any(kind in names_of(function) for function in random_functions(program).values()):
            lines.append(f"from simlab.lanes.random.{kind[:-1]} import {kind} as fill_{kind}")
    lines += [f"import {module}" for module in modules]
    lines.append("")
    if any("layer_places" in names_of(program.observer_function(name)) for name in program.observers):
        lines.append(f"layer_places = {program.surface_module().__name__}.LAYER_PLACES")
    return lines + [f"{role} = inline({f.__module__}.{f.__name__})" for role, f in roles.items()]


def random_functions(program: Program) -> dict[str, Callable]:
    """What may draw random numbers at each step: role -> function, those that do."""
    candidates = {"perturb": program.noise_function()} if program.noise else {}
    candidates |= {f"modify_{name}": program.gradient_function(name) for name in program.gradients}
    return {role: f for role, f in candidates.items() if {"normals", "uniforms"} & {*names_of(f)}}


def draw_rows(program: Program, function: Callable) -> int:
    """Rows of random numbers that ``function`` takes: as its module says, else one a coordinate."""
    count = getattr(sys.modules[function.__module__], "draw_count", None)
    return count(program.dimension) if count else program.dimension


def _roles(program: Program) -> dict[str, Callable]:
    value, hessian = program.surface_functions()
    step = program.step_function()
    observers = {name: program.observer_function(name) for name in program.observers}
    roles = {"value_and_gradient": value}
    if any("hessian" in names_of(function) for function in (step, *observers.values())):
        roles["compute_hessian"] = hessian
    if program.is_network:
        module = program.surface_module()
        names = ("choose_batch", "measure", "penalty_of")
        roles |= {name: getattr(module, name) for name in names if hasattr(module, name)}
        wanted = {name for function in observers.values() for name in names_of(function)}
        roles |= {f"see_{name}": getattr(module, name) for name in module.SEEN if name in wanted}
    follow = program.surface_follow()
    if follow:
        roles["follow_problem"] = follow
    if any("evaluate_all" in names_of(function) for function in observers.values()):
        roles["whole_value_and_gradient"] = program.whole_function()
    if needs_residuals(program):
        roles["compute_residuals"] = program.residuals_function()
    roles["factor"] = program.schedule_function()
    roles["take_step"] = step
    if program.noise:
        roles["perturb"] = program.noise_function()
    roles |= {f"modify_{name}": program.gradient_function(name) for name in program.gradients}
    if program.averaging:
        roles["update_average"] = program.averaging_function()
    follows = {name: program.follow_function(name) for name in program.observers}
    roles |= {f"follow_{name}": function for name, function in follows.items() if function}
    return roles | {f"observe_{name}": function for name, function in observers.items()}
